"""The words of other people's files: tables of what they call things."""

from __future__ import annotations

from collections.abc import Iterator
from csv import DictReader
from importlib.resources import files


def read_words(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of this room's tables, such as `owners.csv`."""
    return DictReader(files(__package__).joinpath("data", name).read_text(encoding="utf-8").splitlines())
