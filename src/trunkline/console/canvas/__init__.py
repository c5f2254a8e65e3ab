"""The canvas of an access domain: everything that its answers come from, joined by lines, live and editable."""
