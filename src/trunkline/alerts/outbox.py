"""What waits for one Apprise URL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from trunkline.alerts.alert import Alert, Delivered
from trunkline.alerts.channels import title_of, url_of
from trunkline.documents.contact_group import Channel

MOST_WAITING = 500
"""Alerts that wait for one URL; if more come, the oldest is given up."""


@dataclass
class Letter:
    """An alert for a URL; `receivers` are the groups that hold the URL, each with its title for the channel."""

    alert: Alert
    receivers: dict[str, str] = field(default_factory=dict)
    tries: int = 0

    def outcomes(self, fault: str | None) -> list[Delivered]:
        """What became of it, one for each group."""
        number, tries, ok = self.alert.number, self.tries, fault is None
        return [Delivered(number, group, title, ok, tries, fault or "sent") for group, title in self.receivers.items()]


class Outbox:
    """Letters in the order in which they came, and the try that is under way with those that are in it."""

    def __init__(self, channel: Channel) -> None:
        self.url, self.title, self._variable = url_of(channel), title_of(channel), channel.url_env
        self.trying: tuple[asyncio.Future[str | None], list[Letter]] | None = None
        self._waiting: dict[int, Letter] = {}
        self._given_up: list[Letter] = []

    @property
    def missing(self) -> str | None:
        """Why there is nothing to send to, if so."""
        return None if self.url else f"the environment variable {self._variable} is not set"

    def put(self, alert: Alert, group: str, title: str) -> None:
        """The same alert is one letter however many groups it is for."""
        letter = self._waiting.setdefault(alert.number, Letter(alert))
        letter.receivers.setdefault(group, title)
        self._bound()

    def put_back(self, letters: Iterable[Letter]) -> None:
        """Those which failed wait in front of those which came meanwhile."""
        self._waiting = {letter.alert.number: letter for letter in letters} | self._waiting
        self._bound()

    def take_all(self) -> list[Letter]:
        """Everything that waits; then nothing does."""
        letters, self._waiting = list(self._waiting.values()), {}
        return letters

    def take_given_up(self) -> list[Letter]:
        """Those for which there was no room."""
        letters, self._given_up = self._given_up, []
        return letters

    @property
    def empty(self) -> bool:
        return not (self._waiting or self._given_up or self.trying)

    def _bound(self) -> None:
        while len(self._waiting) > MOST_WAITING:
            oldest = self._waiting.pop(next(iter(self._waiting)))
            self._given_up = [*self._given_up[-MOST_WAITING + 1 :], oldest]
