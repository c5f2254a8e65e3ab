"""Bare lists of networks, one a line: of one line of askers, or with a line's code beside each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from trunkline.errors import LayerRefused
from trunkline.imports.addresses import parse_network, parse_range
from trunkline.imports.format import Format, Progress, Row, Wish
from trunkline.imports.line_facts import facts_of_line
from trunkline.imports.text import first_line, read_lines
from trunkline.lines.facts import SILENCE, Facts

_GAP = re.compile(r"[\s,;]+")
_LOOKS = re.compile(r"[0-9a-fA-F]*[.:][0-9a-fA-F.:/-]*")
_RANGE = re.compile(r"\s+-\s+")


def read_cidr(path: Path, wish: Wish, progress: Progress) -> Iterator[Row]:
    """CIDRs, single addresses and `first-last`; `#` begins a comment. A code beside a network has the word for it."""
    try:
        usual = facts_of_line(wish.line) if wish.line else SILENCE
    except ValueError as error:
        raise LayerRefused(path.name, str(error)) from error
    return read_lines(path, progress, lambda line: _row(line, usual))


def looks_like_cidr(head: bytes, tail: bytes) -> bool:
    """Whether the first line looks like a network, a wrong one included, and no more than a code."""
    words = _words(first_line(head))
    return len(words) in (1, 2) and bool(_LOOKS.fullmatch(words[0]))


def _row(text: str, usual: Facts) -> Row | None:
    words = _words(text)
    if not words:
        return None
    if len(words) > 2:
        raise ValueError("this is more than a network and a line")
    network = _network(words[0])
    facts = _said(words[1]) if len(words) == 2 else usual
    if facts is SILENCE:
        raise ValueError("no line stands beside this network: say which line the list is of (--line)")
    return *network, facts


def _words(text: str) -> list[str]:
    text = text.partition("#")[0].strip()
    return _GAP.split(_RANGE.sub("-", text, count=1)) if text else []


def _network(text: str) -> tuple[int, int, int]:
    first, dash, last = text.partition("-")
    return parse_range(first, last) if dash else parse_network(text)


_said = lru_cache(maxsize=1 << 12)(facts_of_line)


FORMAT = Format("cidr", "networks, one a line, of one line or each with a line's code", looks_like_cidr, read_cidr)
