"""Alerts and contact groups for the tests of this room, and what became of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from trunkline.alerts.alert import Alert, Delivered
from trunkline.alerts.delivery import Delivery
from trunkline.documents.contact_group import Channel, ContactGroup
from trunkline.documents.event import Event


def alert(number: int = 1, event: Event = Event.ADDR_ALERT, title: str = "", body: str = "why") -> Alert:
    """At 2026-01-02 03:04:05 UTC and as many seconds later as its number says."""
    return Alert(number, 1767323045.0 + number, event, "address", "a", title or f"alert {number}", body, ("ops",))


def group(*urls: str, name: str = "ops") -> ContactGroup:
    """A contact group with these Apprise URLs; its channels are called 0, 1, …"""
    return ContactGroup(name=name, channels=tuple(Channel(title=str(at), url=url) for at, url in enumerate(urls)))


class Told:
    """Takes what became of alerts, and lets a test wait for it."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Delivered] = asyncio.Queue()

    async def __call__(self, outcome: Delivered) -> None:
        self._queue.put_nowait(outcome)

    async def next(self, number: int = 1) -> list[Delivered]:
        return [await asyncio.wait_for(self._queue.get(), 10) for _ in range(number)]


@asynccontextmanager
async def running(delivery: Delivery) -> AsyncIterator[None]:
    """It delivers for as long as the block lasts, and has not ended by itself."""
    loop = asyncio.create_task(delivery.run())
    try:
        yield
        assert not loop.done()
    finally:
        loop.cancel()
        await asyncio.wait({loop})


class Clock:
    """Sleeps end when a test lets them."""

    def __init__(self) -> None:
        self._asked: asyncio.Queue[float] = asyncio.Queue()
        self._over: asyncio.Queue[None] = asyncio.Queue()

    async def sleep(self, seconds: float) -> None:
        self._asked.put_nowait(seconds)
        await self._over.get()

    async def asked(self) -> float:
        """Waits until somebody sleeps; for so many seconds."""
        return await asyncio.wait_for(self._asked.get(), 10)

    def go_on(self) -> None:
        self._over.put_nowait(None)
