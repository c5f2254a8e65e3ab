"""A node as a process: its ports, its rights, its signals, and who comes after it."""
