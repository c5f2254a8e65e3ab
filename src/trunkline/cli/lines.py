"""The command lines tree: the lines that pools can serve."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from trunkline.cli.drawing import grid
from trunkline.cli.session import Session
from trunkline.client import Json
from trunkline.documents.line import OwnLine
from trunkline.errors import NotFound

OWN = "custom"
"""The category of one's own lines."""

MATCHES = {"networks": "networks", "asns": "AS numbers"}
"""What one's own line matches by, and how people call it."""


def tree(
    session: Session,
    code: Annotated[str | None, typer.Argument(help="Only this line, with the wider and narrower ones.")] = None,
) -> None:
    """Show the tree of lines that pools can serve.

    For example: trunkline lines tree telecom
    """
    found = session.client.catalogue()
    if code is None:
        session.tell(found, lambda rows: [_tree(rows, None)])
        return
    by_code = {row["code"]: row for row in found}
    code = next((row["code"] for row in found if code in row["aliases"]), code)
    if code not in by_code:
        close = get_close_matches(code.lower(), by_code, n=1)
        guess = f"did you mean {close[0]}? " if close else ""
        raise NotFound(f"there is no line {code}; {guess}`trunkline lines tree` shows them all")
    if by_code[code]["category"] == OWN:
        body = session.client.get(OwnLine.kind, code).body
        by_code[code] |= {field: body[field] for field in MATCHES}
    kept = [*_wider(by_code, code), *_narrower(found, code)]
    session.tell(kept, lambda rows: [_draw_line(by_code, code), "", _tree(found, code)])


def _draw_line(by_code: dict[str, Json], code: str) -> RenderableType:
    row = by_code[code]
    wider = " › ".join(one["code"] for one in _wider(by_code, code)[1:])
    matches = [(title, ", ".join(map(str, row[field]))) for field, title in MATCHES.items() if row.get(field)]
    return grid(
        [
            ("line", code),
            ("name", " ".join(_names(row)) or code),
            ("kind", row["category"]),
            ("within", wider or "nothing"),
            *matches,
        ]
    )


def _wider(by_code: dict[str, Json], code: str) -> list[Json]:
    row = by_code[code]
    return [row, *(_wider(by_code, row["parent"]) if row["parent"] else ())]


def _narrower(rows: Json, code: str) -> Iterator[Json]:
    for row in rows:
        if row["parent"] == code:
            yield row
            yield from _narrower(rows, row["code"])


def _tree(rows: Json, root: str | None) -> Tree:
    """The lines below `root`, or all of them."""
    children: dict[str | None, list[Json]] = {}
    for row in rows:
        children.setdefault(row["parent"], []).append(row)
    top = next(row for row in rows if row["code"] == root) if root else children[None][0]
    tree = Tree(_line(top), guide_style="dim")
    waiting = [(tree, top["code"])]
    while waiting:
        branch, code = waiting.pop()
        waiting += [(branch.add(_line(row)), row["code"]) for row in children.get(code, ())]
    return tree


def _line(row: Json) -> Text:
    return Text.assemble(row["code"], ("".join(f"  {name}" for name in _names(row)), "dim"))


def _names(row: Json) -> list[str]:
    """In English and Chinese; a line of one's own has one title, and without it only its code."""
    return [name for name in dict.fromkeys([row["name"], row["zh"]]) if name != row["code"]]
