"""The open pages of each browser: who logs out in one of them has logged out in all."""

from __future__ import annotations

from collections import defaultdict

from nicegui import Client, app, context

_open: defaultdict[str, set[Client]] = defaultdict(set)
"""By the browser's name in its cookie."""


def keep_tab() -> None:
    """The page that is being built is one of this browser's until it is closed."""
    browser, client = app.storage.browser["id"], context.client
    _open[browser].add(client)

    def forget() -> None:
        _open[browser].discard(client)
        if not _open[browser]:
            del _open[browser]

    client.on_delete(forget)


def leave_all() -> None:
    """Each of this browser's pages goes to where one logs in."""
    for client in tuple(_open[app.storage.browser["id"]]):
        client.open("/login")
