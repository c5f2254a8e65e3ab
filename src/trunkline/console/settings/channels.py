"""Contact groups: who is told when something turns, by which channels, and whether a message arrives."""

from __future__ import annotations

from nicegui import ui

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.console.parts.rows import Rows, Show
from trunkline.console.parts.state import DOWN, OK, StateChip
from trunkline.console.parts.text import Text
from trunkline.console.settings.group_form import edited, title_of
from trunkline.console.settings.propose import delete, edit
from trunkline.console.visit import Visit
from trunkline.errors import TrunklineError


async def draw_channels(visit: Visit) -> None:
    """For admins alone: channels hold secrets."""
    groups = _Groups(visit)
    visit.follow(groups.show)


class _Groups:
    """The list, and below it what came of the last test."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._say, say = visit, visit.say, visit.say
        with ui.element("section").classes("panel") as self._section:
            with ui.element("div").classes("row between"):
                Text("h2", say("Contact groups"))
                ui.button(say("New contact group"), icon="add", on_click=lambda: edited(visit, {}, 0)).props(
                    "no-caps unelevated"
                )
            Text("p", say("People who are told together when an address or a pool turns."), "quiet")
            self._rows = Rows((say("Name"), say("Channels"), say("Told"), ""), self._draw, say("There is none."))
        with ui.element("section").classes("panel").props("aria-live=polite") as self._outcome:
            self._title = Text("h2")
            self._list = ui.element("ul").classes("outcome")
        self._outcome.set_visibility(False)

    def show(self, world: World) -> None:
        settings = world.document("settings") or {}
        told = settings.get("alert_groups", ())
        groups = world.documents.get("contact_groups", ())
        self._rows.show({one["name"]: {**one, "told": one["name"] in told} for one in groups})

    def _draw(self, name: str) -> Show:
        say = self._say
        with ui.element("td"):
            Text("span", name, "name")
            remark = Text("span", "", "quiet block")
        channels, told = Text("td"), Text("td")
        with ui.element("td").classes("number"):
            for words, label, act in (
                (say("Test"), say("Test {name}", name=name), lambda: self._test(name)),
                (say("Edit"), say("Edit {name}", name=name), lambda: self._edit(name)),
                (say("Delete"), say("Delete {name}", name=name), lambda: self._delete(name)),
            ):
                ui.button(words, on_click=act).props("flat no-caps dense").props["aria-label"] = label

        def show(group: Json) -> None:
            remark.set_text(group.get("remark", ""))
            channels.set_text(", ".join(map(title_of, group["channels"])))
            told.set_text(say("Yes") if group["told"] else say("Only where an access domain names it"))

        return show

    async def _test(self, name: str) -> None:
        say = self._say
        self._outcome.set_visibility(True)
        self._title.set_text(say("A message is on its way to {name} …", name=name))
        self._list.clear()
        try:
            rows = await self._visit.ask(self._visit.client.test_contact_group, name)
        except TrunklineError as error:
            self._title.set_text(str(error))
            return
        self._title.set_text(say("What came of the test of {name}", name=name))
        with self._list:
            for row in rows:
                with ui.element("li"):
                    StateChip(say, OK if row["ok"] else DOWN)
                    Text("span", row["channel"], "name")
                    Text("span", row["detail"])

    async def _edit(self, name: str) -> None:
        with self._section:
            await edit(self._visit, "contact_group", name, edited)

    async def _delete(self, name: str) -> None:
        with self._section:
            consequence = self._say("Nobody in it is told any more.")
            await delete(self._visit, "contact_group", name, consequence)
