"""What runs here: versions, the node and where it listens, and the reference of its API."""

from __future__ import annotations

from nicegui import ui

from trunkline import __version__
from trunkline.console.feed import World
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit


async def draw_about(visit: Visit) -> None:
    """Changed in place as the node does."""
    say = visit.say
    with ui.element("section").classes("panel"):
        Text("h2", say("This node"))
        with ui.element("dl").classes("facts"):
            drawn = [
                (Text("dt", title), Text("dd"))[1]
                for title in (
                    say("State"),
                    say("Revision"),
                    say("It answers DNS on"),
                    say("Its API, as this console reaches it"),
                    say("Its own place"),
                    say("Line table"),
                    say("Version of this console"),
                )
            ]
        url = f"{visit.client.url}/openapi.json"
        with ui.element("p"):
            ui.link(say("Reference of the API (OpenAPI)"), url)

    def show(world: World) -> None:
        places = [one["name"] for one in world.places if one["here"]]
        status = world.status
        for element, words in zip(
            drawn,
            (
                status.get("because", ""),
                str(world.revision),
                ", ".join(status.get("dns", ())),
                visit.client.url,
                ", ".join(places),
                status.get("line_table", ""),
                __version__,
            ),
            strict=True,
        ):
            element.set_text(words)

    visit.follow(show)
