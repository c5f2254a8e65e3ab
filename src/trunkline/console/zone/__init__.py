"""A zone while somebody edits it: the draft, and the table that shows it."""
