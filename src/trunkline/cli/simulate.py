"""The command simulate: who would be answered what if some fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import MANY, count, grid, table
from trunkline.cli.session import Session
from trunkline.client import Json

Addresses = Annotated[
    list[str] | None, typer.Option("--address", help="This address; may be said several times.", show_default=False)
]
Pools = Annotated[list[str] | None, typer.Option("--pool", help="All addresses of this pool.", show_default=False)]
Lines = Annotated[
    list[str] | None, typer.Option("--line", help="All that serves this line, or a narrower one.", show_default=False)
]


def simulate(session: Session, addresses: Addresses = None, pools: Pools = None, lines: Lines = None) -> None:
    """Show who would be answered what if these failed; nothing is touched.

    For example: trunkline simulate --line telecom --address server-mobile
    """
    found = session.client.simulate(addresses or (), pools or (), lines or ())
    session.tell(found, _draw)


def _draw(found: Json) -> Iterator[RenderableType]:
    yield grid(_summed_up(found))
    for part in (_moved, _own_lines_lost, _fallen_back):
        yield from part(found)
    told = count(len(found["answers"]), "steered answer")
    yield ""
    yield Text(f"by revision {found['revision']} and the health of now: {told} would change")


def _summed_up(found: Json) -> Iterator[tuple[str, str | Text]]:
    yield "would be out", ", ".join(found["addresses_out"]) or Text("no address", "dim")
    if found["pools_out"]:
        yield "pools out", Text(", ".join(found["pools_out"]), "red")
    if found["kept_by_hand"]:
        yield "stay, by hand", ", ".join(found["kept_by_hand"])
    if found["unnoticed"]:
        yield "unnoticed", Text(f"{', '.join(found['unnoticed'])}: no monitor would see it", "yellow")
    if found["brake"]:
        yield "brake", Text(f"nothing would move until a person agrees: {found['brake']}", "yellow")


def _moved(found: Json) -> Iterator[RenderableType]:
    rows = found["answers"]
    if rows:
        yield ""
        drawn = table("access domain", "line", "answered now", "then", "because")
        for row in rows[:MANY]:
            drawn.add_row(
                row["access_domain"], row["line"], ", ".join(row["before"]), ", ".join(row["after"]), row["because"]
            )
        yield drawn
    if len(rows) > MANY:
        yield Text(f"  … and {len(rows) - MANY:,} more answers", "dim")


def _own_lines_lost(found: Json) -> Iterator[RenderableType]:
    for row in found["own_lines_lost"][:MANY]:
        served = f"served {', '.join(row['after'])} ({row['rule']})"
        yield Text(f"{row['access_domain']}: askers on {row['line']} lose their own line, {served}", "yellow")


def _fallen_back(found: Json) -> Iterator[RenderableType]:
    for row in found["fallen_back"][:MANY]:
        told = ", ".join(row["after"]) or "nothing"
        yield Text(f"{row['access_domain']} has nothing available left: answers {told} ({row['rule']})", "red")
