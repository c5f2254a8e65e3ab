"""Writes docs/reference from the code: every field of every document, every route, every command, every line."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Container, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from trunkline import __main__
from trunkline.api.app import create_app
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.monitors.monitor import PROTOCOLS, Monitor
from trunkline.lines.catalogue import ALIASES, DEFAULT, Category, Line, catalogue
from trunkline.lines.embedded import embedded

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}
CATEGORIES = {
    Category.SEARCH: "Search engines",
    Category.CLOUD: "Cloud vendors",
    Category.ISP: "Carriers",
    Category.REGION: "Regions",
    Category.DEFAULT: "Everyone else",
}
LINES = """Where several lines of an access domain match an asker, one of your own goes first, then the categories in
the order of this page, and within a category the narrowest line. Of these lines the table that comes in the package
knows those that are marked as embedded, some of them for a part of their askers; the others match nobody in it.
A cloud's server that is announced by a carrier matches the carrier's line there."""
MADE = "<!-- Written by `make docs`; change the code, not this file. -->\n"


def main() -> None:
    """Writes the four pages."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    pages = {"documents": documents(), "api": api(), "command-line": command_line(), "lines": lines()}
    for name, text in pages.items():
        (REFERENCE / f"{name}.md").write_text("\n".join([MADE, *text]).rstrip() + "\n")


def documents() -> Iterator[str]:
    """A table for each kind, and for each part inside one."""
    yield "# Documents\n\nA file is a mapping of these sections to lists of documents.\n"
    for section, model in SECTIONS.items():
        yield from _model(f"## `{section}`", model)
        for part in _parts(model):
            yield from _model(f"### {part.__name__}", part)
        if model is Monitor:
            yield from _protocols()


def _protocols() -> Iterator[str]:
    """What each protocol's monitors have besides the common fields."""
    for protocol, model in sorted(PROTOCOLS.items()):
        yield from _model(f"### monitor: {protocol}", model, without=Monitor.model_fields)


def _model(title: str, model: type[BaseModel], without: Container[str] = ()) -> Iterator[str]:
    yield f"{title}\n\n{_first_paragraph(model.__doc__)}\n\n| field | type | default | meaning |\n|---|---|---|---|"
    for name, field in model.model_fields.items():
        if name in without:
            continue
        yield f"| `{name}` | {_type(field.annotation)} | {_default(field)} | {_cell(field.description)} |"
    yield ""


def _parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for field in model.model_fields.values():
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield inner


def _type(annotation: Any) -> str:
    origin, inner = get_origin(annotation), [one for one in get_args(annotation) if one is not Ellipsis]
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin is tuple:
        return f"list of {_type(inner[0])}"
    if origin is Mapping:
        return f"mapping of {_type(inner[0])} to {_type(inner[1])}"
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type(one) for one in inner if one is not type(None))
    if origin is typing.Annotated:
        return _type(inner[0])
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    return WORDS.get(annotation) or f"[{annotation.__name__}](#{annotation.__name__.lower()})"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default
    return "" if value in (None, "", (), {}) else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def api() -> Iterator[str]:
    """A line for each route."""
    yield "# HTTP API\n"
    yield "Everything under `/v1` needs a bearer token of a role that is named here. All else tells `/openapi.json`.\n"
    yield "| method | path | what | who |\n|---|---|---|---|"
    for path, methods in create_app(None).openapi()["paths"].items():  # type: ignore[arg-type]
        for method, route in methods.items():
            what, who = (
                _cell(route.get("description") or route.get("summary")),
                ", ".join(route.get("x-roles", ["all"])),
            )
            yield f"| {method.upper()} | `{path}` | {what} | {who} |"


def command_line() -> Iterator[str]:
    """A table of options for each command."""
    yield "# Command line\n"
    yield from _commands("trunkline", typer.main.get_command(__main__.command_line()))


def _commands(name: str, command: Any) -> Iterator[str]:
    if hasattr(command, "commands"):
        yield f"{_first_paragraph(command.help)}\n"
        for inner, below in command.commands.items():
            yield from _commands(f"{name} {inner}", below)
        return
    yield f"## `{name}`\n\n{_first_paragraph(command.help)}\n\n| option | meaning |\n|---|---|"
    for one in command.params:
        shown = ", ".join(one.opts) if one.param_type_name == "option" else one.name.upper()
        yield f"| `{shown}` | {_cell(getattr(one, 'help', ''))} |"
    yield ""


def lines() -> Iterator[str]:
    """A table for each category of lines, the best category first; a line, then the narrower ones below it."""
    yield f"# Lines\n\n{LINES}\n"
    known = {code for labels in embedded().classes for code in labels}
    for category, title in CATEGORIES.items():
        yield f"## {title}\n\n| code | name | in Chinese | under | embedded |\n|---|---|---|---|---|"
        roots = (line for line in catalogue().values() if line.category is category and line.parent in (None, DEFAULT))
        yield from (_line(line, known) for root in roots for line in _branch(root))
        yield ""
    yield "## Other spellings\n\n| code | means |\n|---|---|"
    yield from (f"| `{alias}` | `{code}` |" for alias, code in ALIASES.items())


def _branch(line: Line) -> Iterator[Line]:
    yield line
    for below in catalogue().values():
        if below.parent == line.code and line.code != DEFAULT:
            yield from _branch(below)


def _line(line: Line, known: Container[str]) -> str:
    parent = f"`{line.parent}`" if line.parent else "nothing"
    return f"| `{line.code}` | {line.name} | {line.zh} | {parent} | {'yes' if line.code in known else 'no'} |"


def _first_paragraph(text: str | None) -> str:
    return re.sub(r"\s+", " ", (text or "").split("\n\n")[0]).strip()


def _cell(text: str | None) -> str:
    return _first_paragraph(text).replace("|", "\\|")


if __name__ == "__main__":
    main()
