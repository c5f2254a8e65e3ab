"""Worlds of any size as the engine reads them: the first name compiled as a node does it, the others made after it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from compare.publish import compile_first
from compare.servers.server import FIRST
from compare.workload import Workload, label_of

from trunkline.snapshot.format import encode, whole
from trunkline.snapshot.snapshot import Answer, Change, Group, Steered

PART = 10_000
"""Names whose objects live at once."""

_LENGTH = struct.Struct("<Q")
_NOTHING = encode(Change())
"""A message without steps: its head, which ends with the length of the steps."""


def write_snapshot(workload: Workload, path: Path) -> None:
    """One zone, the table of the workload's networks, and all names, each with addresses of its own.

    The file is what `encode` would make of all at once, but that the plan which all follow stands in it once a part.
    """
    first = compile_first(workload, FIRST)
    [pattern] = first.steered.values()
    with path.open("wb") as file:
        file.write(_NOTHING)
        file.write(_steps(whole(replace(first, steered={}))))
        for part in _parts(workload.names):
            made = (made_after(pattern, name) for name in part)
            # Each part numbers its one plan 0, and number 0 of the whole is equal to it.
            file.write(_steps(Change(steered={entry.key: entry for entry in made})))
        length = file.tell() - len(_NOTHING)
        file.seek(len(_NOTHING) - _LENGTH.size)
        file.write(_LENGTH.pack(length))


def made_after(pattern: Steered, name: int) -> Steered:
    """The name of that number, answered as the first is, with addresses so many higher: see `address_of`."""
    label, above = label_of(name).encode(), pattern.name[pattern.name[0] + 1 :]
    answers = tuple(_higher(answer, name) for answer in pattern.answers)
    return Steered(bytes([len(label)]) + label + above, pattern.type, pattern.ttl, pattern.plan, answers)


def _higher(answer: Answer, by: int) -> Answer:
    """Made by hand, for `replace` would take most of the time of a million names."""
    groups = (Group(one.draw, tuple(_add(rdata, by) for rdata in one.rdatas)) for one in answer.groups)
    return Answer(answer.draw, tuple(groups))


def _add(rdata: bytes, by: int) -> bytes:
    return (int.from_bytes(rdata, "big") + by).to_bytes(4, "big")


def _parts(names: int) -> Iterator[range]:
    return (range(first, min(first + PART, names)) for first in range(0, names, PART))


def _steps(change: Change) -> bytes:
    return encode(change)[len(_NOTHING) :]
