"""What is to be done with the line table, and what came of it: the words between a node and the process for it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from trunkline.documents.line import OwnLine

Kind = Literal["import", "remove", "compose", "diff", "agreement"]


@dataclass(frozen=True, slots=True)
class Act:
    """`import` lays the layer `name` over the table, made of the file `path`, which its owner called `file` and which
    has the SHA-256 `sha256`; `format` says what it is ("" is told by its content), `line` what a bare list of networks
    means, `only` what it may speak of (nothing: everything). `remove` takes the layer `name` away. `compose` makes the
    table anew of what is there. `diff` compares the tables `old` and `new`: embedded, current or previous. `agreement`
    compares what the file says with the table.

    `plan` changes nothing and says what would change; `anyway` takes what the guards refuse. `own` are operators' own
    lines, which lie above all; `configured` are the lines that access domains know, by which moves are
    told. `by`, `why` and `at` (seconds since the epoch) are kept with the table.
    """

    kind: Kind
    name: str = ""
    path: str = ""
    file: str = ""
    sha256: str = ""
    format: str = ""
    line: str = ""
    only: tuple[str, ...] = ()
    plan: bool = False
    anyway: bool = False
    old: str = ""
    new: str = ""
    by: str = ""
    why: str = ""
    at: float = 0.0
    own: tuple[OwnLine, ...] = ()
    configured: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an act. `generation` is where a new table lies, if it may be used; `faults` are why it may not,
    `notices` what is worth knowing nonetheless.

    `format` is what the file was taken for, `rows` how many it had; `version` names the new table. `moves`, `coverage`
    and `agreement` are JSON as `lines/` writes them; `refused` is why the file could not be taken at all.
    """

    generation: int | None = None
    version: str = ""
    format: str = ""
    rows: int = 0
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    moves: Any = None
    agreement: Any = None
    refused: str = ""


UNTOLD = os.EX_IOERR
"""The exit code of a process that cannot even write what came of it."""

ACT: TypeAdapter[Act] = TypeAdapter(Act)
CAME: TypeAdapter[Came] = TypeAdapter(Came)


def named(name: str) -> str:
    """The name, if a layer may have it; raises ValueError, with the reason."""
    if not name or not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or len(name) > 40:
        raise ValueError("a layer's name is made of letters, digits, - and _, forty at most")
    if name.lower() in ("special", "supernets", "own", "embedded", "current", "previous"):
        raise ValueError(f"{name} is the name of a layer that cannot be replaced")
    return name
