"""What is done with the line table: files laid over it, layers taken away, going back, comparing.

An act that takes time is answered with 202 and an id; `GET /v1/line_table/acts/{id}` tells how far it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from trunkline.api.access import ThisNode, Who, Why
from trunkline.api.bodies import respond
from trunkline.api.first_version import first_version
from trunkline.control.line_acts import ActStatus, begin, go_back, status_of, take_file, whole_status_of
from trunkline.errors import DocumentError, Problem
from trunkline.line_tables.act import Act, named
from trunkline.lines.facts import SPOKEN

router = first_version("line table", under="/line_table")

_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

Name = Annotated[str, Query(max_length=40, description="the layer's name; one of that name is replaced")]
Format = Annotated[str, Query(max_length=40, description="what the file is; by default its content tells")]
Line = Annotated[str, Query(max_length=63, description="the line that a bare list of networks means")]
File = Annotated[str, Query(max_length=200, description="how the file is called, for people")]
Only = Annotated[list[str] | None, Query(description="the fields it may speak of; by default all")]
Plan = Annotated[bool, Query(description="change nothing, tell what would change")]
Anyway = Annotated[bool, Query(description="take what the guards refuse")]
Called = Literal["embedded", "current", "previous"]


@dataclass(frozen=True, slots=True)
class Used:
    """The line table that is answered by."""

    version: str


@router.post("/layers", response_model=ActStatus, status_code=202, summary="Import a file", openapi_extra=_FILE)
async def import_file(
    request: Request,
    node: ThisNode,
    who: Who,
    name: Name,
    format: Format = "",
    line: Line = "",
    file: File = "",
    only: Only = None,
    plan: Plan = False,
    anyway: Anyway = False,
    why: Why = "",
) -> Response:
    """The body is the file. What it says is laid over the embedded table, and answered by once it passed the guards."""
    act = Act(
        "import",
        _named(name),
        file=file or name,
        format=format,
        line=line,
        only=_fields(only or []),
        plan=plan,
        anyway=anyway,
        by=who,
        why=why,
    )
    return respond(status_of(await take_file(node, act, request.stream())), status=202)


@router.delete("/layers/{name}", response_model=ActStatus, status_code=202, summary="Take an imported layer away")
async def remove_layer(
    node: ThisNode, who: Who, name: str, plan: Plan = False, anyway: Anyway = False, why: Why = ""
) -> Response:
    """What lay under it speaks again."""
    return respond(status_of(begin(node, Act("remove", name, plan=plan, anyway=anyway, by=who, why=why))), status=202)


@router.post("/compose", response_model=ActStatus, status_code=202, summary="Compose the table anew")
async def compose_anew(node: ThisNode, who: Who, plan: Plan = False, anyway: Anyway = False, why: Why = "") -> Response:
    """Of the embedded layers of this version and what was imported: for after an upgrade."""
    return respond(status_of(begin(node, Act("compose", plan=plan, anyway=anyway, by=who, why=why))), status=202)


@router.post("/rollback", response_model=Used, summary="Go back to the line table of before")
async def roll_back(node: ThisNode, who: Who, why: Why = "") -> Response:
    """Answered by at once; a second time brings back the one of now."""
    chosen = await go_back(node, by=who, why=why)
    return respond(Used(chosen.table.version))


@router.post("/diff", response_model=ActStatus, status_code=202, summary="Compare two line tables")
async def compare(node: ThisNode, who: Who, old: Called, new: Called) -> Response:
    """Who is on other lines, by line and by access domain."""
    return respond(status_of(begin(node, Act("diff", old=old, new=new, by=who))), status=202)


@router.post("/agreement", response_model=ActStatus, status_code=202, summary="Compare a file", openapi_extra=_FILE)
async def agree(
    request: Request, node: ThisNode, who: Who, format: Format = "", line: Line = "", file: File = ""
) -> Response:
    """How far what the file says, the body, agrees with the table; nothing is changed."""
    act = Act("agreement", "compared", file=file or "the file", format=format, line=line, by=who)
    return respond(status_of(await take_file(node, act, request.stream())), status=202)


@router.get("/acts", response_model=list[ActStatus], summary="Acts on the line table")
async def read_acts(node: ThisNode) -> Response:
    """The newest first, without whom they move."""
    return respond([status_of(one) for one in node.line_tables.acts], shape=list[ActStatus])


@router.get("/acts/{act}", response_model=ActStatus, summary="How far an act is, and what came of it")
async def read_act(node: ThisNode, act: str) -> Response:
    """Until `state` is done, refused by the guards or failed."""
    return respond(await whole_status_of(node, node.line_tables.acts.find(act)))


def _named(name: str) -> str:
    try:
        return named(name)
    except ValueError as error:
        raise DocumentError([Problem("query", "name", str(error), "choose another name (--name)")]) from None


def _fields(only: list[str]) -> tuple[str, ...]:
    unknown = [field for field in only if field not in SPOKEN]
    if unknown:
        raise DocumentError(
            [Problem("query", "only", f"unknown field {unknown[0][:40]}", f"there are {', '.join(SPOKEN)}")]
        )
    return tuple(only)
