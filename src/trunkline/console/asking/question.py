"""What is asked for: a name and a type, chosen among the access domains or typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from nicegui import ui

from trunkline.console.feed import World
from trunkline.console.visit import Visit

TYPES = ["A", "AAAA", "CNAME", "TXT", "MX", "NS", "HTTPS", "SRV", "SOA", "CAA"]


class Question:
    """Two fields; `asked` is called when either holds something else. At first as the page's address says."""

    def __init__(self, visit: Visit, asked: Callable[[], None]) -> None:
        world = visit.feed.world or World()
        names, first = _names(world), next(iter(world.domains), {"name": "", "type": "A"})
        wanted = visit.query.get("name", first["name"])
        type = visit.query.get("type", _type_of(world, wanted))
        options = list(dict.fromkeys([*names, wanted])) if wanted else names
        self._name = ui.select(
            options, label=visit.say("Domain name"), value=wanted or None, with_input=True, new_value_mode="add-unique"
        )
        self._name.classes("question-name").props("outlined dense")
        types = list(dict.fromkeys([*TYPES, type]))
        self._type = ui.select(types, label=visit.say("Record type"), value=type).props("outlined dense")
        self._type.classes("question-type")
        self._name.on_value_change(asked)
        self._type.on_value_change(asked)
        self._names = names

    @property
    def name(self) -> str:
        """Empty while none is chosen."""
        return str(self._name.value or "").strip()

    @property
    def type(self) -> str:
        """In capitals."""
        return str(self._type.value)

    def offer(self, world: World) -> None:
        """Offers the access domains that there are now."""
        if (names := _names(world)) != self._names:
            self._names = names
            self._name.set_options(list(dict.fromkeys([*names, *([self.name] if self.name else [])])))


def _names(world: World) -> list[str]:
    return list(dict.fromkeys(row["name"] for row in world.domains))


def _type_of(world: World, name: str) -> str:
    return next((str(row["type"]) for row in world.domains if row["name"] == name), "A")


def keep_in_address(path: str, asked: Mapping[str, str]) -> None:
    """Writes what is asked into the page's address, so that it can be sent to somebody; what is empty is left out."""
    ui.navigate.history.replace(link(path, asked))


def link(path: str, asked: Mapping[str, str]) -> str:
    """The address of a page that asks that."""
    said = {field: value for field, value in asked.items() if value}
    return f"{path}?{urlencode(said)}" if said else path
