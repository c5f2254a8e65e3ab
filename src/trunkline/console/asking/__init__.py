"""Asking, in pieces: the question, what is told to which line, the way to an answer, and who moves where."""
