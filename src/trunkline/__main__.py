"""The command `trunkline`: a client with all of its commands, those that stay, serve and agent, and check, which needs
no node."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trunkline import __version__
from trunkline.cli.app import create_cli
from trunkline.cli.check import check_paths
from trunkline.cli.errors import exit_codes, say
from trunkline.cli.files import Origin, Paths
from trunkline.cli.plain import PlainCommand
from trunkline.cli.session import AsJson, State, Token, Url, read_url, token_for
from trunkline.lines.catalogue import published_codes

if TYPE_CHECKING:
    from trunkline.serve.privileges import Identity

TRACEBACK = "TRUNKLINE_TRACEBACK"
"""Set in the environment, an unexpected error is shown with its traceback."""

DEFAULT_DNS = "127.0.0.1:5300"
DEFAULT_CONSOLE = "127.0.0.1:8301"
MAX_PORT = 65535

_PLACE = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<v4>[0-9.]+)):(?P<port>\d{1,5})")


class LogFormat(StrEnum):
    """For people, or for machines."""

    TEXT = "text"
    JSON = "json"


InFormat = Annotated[LogFormat, typer.Option("--log-format", help="The log on standard error.")]
ChecksAtOnce = Annotated[
    int, typer.Option("--checks-at-once", min=1, max=20_000, help="Health checks under way together at most.")
]


def main() -> None:
    """Runs the command line and ends the process with the exit code that `--help` tells."""
    app = command_line()
    try:
        app()
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        first = _first(error)
        say(f"unexpected {type(first).__name__}: {first} (a fault of ours; {TRACEBACK}=1 shows where)")
        sys.exit(1)


def _first(error: Exception) -> Exception:
    """Of several that ended loops side by side, one: the group's own words say nothing."""
    return _first(error.exceptions[0]) if isinstance(error, ExceptionGroup) else error


def command_line() -> typer.Typer:
    """Every command there is."""
    app = create_cli()
    app.command(cls=PlainCommand)(serve)
    app.command(cls=PlainCommand)(agent)
    app.command(cls=PlainCommand)(console)
    app.command(cls=PlainCommand)(check)
    app.callback()(about)
    return app


def serve(
    state: Annotated[
        Path, typer.Option("--state", envvar="TRUNKLINE_STATE", help="The folder for all that outlives a restart.")
    ] = Path(".trunkline"),
    dns: Annotated[
        list[str] | None,
        typer.Option(
            "--dns",
            help=f"ADDRESS:PORT to answer DNS at, UDP and TCP; may be said several times; default: {DEFAULT_DNS}.",
        ),
    ] = None,
    http: Annotated[str, typer.Option("--http", help="ADDRESS:PORT of the HTTP API.")] = "127.0.0.1:8300",
    threads: Annotated[int, typer.Option("--threads", min=1, max=256, help="Threads for each DNS address.")] = 1,
    place: Annotated[str, typer.Option("--place", help="The name of the place that it checks from.")] = "here",
    checks_at_once: ChecksAtOnce = 512,
    hostname: Annotated[
        str,
        typer.Option("--hostname", help="What hostname.bind tells, if the settings let it; default: the host name."),
    ] = "",
    nsid: Annotated[
        str, typer.Option("--nsid", help="What NSID tells, if the settings let it; default: the host name.")
    ] = "",
    console: Annotated[
        str | None, typer.Option("--console", help="ADDRESS:PORT of the web console; default: there is none.")
    ] = None,
    log_format: InFormat = LogFormat.TEXT,
    user: Annotated[
        str | None, typer.Option("--user", help="The user to become, for good, once root has taken the ports.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", help="A group to be in with --user; default: that user's own.")
    ] = None,
) -> None:
    """Run a node until it is told to stop."""
    listen, api = tuple(read_place(text) for text in dns or [DEFAULT_DNS]), read_place(http)
    identity, pages = read_identity(user, group), read_place(console) if console else None
    from trunkline.serve.process import Settings, serve_forever  # a client, or who is refused, need not load it

    with exit_codes():
        serve_forever(
            Settings(
                state,
                listen,
                api,
                threads,
                place,
                checks_at_once,
                log_format=log_format.value,
                identity=identity,
                hostname=read_word(hostname),
                nsid=read_word(nsid),
                console=pages,
            )
        )


