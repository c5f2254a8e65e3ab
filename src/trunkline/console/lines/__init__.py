"""Whose network is where: looked up, counted, tested, and lines of one's own."""
