"""The command show: how everything stands at a glance, or one kind, or one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import MANY, count, ditto, grid, seconds, table, when, word
from trunkline.cli.export import to_yaml
from trunkline.cli.kinds import full_key, read_kind
from trunkline.cli.session import Session
from trunkline.client import Json
from trunkline.documents.kinds import SECTION_OF
from trunkline.errors import NotReady

Rows = list[dict[str, Any]]

MOST = 1000
"""Rows of a table; nobody reads more, and to set them takes seconds."""

JUDGED = ("access_domain", "pool", "address")
"""The kinds that have a health, and so more to show than what is written."""


def show(
    session: Session,
    kind: Annotated[str | None, typer.Argument(help="Only this kind: pools, addresses, zones …")] = None,
    key: Annotated[str | None, typer.Argument(help="Only this document.")] = None,
) -> None:
    """Show the node, or all documents of a kind, or one."""
    if kind is None:
        _show_all(session)
        return
    kind = read_kind(kind)
    if key is not None:
        _show_one(session, kind, full_key(session.client, kind, key))
    else:
        rows = session.client.statuses(kind) if kind in (*JUDGED, "place") else session.client.list(kind).body
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
    held = ", ".join(count(number, _singular(section)) for section, number in node["documents"].items() if number)
    return grid(
        [
            ("node", Text.assemble(word(state), f": {node['because']}")),
            ("dns", ", ".join(node["dns"])),
            ("lines", node["line_table"]),
            ("holds", held or "no documents yet: trunkline apply PATH"),
        ]
    )


def _singular(section: str) -> str:
    return section.removesuffix("es" if section.endswith("sses") else "s").replace("_", " ")


def _show_one(session: Session, kind: str, key: str) -> None:
    fetched = session.client.get(kind, key)
    found = {"document": fetched.body, "revision": fetched.revision}

    def draw(found: Json) -> Iterator[RenderableType]:
        yield Text(to_yaml(found["document"]).rstrip())
        yield Text(f"revision {found['revision']}", "dim")

    session.tell(found, draw)


def _access_domains(rows: Rows) -> RenderableType:
    drawn = table("access domain", "state", "line", "answer", "because")
    for row in rows:
        name, state = f"{row['name']}/{row['type']}", _standing(row)
        if not row["answers"]:
            drawn.add_row(name, state, "", Text("the zone's own", "dim"), row["because"])
        above = ""
        for answer in row["answers"]:
            told = ditto(answer["because"], above)
            drawn.add_row(name, state, answer["line"], ", ".join(answer["answer"]), told)
            name, state, above = "", Text(), answer["because"]
    return drawn


def _pools(rows: Rows) -> RenderableType:
    drawn = table("pool", "state", "health", "policy", "addresses", "because")
    for row in rows:
        names, because = ", ".join(row["addresses"]), "" if row["health"] == "ok" else row["because"]
        drawn.add_row(row["name"], _standing(row), word(row["health"]), row["policy"], names, because)
    return drawn


def _addresses(rows: Rows) -> RenderableType:
    drawn = table("address", "endpoint", "state", "health", "since", "because")
    for row in rows:
        since = max((task["since"] for task in row["tasks"] if task["since"]), default=None)
        told = when(since) if since else ""
        drawn.add_row(row["name"], row["endpoint"], _standing(row), word(row["health"]), told, row["because"])
    return drawn


def _standing(row: Json) -> Text:
    if not row["enabled"]:
        return word("disabled")
    if row["available"]:
        return word("available")
    return word("fallback" if "answers" in row else "unavailable")


def _zones(rows: Rows) -> RenderableType:
    drawn = table("zone", "ttl", "record sets", "remark")
    for row in rows:
        drawn.add_row(row["name"], seconds(row["ttl"]), f"{len(row['records']):,}", row["remark"])
    return drawn


def _monitors(rows: Rows) -> RenderableType:
    drawn = table("monitor", "protocol", "port", "every", "timeout", "failures in a row", "remark")
    for row in rows:
        port = str(row.get("port") or "")
        times = (seconds(row["interval"]), seconds(row["timeout"]))
        drawn.add_row(row["name"], row["protocol"], port, *times, str(row["evaluation_count"]), row["remark"])
    return drawn


def _lines(rows: Rows) -> RenderableType:
    drawn = table("line", "title", "networks")
    for row in rows:
        drawn.add_row(row["name"], row["title"], ", ".join(row["networks"]))
    return drawn


def _overrides(rows: Rows) -> RenderableType:
    drawn = table("address", "forced", "by", "reason")
    for row in rows:
        drawn.add_row(row["name"], word(row["state"]), row["by"], row["reason"])
    return drawn


def _places(rows: Rows) -> RenderableType:
    drawn = table("place", "city", "carrier", "tasks", "last heard", "remark")
    for row in rows:
        told = (row["city"], row["carrier"], f"{row['tasks']:,}", when(row["heard"]), row["remark"])
        drawn.add_row(row["name"], *told)
    return drawn


TABLES: Mapping[str, Callable[[Rows], RenderableType]] = {
    "access_domain": _access_domains,
    "pool": _pools,
    "address": _addresses,
    "zone": _zones,
    "monitor": _monitors,
    "line": _lines,
    "override": _overrides,
    "place": _places,
}
