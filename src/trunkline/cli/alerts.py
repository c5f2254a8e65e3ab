"""The commands `trunkline alerts …`: trying whether people are reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import table
from trunkline.cli.errors import AMISS
from trunkline.cli.session import Session
from trunkline.client import Json


def try_group(
    session: Session, group: Annotated[str, typer.Argument(help="The name of a contact group.", show_default=False)]
) -> None:
    """Send a message to each channel of a contact group now, and tell what became of it; exit code 11 if one failed.

    For example: trunkline alerts test on-call
    """
    rows = session.client.test_contact_group(group)
    session.tell(rows, _draw)
    if not all(row["ok"] for row in rows):
        raise typer.Exit(AMISS)


def _draw(rows: Json) -> Iterator[RenderableType]:
    drawn = table("channel", "sent", "detail")
    for row in rows:
        sent = Text("yes", "green") if row["ok"] else Text("no", "red")
        drawn.add_row(row["channel"], sent, row["detail"])
    yield drawn
