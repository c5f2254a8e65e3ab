"""The command line as a whole: which commands there are, and what its exit codes mean."""

from __future__ import annotations

from collections.abc import Mapping

import typer

from trunkline.cli import scenario, token
from trunkline.cli.alerts import try_group
from trunkline.cli.ask import explain, probe
from trunkline.cli.back import rollback
from trunkline.cli.brake import brake
from trunkline.cli.change import apply, plan
from trunkline.cli.cookies import cookies
from trunkline.cli.drain import drain
from trunkline.cli.errors import MEANING
from trunkline.cli.export import export
from trunkline.cli.history import history
from trunkline.cli.line_acts import LINE_ACTS
from trunkline.cli.line_table import LINE_TABLE_COMMANDS
from trunkline.cli.lines import tree
from trunkline.cli.log import LOG_COMMANDS
from trunkline.cli.look import check_zone, references, summary
from trunkline.cli.session import Command, add_command
from trunkline.cli.show import show
from trunkline.cli.simulate import simulate
from trunkline.cli.switch import delete, disable, enable, override

COMMANDS: tuple[Command, ...] = (
    apply,
    plan,
    rollback,
    show,
    probe,
    explain,
    simulate,
    enable,
    disable,
    override,
    drain,
    brake,
    cookies,
    delete,
    references,
    history,
    summary,
    export,
)

TOKEN_COMMANDS: Mapping[str, Command] = {
    "create": token.create,
    "list": token.list_tokens,
    "revoke": token.revoke,
    "whoami": token.whoami,
}

LINE_COMMANDS: Mapping[str, Command] = {"tree": tree, **LINE_TABLE_COMMANDS, **LINE_ACTS}

GROUPS: Mapping[str, tuple[str, Mapping[str, Command]]] = {
    "lines": ("See who is on which line, and why; lay files over the table, and go back.", LINE_COMMANDS),
    "log": ("Show what happened, newest first.", LOG_COMMANDS),
    "alerts": ("Try whether people are reached.", {"test": try_group}),
    "zone": ("Ask how a zone is seen by the world.", {"check": check_zone}),
    "token": ("Make, list and end the secrets that open a node.", TOKEN_COMMANDS),
}
"""Commands of two words: the first with what it is about, then the second."""

ABOUT = "Authoritative DNS that answers each user on their own carrier line, and fails over by itself."


def create_cli() -> typer.Typer:
    """All commands that are clients of a node."""
    codes = "\n".join(f"{code:>4}  {meaning}" for code, meaning in MEANING.items())
    app = _group(ABOUT, epilog=f"Exit codes:\n{codes}")
    for work in COMMANDS:
        add_command(app, work)
    for first, (about, commands) in GROUPS.items():
        group = _group(about)
        for second, work in commands.items():
            add_command(group, work, second)
        app.add_typer(group, name=first)
    scenarios = _group(scenario.ABOUT)
    for name, work in scenario.scenario_commands().items():
        add_command(scenarios, work, name)
    app.add_typer(
        scenarios, name="scenario", callback=scenario.tell, invoke_without_command=True, no_args_is_help=False
    )
    return app


def _group(about: str, epilog: str | None = None) -> typer.Typer:
    return typer.Typer(
        help=about,
        epilog=epilog,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
