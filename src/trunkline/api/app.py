"""The application: which routes there are, and who may use them."""

from __future__ import annotations

import asyncio
from secrets import token_hex

from fastapi import FastAPI

from trunkline import __version__
from trunkline.api import (
    acts,
    agents,
    changes,
    checks,
    line_acts,
    line_table,
    logs,
    questions,
    together,
    tokens,
    wellbeing,
)
from trunkline.api.errors import document_errors, translate_errors
from trunkline.api.metrics import registry_of
from trunkline.api.roles import document_roles
from trunkline.api.scenarios import scenario_routes
from trunkline.api.sections import section_routes
from trunkline.api.standings import standing_routes
from trunkline.node import Node

ABOUT = """Authoritative DNS that answers each asker on their carrier line, with health checks and failover.

Everything under `/v1` wants a token of a role that `x-roles` names: `Authorization: Bearer …`. A document's ETag is its
revision: send it back as `If-Match` to change only what you have read, or `If-None-Match: *` to create only.

Lists come a page at a time, in order of key: `limit` says how many, `after` the key to go on from. The header
`X-Total-Count` tells how many there are on all pages, `Link` where the next page is, and an ETag sent back as
`If-None-Match` is answered with 304 while nothing changed.

A write may carry an `Idempotency-Key`, a name of your own for it such as a random UUID: sent again under that name
it is made once and answered as before, also after a restart, so that who lost an answer may simply ask again.

A query parameter that is not documented is refused.
"""

ROUTERS = (
    wellbeing.router,
    questions.router,
    section_routes(),
    standing_routes(),
    changes.router,
    checks.router,
    together.router,
    line_table.router,
    acts.router,
    line_acts.router,
    logs.router,
    scenario_routes(),
    tokens.router,
    agents.router,
)
"""Whose routes there are, in the order in which they are told of and looked at: what is asked of a zone goes before the
zone, whose name may hold slashes."""


def create_app(node: Node) -> FastAPI:
    """An application that is a door to this node; several may exist side by side.

    Who sets `state.leaving` lets go of the questions that wait for a change.
    """
    app = FastAPI(
        title="trunkline",
        version=__version__,
        description=ABOUT,
        separate_input_output_schemas=False,
        docs_url=None,  # its page loads scripts from elsewhere; /openapi.json stands by itself
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=[route for router in ROUTERS for route in router.routes],
    )
    app.state.node, app.state.metrics = node, registry_of(node)
    app.state.leaving = asyncio.Event()
    app.state.born = token_hex(4)
    translate_errors(app)
    document_errors(app)
    document_roles(app)
    return app
