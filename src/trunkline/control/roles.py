"""What each role may: who holds a token, which kinds of documents a role reads and writes, and how it is refused."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.line import OwnLine
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.override import Override
from trunkline.documents.place import Place
from trunkline.documents.pool import Pool
from trunkline.documents.settings import Settings
from trunkline.documents.token import Role
from trunkline.documents.zone import Zone
from trunkline.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Holder:
    """Who asks: the token's name, its role, and when it ends (seconds since the epoch; None is never)."""

    name: str
    role: Role
    expires: float | None = None


ADMINS = frozenset({Role.ADMIN})
OPERATORS = ADMINS | {Role.OPERATOR}
VIEWERS = OPERATORS | {Role.VIEWER}
AGENTS = ADMINS | {Role.AGENT}
ALL = VIEWERS | AGENTS

OPERATED = frozenset(kind.kind for kind in (Zone, Monitor, Address, Pool, AccessDomain, OwnLine, Override, Place))
"""Kinds that operators write. Settings are the conduct of the whole node, and contact groups hold secrets."""

SHOWN = OPERATED | {Settings.kind}
"""Kinds that viewers read. A kind that stands in neither is an admin's."""


def readers(kind: str) -> frozenset[Role]:
    """The roles that may read documents of that kind."""
    return VIEWERS if kind in SHOWN else ADMINS


def writers(kind: str) -> frozenset[Role]:
    """The roles that may change documents of that kind."""
    return OPERATORS if kind in OPERATED else ADMINS


def refusal(holder: Holder, wanted: Set[Role], what: str = "this") -> Forbidden:
    """That the holder's role is none of those wanted, and which token would do."""
    least = next(role for role in Role if role in wanted)
    remedy = f"`trunkline token create NAME --role {least}` makes one that may"
    return Forbidden(f"the token {holder.name} is {_a(holder.role)}: {_why(holder.role, least, what)}; {remedy}")


def _why(role: Role, least: Role, what: str) -> str:
    if role is Role.AGENT:
        return "it may ask what to check and report, nothing else"
    if least is Role.OPERATOR:
        return "it may look, not change"
    return f"{what} takes {_a(least)}"


def _a(role: Role) -> str:
    return f"{'a' if role is Role.VIEWER else 'an'} {role}'s"
