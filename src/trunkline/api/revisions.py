"""Writing only if nobody else did: If-Match and If-None-Match over documents' revisions (RFC 9110 section 13.1)."""

from __future__ import annotations

import re

from fastapi import Request

from trunkline.errors import BadRequest, Conflict

_TAG = re.compile(r'"(0|[1-9]\d{0,17})"')


def expected_revision(request: Request, present: int, what: str) -> int | None:
    """The revision that the writer expects: 0 for "must be new", None for "does not matter".

    `present` is the document's revision now, 0 if there is none. If-Match takes one ETag as GET gave it, or `*`;
    If-None-Match takes `*` only. BadRequest for anything else, Conflict when `*` does not hold.
    """
    match, none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    if match is not None and none_match is not None:
        raise BadRequest("If-Match and If-None-Match exclude each other: send one")
    if none_match is not None:
        return _must_be_new(none_match)
    if match is None:
        return None
    if match.strip() == "*":
        return _must_exist(present, what)
    return _revision(match)


def _must_be_new(value: str) -> int:
    if value.strip() != "*":
        raise BadRequest(f"If-None-Match: {value} is not understood here: send * to create only")
    return 0


def _must_exist(present: int, what: str) -> int:
    if not present:
        raise Conflict(f"{what} does not exist, and If-Match: * wants it to: leave the header out to create it")
    return present


def _revision(value: str) -> int:
    if not (tag := _TAG.fullmatch(value.strip())):
        raise BadRequest(f'If-Match: {value} is no ETag of ours: send the one that GET gave, such as "12", or *')
    return int(tag[1])
