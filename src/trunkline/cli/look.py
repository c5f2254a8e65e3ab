"""Commands that look things up: references, summary, zone check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import count, grid, singular, table, titled
from trunkline.cli.errors import AMISS
from trunkline.cli.kinds import full_key, read_kind
from trunkline.cli.session import Session
from trunkline.client import Json


def references(
    session: Session,
    kind: Annotated[str, typer.Argument(help="zone, monitor, address, pool, line, place or contact_group.")],
    key: Annotated[str, typer.Argument(help="Its name.", show_default=False)],
) -> None:
    """Show who refers to a document, directly and through others: what a change of it would touch.

    For example: trunkline references address server-mobile
    """
    kind = read_kind(kind)
    found = session.client.references(kind, full_key(session.client, kind, key))
    session.tell(found, _draw_references)


def _draw_references(found: Json) -> Iterator[RenderableType]:
    if not found["referrers"]:
        yield Text(f"nobody refers to {titled(found['kind'], found['key'])}")
        return
    drawn = table("kind", "name", "through")
    for row in found["referrers"]:
        drawn.add_row(row["kind"].replace("_", " "), row["key"], row["through"] or Text("directly", "dim"))
    yield drawn


def summary(session: Session) -> None:
    """Show how much there is: documents, health tasks, and how many checks that makes.

    For example: trunkline summary --json
    """
    session.tell(session.client.summary(), _draw_summary)


def _draw_summary(found: Json) -> Iterator[RenderableType]:
    held = ", ".join(count(number, singular(section)) for section, number in found["documents"].items() if number)
    rows: list[tuple[str, str | Text]] = [
        ("holds", held or "no documents yet"),
        ("health tasks", f"{found['health_tasks']:,}"),
        ("probe tasks", f"{found['probe_tasks']:,}, a health task at a place each"),
        ("revision", str(found["revision"])),
    ]
    yield grid(rows)


def check_zone(
    session: Session,
    name: Annotated[str, typer.Argument(help="A zone that is hosted here.", show_default=False)],
    resolver: Annotated[
        str | None, typer.Option("--resolver", help="The resolver's IP address; default: the system's.")
    ] = None,
    parent: Annotated[
        str | None, typer.Option("--parent", help="The IP address of a server of the parent zone; default: found.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where all of them are asked.")] = 53,
) -> None:
    """Ask whether the name servers of a zone are in order: what its parent says, and each of them; exit code 11 if not.

    For example: trunkline zone check example.com
    """
    found = session.client.delegation(name, resolver=resolver, parent=parent, port=port)
    session.tell(found, _draw_delegation)
    if not found["in_order"]:
        raise typer.Exit(AMISS)


def _draw_delegation(found: Json) -> Iterator[RenderableType]:
    word = Text("in order", "green") if found["in_order"] else Text("not in order", "red")
    yield Text.assemble(f"zone {found['zone']}: ", word, f": {found['because']}")
    yield ""
    drawn = table("name server", "addresses", "state", "serial", "because")
    for row in found["servers"]:
        state = Text("ok", "green") if row["in_order"] else Text("not ok", "red")
        serial = "" if row["serial"] is None else str(row["serial"])
        drawn.add_row(row["name"], ", ".join(row["addresses"]), state, serial, row["because"])
    yield drawn
