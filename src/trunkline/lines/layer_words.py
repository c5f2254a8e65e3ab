"""What a layer says and where it is from, as JSON has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from sys import intern
from typing import Any

from trunkline.lines.facts import SILENCE, Facts
from trunkline.lines.layer import Source


def facts_in_words(facts: Iterable[Facts]) -> list[list[str]]:
    """A list for each: the fields in their order."""
    return [[getattr(one, name) for name in Facts.__slots__] for one in facts]


def facts_of_words(words: Any) -> tuple[Facts, ...]:
    """Raises ValueError, TypeError or LookupError for what is no such list."""
    facts = tuple(Facts(*map(intern, one)) for one in words)
    if facts[0] != SILENCE:
        raise ValueError("its first statement is not silence")
    return facts


def source_in_words(source: Source) -> dict[str, Any]:
    """The fields that are not empty."""
    return {name: value for name, value in asdict(source).items() if value}


def source_of_words(words: dict[str, Any]) -> Source:
    """The same back; raises TypeError for fields that are unknown."""
    texts = {name: str(value) for name, value in words.items() if name != "attribution"}
    return Source(**texts, attribution=tuple(map(str, words.get("attribution", ()))))
