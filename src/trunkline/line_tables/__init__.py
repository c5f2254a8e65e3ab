"""A node's line table: the embedded one, what operators laid over it, and how to go back. `tables.py` is the face."""
