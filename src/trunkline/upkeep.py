"""What a node writes by itself: who is on duty, the end of overrides, a new secret for cookies; and what it drops: logs
that grew too old."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

import structlog

from trunkline.documents.config import Config
from trunkline.documents.cookie_secret import CookieSecret
from trunkline.documents.override import Override
from trunkline.errors import Conflict
from trunkline.publisher import Answered
from trunkline.steering.remember import remember
from trunkline.store.contract import Edit, Store
from trunkline.store.translate import edit_of

log: Any = structlog.get_logger("trunkline")

ITSELF = "trunkline"
"""Who wrote it, in the history, when nobody asked for it."""

TRIM_EVERY = 3600.0
"""Seconds between two looks for what grew too old."""

LOOK_EVERY = 60.0
"""Seconds between two looks at the clock while an override is to end."""

DAY = 86_400.0

SECRET_LASTS = 30 * DAY
"""Seconds for which cookies are made with one secret (RFC 7873 section 7.1: 36 days at most)."""

COOKIES_LAST = 3900.0
"""Seconds after which no cookie is good any more that was made by a clock of ours (RFC 9018 section 4.3)."""


class Upkeep:
    """Loops over an open store. `config` gives the newest documents, `answered` what is answered by.

    `writing` is the lock that every writer holds until the node `follows` that revision.
    """

    def __init__(
        self,
        config: Callable[[], Config],
        answered: Callable[[], Answered],
        writing: asyncio.Lock,
        follows: Callable[[int], Any],
    ) -> None:
        self._config, self._answered, self._writing, self._follows = config, answered, writing, follows
        self._chosen: set[str] = set()
        self._due, self._written = asyncio.Event(), asyncio.Event()

    def chosen_again(self, keys: Collection[str]) -> None:
        """Hears which access domains were chosen again."""
        self._chosen.update(keys)
        self._due.set()

    def documents_written(self) -> None:
        """Hears that documents are others."""
        self._written.set()

    async def remember_who_is_on_duty(self, store: Store) -> None:
        """Writes each new incumbent, and what was good last, as choices change; in a thread, for many may have."""
        tidied: Config | None = None
        while True:
            await self._due.wait()
            self._due.clear()
            keys, self._chosen = self._chosen, set()
            answered = self._answered()
            config, tidy = answered.compiled.config, answered.compiled.config is not tidied
            put, gone = await asyncio.to_thread(remember, config, answered.availability, keys, tidy=tidy)
            tidied = config
            edits = [*map(edit_of, put), *(Edit(kind, key, None) for kind, key in gone)]
            await self._write(store, edits, "who is on duty")

    async def end_overrides(self, store: Store) -> None:
        """Deletes each override at its end."""
        while True:
            self._written.clear()
            ends = {one.name: one.expires for one in self._config().overrides.values() if one.expires is not None}
            gone = [name for name, at in ends.items() if at <= time.time()]
            revisions = self._config().revisions
            edits = [Edit(Override.kind, name, None, revisions[Override.kind, name]) for name in gone]
            await self._write(store, edits, "the override expired")
            if not gone:
                await self._sleep_until(min(ends.values(), default=None))

    async def trim(self, store: Store) -> None:
        """Drops what is older than the settings want it kept."""
        while True:
            kept, now = self._config().settings.retention, time.time()
            await store.forget("alert", now - kept.alert_days * DAY)
            await store.forget("delivery", now - kept.alert_days * DAY)
            for name in ("switch", "standing"):
                await store.forget(name, now - kept.switch_days * DAY)
            await store.forget_history(now - kept.history_days * DAY)
            await asyncio.sleep(TRIM_EVERY)

    async def roll_cookie_secret(self, store: Store) -> None:
        """Makes a new secret for cookies when the present one has served for long, and forgets the former one when all
        that was made with it is too old to be good."""
        while True:
            config, now = self._config(), time.time()
            found = config.cookie_secret
            if found and found.made + SECRET_LASTS <= now:
                await self._keep_secret(store, found.rolled(new_cookie_secret(), now), "it served for long")
            elif found and found.former and found.made + COOKIES_LAST <= now:
                await self._keep_secret(store, found.alone(), "no cookie of the one before is good any more")
            await asyncio.sleep(TRIM_EVERY)

    async def _keep_secret(self, store: Store, secret: CookieSecret, why: str) -> None:
        revision = self._config().revisions[secret.kind, secret.key]
        await self._write(store, [edit_of(secret, expected=revision)], f"the secret of cookies: {why}")

    async def _sleep_until(self, at: float | None) -> None:
        """Or until documents are others; not much longer than the clock says, should it be set or the machine sleep."""
        try:
            seconds = None if at is None else min(max(0.0, at - time.time()), LOOK_EVERY)
            await asyncio.wait_for(self._written.wait(), seconds)
        except TimeoutError:
            return

    async def _write(self, store: Store, edits: Sequence[Edit], why: str) -> None:
        """Another node may have been first, or a person may have changed it meanwhile: then it is looked at again."""
        if not edits:
            return
        async with self._writing:
            try:
                revision = await store.write(edits, by=ITSELF, why=why, at=time.time())
            except Conflict as conflict:
                log.info(f"not written ({why}): {conflict}")
                return
            await self._follows(revision)


def new_cookie_secret() -> str:
    """A key of SipHash that nobody can guess: 16 bytes in hexadecimal."""
    return secrets.token_hex(16)
