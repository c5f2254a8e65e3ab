"""The command history: who changed what, when and why."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic_core import to_jsonable_python
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import SIGNS, STYLES, table, titled, when
from trunkline.cli.kinds import full_key, read_kind
from trunkline.cli.moments import Since, Until, moment_or_none
from trunkline.cli.session import Session
from trunkline.client import Client, Json
from trunkline.documents.kinds import KINDS
from trunkline.errors import NotFound

SHOWN = 3
"""Changes of one write that are told; `history KIND KEY` tells the rest of a document."""

LONGEST = 80
"""Characters of a value that is told; the records of a zone would fill the screen."""


def history(
    session: Session,
    kind: Annotated[str | None, typer.Argument(help="Only changes of this kind.")] = None,
    key: Annotated[str | None, typer.Argument(help="Only changes of this document.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many writes.")] = 20,
    before: Annotated[int | None, typer.Option("--before", min=1, help="Only older than this revision.")] = None,
    since: Since = None,
    until: Until = None,
    by: Annotated[str | None, typer.Option("--by", help="Only what this token's holder wrote.")] = None,
) -> None:
    """Show who changed what, when and why; newest first.

    For example: trunkline history pool Mobile --since 2h --by alice
    """
    now = time.time()
    sought = {"since": moment_or_none(since, now), "until": moment_or_none(until, now), "by": by}
    kind = None if kind is None else kind if kind == "token" else read_kind(kind)
    if kind is not None and key is not None:
        key = key_then(session.client, kind, key)
    found = session.client.history(kind, key, limit=limit, before=before, **sought)
    session.tell(found, lambda writes: _draw_history(writes, in_full=key is not None))


def key_then(client: Client, kind: str, key: str) -> str:
    """A document that is no more has a history too; NotFound if there never was one."""
    try:
        keys = [full_key(client, kind, key)]
    except NotFound:
        keys = [f"{key}/A", f"{key}/AAAA"]
    for one in keys:
        if client.history(kind, one, limit=1):
            return one
    raise NotFound(f"there is no {titled(kind, key)}, and never was")


def _draw_history(writes: Json, in_full: bool) -> Iterator[RenderableType]:
    drawn = table("revision", "when", "who", "what", "why")
    for write in writes:
        changes = write["changes"]
        told = Text("\n").join(_told(change, in_full) for change in changes[:SHOWN])
        if len(changes) > SHOWN:
            told.append(f"\n… and {len(changes) - SHOWN:,} more", "dim")
        drawn.add_row(str(write["revision"]), when(write["at"]), write["by"], told, write["why"])
    yield drawn


def _told(change: Json, in_full: bool) -> Text:
    before, after = change["before"], change["after"]
    what = "created" if before is None else "deleted" if after is None else "changed"
    said = Text(f"{SIGNS[what]} {titled(change['kind'], change['key'])}", STYLES[what])
    if what == "changed":
        fields = sorted(name for name in before | after if before.get(name) != after.get(name))
        details = [_difference(change, name) for name in fields] if in_full else [", ".join(fields)]
        said.append("".join(f"\n  {line}" for line in details), "dim")
    return said


def _difference(change: Json, name: str) -> str:
    """A body leaves out what is as by default."""
    default = _default(change["kind"], name, change["after"] or change["before"])
    return f"{name}: {_value(change['before'].get(name, default))} → {_value(change['after'].get(name, default))}"


def _default(kind: str, name: str, body: Json) -> Json:
    field = KINDS[kind].model_for(body).model_fields.get(name)
    if field is None or field.is_required():  # another version wrote it
        return None
    return to_jsonable_python(field.get_default(call_default_factory=True))


def _value(value: Json) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= LONGEST else "…"
