"""The words of an entry, as every store looks through them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trunkline.store.contract import Entry

_BETWEEN = "\x1e"
"""ASCII's record separator, so that what is looked for is found within one text, not across two."""


def words(entry: Entry) -> str:
    """The key and every text of the body, folded; what is looked for is folded likewise and stands somewhere in it."""
    return fold(_BETWEEN.join([entry.key, *_texts(entry.body)]))


def fold(text: str) -> str:
    """Equal for texts that differ in the case of their letters alone."""
    return text.casefold()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
