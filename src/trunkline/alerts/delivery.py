"""Alerts on their way: each channel by itself, tried again at growing gaps, joined while it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import structlog

from trunkline.alerts.alert import Alert, Delivered
from trunkline.alerts.aside import aside
from trunkline.alerts.channels import title_of, url_of
from trunkline.alerts.outbox import MOST_WAITING, Letter, Outbox
from trunkline.alerts.text import BAD, message_of_all
from trunkline.documents.contact_group import ContactGroup
from trunkline.health.events import Message

log: Any = structlog.get_logger("trunkline")

GAPS = (5.0, 30.0, 120.0, 600.0)
"""Seconds between one try and the next; after the try that follows the last gap an alert is given up."""

LIMIT = 20.0
"""Seconds for one try; a Lark message alone takes six, for Apprise keeps to its rate."""

HEAD_START = 0.05
"""Seconds that a try has before the next one begins: many that compute at once would keep the event loop waiting."""

Send = Callable[[str, Message, bool | None], str | None]
"""URL, message, whether it is good news → the fault in words, or None. It blocks."""


def send(url: str, message: Message, good: bool | None) -> str | None:
    """By Apprise, which is imported with the first message: most nodes never send one, and it takes its time."""
    from trunkline.alerts.send import fault_of

    return fault_of(url, message, good)


class Delivery:
    """Takes alerts at any time and sends them while it runs. `tell` is awaited with what became of each.

    At least one gap. Neither a channel nor `tell` can end it, or keep the event loop: what blocks is done aside.
    """

    def __init__(
        self,
        tell: Callable[[Delivered], Awaitable[None]],
        *,
        gaps: Sequence[float] = GAPS,
        limit: float = LIMIT,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        send: Send = send,
    ) -> None:
        self._tell, self._gaps, self._limit, self._sleep, self._send = tell, tuple(gaps), limit, sleep, send
        self._boxes: dict[str, Outbox] = {}
        self._due, self._next_to_start = asyncio.Event(), asyncio.Lock()

    def take(self, alert: Alert, groups: Iterable[ContactGroup]) -> None:
        """Begins to deliver to every channel of these groups, to each URL once; never waits."""
        for group in groups:
            for channel in group.channels:
                where = url_of(channel) or f"the variable {channel.url_env}"
                box = self._boxes.setdefault(where, Outbox(channel))
                box.put(alert, group.name, title_of(channel))
        self._due.set()

    async def run(self) -> None:
        """Delivers until it is cancelled; what waits then is delivered when it runs again, if it does."""
        emptying: dict[str, asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                for where, box in self._boxes.items():
                    if where not in emptying or emptying[where].done():
                        emptying[where] = group.create_task(self._empty(where, box))
                self._due.clear()
                await self._due.wait()

    async def _empty(self, where: str, box: Outbox) -> None:
        failures = 0
        while not box.empty:
            fault, given_up = await self._try(box)
            failures = failures + 1 if fault else 0
            await self._tell_all(given_up, fault)
            await self._tell_all(box.take_given_up(), f"more than {MOST_WAITING} alerts waited for this channel")
            if fault and not box.empty:
                gap = self._gaps[min(failures, len(self._gaps)) - 1]
                log.warning(f"alerts cannot be sent to {box.title}: {fault}; tried again in {gap:g} s")
                await self._sleep(gap)
        del self._boxes[where]

    async def _try(self, box: Outbox) -> tuple[str | None, list[Letter]]:
        """One try with all that waits: its fault, and the letters whose fate is settled.

        A try that hangs stays the only one: until it ends or its letters are given up, to wait for it again is the
        next try, so that nobody is told twice by one that was only late.
        """
        if box.missing:
            return box.missing, box.take_all()
        if box.trying is None:
            async with self._next_to_start:
                box.trying = self._begin(box, box.take_all())
                await asyncio.wait({box.trying[0]}, timeout=HEAD_START)
        future, letters = box.trying
        await asyncio.wait({future}, timeout=self._limit)
        fault = future.result() if future.done() else f"no answer within {self._limit:g} s"
        for letter in letters:
            letter.tries += 1
        settled = [letter for letter in letters if fault is None or letter.tries > len(self._gaps)]
        rest = [letter for letter in letters if letter not in settled]
        box.trying = (future, rest) if rest and not future.done() else None
        if box.trying is None:
            box.put_back(rest)
        return fault, settled

    def _begin(self, box: Outbox, letters: list[Letter]) -> tuple[asyncio.Future[str | None], list[Letter]]:
        alerts = [letter.alert for letter in letters]
        good = not any(alert.event in BAD for alert in alerts)
        return aside(lambda: self._send(box.url or "", message_of_all(alerts), good)), letters

    async def _tell_all(self, letters: Sequence[Letter], fault: str | None) -> None:
        for outcome in (outcome for letter in letters for outcome in letter.outcomes(fault)):
            if not outcome.ok:
                log.error(f"alert {outcome.alert} did not reach {outcome.group} by {outcome.channel}: {fault}")
            try:
                await self._tell(outcome)
            except Exception as error:
                log.error(f"what became of alert {outcome.alert} could not be noted: {error}")
