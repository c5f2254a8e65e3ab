"""Where documents are kept, with the history of every change, and where probes leave their reports."""
