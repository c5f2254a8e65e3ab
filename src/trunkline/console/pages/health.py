"""Health: every address as each place finds it, live; one of them in full beside it."""

from __future__ import annotations

from contextlib import suppress

from nicegui import ui

from trunkline.console.feed import World
from trunkline.console.health.grid import latencies
from trunkline.console.health.heat import Heat
from trunkline.console.health.panel import AddressPanel
from trunkline.console.page import Page
from trunkline.console.visit import Visit
from trunkline.errors import TrunklineError

EVERY = 2.0
"""Seconds from one look at latencies to the next."""


async def build(visit: Visit) -> None:
    """Drawn once, and changed in place; `?address=` opens that one."""
    with ui.element("div").classes("watch") as desk:
        heat = Heat(visit, lambda name: choose(name))
        panel = AddressPanel(visit, lambda name: closed(name))

    def choose(name: str) -> None:
        desk.classes(add="open")
        panel.open(name, visit.feed.world or World())

    def closed(name: str) -> None:
        desk.classes(remove="open")
        heat.focus(name)

    def hear(world: World) -> None:
        heat.show(world)
        panel.show(world)

    async def measure() -> None:
        with suppress(TrunklineError):  # the frame says that the node does not answer
            if names := heat.names:
                heat.show_latencies(latencies(await visit.ask(visit.client.checks, names, last=1)))
        await panel.measure()

    visit.follow(hear)
    ui.timer(EVERY, measure)
    world = await visit.feed.now()
    if any(row["name"] == visit.query.get("address") for row in world.addresses):
        choose(visit.query["address"])


PAGE = Page("/health", "Health", "monitor_heart", build, place=1)
