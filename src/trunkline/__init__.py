"""trunkline: a Global Traffic Manager. ARCHITECTURE.md draws the house; start reading at `node.py`."""

__version__ = "0.1.0"
