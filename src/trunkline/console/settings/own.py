"""Who is here, and what is chosen for this browser: language and theme."""

from __future__ import annotations

from nicegui import ui

from trunkline.console.frame import THEMES
from trunkline.console.parts.ago import moment, zone_word
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit, kept
from trunkline.console.words import LANGUAGES, Words
from trunkline.errors import TrunklineError


async def draw_own(visit: Visit) -> None:
    """The token that opened this page, and what is kept for this browser alone."""
    await _draw_token(visit)
    _draw_choices(visit.say)


async def _draw_token(visit: Visit) -> None:
    say = visit.say
    with ui.element("section").classes("panel"):
        Text("h2", say("My token"))
        try:
            me = await visit.ask(visit.client.me)
        except TrunklineError as error:
            Text("p", str(error), "refused")
            return
        with ui.element("dl").classes("facts"):
            for title, words in (
                (say("Name"), me["name"]),
                (say("Role"), say(me["role"])),
                (say("Ends"), say("Never") if me["expires"] is None else moment(say, me["expires"])),
                (say("Times are told by"), zone_word(say)),
            ):
                Text("dt", title)
                Text("dd", words)
        Text("p", told_role(say, me["role"]), "quiet")


def _draw_choices(say: Words) -> None:
    def speak(language: str) -> None:
        kept()["language"] = language
        ui.navigate.reload()

    def turn(theme: str) -> None:
        kept()["theme"] = theme
        ui.navigate.reload()

    with ui.element("section").classes("panel"):
        Text("h2", say("This browser"))
        with ui.element("div").classes("form"):
            language = ui.select(dict(LANGUAGES), label=say("Language"), value=say.language)
            language.on_value_change(lambda: speak(language.value))
            theme = ui.select(
                {"auto": say("As the system"), "light": say("Light"), "dark": say("Dark")},
                label=say("Theme"),
                value=kept().get("theme", next(iter(THEMES))),
            )
            theme.on_value_change(lambda: turn(theme.value))


def told_role(say: Words, role: str) -> str:
    """What tokens of a role may, in a sentence."""
    return say(ROLES.get(role, "")) if role in ROLES else role


ROLES = {
    "viewer": "Looks at everything except contact groups and changes nothing.",
    "operator": "Also writes zones, pools, addresses, monitors, access domains, lines and places, and undoes changes.",
    "admin": "May do everything: also tokens, contact groups and the settings of the nodes.",
    "agent": "For a program at a place: asks what to check there and reports, nothing else.",
}
"""Role → what it may; in the order in which they may more."""
