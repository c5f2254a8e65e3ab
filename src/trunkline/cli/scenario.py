"""The commands `trunkline scenario …`: one for each preset, its options made from the parameters."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.change import Why, draw_applied
from trunkline.cli.export import written
from trunkline.cli.session import Command, Session
from trunkline.client import Json
from trunkline.scenarios.presets import SCENARIOS
from trunkline.scenarios.scenario import Scenario
from trunkline.scenarios.schema import schema_of

ABOUT = """Set up one of the preset scenarios by one command.

A preset only pre-fills: what it makes are ordinary documents, all to be changed afterwards. Without a name and
addresses it is an example on loopback.
"""

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Write the documents as YAML, which apply takes; change nothing.")
]

_WORDS: Mapping[str, type[Any]] = {"string": str, "integer": int, "number": float, "boolean": bool}


def scenario_commands() -> Mapping[str, Command]:
    """A command for each scenario, by the name that is typed."""
    return {model.command(): _command(model) for model in SCENARIOS.values()}


def tell(called: typer.Context) -> None:
    """Lists them when none is named."""
    if called.invoked_subcommand is None:
        print(called.get_help())


def _command(model: type[Scenario]) -> Command:
    found = schema_of(model)["properties"]
    schemas = {name: found[name] for name in sorted(found, key=lambda name: name not in model.__annotations__)}

    def work(session: Session, why: str, dry_run: bool, **typed: Any) -> None:
        given = {name: _read(value, schemas[name]) for name, value in typed.items() if value is not None}
        made = session.client.set_up(model.code, given, why=why, dry_run=dry_run)
        if dry_run and not session.as_json:
            print(*(f"# {step}" for step in made["next_steps"]), written(made["documents"]), sep="\n", end="")
        else:
            session.tell(made, _draw)

    work.__doc__ = f"{model.summary[0].upper()}{model.summary[1:]}.\n\n{inspect.getdoc(model)}"
    work.__signature__ = inspect.Signature(_parameters(schemas))  # type: ignore[attr-defined]
    return work


def _parameters(schemas: Mapping[str, Any]) -> list[inspect.Parameter]:
    own = [_option(name, schema) for name, schema in schemas.items()]
    return [_parameter("session", Session), *own, _parameter("dry_run", DryRun, False), _parameter("why", Why, "")]


def _option(name: str, schema: Mapping[str, Any]) -> inspect.Parameter:
    """An option that is sent only if it is typed: what is left out, the node knows."""
    schema = _not_null(schema)
    told: dict[str, Any] = {"help": _sentence(schema["description"]), "show_default": _shown(schema) or False}
    if name == "name":
        return _parameter(name, Annotated[str | None, typer.Argument(metavar="NAME", **told)])
    if schema["type"] == "array":
        told["metavar"] = "ONE,TWO,…"
        told["help"] += " Say it once for each." if schema["items"]["type"] == "array" else ""
    return _parameter(name, Annotated[_type(name, schema) | None, typer.Option(f"--{name.replace('_', '-')}", **told)])


def _type(name: str, schema: Mapping[str, Any]) -> Any:
    if "enum" in schema:
        return StrEnum(name, {value: value for value in schema["enum"]})
    return list[str] if schema["type"] == "array" else _WORDS[schema["type"]]


def _parameter(name: str, annotation: Any, default: Any = None) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _not_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A parameter that may be left out is, when it is not, of its one type."""
    one: Mapping[str, Any] = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), {})
    return {**one, **schema}


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _shown(schema: Mapping[str, Any]) -> str:
    """The default as it would be typed."""
    default = schema.get("default")
    if isinstance(default, list):
        return " and ".join(",".join(map(str, one)) if isinstance(one, list) else str(one) for one in default)
    return "" if default in (None, False) else str(default)


def _read(typed: Any, schema: Mapping[str, Any]) -> Json:
    """What was typed as the API takes it. A list may be typed in one, between commas, or one option a member; of
    lists in a list each option is one."""
    schema = _not_null(schema)
    if schema["type"] != "array":
        return typed
    found = [[_member(part, schema) for part in one.split(",") if part.strip()] for one in typed]
    return found if schema["items"]["type"] == "array" else [part for one in found for part in one]


def _member(text: str, schema: Mapping[str, Any]) -> str | int:
    if schema["items"]["type"] != "integer":
        return text.strip()
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a whole number") from None


def _draw(made: Json) -> Iterator[RenderableType]:
    yield from draw_applied(made["applied"])
    for step in made["next_steps"]:
        yield Text.assemble(("next: ", "dim"), step)
