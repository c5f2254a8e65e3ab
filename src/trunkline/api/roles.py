"""Who may use which route: one table, held against every request before anything of it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI, Request

from trunkline.api.access import Asking
from trunkline.control.roles import ADMINS, AGENTS, ALL, OPERATORS, VIEWERS, readers, refusal, writers
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.token import Role
from trunkline.scenarios.presets import SCENARIOS

PREFIX = "/v1"

Roles = frozenset[Role]


def _of_sections() -> Iterator[tuple[str, Roles]]:
    for section, model in SECTIONS.items():
        one = f"/{section}/" + ("{name}/{type}" if model is AccessDomain else "{name}")
        yield from ((f"GET {path}", readers(model.kind)) for path in (f"/{section}", one))
        yield from ((f"{method} {one}", writers(model.kind)) for method in ("PUT", "PATCH", "DELETE"))


ROUTES: Mapping[str, Roles] = {
    "GET /me": ALL,
    "GET /status": ALL,
    "GET /changes": VIEWERS,
    "GET /traffic": VIEWERS,
    "GET /checks": VIEWERS,
    "GET /status/addresses": VIEWERS,
    "GET /status/pools": VIEWERS,
    "GET /status/access_domains": VIEWERS,
    "GET /status/places": VIEWERS,
    "GET /summary": VIEWERS,
    "GET /documents": VIEWERS,
    "POST /plan": VIEWERS,
    "POST /apply": OPERATORS,
    "GET /rollback": VIEWERS,
    "POST /rollback": OPERATORS,
    "GET /explain": VIEWERS,
    "GET /probe": VIEWERS,
    "GET /simulate": VIEWERS,
    "GET /references": VIEWERS,
    "GET /zones/{name}/delegation": VIEWERS,
    "GET /catalogue": VIEWERS,
    "GET /history": VIEWERS,
    "GET /logs/alerts": VIEWERS,
    "GET /logs/deliveries": VIEWERS,
    "GET /logs/switches": VIEWERS,
    "GET /logs/standings": VIEWERS,
    "GET /brake": VIEWERS,
    "POST /brake/release": OPERATORS,
    "GET /cookies": VIEWERS,
    "POST /cookies/roll": ADMINS,
    "POST /contact_groups/{name}/test": OPERATORS,
    "GET /line_table": VIEWERS,
    "GET /line_table/at": VIEWERS,
    "GET /line_table/coverage": VIEWERS,
    "GET /line_table/test": VIEWERS,
    "POST /line_table/test": VIEWERS,
    "POST /line_table/agreement": VIEWERS,
    "POST /line_table/diff": VIEWERS,
    "GET /line_table/acts": VIEWERS,
    "GET /line_table/acts/{act}": VIEWERS,
    "POST /line_table/layers": OPERATORS,
    "DELETE /line_table/layers/{name}": OPERATORS,
    "POST /line_table/compose": OPERATORS,
    "POST /line_table/rollback": OPERATORS,
    "GET /scenarios": VIEWERS,
    **{f"POST /scenarios/{code}": VIEWERS for code in SCENARIOS},  # a dry run; the write asks for who may
    "GET /assignments": AGENTS,  # whoever asks for a place's is heard of as that place
    "POST /reports": AGENTS,
    "GET /tokens": VIEWERS,
    "POST /tokens": ADMINS,
    "DELETE /tokens/{name}": ADMINS,
    **dict(_of_sections()),
}
"""Every route below PREFIX. What a write of documents may change, `control/commit.py` looks at besides."""


async def refuse_others(request: Request, who: Asking) -> None:
    """Raises Forbidden unless the route is one for the token's role; one that is not in the table is for admins."""
    path = request.scope["route"].path_format.removeprefix(PREFIX)
    wanted = ROUTES.get(f"{request.method} {path}", ADMINS)
    if who.role not in wanted:
        raise refusal(who, wanted)


def document_roles(app: FastAPI) -> None:
    """Has OpenAPI tell the roles of each route, as `x-roles`."""
    tell = app.openapi

    def openapi() -> dict[str, Any]:
        schema = tell()
        for path, ways in schema["paths"].items():
            for method, way in ways.items():
                if wanted := ROUTES.get(f"{method.upper()} {path.removeprefix(PREFIX)}"):
                    way["x-roles"] = [role for role in Role if role in wanted]
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way
