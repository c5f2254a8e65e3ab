"""Commands that change one document: enable, disable, override, delete."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.change import Why, draw_applied, in_effect
from trunkline.cli.drain import Lasts, Reason, force
from trunkline.cli.drawing import titled, word
from trunkline.cli.kinds import SWITCHED, find_switched, full_key, read_kind
from trunkline.cli.session import Session
from trunkline.client import Json
from trunkline.documents.override import Override

Named = Annotated[
    list[str],
    typer.Argument(
        metavar="[KIND] NAME",
        help="An access domain, a pool or an address; the kind only where the name alone does not tell.",
        show_default=False,
    ),
]
Kind = Annotated[str, typer.Argument(help="zone, monitor, address, pool, access_domain, line, override, place …")]


class Forced(StrEnum):
    """What an operator can do to an address."""

    UP = "up"
    DOWN = "down"
    CLEAR = "clear"


def enable(session: Session, named: Named, why: Why = "") -> None:
    """Let an access domain, a pool or an address take part.

    For example: trunkline enable gtm.example.com
    """
    _switch(session, named, True, why)


def disable(session: Session, named: Named, why: Why = "") -> None:
    """Take an access domain, a pool or an address out; an access domain's name falls back to its zone's records.

    For example: trunkline disable pool Mobile --why 'new racks'
    """
    _switch(session, named, False, why)


def override(
    session: Session,
    address: Annotated[str, typer.Argument(help="The name of the address.", show_default=False)],
    forced: Annotated[
        Forced,
        typer.Argument(metavar="up|down|clear", help="What it counts as, whatever its health.", show_default=False),
    ],
    reason: Reason = "",
    lasts: Lasts = None,
) -> None:
    """Force an address up or down, with a reason, or let its health decide again (to drain it: trunkline drain).

    For example: trunkline override server-mobile down --reason 'new disks' --for 2h
    """
    if forced is Forced.CLEAR:
        session.tell(session.client.delete(Override.kind, address, why=reason), draw_applied)
        return
    session.tell(force(session, address, forced.value, reason, lasts), draw_applied)


def delete(
    session: Session,
    kind: Kind,
    key: Annotated[str, typer.Argument(help="Its name.", show_default=False)],
    why: Why = "",
) -> None:
    """Delete one document, unless others refer to it.

    For example: trunkline delete access-domain gtm.example.com
    """
    kind = read_kind(kind)
    session.tell(session.client.delete(kind, full_key(session.client, kind, key), why=why), draw_applied)


def _switch(session: Session, named: list[str], enabled: bool, why: str) -> None:
    kind, key = _meant(session, named)
    applied = session.client.patch(kind, key, {"enabled": enabled}, why=why)

    def draw(applied: Json) -> Iterator[RenderableType]:
        state = word("enabled" if enabled else "disabled")
        already, effect = ("", f": {in_effect(applied)}") if applied["documents"] else (" already", "")
        yield Text.assemble(f"{titled(kind, key)} is{already} ", state, f"; revision {applied['revision']}{effect}")

    session.tell(applied, draw)


def _meant(session: Session, named: list[str]) -> tuple[str, str]:
    if len(named) == 1:
        return find_switched(session.client, named[0])
    if len(named) > 2:
        raise typer.BadParameter("name one: [KIND] NAME; quote a name with spaces")
    kind = read_kind(named[0])
    if kind not in SWITCHED:
        raise typer.BadParameter(f"a {kind} is neither enabled nor disabled; {', '.join(SWITCHED)} are")
    return kind, full_key(session.client, kind, named[1])
