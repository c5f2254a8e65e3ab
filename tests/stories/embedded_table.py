"""Composes the embedded line table, for processes that are forked later: to do it costs a node half its start."""

from trunkline.lines.embedded import embedded

embedded()
