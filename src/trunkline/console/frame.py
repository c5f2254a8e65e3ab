"""What is around every page: the name, the menu, who is here, the language, the theme, and whether it is live."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Literal

from nicegui import context, ui

from trunkline.console.feed import World
from trunkline.console.page import Page
from trunkline.console.parts.spans import Spans, icon, span
from trunkline.console.parts.text import Text
from trunkline.console.tabs import leave_all
from trunkline.console.visit import ZONE, Visit, kept
from trunkline.console.words import LANGUAGES, Words

TO_LOG_IN = (
    "location.assign('/login?then=' + encodeURIComponent(location.pathname + location.search)"
    " + '&refused=' + encodeURIComponent(%s))"
)
"""The way back to this page is kept, and why one has to is told, as JSON."""

THEMES = {"auto": None, "light": False, "dark": True}
TAGS: Mapping[str, Literal["en-US", "zh-CN"]] = {"en": "en-US", "zh": "zh-CN"}
"""The languages as HTML names them (RFC 5646)."""

ASSETS = Path(__file__).parent / "assets"
CLOCK = (
    f"<script>document.cookie = '{ZONE}=' + encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)"
    " + '; path=/; SameSite=Strict; max-age=31536000'</script>"
)
"""Has the browser tell its time zone with all that it asks for from now on."""

STYLE = "".join(
    f'<link rel="stylesheet" href="/assets/{sheet.name}?{sheet.stat().st_mtime_ns}">'
    for sheet in sorted(ASSETS.glob("*.css"))
)
"""Every style sheet there is; with its age, so that browsers keep one no longer than it is true."""


def begin_page(say: Words, title: str) -> ui.dark_mode:
    """The title, the style sheet and the theme: for every page, also before anybody is known."""
    ui.page_title(f"{title} · trunkline")
    ui.add_head_html(STYLE + CLOCK)
    client = context.client
    client.page = copy(client.page)  # it is one for everybody, and says in which language the framework's own words are
    client.page.language = TAGS[say.language]
    return ui.dark_mode(THEMES[kept().get("theme", "auto")])


def draw_frame(visit: Visit, page: Page, pages: Sequence[Page]) -> ui.element:
    """Answers the element that the page's own content goes into."""
    say, dark = visit.say, begin_page(visit.say, visit.say(page.title))
    drawer = ui.left_drawer(bordered=True).classes("drawer").props("width=230")
    with ui.header().classes("bar"):
        ui.link(say("Skip to the content"), "#content").classes("skip")
        ui.button(icon="menu", on_click=drawer.toggle).props(f'flat round dense aria-label="{say("Menu")}"').classes(
            "menu-button"
        )
        ui.link("trunkline", "/").classes("brand")
        live = _Live(say)
        ui.space()
        _draw_choices(visit, dark)
    with drawer, ui.element("nav").props(f'aria-label="{say("Pages")}"'):
        for one in pages:
            if one.place is not None:
                _draw_link(say, one, here=one is page)
    with ui.element("div").classes("content").props("id=content tabindex=-1") as content:
        trouble = ui.element("div").classes("trouble").props("role=status aria-live=polite")
        Text("h1", say(page.title))
    visit.follow(lambda world: live.show(world, trouble))
    return content


def _draw_link(say: Words, page: Page, *, here: bool) -> None:
    with ui.link(target=page.path).classes("menu-link") as link:
        Spans("span", icon(page.icon), span(say(page.title)), classes="menu-words")
    if here:
        link.props("aria-current=page")


def _draw_choices(visit: Visit, dark: ui.dark_mode) -> None:
    say = visit.say
    other = next(code for code in LANGUAGES if code != say.language)

    def speak() -> None:
        kept()["language"] = other
        ui.navigate.reload()

    def turn() -> None:
        names = [*THEMES]
        theme = names[(names.index(kept().get("theme", "auto")) + 1) % len(names)]
        kept()["theme"] = theme
        dark.set_value(THEMES[theme])
        button.props(f'aria-label="{_theme(say, theme)}"')
        button.props(f"icon={ICONS[theme]}")

    def leave() -> None:
        kept().pop("token", None)
        leave_all()

    ui.button(LANGUAGES[other], on_click=speak).props(f"flat no-caps lang={other} dense").classes("choice")
    theme = kept().get("theme", "auto")
    button = ui.button(icon=ICONS[theme], on_click=turn).props(f'flat round dense aria-label="{_theme(say, theme)}"')
    with ui.button(icon="person").props(f'flat round dense aria-label="{say("Who is here")}"'), ui.menu():
        ui.item(f"{visit.name} · {say(visit.role)}").props("disable")
        ui.menu_item(say("Log out"), leave)


ICONS = {"auto": "brightness_auto", "light": "light_mode", "dark": "dark_mode"}


def _theme(say: Words, theme: str) -> str:
    return say({"auto": "Theme: as the system", "light": "Theme: light", "dark": "Theme: dark"}[theme])


class _Live:
    """Whether what is shown is of now, and what stands in the way otherwise."""

    def __init__(self, say: Words) -> None:
        self._say, self._shown = say, ""
        with ui.element("span").classes("live") as self._chip:
            ui.element("span").classes("dot").props("aria-hidden=true")
            self._word = Text("span")

    def show(self, world: World, trouble: ui.element) -> None:
        """Changes the page only if there is something else to say."""
        if world.locked_out:
            ui.run_javascript(TO_LOG_IN % json.dumps(world.trouble))
        words = self._words(world)
        self._chip.classes(add="on" if not world.trouble else "off", remove="off" if not world.trouble else "on")
        self._word.set_text(self._say("Not live") if world.trouble else self._say("Live"))
        if words != self._shown:
            self._shown = words
            trouble.clear()
            if words:
                with trouble, ui.element("p"):
                    ui.label(words)

    def _words(self, world: World) -> str:
        if world.trouble:
            return self._say("The node does not answer, so this is how it was: {why}", why=world.trouble)
        if not world.status.get("ready"):
            return self._say("The node does not answer queries yet: {why}", why=world.status.get("because", ""))
        if world.status["stale"]:
            return str(world.status["because"])
        if world.status["held"]:
            return self._say("The brake holds answers back: {why}", why=world.status["held"])
        return ""
