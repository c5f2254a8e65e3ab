"""What a person does to a card at once: enable, disable, hold an address by hand, change the order, delete."""

from __future__ import annotations

import time
from collections.abc import Callable

from nicegui import ui

from trunkline.console.canvas.draft import Id
from trunkline.console.canvas.editing import Editing
from trunkline.console.canvas.graph import Card, Graph
from trunkline.console.canvas.hold import ask_hold
from trunkline.console.canvas.shares import arranged, names, stepped
from trunkline.console.feed import World
from trunkline.console.parts.sure import sure

HOUR = 3600

Act = Callable[[], object]


class Acts:
    """`draw` is a part of the panel. Each act becomes a draft, and its plan is shown at once."""

    def __init__(self, editing: Editing, domain: Id) -> None:
        self._editing, self._say, self._domain = editing, editing.visit.say, domain

    def draw(self, card: Card) -> Callable[[World, Graph], None]:
        """Buttons for what can be done to it as it is now."""
        row = ui.element("div").classes("row acts")
        drawn: list[object] = []

        def show(world: World, graph: Graph) -> None:
            now = self._offers(card.id)
            if [label for label, _ in now] != drawn:
                drawn[:] = [label for label, _ in now]
                row.clear()
                with row:
                    for label, act in now:
                        ui.button(label, on_click=act).props("outline dense no-caps")

        return show

    def _offers(self, id: Id) -> list[tuple[str, Act]]:
        kind, body = id[0], self._editing.body(id)
        if body is None:
            return []
        found: list[tuple[str, Act]] = []
        if "enabled" in body:
            on = bool(body["enabled"])
            found.append((self._say("Disable") if on else self._say("Enable"), lambda: self._enable(id, not on)))
        if kind == "address":
            found += self._by_hand(id)
        owner = self._owner(id)
        if owner is not None:
            found.append((self._say("Earlier"), lambda: self._step(owner, id[1], -1)))
            found.append((self._say("Later"), lambda: self._step(owner, id[1], 1)))
        found.append((self._say("Delete …"), lambda: self._delete(id)))
        return found

    def _by_hand(self, id: Id) -> list[tuple[str, Act]]:
        if self._editing.body(("override", id[1])) is not None:
            return [(self._say("Lift what is held by hand"), lambda: self._lift(id))]
        return [
            (self._say("Drain …"), lambda: self._hold(id, "drain")),
            (self._say("Force down …"), lambda: self._hold(id, "down")),
            (self._say("Force up …"), lambda: self._hold(id, "up")),
        ]

    def _owner(self, id: Id) -> Id | None:
        """Whose list it can be moved in: a pool in the access domain's, an address in that of its first pool."""
        domain = self._editing.body(self._domain)
        if domain is None:
            return None
        pools = names("access_domain", domain)
        if id[0] == "pool":
            owners = [self._domain] if id[1] in pools else []
        else:
            bodies = [(("pool", pool), self._editing.body(("pool", pool))) for pool in pools]
            owners = [one for one, body in bodies if id[0] == "address" and body and id[1] in names("pool", body)]
        return next((one for one in owners if len(self._names(one)) > 1), None)

    def _names(self, owner: Id) -> list[str]:
        return names(owner[0], self._editing.body(owner) or {})

    async def _enable(self, id: Id, on: bool) -> None:
        say, body = self._say, self._editing.body(id)
        if body is None:
            return
        if id[0] == "access_domain" and not on:
            warning = say("Every user is answered by the zone's records, or with nothing, until it is enabled again.")
            if not await sure(say, say("Disable {name}", name=id[1]), warning, body["name"], say("Disable")):
                return
            body = self._editing.body(id) or body  # which others may have written meanwhile
        self._editing.put(id, {**body, "enabled": on})
        await self._editing.review()

    async def _hold(self, id: Id, state: str) -> None:
        title, meaning = self._meaning(id[1])[state]
        hold = await ask_hold(self._say, title, meaning)
        if hold is not None:
            body = {"name": id[1], "state": state, "reason": hold.reason}
            end = {"expires": round(time.time()) + hold.hours * HOUR} if hold.hours else {}
            self._editing.put(("override", id[1]), {**body, **end})
            await self._editing.review(hold.reason)

    def _meaning(self, name: str) -> dict[str, tuple[str, str]]:
        say = self._say
        return {
            "drain": (
                say("Drain {name}", name=name),
                say(
                    "Nobody new is answered with it, whatever its checks find; who has it keeps it until the TTL ends."
                ),
            ),
            "down": (say("Force {name} down", name=name), say("It counts as down, whatever its checks find.")),
            "up": (say("Force {name} up", name=name), say("It counts as up, whatever its checks find.")),
        }

    async def _lift(self, id: Id) -> None:
        override = ("override", id[1])
        if override in self._editing.draft.changes:
            self._editing.take(self._editing.draft.without(override))
        else:
            await self._editing.delete(override)

    def _step(self, owner: Id, name: str, by: int) -> None:
        body = self._editing.body(owner)
        if body is not None:
            self._editing.put(owner, arranged(owner[0], body, stepped(names(owner[0], body), name, by)))

    async def _delete(self, id: Id) -> None:
        say = self._say
        warning = say("It is deleted at once, if nothing refers to it. The history keeps it, and can bring it back.")
        name = id[1].partition("/")[0] if id[0] == "access_domain" else id[1]
        if await sure(say, say("Delete {name}", name=name), warning, name, say("Delete")):
            await self._editing.delete(id)
