"""One page that one person has open: who they are, in which words, and their way to the node."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from urllib.parse import unquote

from fastapi import Request
from nicegui import app, background_tasks, ui
from nicegui import context as page_context

from trunkline.client import Client
from trunkline.console.feed import Feed, Hear, World
from trunkline.console.words import Words, preferred, zone_of
from trunkline.errors import Conflict, TrunklineError

P = ParamSpec("P")
T = TypeVar("T")

ZONE = "zone"
"""The cookie by which a browser tells its time zone."""

RANKS = ("viewer", "operator", "admin")
"""Roles, from who may least to who may all; the API enforces them, pages only do not offer what would be refused."""


@dataclass(frozen=True, slots=True)
class Visit:
    """`path` and `query` are what the page's address says; `role` is one of RANKS."""

    say: Words
    feed: Feed
    name: str
    role: str
    path: Mapping[str, str]
    query: Mapping[str, str]

    @property
    def client(self) -> Client:
        """The API, by this person's token. It waits: call it by `ask`."""
        return self.feed.client

    def may(self, role: str) -> bool:
        """Whether this person's role is that one or more."""
        return self.role in RANKS and RANKS.index(self.role) >= RANKS.index(role)

    async def ask(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What a method of the client answers, without holding up the other pages; raises TrunklineError."""
        return await asyncio.to_thread(work, *given, **named)

    async def do(self, work: Callable[P, Any], *given: P.args, **named: P.kwargs) -> bool:
        """The same for an act; what is refused is told in the node's words. Whether it was done."""
        try:
            await self.ask(work, *given, **named)
        except TrunklineError as error:
            self.tell(error)
            return False
        return True

    def tell(self, error: TrunklineError) -> None:
        """What was refused, in the node's words; of a conflict also what to do about it."""
        words = str(error)
        if isinstance(error, Conflict):
            refused = self.say("Somebody else changed this meanwhile. Look at how it is now, and try again.")
            words = f"{refused} ({words})"
        self.tell_refusal(words)

    def tell_refusal(self, words: str) -> None:
        """Stays until it is closed: what was refused wants to be read."""
        ui.notify(words, type="negative", multi_line=True, timeout=0, close_button=self.say("Close"), position="top")

    def follow(self, hear: Hear) -> None:
        """`hear` is called with the newest world now, and with each newer one while the page is open."""
        client = page_context.client

        def told(world: World) -> None:
            if client.has_socket_connection or not client.is_deleted:
                with client:
                    hear(world)

        leave = self.feed.listen(told)
        client.on_delete(leave)
        if self.feed.world is not None:
            hear(self.feed.world)


def soon(work: Any) -> None:
    """Begins a coroutine that nobody waits for."""
    background_tasks.create(work)


def kept() -> dict[str, Any]:
    """What is kept for this browser, on this machine: its token, its language, its theme."""
    return app.storage.user


def words_of(request: Request) -> Words:
    """As chosen here, or as the browser prefers; times as the browser's clock tells them."""
    language = kept().get("language") or preferred(request.headers.get("accept-language", ""))
    return Words(language, zone_of(unquote(request.cookies.get(ZONE, ""))))
