"""The first steps: a preset, a few fields, a look at what is made, and every carrier's answer through the DNS port."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nicegui import ui

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.console.page import Page
from trunkline.console.parts.paths import domain_path
from trunkline.console.parts.state import UNKNOWN, StateChip, state_of
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.console.words import Words
from trunkline.errors import TrunklineError

FIRST = ("name", "type", "zone")
"""What is asked first, of every preset."""

CHECKS = ("protocol", "port", "path")
"""How servers are checked; what else there is to say stands behind "More"."""

LATER = {"enable"}
"""Not asked: it is the fourth step."""


async def build(visit: Visit) -> None:
    """Each step appears below the one before when that is done; what was said above can still be read."""
    if not visit.may("operator"):
        Text("p", visit.say("Your token may look, not change: ask for one of an operator to set something up."))
        return
    steps = _Steps(visit)
    await steps.choose_preset(await visit.ask(visit.client.scenarios))


@dataclass
class _Steps:
    """What was chosen so far."""

    visit: Visit
    preset: str = ""
    fields: dict[str, Callable[[], Json]] = field(default_factory=dict)

    async def choose_preset(self, presets: Json) -> None:
        say = self.visit.say
        with _step(say("1. What shall it do?")), ui.element("div").classes("presets").props("role=list"):
            for one in presets:
                with ui.element("div").props("role=listitem"):
                    button = ui.element("button").classes("preset").props("type=button")
                    with button:
                        Text("strong", say(TITLES.get(one["name"], one["name"])))
                        Text("span", say(SUMMARIES.get(one["name"], one["summary"])), "quiet")
                    button.on("click", lambda one=one: self._take(one))
        self._rest = ui.element("div")

    def _take(self, preset: Json) -> None:
        say, self.preset, self.fields = self.visit.say, preset["name"], {}
        properties: Mapping[str, Json] = preset["parameters"]["properties"]
        servers = [name for name in properties if properties[name].get("type") == "array" and name != "nameservers"]
        servers = [name for name in servers if name != "weights"]
        more = [name for name in properties if name not in {*FIRST, *CHECKS, *servers, *LATER}]
        self._rest.clear()
        with self._rest, _step(say("2. {preset}: whom, and where to?", preset=say(TITLES.get(self.preset, "")))) as top:
            with ui.element("div").classes("form"):
                for name in (*FIRST, *servers, *CHECKS):
                    if name in properties:
                        self.fields[name] = _field(say, name, properties[name])
            with ui.expansion(say("More")).classes("wide"), ui.element("div").classes("form"):
                for name in more:
                    self.fields[name] = _field(say, name, properties[name])
            self._refused = ui.element("div").props("role=alert").classes("refused")
            with ui.element("div").classes("actions"):
                ui.button(say("Look at what is made"), on_click=self._look).props("no-caps unelevated color=primary")
            self._made = ui.element("div")
        _come_to(top)

    def _said(self) -> dict[str, Json]:
        return {name: value for name, read in self.fields.items() if (value := read()) not in (None, "", [])}

    async def _look(self) -> None:
        say, client = self.visit.say, self.visit.client
        self._refused.clear()
        self._made.clear()
        try:
            found = await self.visit.ask(client.set_up, self.preset, self._said(), dry_run=True)
        except TrunklineError as error:
            with self._refused:
                for line in str(error).splitlines():
                    Text("p", line)
            return
        with self._made, _step(say("3. This is what will be made")) as top:
            with ui.element("ul").classes("made"):
                for section, documents in found["documents"].items():
                    for one in documents:
                        with ui.element("li"):
                            Text("span", say(SECTIONS.get(section, section)), "quiet")
                            Text("span", f"{one['name']} {one.get('type', '') if section == 'access_domains' else ''}")
                            Text("span", str(one.get("endpoint", "")), "mono")
            with ui.element("div").classes("actions"):
                ui.button(say("Make it"), on_click=self._make).props("no-caps unelevated color=primary")
        _come_to(top)

    async def _make(self) -> None:
        said = self._said()
        why = self.visit.say("first steps in the console")
        if await self.visit.do(self.visit.client.set_up, self.preset, said, why=why):
            self._made.clear()
            with self._made:
                _Enabling(self.visit, said["name"].lower().rstrip("."), said.get("type", "A")).draw()


class _Enabling:
    """The fourth step: the servers are being checked; enabled, the name is answered."""

    def __init__(self, visit: Visit, name: str, type: str) -> None:
        self._visit, self._say, self._name, self._type = visit, visit.say, name, type
        self._chips: dict[str, tuple[StateChip, Text]] = {}

    def draw(self) -> None:
        say = self._say
        with _step(say("4. It is made, and not answered yet")) as top:
            Text("p", say("The servers are being checked from now on. Enable it when they are as they should be."))
            self._list = ui.element("ul").classes("made")
            with ui.element("div").classes("actions"):
                self._enable = ui.button(say("Enable {name}", name=self._name), on_click=self._answer)
                self._enable.props("no-caps unelevated color=primary")
            self._answers = ui.element("div")
        _come_to(top)
        self._visit.follow(self._show)

    def _show(self, world: World) -> None:
        mine = {one for row in world.domains if self._is_it(row) for one in row["pools"]}
        names = {one for row in world.pools if row["name"] in mine for one in row["addresses"]}
        for row in world.addresses:
            if row["name"] in names:
                if row["name"] not in self._chips:
                    self._chips[row["name"]] = self._row(row)
                chip, why = self._chips[row["name"]]
                heard = not row["tasks"] or any(one["state"] for one in row["tasks"])
                chip.show(state_of(row) if heard else UNKNOWN)
                why.set_text(row["because"])

    def _is_it(self, row: Json) -> bool:
        return bool(row["name"] == self._name and row["type"] == self._type)

    def _row(self, row: Json) -> tuple[StateChip, Text]:
        with self._list, ui.element("li"):
            chip = StateChip(self._say)
            Text("span", row["name"])
            return chip, Text("span", "", "quiet")

    async def _answer(self) -> None:
        client, key = self._visit.client, f"{self._name}/{self._type}"
        found = await self._visit.ask(client.get, "access_domain", key)
        why = self._say("first steps in the console")
        if not await self._visit.do(
            client.patch, "access_domain", key, {"enabled": True}, why=why, expected=found.revision
        ):
            return
        self._enable.set_enabled(False)
        await self._probe()

    async def _probe(self) -> None:
        say, client = self._say, self._visit.client
        try:
            rows = await self._visit.ask(client.probe, self._name, self._type)
        except TrunklineError as error:
            self._visit.tell_refusal(str(error))
            return
        self._answers.clear()
        with self._answers, _step(say("5. Asked through the DNS port: this is what each line is answered")) as top:
            with ui.element("div").classes("scroll"), ui.element("table").classes("plain"):
                with ui.element("thead"), ui.element("tr"):
                    for title in (say("Line"), say("Asker"), say("Answer"), say("Why")):
                        Text("th", title).props("scope=col")
                with ui.element("tbody"):
                    for row in rows:
                        with ui.element("tr"):
                            Text("td", row["title"])
                            Text("td", row["asker"], "mono")
                            Text("td", ", ".join(row["answer"]), "answer")
                            Text("td", row["because"], "quiet")
            with ui.element("p"):
                ui.link(say("See {name} on its canvas", name=self._name), domain_path(self._name, self._type))
        _come_to(top)


def _step(title: str) -> ui.element:
    section = ui.element("section").classes("panel step")
    with section:
        Text("h2", title).props("tabindex=-1")
    return section


def _come_to(section: ui.element) -> None:
    """The new step comes into view, and whoever works by keyboard or hears the page goes on there."""
    heading = f"getHtmlElement({section.id}).querySelector('h2')"
    ui.run_javascript(
        f"setTimeout(() => {{ const h = {heading}; h.scrollIntoView({{block: 'start'}}); h.focus() }}, 60)"
    )


def _field(say: Words, name: str, schema: Json) -> Callable[[], Json]:
    """An input for a parameter, and what its value is read by; empty is what the preset says."""
    title = say(FIELDS[name]) if name in FIELDS else name
    props = f'outlined dense hint="{_plain(schema.get("description", ""))}" hide-bottom-space'
    if "enum" in schema:
        choice = ui.select(schema["enum"], label=title, value=schema.get("default")).props(props)
        return lambda: choice.value
    if schema.get("type") == "array":
        text = ui.input(title, placeholder=_example(schema)).props(props)
        return lambda: _list(text.value or "", nested=schema["items"].get("type") == "array", items=schema["items"])
    kinds = {one.get("type") for one in schema.get("anyOf", [schema])}
    shown = "" if name == "name" or schema.get("default") is None else str(schema["default"])
    line = ui.input(title, value=shown, placeholder=str(schema.get("default") or "")).props(props)
    return lambda: _scalar(line.value or "", kinds)


def _scalar(text: str, kinds: set[str]) -> Json:
    """What is no number where one is wanted goes as it is: the node says what is wrong, and where."""
    text = text.strip()
    if not text:
        return None
    for kind, read in (("integer", int), ("number", float)):
        if kind in kinds:
            try:
                return read(text)
            except ValueError:
                return text
    return text


def _list(text: str, *, nested: bool, items: Json) -> Json:
    """`a, b` is a list; where lists of lists are wanted, `a, b; c` are two."""
    if nested:
        return [_list(part, nested=False, items={}) for part in text.split(";") if part.strip()]
    kinds = {items.get("type", "string")}
    return [_scalar(part, kinds) for part in text.replace(",", " ").split()]


def _example(schema: Json) -> str:
    given: Any = schema.get("default") or []
    return "; ".join(", ".join(map(str, one)) if isinstance(one, list) else str(one) for one in given)


def _plain(text: str) -> str:
    return text.replace('"', "&quot;")


TITLES = {
    "multi_isp": "Each user on their own carrier's line",
    "active_standby": "A standby takes over",
    "active_active": "Several data centres share the work",
    "active_standby_multi_isp": "A standby takes over, carrier by carrier",
    "active_active_multi_isp": "Several data centres share each carrier's work",
    "health_check_only": "Only check and tell",
    "custom": "An access domain alone",
}

SUMMARIES = {
    "multi_isp": "Addresses on several carriers: mobile users get the mobile one, and another when it fails.",
    "active_standby": "All users get the primary; when it fails, the standby.",
    "active_active": "Traffic is shared by weight; who fails gets none.",
    "active_standby_multi_isp": "Both centres have addresses on each carrier; the standby takes over there.",
    "active_active_multi_isp": "On each carrier the data centres share traffic by weight.",
    "health_check_only": "Addresses are answered in rotation; failing checks only tell.",
    "custom": "For pools of your own, which you add later.",
}

FIELDS = {
    "name": "Name that users ask for",
    "type": "Record type",
    "zone": "Zone to host it in",
    "mobile": "China Mobile's addresses",
    "telecom": "China Telecom's addresses",
    "unicom": "China Unicom's addresses",
    "primary": "Primary's addresses",
    "standby": "Standby's addresses",
    "addresses": "Addresses",
    "centres": "Addresses, data centres apart by ;",
    "protocol": "How servers are checked",
    "port": "Port of the check",
    "path": "Path of the check",
}

SECTIONS = {
    "zones": "Zone",
    "monitors": "Monitor",
    "addresses": "Address",
    "pools": "Pool",
    "access_domains": "Access domain",
}


PAGE = Page("/begin", "First steps", "rocket_launch", build)
