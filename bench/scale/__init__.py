"""Whether the engine stays what it is with a million names, and with two threads."""
