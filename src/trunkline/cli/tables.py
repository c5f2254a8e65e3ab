"""How the documents of each kind are listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import ditto, seconds, table, when, word
from trunkline.cli.export import to_yaml
from trunkline.client import Json

Rows = list[dict[str, Any]]


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
        duty = f", {row['on_duty']} on duty" if row["on_duty"] else ""
        drawn.add_row(row["name"], _standing(row), word(row["health"]), f"{row['policy']}{duty}", names, because)
    return drawn


def _addresses(rows: Rows) -> RenderableType:
    drawn = table("address", "endpoint", "state", "health", "since", "because")
    for row in rows:
        since = max((task["since"] for task in row["tasks"] if task["since"]), default=None)
        told = when(since) if since else ""
        because = f"{row['because']}{_afterwards(row)}"
        drawn.add_row(row["name"], row["endpoint"], _standing(row), word(row["health"]), told, because)
    return drawn


def _afterwards(row: Json) -> str:
    """What is still to come of an address: caches let go, the override ends."""
    found, told = row["override"], ""
    if found and found["drained_at"]:
        told += f"; caches let go at {when(found['drained_at'])}"
    if found and found["still_answered"]:
        told += f"; still answered for {', '.join(found['still_answered'])}"
    if found and found["expires"]:
        told += f"; until {when(found['expires'])}"
    return told


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
    drawn = table("address", "forced", "since", "until", "by", "reason")
    for row in rows:
        times = (when(row["since"]), when(row["expires"]) if row["expires"] else "")
        drawn.add_row(row["name"], word(row["state"]), *times, row["by"], row["reason"])
    return drawn


def _contact_groups(rows: Rows) -> RenderableType:
    drawn = table("contact group", "channels", "remark")
    for row in rows:
        titles = [one["title"] or one["url_env"] or one["url"].partition(":")[0] for one in row["channels"]]
        drawn.add_row(row["name"], ", ".join(titles), row["remark"])
    return drawn


def _settings(rows: Rows) -> RenderableType:
    return Text(to_yaml(rows).rstrip() if rows else "all as by default: docs/reference/documents.md tells them")


def _places(rows: Rows) -> RenderableType:
    drawn = table("place", "city", "carrier", "state", "tasks", "last heard", "remark")
    for row in rows:
        state = "silent" if row["silent"] else "speaks" if row["tasks"] else "idle"
        told = (f"{row['tasks']:,}", when(row["heard"]), row["remark"])
        drawn.add_row(row["name"], row["city"], row["carrier"], word(state), *told)
    return drawn


def found_by_places(address: Json) -> RenderableType:
    """What each place last said of each of its checks; a word that is not fresh does not count."""
    drawn = table("monitor", "port", "place", "state", "since", "it says")
    for task in address["tasks"]:
        name, port = task["monitor"], str(task["port"] or "")
        if not task["places"]:
            drawn.add_row(name, port, "", word(task["state"]), "", task["detail"])
        for said in task["places"]:
            since = when(said["since"]) if said["since"] else ""
            detail = said["detail"] if said["counts"] else f"{said['detail']}; does not count now"
            drawn.add_row(name, port, said["place"], word(said["state"]), since, detail)
            name, port = "", ""
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
    "contact_group": _contact_groups,
    "settings": _settings,
}
