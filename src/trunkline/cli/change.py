"""Commands that bring documents from files: apply, plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import MANY, change_lines, count, table, tally
from trunkline.cli.files import Origin, Paths, documents_of, located, read_paths
from trunkline.cli.session import Session
from trunkline.client import Json
from trunkline.documents.read import Written
from trunkline.errors import DocumentError, Problem

Why = Annotated[str, typer.Option("--why", help="The reason; it stands in the history.")]
Prune = Annotated[bool, typer.Option("--prune", help="Delete what is not among them, but no override and no token.")]


def apply(
    session: Session,
    paths: Paths,
    prune: Prune = False,
    expect: Annotated[
        int | None, typer.Option("--expect", min=0, help="Only if the store is at this revision.")
    ] = None,
    why: Why = "",
    origin: Origin = None,
) -> None:
    """Put documents into effect, all of them or none.

    For example: trunkline apply gtm.yaml --why 'a second data centre'
    """
    session.refuse_without_token()
    written = read_paths(paths, origin)
    with problems_located(written):
        applied = session.client.apply(documents_of(written), why=why, prune=prune, expected=expect)
    session.tell(applied, lambda found: draw_applied(found, written))


def plan(
    session: Session,
    paths: Paths,
    prune: Prune = False,
    detailed: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit with 10 if there are changes, 0 if not.")
    ] = False,
    origin: Origin = None,
) -> None:
    """Show what an apply would change, documents and answers, before it does.

    For example: trunkline plan gtm.yaml --prune
    """
    session.refuse_without_token()
    written = read_paths(paths, origin)
    with problems_located(written):
        found = session.client.plan(documents_of(written), prune=prune)
    session.tell(found, lambda found: draw_plan(found, written))
    if detailed and (found["documents"] or found["answers"]):
        raise typer.Exit(10)


@contextmanager
def problems_located(written: tuple[Written, ...]) -> Iterator[None]:
    """Inside, what the node says of a document is told with the file and line that it came from."""
    try:
        yield
    except DocumentError as error:
        raise DocumentError(located(error.problems, written)) from None


def draw_applied(applied: Json, written: tuple[Written, ...] = ()) -> Iterator[RenderableType]:
    """What a write did, and what it warns of: with file and line where that is known."""
    yield from change_lines(applied["documents"])
    yield from _warnings(applied, written)
    if not applied["documents"]:
        yield Text(f"nothing changes; revision {applied['revision']}")
        return
    yield Text(f"revision {applied['revision']}: {tally(applied['documents'])}; {in_effect(applied)}")


def in_effect(applied: Json) -> str:
    """Whether the node answers by a write already."""
    return "in effect" if applied["published"] else "safe, and in effect once the node is ready"


def draw_plan(found: Json, written: tuple[Written, ...] = ()) -> Iterator[RenderableType]:
    """What a write would do: to documents, to answers, and what it warns of."""
    yield from change_lines(found["documents"])
    yield from _warnings(found, written)
    answers = found["answers"]
    if answers:
        yield ""
        drawn = table("access domain", "line", "answered now", "then", "because")
        for row in answers[:MANY]:
            drawn.add_row(
                row["access_domain"], row["line"], _listed(row["before"]), _listed(row["after"]), row["because"]
            )
        yield drawn
    if len(answers) > MANY:
        yield Text(f"  … and {len(answers) - MANY:,} more answers", "dim")
    if answers:
        yield ""
    told = f"against revision {found['revision']}: {tally(found['documents'])}"
    yield Text(f"{told}; {count(len(answers), 'steered answer')} would change" if found["documents"] else told)


def _warnings(found: Json, written: tuple[Written, ...]) -> Iterator[Text]:
    problems = [Problem(**one) for one in found["warnings"]]
    for problem in located(problems[:MANY], written):
        yield Text(f"warning: {problem}", "yellow")
    if len(problems) > MANY:
        yield Text(f"  … and {len(problems) - MANY:,} more warnings", "dim")


def _listed(answer: list[str]) -> Text:
    return Text(", ".join(answer)) if answer else Text("the zone's own", "dim")
