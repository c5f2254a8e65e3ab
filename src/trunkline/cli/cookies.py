"""The command cookies: whether askers get them, and rolling the secret that they are made with."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.change import Why
from trunkline.cli.drawing import when
from trunkline.cli.session import Session
from trunkline.client import Json


class Act(StrEnum):
    """What can be done."""

    ROLL = "roll"


def cookies(
    session: Session,
    act: Annotated[Act | None, typer.Argument(metavar="roll", help="Make a new secret.")] = None,
    why: Why = "",
) -> None:
    """Show whether askers get cookies (RFC 7873), or make a new secret for them; those of the one before stay good.

    For example: trunkline cookies roll --why 'a backup was lost'
    """
    if act is None and why:
        raise typer.BadParameter("--why goes with roll: trunkline cookies roll --why '…'")
    if act is None:
        session.tell(session.client.cookies(), _draw)
        return
    rolled = session.client.roll_cookies(why=why)
    session.tell(rolled, lambda found: [Text(f"rolled; revision {found['revision']}: in effect")])


def _draw(found: Json) -> Iterator[RenderableType]:
    if not found["on"]:
        yield Text("askers get no cookies: the settings say dns: {cookies: false}")
    elif found["since"] is None:
        yield Text("askers get no cookies yet: a node makes the secret at its start")
    else:
        yield Text(f"askers get cookies, made with a secret of {when(found['since'])}")
