"""What an operator can do beside writing documents: agree that what the brake holds may move, roll the secret of
cookies, try a contact group."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Response

from trunkline.alerts.alert import Delivered
from trunkline.alerts.trial import send_test
from trunkline.api.access import ThisNode, Who, Why
from trunkline.api.bodies import respond
from trunkline.api.first_version import first_version
from trunkline.api.once import Once
from trunkline.control.brake import release_brake
from trunkline.control.cookies import CookieStatus, cookie_status, roll_cookie_secret
from trunkline.control.standings import BrakeStatus
from trunkline.control.status import brake_status
from trunkline.errors import NotFound

router = first_version("acts")


@dataclass(frozen=True, slots=True)
class Released:
    """The revision by which all that was held back is answered."""

    revision: int


@router.get("/brake", response_model=BrakeStatus, summary="What the brake holds back")
async def read_brake(node: ThisNode) -> Response:
    """Since when and why, whose turns, and how it is set."""
    return respond(brake_status(node))


@router.post("/brake/release", response_model=Released, summary="Let move what the brake holds back")
async def release(node: ThisNode, who: Who, once: Once, why: Why = "") -> Response:
    """On every node; 404 when nothing is held back here."""
    return respond(Released(await release_brake(node, by=who, why=why, token=once)))


@dataclass(frozen=True, slots=True)
class Rolled:
    """The revision from which on cookies are made with a new secret."""

    revision: int


@router.get("/cookies", response_model=CookieStatus, summary="Whether askers get cookies")
async def read_cookies(node: ThisNode) -> Response:
    """And since when they are made with the present secret, which is never shown."""
    return respond(cookie_status(node))


@router.post("/cookies/roll", response_model=Rolled, summary="Make a new secret for cookies")
async def roll(node: ThisNode, who: Who, once: Once, why: Why = "") -> Response:
    """On every node; cookies of the one before stay good."""
    return respond(Rolled(await roll_cookie_secret(node, by=who, why=why, token=once)))


@router.post(
    "/contact_groups/{name}/test", response_model=list[Delivered], summary="Send a message to a contact group, now"
)
async def try_contact_group(node: ThisNode, who: Who, name: str) -> Response:
    """One try on each of its channels, and what became of it."""
    group = node.config.contact_groups.get(name)
    if group is None:
        raise NotFound(f"there is no contact_group {name}")
    return respond(await send_test(group), shape=tuple[Delivered, ...])
