"""Long lists, a page at a time: in order of key, so that what is written meanwhile moves nobody from page to page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from trunkline.api.bodies import encode, is_known, unchanged

MOST = 1000

TOTAL = "X-Total-Count"

TOLD: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            TOTAL: {"description": "how many there are on all pages", "schema": {"type": "integer"}},
            "Link": {"description": 'the next page, if there is one: <…>; rel="next"', "schema": {"type": "string"}},
            "ETag": {"description": "sent back as If-None-Match, 304 if nothing changed", "schema": {"type": "string"}},
        }
    },
    304: {"description": "It is as If-None-Match knows it"},
}
"""What every list tells, for OpenAPI."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a list is wanted."""

    limit: Annotated[int, Query(ge=1, le=MOST, description="how many on a page")] = 100
    after: Annotated[str | None, Query(max_length=300, description="only what comes after this key")] = None

    def of(self, keys: Sequence[str]) -> tuple[Sequence[str], bool]:
        """The part of these sorted keys, and whether more come."""
        begin = 0 if self.after is None else bisect_right(keys, self.after)
        return keys[begin : begin + self.limit], begin + self.limit < len(keys)


def page(
    request: Request, cut: Cut, keys: Sequence[str], row: Callable[[str], Any], shape: Any, revision: int | None = None
) -> Response:
    """The rows of the page. The ETag is the revision if that decides them, else it stands for what they say."""
    wanted, more = cut.of(keys)
    headers = {TOTAL: str(len(keys))}
    if more:
        asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
        headers["Link"] = f'<?{urlencode([*asked, ("after", wanted[-1])])}>; rel="next"'
    if revision is not None and is_known(request, tag := f'"{revision}"'):
        return unchanged(tag)
    body = encode([row(key) for key in wanted], shape)
    tag = f'"{sha256(body).hexdigest()[:32]}"' if revision is None else f'"{revision}"'
    if is_known(request, tag):
        return unchanged(tag)
    return Response(body, headers={**headers, "ETag": tag}, media_type="application/json")
