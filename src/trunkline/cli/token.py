"""Commands for tokens: create, list, revoke, whoami."""

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
from trunkline.documents.token import Role
from trunkline.errors import Conflict

ROLES = (
    "What it may. viewer: look at all but contact groups; operator: also write all documents but settings and contact "
    "groups, and act on the line table and the brake; agent: ask what a place checks, and report; admin: everything."
)

Name = Annotated[str, typer.Argument(help="Who it is for; it stands in the history.", show_default=False)]


def create(
    session: Session,
    name: Name,
    expires: Annotated[
        str | None, typer.Option("--expires", help="How long it opens the node: 90d, 12h …; default: for ever.")
    ] = None,
    role: Annotated[Role, typer.Option("--role", help=ROLES)] = Role.ADMIN,
) -> None:
    """Make a token; its secret is shown this once.

    For example: trunkline token create alice --role operator --expires 90d
    """
    ends = None if expires is None else time.time() + read_duration(expires)
    made = session.client.create_token(name, expires=ends, role=role)
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


def whoami(session: Session) -> None:
    """Tell who the token is that opens the node here, and its role.

    For example: trunkline token whoami
    """
    session.tell(session.client.me(), _draw_me)


def _draw_me(me: Json) -> Iterator[RenderableType]:
    drawn = table("token", "role", "expires")
    drawn.add_row(me["name"], me["role"], when(me["expires"]))
    yield drawn


def _draw_tokens(tokens: Json) -> Iterator[RenderableType]:
    drawn = table("token", "role", "created", "expires", "state")
    for one in tokens:
        state = word("expired") if one["expired"] else word("ok")
        drawn.add_row(one["name"], one["role"], when(one["created"]), when(one["expires"]), state)
    yield drawn
