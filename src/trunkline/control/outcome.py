"""What the doors get back: the shapes of every answer of this floor, frozen and ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trunkline.errors import Problem
from trunkline.snapshot.changes import AnswerChange


class What(StrEnum):
    """What happens to a document."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """One document before and after.

    `fields` names the top fields that differ; of a zone, in place of `records`, the record sets that are + new,
    ~ changed or - gone: "+ mail.example.com A", at most 20 and then "… and 3 more".
    """

    kind: str
    key: str
    what: What
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an apply would do to documents and to answers, and the revision it was worked out against.

    `warnings` are about what is allowed and seldom meant in the documents that it touches.
    """

    revision: int
    documents: tuple[DocumentChange, ...]
    answers: tuple[AnswerChange, ...]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply did, and the revision that holds it; `published` says that the engine answers by it.

    `warnings` are about what is allowed and seldom meant in the documents that it touched.
    """

    revision: int
    documents: tuple[DocumentChange, ...]
    published: bool
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Considered:
    """A pool or an address that was thought of: chosen or not, in which standing, and why."""

    name: str
    chosen: bool
    available: bool
    health: str
    because: str
    lines: tuple[str, ...] = ()
    endpoint: str | None = None
    addresses: tuple[Considered, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The way from a name and an asker to an answer. `answer` is what the engine really says: one text a record.

    `chain` are the names gone through: the one asked for, then where each CNAME led.
    `asker_lines` are all lines of the asker, best first; `line` is the one that decided, None when no line did.
    `access_domain` is None when the zone's own records answer; `scope` is None when the engine gave none. `at` is a
    moment of the past (seconds since the epoch), None for now; then `answer` is all that answers were drawn from.
    """

    name: str
    type: str
    chain: tuple[str, ...]
    asker: str
    network: str
    asker_lines: tuple[str, ...]
    access_domain: str | None
    policy: str | None
    line: str | None
    rule: str | None
    because: str
    pools: tuple[Considered, ...]
    rcode: str
    answer: tuple[str, ...]
    ttl: int | None
    scope: int | None
    at: float | None = None


@dataclass(frozen=True, slots=True)
class ProbeRow:
    """One row of the network probe tool: an asker that stands for a line, and what the DNS port said to it."""

    line: str
    title: str
    asker: str
    rcode: str
    answer: tuple[str, ...]
    ttl: int | None
    scope: int | None
    because: str
    milliseconds: float | None


@dataclass(frozen=True, slots=True)
class Past:
    """One write of the history: who, when (seconds since the epoch), why, and each document before and after."""

    revision: int
    at: float
    by: str
    why: str
    changes: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class OwnLineLost:
    """Askers of a line that are served on it now, and would be served otherwise: with what, by which rule, and why."""

    access_domain: str
    line: str
    after: tuple[str, ...]
    rule: str
    because: str


@dataclass(frozen=True, slots=True)
class FallenBack:
    """An access domain that would have nothing available: what it would answer all the same."""

    access_domain: str
    rule: str
    after: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would be if these failed, by the documents of `revision` and the health of now.

    `addresses_out` would leave the answers; `kept_by_hand` stay though they fail (manual mode, an override);
    `unnoticed` have no monitor, so nobody would notice. `brake` says why nothing would move until a person agrees.
    """

    revision: int
    addresses_out: tuple[str, ...]
    kept_by_hand: tuple[str, ...]
    unnoticed: tuple[str, ...]
    pools_out: tuple[str, ...]
    answers: tuple[AnswerChange, ...]
    own_lines_lost: tuple[OwnLineLost, ...]
    fallen_back: tuple[FallenBack, ...]
    brake: str


@dataclass(frozen=True, slots=True)
class NameServer:
    """One name server of a zone: its addresses, whether it answers with authority, and the SOA serial it told last."""

    name: str
    addresses: tuple[str, ...]
    in_order: bool
    because: str
    serial: int | None


@dataclass(frozen=True, slots=True)
class Delegation:
    """Whether the world finds a zone: the servers that its parent names, those that it names, and each of them."""

    zone: str
    in_order: bool
    because: str
    parent: tuple[str, ...]
    own: tuple[str, ...]
    servers: tuple[NameServer, ...]
