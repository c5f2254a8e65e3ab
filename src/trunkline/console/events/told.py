"""An entry of a log in words: when, about whom, what, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from trunkline.client import Json
from trunkline.console.parts.kinds import titled_key
from trunkline.console.parts.state import state_of
from trunkline.console.words import Words

MOST = 8
"""Lines of what one write changed; more are counted."""

LONGEST = 90
"""Characters of a value."""


@dataclass(frozen=True, slots=True)
class Told:
    """`number` only grows within a log; `at` is seconds since the epoch."""

    number: int
    at: float
    about: str
    what: tuple[str, ...]
    why: str


def switch(say: Words, row: Json) -> Told:
    """What a line was answered before and after."""
    about = f"{row['key']} · {row['line']}" if row["line"] else row["key"]
    return Told(row["number"], row["at"], about, (f"{_list(row['before'])} → {_list(row['after'])}",), row["because"])


def standing(say: Words, row: Json) -> Told:
    """How an address or a pool stood from then on."""
    stood = [say(state_of(row).word), say("available") if row["available"] else say("not available")]
    if row["held"]:
        stood.append(say("held back by the brake"))
    return Told(row["number"], row["at"], titled_key(say, row["kind"], row["key"]), (", ".join(stood),), row["because"])


def alert(say: Words, row: Json) -> Told:
    """What turned, and who was to be told."""
    about = titled_key(say, row["kind"], row["key"])
    return Told(row["number"], row["at"], about, (row["title"], f"→ {_list(row['groups'])}"), row["body"])


def delivery(say: Words, row: Json) -> Told:
    """What became of an alert on a channel."""
    became = say("delivered, tries: {count}" if row["ok"] else "failed, tries: {count}", count=row["tries"])
    return Told(row["number"], row["at"], f"{row['group']} · {row['channel']}", (became,), row["detail"])


def write(say: Words, row: Json) -> Told:
    """Who changed which fields of which documents."""
    lines = [line for change in row["changes"] for line in differences(say, change)]
    more = (f"+{len(lines) - MOST}",) if len(lines) > MOST else ()
    return Told(row["revision"], row["at"], row["by"], (*lines[:MOST], *more), row["why"])


def differences(say: Words, change: Json) -> Iterator[str]:
    """The fields of a document before and after; only its name where it is new, gone, or not to be read."""
    name, before, after = titled_key(say, change["kind"], change["key"]), change["before"], change["after"]
    if before is None or after is None:
        yield f"{'+' if before is None else '-'} {name}"
        return
    fields = [field for field in sorted({*before, *after}) if before.get(field) != after.get(field)]
    if not fields:
        yield f"~ {name}"
    for field in fields:
        yield f"~ {name} {field}: {_value(before.get(field))} → {_value(after.get(field))}"


LOGS: Mapping[str, Callable[[Words, Json], Told]] = {
    "switches": switch,
    "standings": standing,
    "alerts": alert,
    "deliveries": delivery,
    "writes": write,
}
"""By the name of the log; `writes` are the history of documents."""


def _list(names: list[str]) -> str:
    return ", ".join(names) or "–"


def _value(value: Json) -> str:
    if value is None:
        return "–"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
