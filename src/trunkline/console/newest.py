"""What changed last, read once for each state of the world, however many pages show it."""

from __future__ import annotations

from threading import Lock

from trunkline.client import Client, Json

LATELY = 12
"""Rows of each log."""


class Newest:
    """`read` may be called from any thread."""

    def __init__(self, client: Client) -> None:
        self._client, self._lock = client, Lock()
        self._seen = -1.0
        self._rows: tuple[list[Json], list[Json]] = [], []

    def read(self, seen: float) -> tuple[list[Json], list[Json]]:
        """The last switches and the last writes, as of the world that was `seen` then; raises TrunklineError."""
        with self._lock:
            if seen != self._seen:
                self._rows = self._client.log("switches", limit=LATELY), self._client.history(limit=LATELY)
                self._seen = seen
            return self._rows
