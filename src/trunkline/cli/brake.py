"""The command brake: what it holds back, and letting that move."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.change import Why
from trunkline.cli.drawing import grid, seconds, when
from trunkline.cli.session import Session
from trunkline.client import Json


class Act(StrEnum):
    """What can be done."""

    RELEASE = "release"


def brake(
    session: Session,
    act: Annotated[Act | None, typer.Argument(metavar="release", help="Let move what is held back.")] = None,
    why: Why = "",
) -> None:
    """Show what the brake holds back, or agree that it moves.

    For example: trunkline brake release --why 'the whole data centre is down indeed'
    """
    if act is None and why:
        raise typer.BadParameter("--why goes with release: trunkline brake release --why '…'")
    if act is None:
        session.tell(session.client.brake(), _draw)
        return
    released = session.client.release_brake(why=why)
    session.tell(released, lambda found: [Text(f"released; revision {found['revision']}: in effect")])


def _draw(found: Json) -> Iterator[RenderableType]:
    per_cent, window = found["per_cent"], seconds(found["window"])
    limit = "any part may move" if per_cent is None else f"{per_cent} % may move within {window}"
    if not found["held"]:
        yield Text(f"the brake holds nothing back; {limit}")
        return
    rows: list[tuple[str, str | Text]] = [
        ("holds", Text(found["because"], "yellow")),
        ("since", when(found["since"])),
        ("whose turn", ", ".join(found["addresses"])),
        ("to let move", "trunkline brake release --why …"),
    ]
    yield grid(rows)
