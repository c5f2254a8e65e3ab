"""How the nodes conduct themselves: the settings document as a form."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from nicegui import ui

from trunkline.client import Json
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.text import Text
from trunkline.console.settings.leaves import Leaf, body_of, leaves, read, value_at, written
from trunkline.console.settings.propose import present, proposed
from trunkline.console.visit import Visit
from trunkline.errors import TrunklineError

Field = ui.select | ui.input | ui.textarea


async def draw_conduct(visit: Visit) -> None:
    """Everyone may look; admins change it."""
    try:
        found = await present(visit, "settings", "global")
    except TrunklineError as error:
        Text("p", str(error), "refused")
        return
    say, may = visit.say, visit.may("admin")
    Text("p", say("What holds for all nodes together. A field that is left empty is as by default."), "quiet")
    if not may:
        Text("p", say("Admins change it."), "quiet")
    form = _Form(visit, found.body, may=may)
    if not may:
        return

    async def apply() -> None:
        if await proposed(visit, form.fields, "settings", body_of(form.said(), found.body), found.revision):
            ui.navigate.reload()

    with ui.element("div").classes("actions"):
        ui.button(say("Discard what was typed"), on_click=ui.navigate.reload).props("flat no-caps")
        ui.button(say("Look at what changes"), on_click=apply).props("no-caps unelevated")


class _Form:
    """A field for each leaf, a panel for each part of the document."""

    def __init__(self, visit: Visit, body: Json, *, may: bool) -> None:
        self._visit, self._say = visit, visit.say
        self.fields = Fields(visit.say)
        self._readers: dict[str, Callable[[], Json]] = {}
        for group, found in groupby(leaves(), key=lambda leaf: leaf.group):
            with ui.element("section").classes("panel"):
                Text("h2", self._say(GROUPS[group]))
                with ui.element("div").classes("settings-form"):
                    for leaf in found:
                        drawn = self._draw(leaf, value_at(body, leaf))
                        drawn.set_enabled(may)

    def said(self) -> dict[str, Json]:
        """Path → value."""
        return {path: reader() for path, reader in self._readers.items()}

    def _draw(self, leaf: Leaf, value: Json) -> Field:
        label, hint = self._say(LABELS[leaf.path]), self._hint(leaf)
        if leaf.path in CHOICES or leaf.kind == "boolean":
            drawn = ui.select(self._choices(leaf, value), label=label, value=value, multiple=leaf.kind == "array")
            drawn.classes("wide")
            self._readers[leaf.path] = lambda: drawn.value
            return self.fields.add(leaf.path, drawn, hint)
        typed = (self.fields.lines if leaf.kind == "array" else self.fields.text)(
            leaf.path, label, value=written(value) if value != leaf.default else "", hint=hint
        )
        typed.props["placeholder"] = written(leaf.default)
        typed.props("stack-label")
        self._readers[leaf.path] = lambda: read(leaf, typed.value or "")
        return typed

    def _choices(self, leaf: Leaf, value: Json) -> dict[Any, str]:
        if leaf.kind == "boolean":
            return {True: self._say("On"), False: self._say("Off")}
        if leaf.path == "alert_events":
            return {event: self._say(words) for event, words in EVENTS.items()}
        world = self._visit.feed.world
        known = [one["name"] for one in world.documents.get("contact_groups", ())] if world else []
        return {name: name for name in (*known, *(one for one in value if one not in known))}

    def _hint(self, leaf: Leaf) -> str:
        said = self._say(leaf.hint)
        if leaf.kind in ("integer", "number") and leaf.default is not None:
            return self._say("{hint}; default: {value}", hint=said, value=written(leaf.default))
        return said


CHOICES = ("alert_groups", "alert_events")
"""Of which one chooses among what there is."""

EVENTS = {
    "addr_alert": "An address fails its checks",
    "addr_resume": "An address is well again",
    "addr_pool_unavailable": "A pool is no longer available",
    "addr_pool_available": "A pool is available again",
}

GROUPS = {
    "limits": "How many may refer to how many",
    "brake": "Brake: how much may move at once",
    "retention": "For how long what happened is kept",
    "floods": "Floods: what one network may have",
    "dns": "What askers are told besides answers",
    "": "Who is told when something turns",
}

LABELS = {
    "limits.pools_per_access_domain": "Pools of an access domain",
    "limits.addresses_per_pool": "Addresses of a pool",
    "limits.monitors_per_address": "Monitors of an address",
    "limits.ports_per_address": "Ports of an address",
    "limits.references_per_monitor": "Addresses that share a monitor",
    "limits.references_per_pool": "Access domains that share a pool",
    "limits.references_per_address": "Pools that share an address",
    "brake.per_cent": "Most that may move, in per cent",
    "brake.window": "Time over which moves add up",
    "retention.history_days": "Days of the history",
    "retention.alert_days": "Days of the alert log",
    "retention.switch_days": "Days of the switch log",
    "floods.alike_per_second": "Equal responses to one network, per second",
    "floods.responses_per_second": "Responses to one network, per second",
    "floods.slip": "Every so-many-th over the rate is sent to TCP",
    "floods.connections": "TCP connections at once",
    "floods.connections_per_network": "TCP connections of one network",
    "floods.query_seconds": "Seconds for a query over TCP",
    "floods.exempt": "Trusted resolvers, one prefix a line",
    "dns.version": "Version that is told",
    "dns.hostname": "Tell which node answers, by hostname.bind",
    "dns.nsid": "Tell which node answers, by NSID",
    "dns.cookies": "DNS cookies",
    "dns.extended_errors": "Reasons of refusals and failures",
    "dns.tcp_idle": "Seconds that a TCP connection may idle",
    "dns.query_log": "Query log: one query in so many",
    "alert_groups": "Contact groups that are told",
    "alert_events": "What they are told of",
}
