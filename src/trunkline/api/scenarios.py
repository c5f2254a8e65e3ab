"""The preset scenarios: which there are, and setting one up by one call."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, create_model

from trunkline.api.access import Asking, ThisNode, Why
from trunkline.api.bodies import read_json, respond
from trunkline.api.first_version import first_version
from trunkline.api.once import Once
from trunkline.api.together import Documents
from trunkline.control.outcome import Applied
from trunkline.control.scenario import draft, set_up
from trunkline.documents.kinds import SECTION_OF
from trunkline.scenarios.presets import SCENARIOS, read_scenario
from trunkline.scenarios.schema import schema_of

DryRun = Annotated[bool, Query(description="only tell the documents, checked as they would be; write nothing")]


class Preset(BaseModel):
    """A scenario that can be set up: its name in the path, what it is for, and the JSON schema of its parameters."""

    model_config = ConfigDict(frozen=True)

    name: str
    summary: str
    parameters: dict[str, Any]


ScenarioSetUp: type[BaseModel] = create_model(
    "ScenarioSetUp",
    __config__=ConfigDict(frozen=True),
    __doc__="The documents of a scenario, what writing them did, if they were, and what is left to do by hand.",
    documents=(Documents, ...),
    applied=(Applied | None, None),
    next_steps=(tuple[str, ...], ()),
)


def scenario_routes() -> APIRouter:
    """The list, and a route for each scenario with its own parameters."""
    router = first_version("scenarios")
    router.add_api_route(
        "/scenarios", read_scenarios, response_model=list[Preset], summary="Which preset scenarios there are"
    )
    for code, model in SCENARIOS.items():
        router.add_api_route(
            f"/scenarios/{code}",
            _door(code),
            methods=["POST"],
            response_model=ScenarioSetUp,
            summary=f"Set up a scenario: {model.summary}",
            openapi_extra={"requestBody": _sent(schema_of(model))},
        )
    return router


async def read_scenarios() -> Response:
    """A preset only pre-fills: what it makes are ordinary documents."""
    found = [Preset(name=code, summary=model.summary, parameters=schema_of(model)) for code, model in SCENARIOS.items()]
    return respond(found, shape=list[Preset])


def _sent(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _door(code: str) -> Callable[..., Awaitable[Response]]:
    async def set_up_scenario(
        request: Request, node: ThisNode, who: Asking, once: Once, why: Why = "", dry_run: DryRun = False
    ) -> Response:
        """All of it or nothing; what is there already is named and refused. With no parameters, an example."""
        scenario = await asyncio.to_thread(read_scenario, code, await read_json(request))
        made = await (draft(node, scenario) if dry_run else set_up(node, scenario, by=who, why=why, token=once))
        sections: dict[str, Any] = defaultdict(tuple)
        for document in made.documents:
            sections[SECTION_OF[document.kind]] += (document,)
        told = ScenarioSetUp.model_construct(
            documents=Documents.model_construct(**sections), applied=made.applied, next_steps=made.next_steps
        )
        return respond(told, etag=made.applied.revision if made.applied else None)

    return set_up_scenario
