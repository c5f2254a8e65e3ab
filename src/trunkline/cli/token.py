"""Commands for tokens: create, list, revoke."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import table, when, word
from trunkline.cli.errors import say
from trunkline.cli.session import Session
from trunkline.client import Json

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}

Name = Annotated[str, typer.Argument(help="Who it is for; it stands in the history.", show_default=False)]


def read_duration(text: str) -> float:
    """Seconds of 90d, 12h, 30m or 45s; a usage error otherwise."""
    if not (found := re.fullmatch(r"(\d{1,9})([smhd])", text)) or not int(found[1]):
        raise typer.BadParameter(f"{text!r} is no duration: write 90d, 12h, 30m or 45s")
    return int(found[1]) * UNITS[found[2]]


def create(
    session: Session,
    name: Name,
    expires: Annotated[
        str | None, typer.Option("--expires", help="How long it opens the node: 90d, 12h …; default: for ever.")
    ] = None,
) -> None:
    """Make a token; its secret is shown this once."""
    ends = None if expires is None else time.time() + read_duration(expires)
    made = session.client.create_token(name, expires=ends)
    say(f"the secret of {name}, shown this once:")
    session.tell(made, lambda made: [Text(made["secret"])])


def list_tokens(session: Session) -> None:
    """List tokens, without their secrets."""
    session.tell(session.client.tokens(), _draw_tokens)


def revoke(session: Session, name: Name) -> None:
    """End a token at once."""
    session.client.revoke_token(name)
    session.tell({"revoked": name}, lambda found: [Text(f"the token {found['revoked']} opens nothing any more")])


def _draw_tokens(tokens: Json) -> Iterator[RenderableType]:
    drawn = table("token", "created", "expires", "state")
    for one in tokens:
        state = word("expired") if one["expired"] else word("ok")
        drawn.add_row(one["name"], when(one["created"]), when(one["expires"]), state)
    yield drawn
