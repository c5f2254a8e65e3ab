"""Tokens: who may use the node, how far, and until when."""

from __future__ import annotations

import time

from nicegui import ui

from trunkline.client import Json
from trunkline.console.parts.ago import moment
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.rows import Rows, Show
from trunkline.console.parts.sure import sure
from trunkline.console.parts.text import Text
from trunkline.console.settings.own import ROLES, told_role
from trunkline.console.visit import Visit, soon
from trunkline.console.words import Words
from trunkline.errors import Conflict, TrunklineError

DAY = 86_400

LOCAL = "local"
"""The token of the state folder: the node would make it anew."""

COPY = """() => {{
  const field = getHtmlElement({id});
  field.select();
  emit(document.execCommand('copy'));
}}"""
"""The Clipboard API is closed to pages that came by plain HTTP; this way of before works there too."""


class Tokens:
    """The list, and for admins the ways to make and to end one."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._say = visit, visit.say
        self._revision = -1
        say, self._may = visit.say, visit.may("admin")
        with ui.element("section").classes("panel") as self._section:
            with ui.element("div").classes("row between"):
                Text("h2", say("Tokens"))
                if self._may:
                    ui.button(say("New token"), icon="add", on_click=self._make).props("no-caps unelevated")
            Text(
                "p", say("A token opens the API, the command line and this console, as far as its role goes."), "quiet"
            )
            self._rows = Rows(
                (say("Name"), say("Role"), say("Made"), say("Ends"), ""), self._draw, say("There is none.")
            )
        if not self._may:
            Text("p", say("Tokens are made and revoked by admins."), "quiet")
        with ui.element("section").classes("panel"):
            Text("h2", say("What each role may"))
            with ui.element("dl").classes("facts"):
                for role in ROLES:
                    Text("dt", say(role))
                    Text("dd", told_role(say, role))
        visit.follow(lambda world: self._hear(world.revision))

    def _hear(self, revision: int) -> None:
        if revision != self._revision:
            self._revision = revision
            soon(self._load())

    async def _load(self) -> None:
        try:
            found = await self._visit.ask(self._visit.client.tokens)
        except TrunklineError:
            self._revision = -1  # the frame says that the node does not answer; the next world asks again
            return
        self._rows.show({one["name"]: one for one in found})

    def _draw(self, name: str) -> Show:
        say = self._say
        with ui.element("td"):
            Text("span", name, "name")
            if name == self._visit.name:
                Text("span", say("that is you"), "quiet block")
        role, made, ends = Text("td"), Text("td"), Text("td")
        with ui.element("td").classes("number"):
            if self._may and name != LOCAL:
                revoke = ui.button(say("Revoke"), on_click=lambda: self._revoke(name)).props("flat no-caps dense")
                revoke.props["aria-label"] = say("Revoke {name}", name=name)

        def show(one: Json) -> None:
            role.set_text(say(one["role"]))
            made.set_text(moment(self._say, one["created"]))
            ends.set_text(told_end(say, one))
            ends.classes(add="refused" if one["expired"] else "")

        return show

    async def _revoke(self, name: str) -> None:
        with self._section:
            say = self._say
            warning = say("Whoever uses it is shut out at once. There is no way back: only a new token.")
            if name == self._visit.name:
                warning += " " + say("It is the token that you are here with.")
            agreed = await sure(say, say("Revoke {name}", name=name), warning, name, say("Revoke"))
            if agreed and await self._visit.do(self._visit.client.revoke_token, name):
                await self._load()

    async def _make(self) -> None:
        made = await asked_for(self._visit)
        if made is not None:
            await self._load()
            await show_secret(self._say, made)


async def asked_for(visit: Visit) -> Json | None:
    """A new token as the node made it, with its secret; None if the person turned back."""
    say = visit.say
    with titled_dialog(say("New token")) as dialog:
        fields = Fields(say)
        name = fields.text("name", say("Name"), hint=say("Who or what it is for; it stands in the history."))
        name.props("autofocus")
        Text("h3", say("Role"))
        role = ui.radio({one: f"{say(one)}: {told_role(say, one)}" for one in ROLES}, value="viewer")
        role.classes("choices").props["aria-label"] = say("Role")
        days = ui.select(
            {0: say("Never"), **{one: say("In {count} days", count=one) for one in (1, 7, 30, 90, 365)}},
            label=say("Ends"),
            value=90,
        )
        fields.add("expires", days.classes("wide"))

        async def make() -> None:
            ends = time.time() + days.value * DAY if days.value else None
            try:
                found = await visit.ask(visit.client.create_token, name.value.strip(), expires=ends, role=role.value)
            except Conflict as error:
                fields.accept()
                name.error = str(error)
            except TrunklineError as error:
                fields.refuse(error)
            else:
                dialog.submit(found)

        with ui.row().classes("actions"):
            ui.button(say("Cancel"), on_click=lambda: dialog.submit(None)).props("flat no-caps")
            ui.button(say("Make it"), on_click=make).props("no-caps")
        name.on("keydown.enter", make)
    made: Json | None = await answered(dialog)
    return made


async def show_secret(say: Words, made: Json) -> None:
    """Shown until the person says that it is kept; Escape and a click beside do not close it."""
    with titled_dialog(say("The secret of {name}", name=made["name"])) as dialog:
        dialog.props("persistent")
        Text("p", say("It is shown this once. The node keeps only its hash: put it where it is needed now."))
        secret = ui.input(say("Secret"), value=made["secret"]).props("readonly autofocus").classes("wide mono")
        copied = Text("p", "", "quiet").props("role=status")

        def told(done: bool) -> None:
            copied.set_text(say("Copied.") if done else say("It is selected: copy it by Ctrl+C."))

        with ui.row().classes("actions"):
            copy = ui.button(say("Copy"), icon="content_copy").props("no-caps outline")
            copy.on("click", lambda event: told(bool(event.args)), js_handler=COPY.format(id=secret.id))
            ui.button(say("I have kept it"), on_click=lambda: dialog.submit(True)).props("no-caps")
    await answered(dialog)


def told_end(say: Words, token: Json) -> str:
    """When a token ends, or that it did."""
    if token["expires"] is None:
        return say("Never")
    if token["expired"]:
        return say("Ended {when}", when=moment(say, token["expires"]))
    return moment(say, token["expires"])