def agent(
    place: Annotated[str, typer.Option("--place", help="The name of its place, one of those in the documents.")],
    checks_at_once: ChecksAtOnce = 512,
    log_format: InFormat = LogFormat.TEXT,
    url: Url = "http://127.0.0.1:8300",
    token: Token = None,
    state: State = Path(".trunkline"),
) -> None:
    """Check servers from another place, and tell a node what is found there, until it is told to stop.

    For example: trunkline agent --place beijing-telecom --url https://gtm.example.com
    """
    from trunkline.agents.agent import Settings, look_forever  # a client need not load what looks

    with exit_codes():
        secret = token_for(read_url(url), token, state)
        look_forever(Settings(place, url, secret, checks_at_once, log_format=log_format.value))


def console(
    listen: Annotated[str, typer.Option("--listen", help="ADDRESS:PORT of the pages.")] = DEFAULT_CONSOLE,
    child: Annotated[
        bool, typer.Option("--child", help="End when standard input does, and wait for the port: for who starts it.")
    ] = False,
    log_format: InFormat = LogFormat.TEXT,
    url: Url = "http://127.0.0.1:8300",
    state: State = Path(".trunkline"),
) -> None:
    """Serve the web console until it is told to stop; who comes logs in with a token of the node.

    Who is logged in is kept in the state folder, so that a restart asks nobody again.

    For example: trunkline console --listen 127.0.0.1:8301 --url http://127.0.0.1:8300
    """
    place = read_place(listen)
    from trunkline.console.process import Settings, show_forever  # others need not load it

    with exit_codes():
        show_forever(Settings(place, read_url(url), state / "console", log_format.value, child=child))


def check(paths: Paths, origin: Origin = None, as_json: AsJson = False) -> None:
    """Check documents without a node: what they refer to must be among them.

    For example: trunkline check gtm.yaml zones/
    """
    with exit_codes():
        check_paths(paths, origin, known_lines=published_codes(), as_json=as_json)


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"trunkline {__version__}")
        raise typer.Exit


def about(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Options of the command as a whole."""


def read_place(text: str) -> tuple[str, int]:
    """The address and port of 127.0.0.1:5300 or [::1]:5300; a usage error otherwise."""
    with suppress(ValueError):
        if (found := _PLACE.fullmatch(text)) and int(found["port"]) <= MAX_PORT:
            return str(ip_address(found["v6"] or found["v4"])), int(found["port"])
    why = _why_no_place(*text.rpartition(":")[::2])
    raise typer.BadParameter(f"{text!r} is no ADDRESS:PORT such as 127.0.0.1:5300 or [::1]:5300{why}")


def read_identity(user: str | None, group: str | None) -> Identity | None:
    """Whom --user and --group name; a usage error if they name nobody, or if this process cannot become that user."""
    from trunkline.serve.privileges import find_identity

    if user is None:
        if group is not None:
            raise typer.BadParameter("--group goes with --user")
        return None
    try:
        return find_identity(user, group)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def read_word(text: str) -> str:
    """What a node tells of itself: at most 255 letters of plain ASCII; a usage error otherwise."""
    if not re.fullmatch(r"[\x20-\x7e]{0,255}", text):
        raise typer.BadParameter(f"{text!r} is not plain ASCII of at most 255 letters")
    return text


def _why_no_place(host: str, port: str) -> str:
    """As far as it is plain: a name for an address is never looked up, for it may change while the node runs."""
    if port.isdecimal() and int(port) > MAX_PORT:
        return f": a port is at most {MAX_PORT}"
    return ": an IP address is wanted, not a name" if re.fullmatch(r"[\w.-]*[a-zA-Z][\w.-]*", host) else ""


if __name__ == "__main__":
    main()
