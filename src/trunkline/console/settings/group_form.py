"""A contact group as a form. What a channel's address holds is a secret: it never goes back to the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from trunkline.client import Json
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.text import Text
from trunkline.console.settings.propose import proposed
from trunkline.console.visit import Visit
from trunkline.console.words import Words


def title_of(channel: Json) -> str:
    """What a channel is called where people look: its title, its variable, or the scheme of its address."""
    scheme = channel.get("url", "").partition("://")[0].lower()
    return channel.get("title") or channel.get("url_env") or (f"{scheme}://…" if scheme else "")


def channel_of(kept: Json, title: str, way: str, typed: str) -> Json:
    """The channel that was meant: an address that is not typed anew stays as it was."""
    where = typed.strip() or (kept.get(way, "") if way == "url" else "")
    return {name: value for name, value in (("title", title.strip()), (way, where)) if value}


async def edited(visit: Visit, group: Json, expected: int) -> None:
    """Asks until it is written or the person turns back; `expected` 0 and an empty group make a new one."""
    say = visit.say
    title = say("Edit {name}", name=group["name"]) if group else say("New contact group")
    with titled_dialog(title) as dialog:
        fields = Fields(say)
        name = fields.text("name", say("Name"), value=group.get("name", ""))
        name.set_enabled(not group)
        remark = fields.text("remark", say("Remark"), value=group.get("remark", ""))
        channels = _Channels(say, fields, group.get("channels") or [{}])
        _draw_usual(say)

        async def save() -> None:
            body = {"name": (name.value or "").strip(), "remark": remark.value or "", "channels": channels.said()}
            if await proposed(visit, fields, "contact_groups", body, expected):
                dialog.submit(None)

        with ui.row().classes("actions"):
            ui.button(say("Cancel"), on_click=lambda: dialog.submit(None)).props("flat no-caps")
            ui.button(say("Look at what changes"), on_click=save).props("no-caps")
    await answered(dialog)


@dataclass(frozen=True, slots=True)
class _Channel:
    kept: Json
    box: ui.element
    title: ui.input
    way: ui.select
    where: ui.input


class _Channels:
    """A box for each channel; their places in the document are told to the form when it is read."""

    def __init__(self, say: Words, fields: Fields, channels: Sequence[Json]) -> None:
        self._say, self._fields = say, fields
        self._channels: list[_Channel] = []
        self._list = ui.element("div").classes("wide")
        for channel in channels:
            self._add(channel)
        ui.button(say("One more channel"), icon="add", on_click=lambda: self._add({})).props("flat no-caps")

    def said(self) -> list[Json]:
        for place, one in enumerate(self._channels):
            self._fields.add(f"channels.{place}", one.where)
        return [
            channel_of(one.kept, one.title.value or "", one.way.value, one.where.value or "") for one in self._channels
        ]

    def _add(self, kept: Json) -> None:
        say = self._say
        with self._list, ui.element("fieldset").classes("channel") as box:
            Text("legend", say("Channel"))
            title = ui.input(say("Title, for people"), value=kept.get("title", "")).classes("wide")
            way = ui.select(
                {"url": say("Address, kept in the store"), "url_env": say("Environment variable of the node")},
                label=say("Where the address stands"),
                value="url_env" if kept.get("url_env") else "url",
            ).classes("wide")
            where = ui.input(say("Address or variable"), value=kept.get("url_env", ""))
            where.props("autocomplete=off").classes("wide")
            if kept.get("url"):
                where.props["hint"] = say("It is kept and not shown. What you type here takes its place.")
                where.props["placeholder"] = f"{kept['url'].partition('://')[0]}://…"
                where.props("stack-label")
            channel = _Channel(kept, box, title, way, where)
            self._channels.append(channel)
            ui.button(say("Remove this channel"), on_click=lambda: self._remove(channel)).props("flat no-caps dense")

    def _remove(self, channel: _Channel) -> None:
        self._channels.remove(channel)
        channel.box.set_visibility(False)


def _draw_usual(say: Words) -> None:
    with ui.element("details"):
        Text("summary", say("How the usual addresses look"))
        with ui.element("dl").classes("facts"):
            for service, form in USUAL.items():
                Text("dt", say(service))
                Text("dd", form, "mono")


USUAL = {
    "E-mail": "mailtos://USER:PASSWORD@HOST?from=ME&to=YOU (@ → %40)",
    "DingTalk robot": "dingtalk://TOKEN",
    "WeCom robot": "wecombot://KEY",
    "Feishu robot": "feishu://TOKEN",
    "Slack": "slack://TOKEN_A/TOKEN_B/TOKEN_C",
    "A webhook of yours": "jsons://HOST:PORT/PATH",
}
"""Service → the form of its Apprise URL, as docs/alerts.md tells them."""
