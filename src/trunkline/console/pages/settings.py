"""Settings: a part at a time, each with an address of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from trunkline.console.page import Page
from trunkline.console.settings.about import draw_about
from trunkline.console.settings.channels import draw_channels
from trunkline.console.settings.conduct import draw_conduct
from trunkline.console.settings.own import draw_own
from trunkline.console.settings.places import draw_places
from trunkline.console.settings.tokens import Tokens
from trunkline.console.visit import Visit


@dataclass(frozen=True, slots=True)
class Part:
    """`role` is the least that it is offered to."""

    title: str
    draw: Callable[[Visit], Awaitable[None]]
    role: str = "viewer"


async def build(visit: Visit) -> None:
    """The part that the address names, or the first; the others are links away."""
    offered = {name: part for name, part in PARTS.items() if visit.may(part.role)}
    chosen = visit.query.get("part", "")
    if chosen not in offered:
        chosen = next(iter(offered))
    with ui.element("nav").classes("parts") as nav:
        nav.props["aria-label"] = visit.say("Parts of the settings")
        for name, part in offered.items():
            link = ui.link(visit.say(part.title), f"/settings?part={name}")
            if name == chosen:
                link.props("aria-current=page")
    await offered[chosen].draw(visit)


async def _tokens(visit: Visit) -> None:
    Tokens(visit)


PARTS = {
    "own": Part("You and this browser", draw_own),
    "tokens": Part("Tokens", _tokens),
    "places": Part("Places", draw_places),
    "channels": Part("Contact groups", draw_channels, "admin"),
    "nodes": Part("Nodes", draw_conduct),
    "about": Part("About", draw_about),
}

PAGE = Page("/settings", "Settings", "settings", build, place=8)
