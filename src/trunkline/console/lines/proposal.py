"""What would be done with the line table: whom it would move is shown first, and a person says whether it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from trunkline.client import Client, Json, line_table
from trunkline.client.line_table import Told
from trunkline.console.lines.outcome import draw_outcome
from trunkline.console.lines.titles import Titles
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.console.words import Words
from trunkline.errors import TrunklineError

LOOK = 0.2
"""Seconds between two looks at how far an act is."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`plan` tells what would change, `carry_out` does it: against the guards' word or not, and with a reason. Both
    wait, tell how far they are, and answer what came of it as the API does; they raise TrunklineError."""

    title: str
    plan: Callable[[Told], Json]
    carry_out: Callable[[bool, str, Told], Json]


def taking_away(say: Words, client: Client, name: str) -> Proposal:
    """What was imported speaks no more."""

    def act(plan: bool, anyway: bool, why: str, tell: Told) -> Json:
        asked = {"plan": plan, "anyway": anyway, "why": why}
        return line_table.act(client, "DELETE", f"layers/{name}", asked, tell)

    title = say("Take the layer {name} away", name=name)
    return Proposal(title, partial(act, True, False, ""), partial(act, False))


def going_back(say: Words, client: Client) -> Proposal:
    """The guards have no say in it: that table was answered by already."""

    def compare(tell: Told) -> Json:
        return line_table.act(client, "POST", "diff", {"old": "current", "new": "previous"}, tell)

    def go(anyway: bool, why: str, tell: Told) -> Json:
        return client.json("POST", "/v1/line_table/rollback", {"why": why})

    return Proposal(say("Go back to the table of before"), compare, go)


async def proposed(visit: Visit, titles: Titles, proposal: Proposal) -> bool:
    """Whether it was done."""
    say = visit.say
    with titled_dialog(proposal.title, "form-dialog") as dialog:
        dialog.props("persistent")
        steps = _Steps(say)
        outcome = ui.element("div").classes("outcome")
        why = ui.input(say("Reason, kept with the table")).props("autocomplete=off").classes("wide")
        with ui.row().classes("actions"):
            leave = ui.button(say("Cancel"), on_click=lambda: dialog.submit(False)).props("flat no-caps")
            go = ui.button(say("Use it")).props("no-caps")

    async def plan() -> None:
        planned = await steps.of(visit, proposal.plan)
        if planned is None:
            return
        with outcome:
            draw_outcome(say, titles, planned)
        if anyway := bool(planned["faults"]):
            go.set_text(say("Use it against the guards' word"))
            go.props("color=negative")
        go.on_click(partial(use, anyway))
        for element in (why, go):
            element.set_visibility(True)

    async def use(anyway: bool) -> None:
        for element in (go, leave):
            element.disable()
        done = await steps.of(visit, partial(proposal.carry_out, anyway, why.value))
        if done is not None and done.get("state", "done") == "done":
            dialog.submit(True)
            return
        leave.enable()
        if done is not None:  # it was refused now, and was not before: something else changed meanwhile
            outcome.clear()
            with outcome:
                draw_outcome(say, titles, done)

    for element in (why, go):
        element.set_visibility(False)
    ui.timer(0, plan, once=True)
    return bool(await answered(dialog))


class _Steps:
    """How far an act is, in words; and why it failed."""

    def __init__(self, say: Words) -> None:
        self._say = say
        self._now: tuple[str, int, int] = ("waiting", 0, 0)
        self._words = Text("p", "", "quiet").props("role=status")
        self._refused = Text("p", "", "refused").props("role=alert")
        self._timer = ui.timer(LOOK, self._show, active=False)

    async def of(self, visit: Visit, act: Callable[[Told], Json]) -> Json | None:
        """What came of the act; None where it failed, which is told."""
        self._timer.activate()
        try:
            return await visit.ask(act, self._tell)
        except TrunklineError as error:
            self._refused.set_text(str(error))
            return None
        finally:
            self._timer.deactivate()
            self._words.set_text("")

    def _tell(self, step: str, done: int, of: int) -> None:
        self._now = step, done, of

    def _show(self) -> None:
        step, done, of = self._now
        self._words.set_text(f"{told_step(self._say, step)} {100 * done // of} %" if of else told_step(self._say, step))


def told_step(say: Words, step: str) -> str:
    """What the node or the way to it is busy with."""
    known = {
        "waiting": say("Waiting …"),
        "sending": say("Sending the file …"),
        "reading": say("Reading the file …"),
        "composing": say("Composing the table …"),
        "comparing": say("Comparing it with the table of now …"),
        "writing": say("Writing the table …"),
    }
    return known.get(step, step)
