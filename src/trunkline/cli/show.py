"""The command show: how everything stands at a glance, or one kind, or one document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import MANY, count, grid, singular, word
from trunkline.cli.export import to_yaml
from trunkline.cli.kinds import full_key, read_kind
from trunkline.cli.session import Session
from trunkline.cli.tables import TABLES, Rows, found_by_places
from trunkline.client import Json
from trunkline.documents.kinds import SECTION_OF
from trunkline.errors import NotReady

MOST = 1000
"""Rows of a table; nobody reads more, and to set them takes seconds."""

JUDGED = ("access_domain", "pool", "address")
"""The kinds that have a health, and so more to show than what is written."""


def show(
    session: Session,
    kind: Annotated[str | None, typer.Argument(help="Only this kind: pools, addresses, zones …")] = None,
    key: Annotated[str | None, typer.Argument(help="Only this document.")] = None,
    contains: Annotated[str | None, typer.Option(help="Only with this in the name or remark, in any case.")] = None,
    health: Annotated[str | None, typer.Option(help="Only of this health: ok, ok_alert, exceptional …")] = None,
    available: Annotated[
        bool | None, typer.Option("--available/--unavailable", help="Only those that take part, or that do not.")
    ] = None,
    enabled: Annotated[
        bool | None, typer.Option("--enabled/--disabled", help="Only those that are enabled, or that are not.")
    ] = None,
    type: Annotated[str | None, typer.Option(help="Only of this type: IPv4, A …")] = None,
    zone: Annotated[str | None, typer.Option(help="Only access domains in this zone.")] = None,
    pool: Annotated[str | None, typer.Option(help="Only access domains that refer to this pool.")] = None,
    address: Annotated[str | None, typer.Option(help="Only pools that hold this address.")] = None,
    monitor: Annotated[str | None, typer.Option(help="Only addresses that this monitor checks.")] = None,
) -> None:
    """Show the node, or all documents of a kind, or one.

    For example: trunkline show pools --contains mobile --health exceptional
    """
    asked = {"contains": contains, "health": health, "available": available, "enabled": enabled, "type": type}
    asked |= {"zone": zone, "pool": pool, "address": address, "monitor": monitor}
    wanted = {name: value for name, value in asked.items() if value is not None}
    if wanted and (kind is None or key is not None):
        raise typer.BadParameter(f"{', '.join(wanted)} narrow a list: say trunkline show KIND")
    if kind is None:
        _show_all(session)
        return
    kind = read_kind(kind)
    if key is not None:
        _show_one(session, kind, full_key(session.client, kind, key))
    else:
        judged = kind in (*JUDGED, "place")
        rows = session.client.statuses(kind, **wanted) if judged else session.client.list(kind, **wanted).body
        session.tell(rows, lambda rows: _draw_first(kind, rows, MOST))


def _show_all(session: Session) -> None:
    node = session.client.status()
    try:
        parts = {kind: session.client.statuses(kind) for kind in JUDGED}
    except NotReady:
        session.tell({"node": node}, lambda found: [_draw_node(found["node"])])
        raise
    session.tell({"node": node, **parts}, _draw_all)


def _draw_all(found: Json) -> Iterator[RenderableType]:
    yield _draw_node(found["node"])
    for kind in JUDGED:
        if found[kind]:
            yield ""
            yield from _draw_first(kind, found[kind], MANY)


def _draw_first(kind: str, rows: Rows, most: int) -> Iterator[RenderableType]:
    yield TABLES[kind](rows[:most])
    if len(rows) > most:
        every = f"trunkline show {SECTION_OF[kind]}{' --json' if most == MOST else ''}"
        yield Text(f"… and {len(rows) - most:,} more: {every}", "dim")


def _draw_node(node: Json) -> RenderableType:
    state = "not ready" if not node["ready"] else "stale" if node["stale"] else "ready"
    held = ", ".join(count(number, singular(section)) for section, number in node["documents"].items() if number)
    rows: list[tuple[str, str | Text]] = [
        ("node", Text.assemble(word(state), f": {node['because']}")),
        ("dns", ", ".join(node["dns"])),
        ("lines", node["line_table"]),
        ("holds", held or "no documents yet: trunkline apply PATH"),
    ]
    if node["held"]:
        rows.append(("brake", Text(f"holds: {node['held']}; trunkline brake release lets it move", "yellow")))
    return grid(rows)


def _show_one(session: Session, kind: str, key: str) -> None:
    fetched = session.client.get(kind, key)
    found = {"document": fetched.body, "revision": fetched.revision}
    if kind == "address":
        found["status"] = _standing_of(session, key)
    session.tell(found, _draw_one)


def _standing_of(session: Session, name: str) -> Json:
    """How that address is; None while it is not answered by yet."""
    try:
        rows = session.client.statuses("address", contains=name)
    except NotReady:
        return None
    return next((row for row in rows if row["name"] == name), None)


def _draw_one(found: Json) -> Iterator[RenderableType]:
    yield Text(to_yaml(found["document"]).rstrip())
    yield Text(f"revision {found['revision']}", "dim")
    if status := found.get("status"):
        yield ""
        yield TABLES["address"]([status])
        if status["tasks"]:
            yield ""
            yield found_by_places(status)
