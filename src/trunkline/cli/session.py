"""What every command begins with: a node to ask, a terminal to answer on, and the options that say which."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console, RenderableType

from trunkline.cli.drawing import Harmless
from trunkline.cli.errors import exit_codes
from trunkline.cli.kinds import with_nearest
from trunkline.cli.plain import PlainCommand
from trunkline.client import Client, Json, is_local
from trunkline.errors import NotFound, Unauthorized

PATIENCE = 300.0
"""Seconds to wait for the node: an apply of many thousands of documents takes its time."""

WIDE = 160
"""Columns where nobody looks: in a pipe or a file lines are not broken to fit a window."""

_PANEL = "Options of every command"

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for machines.", rich_help_panel=_PANEL)]
Url = Annotated[str, typer.Option("--url", envvar="TRUNKLINE_URL", help="The node.", rich_help_panel=_PANEL)]
Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="TRUNKLINE_TOKEN",
        help="Opens the node; for one on this machine the file `token` in the state folder is the default.",
        show_envvar=True,
        rich_help_panel=_PANEL,
    ),
]
State = Annotated[
    Path,
    typer.Option(
        "--state", envvar="TRUNKLINE_STATE", help="The state folder of a node on this machine.", rich_help_panel=_PANEL
    ),
]


@dataclass(frozen=True)
class Session:
    """One command's node and terminal."""

    client: Client
    terminal: Console
    as_json: bool
    has_token: bool = True

    def refuse_without_token(self) -> None:
        """For who has much to read before the node is asked, which would say it only then; raises Unauthorized."""
        if not self.has_token:
            raise Unauthorized("no token")

    def tell(self, found: Json, draw: Callable[[Any], Iterable[RenderableType]]) -> None:
        """What was found: as it is for machines, drawn for people."""
        if self.as_json:
            tell_json(found)
            return
        for part in draw(found):
            self.terminal.print(Harmless(part))


Command = Callable[..., None]
"""`work(session, …)`: what comes after the session are the command's own arguments and options."""


def tell_json(found: Json) -> None:
    """Machine output: on standard output, and nothing else there."""
    print(json.dumps(found, ensure_ascii=False, indent=2))


def terminal() -> Console:
    """Standard output; what documents hold is never taken for markup."""
    plain = Console(markup=False, highlight=False, emoji=False)
    return plain if plain.is_terminal else Console(markup=False, highlight=False, emoji=False, width=WIDE)


def add_command(app: typer.Typer, work: Command, name: str | None = None) -> None:
    """Makes a command of `work(session, …)`: it gets the options of every command, and errors become exit codes."""

    @wraps(work)
    def run(*, url: str, token: str | None, state: Path, as_json: bool, **given: Any) -> None:
        with exit_codes(), _opened(read_url(url), token, state, as_json) as session:
            work(session, **given)

    run.__signature__ = _signature(work)  # type: ignore[attr-defined]
    app.command(name, cls=PlainCommand)(run)


def read_url(text: str) -> str:
    """The URL as it is, if it is one of HTTP; a usage error otherwise."""
    with suppress(ValueError):
        if (found := urlsplit(text)).scheme in ("http", "https") and found.hostname:
            return text
    rest = text.rpartition("://")[2]
    raise typer.BadParameter(f"{text!r} is no URL: write http://{rest or '127.0.0.1:8300'}", param_hint="--url")


def _signature(work: Command) -> inspect.Signature:
    _, *own = inspect.signature(work, eval_str=True).parameters.values()
    shared = [
        _option("as_json", AsJson, False),
        _option("url", Url, "http://127.0.0.1:8300"),
        _option("token", Token, None),
        _option("state", State, Path(".trunkline")),
    ]
    return inspect.Signature([*(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own), *shared])


def _option(name: str, told: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=told, default=default)


def token_for(url: str, token: str | None, state: Path) -> str | None:
    """The token that was given, or for a node on this machine the one in its state folder; None if there is none."""
    return token or (_token_in(state) if is_local(url) else None)


@contextmanager
def _opened(url: str, token: str | None, state: Path, as_json: bool) -> Iterator[Session]:
    token = token_for(url, token, state)
    with Client(url, token, timeout=PATIENCE) as client:
        try:
            yield Session(client, terminal(), as_json, token is not None)
        except NotFound as error:
            raise with_nearest(client, error) from None
        except Unauthorized:
            if token:
                raise
            raise Unauthorized(_without_token(url, state)) from None


def _without_token(url: str, state: Path) -> str:
    """Where a token was looked for in vain, and the way out."""
    if is_local(url):
        return f"no token in {state / 'token'}: give --state or --token, or set TRUNKLINE_STATE or TRUNKLINE_TOKEN"
    return f"no token for {url}: give --token, or set TRUNKLINE_TOKEN"


def _token_in(state: Path) -> str | None:
    """The token of the node whose state folder it is; None if there is none."""
    try:
        return (state / "token").read_text().strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise Unauthorized(f"the token in {state / 'token'} cannot be read: {error}") from None
