"""From the family of errors to HTTP: one status each, and one shape of body for everything that goes wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from trunkline.errors import (
    BadRequest,
    Conflict,
    DocumentError,
    Forbidden,
    LayerRefused,
    LineTableUnreadable,
    NotFound,
    NotReady,
    Problem,
    StillReferenced,
    StoreUnreadable,
    TrunklineError,
    Unauthorized,
)

STATUS: Mapping[type[TrunklineError], HTTPStatus] = {
    DocumentError: HTTPStatus.UNPROCESSABLE_ENTITY,
    LayerRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    StillReferenced: HTTPStatus.CONFLICT,
    Conflict: HTTPStatus.PRECONDITION_FAILED,
    Unauthorized: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    LineTableUnreadable: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreUnreadable: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    BadRequest: HTTPStatus.BAD_REQUEST,
}
"""What is not listed is no fault of who asked: 500."""


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """What went wrong: the error's name, a sentence, and each fault of a document with its field and remedy."""

    error: str
    message: str
    problems: tuple[Problem, ...] = ()


_BODY = {"application/json": {"schema": {"$ref": f"#/components/schemas/{ErrorBody.__name__}"}}}

DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status.value: {"description": error.__doc__, "content": _BODY} for error, status in STATUS.items()
}
"""The same for OpenAPI. As a model FastAPI would build it anew for each status of each route, which takes seconds."""


def document_errors(app: FastAPI) -> None:
    """Puts the one shape of errors where DOCUMENTED refers to."""
    tell = app.openapi

    def openapi() -> dict[str, Any]:
        schema = tell()
        if ErrorBody.__name__ not in schema["components"]["schemas"]:
            shape = TypeAdapter(ErrorBody).json_schema(ref_template="#/components/schemas/{model}")
            schema["components"]["schemas"] |= shape.pop("$defs") | {ErrorBody.__name__: shape}
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def translate_errors(app: FastAPI) -> None:
    """Every way in which a request can fail gets the one shape."""
    app.add_exception_handler(TrunklineError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_parameters)
    app.add_exception_handler(HTTPException, _of_routing)
    app.add_exception_handler(ClientDisconnect, _of_one_who_left)
    app.add_exception_handler(Exception, _of_a_bug)


def problems_of(faults: Iterable[Any], place: str = "") -> tuple[Problem, ...]:
    """Pydantic's faults as problems; the place is the first step of their path unless given."""
    return tuple(_problem(tuple(str(step) for step in fault["loc"]), fault["msg"], place) for fault in faults)


def _problem(path: tuple[str, ...], message: str, place: str) -> Problem:
    where, *field = (place, *path) if place else path or ("",)
    words = message.removeprefix("Value error, ")
    return Problem(where, ".".join(field), f"{words[:1].lower()}{words[1:]}")


async def _of_ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TrunklineError)
    status = next((STATUS[cls] for cls in type(error).__mro__ if cls in STATUS), HTTPStatus.INTERNAL_SERVER_ERROR)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, Unauthorized) else None
    problems = error.problems if isinstance(error, DocumentError) else ()
    return _said(status, ErrorBody(type(error).__name__, _sentence(error), problems), headers)


def _sentence(error: TrunklineError) -> str:
    if not isinstance(error, DocumentError) or len(error.problems) < 2:
        return str(error)
    return f"{error.problems[0]}; and {len(error.problems) - 1} more"


async def _of_parameters(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return await _of_ours(request, DocumentError(problems_of(error.errors())))


async def _of_routing(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.NOT_FOUND:
        return await _of_ours(
            request, NotFound(f"there is no {request.url.path} here: /openapi.json lists what there is")
        )
    sentence = f"{request.method} {request.url.path}: {error.detail}"
    return _said(status, ErrorBody("BadRequest", sentence), error.headers)


async def _of_one_who_left(request: Request, error: Exception) -> JSONResponse:
    """Nobody hears it; but it is no fault of ours, for the log to tell with a traceback."""
    return await _of_ours(request, BadRequest("the connection ended before the body did"))


async def _of_a_bug(request: Request, error: Exception) -> JSONResponse:
    sentence = f"a fault of ours, not yours: {type(error).__name__} (the node's log has more)"
    return _said(HTTPStatus.INTERNAL_SERVER_ERROR, ErrorBody("TrunklineError", sentence))


def _said(status: HTTPStatus, body: ErrorBody, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(asdict(body), status.value, headers)
