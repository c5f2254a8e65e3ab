"""Commands for tokens: create, list, revoke."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import table, when, word
from trunkline.cli.errors import say
from trunkline.cli.moments import read_duration
from trunkline.cli.session import Session
from trunkline.client import Json
from trunkline.errors import Conflict

Name = Annotated[str, typer.Argument(help="Who it is for; it stands in the history.", show_default=False)]


def create(
    session: Session,
    name: Name,
    expires: Annotated[
        str | None, typer.Option("--expires", help="How long it opens the node: 90d, 12h …; default: for ever.")
    ] = None,
) -> None:
    """Make a token; its secret is shown this once.

    For example: trunkline token create alice --expires 90d
    """
    ends = None if expires is None else time.time() + read_duration(expires)
    made = session.client.create_token(name, expires=ends)
    if made["secret"] is None:
        raise Conflict(
            f"{name} was made, but its secret got lost on the way: `trunkline token revoke {name}`, then again"
        )
    say(f"the secret of {name}, shown this once:")
    session.tell(made, lambda made: [Text(made["secret"])])


def list_tokens(session: Session) -> None:
    """List tokens, without their secrets.

    For example: trunkline token list --json
    """
    session.tell(session.client.tokens(), _draw_tokens)


def revoke(session: Session, name: Name) -> None:
    """End a token at once.

    For example: trunkline token revoke alice
    """
    session.client.revoke_token(name)
    session.tell({"revoked": name}, lambda found: [Text(f"the token {found['revoked']} opens nothing any more")])


def _draw_tokens(tokens: Json) -> Iterator[RenderableType]:
    drawn = table("token", "created", "expires", "state")
    for one in tokens:
        state = word("expired") if one["expired"] else word("ok")
        drawn.add_row(one["name"], when(one["created"]), when(one["expires"]), state)
    yield drawn
