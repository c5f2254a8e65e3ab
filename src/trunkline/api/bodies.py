"""What a request carries and a response brings back: read within a limit and off the loop, written as JSON."""

from __future__ import annotations

import asyncio
import json
import re
from functools import cache
from typing import Any, NoReturn

from fastapi import Request, Response
from pydantic import TypeAdapter

from trunkline.errors import BadRequest

LIMIT = 64 * 1024 * 1024
"""Bytes of a body; some 200,000 documents."""

_MAYBE_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""How a surrogate is written; two in a row may be a letter."""


async def read_bytes(request: Request) -> bytes:
    """The whole body, however often it is asked for; BadRequest above LIMIT, once the rest has been read past, so that
    the sender hears of it."""
    if not hasattr(request.state, "body"):
        request.state.body = await _read(request)
    body: bytes = request.state.body
    return body


async def _read(request: Request) -> bytes:
    pieces, size = list[bytes](), 0
    async for piece in request.stream():
        size += len(piece)
        if size <= LIMIT:
            pieces.append(piece)
        else:
            pieces.clear()
    if size > LIMIT:
        raise BadRequest(f"the body has {size} bytes, more than {LIMIT}: apply in parts")
    return b"".join(pieces)


async def read_json(request: Request) -> Any:
    """The body as JSON; BadRequest says in which line and column it breaks. Parsed in a thread."""
    return await asyncio.to_thread(parse_json, await read_bytes(request))


async def read_text(request: Request) -> str:
    """The body as UTF-8."""
    return decode(await read_bytes(request))


def parse_json(body: bytes) -> Any:
    """Strict JSON (RFC 8259): no NaN, no key twice, no half of a surrogate pair."""
    text = decode(body)
    if not text.strip():
        raise BadRequest("the body is empty: send JSON")
    try:
        found = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_refuse_constant)
        if _MAYBE_HALF.search(text):
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except json.JSONDecodeError as error:
        raise BadRequest(f"broken JSON in line {error.lineno}, column {error.colno}: {error.msg}") from None
    except UnicodeEncodeError:
        raise BadRequest("broken JSON: half of a surrogate pair stands for no letter") from None
    except RecursionError:
        raise BadRequest("broken JSON: it is nested too deep") from None
    except ValueError as error:
        raise BadRequest(f"broken JSON: {error}") from None


def decode(body: bytes) -> str:
    """BadRequest unless it is UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"the body is not UTF-8: byte {error.start} is {body[error.start]:#04x}") from None


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for place, name in enumerate(names) if name in names[:place])
        shown = twin.encode(errors="backslashreplace").decode()
        raise ValueError(f"{shown} stands twice in one object: keep one")
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def respond(value: Any, *, status: int = 200, etag: int | None = None, shape: Any = None) -> Response:
    """`value` as JSON. `etag` is a revision; `shape` is the type that OpenAPI tells, by default the value's own."""
    body = encode(value, type(value) if shape is None else shape)
    headers = {} if etag is None else {"ETag": f'"{etag}"'}
    return Response(body, status, headers, media_type="application/json")


def encode(value: Any, shape: Any) -> bytes:
    """`value`, of the type `shape`, as JSON."""
    return _adapter(shape).dump_json(value)


def is_known(request: Request, tag: str) -> bool:
    """Whether who asks has what this ETag stands for (RFC 9110 section 13.1.2); a proxy may have made it weak."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag in known or known == ["*"]


def unchanged(tag: str) -> Response:
    """What they have is still so."""
    return Response(status_code=304, headers={"ETag": tag})


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
