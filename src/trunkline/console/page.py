"""What a page is: where it is, what it is called, and who builds it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from trunkline.console import pages
from trunkline.console.visit import Visit


@dataclass(frozen=True, slots=True)
class Page:
    """`path` may have parameters, `/domains/{name}/{type}`. One with a `place` stands in the menu, in that order."""

    path: str
    title: str
    icon: str
    build: Callable[[Visit], Awaitable[None]]
    place: int | None = None


def all_pages() -> tuple[Page, ...]:
    """Every page that stands in the folder, those of the menu first, in its order."""
    found = [import_module(f"{pages.__name__}.{one.name}").PAGE for one in iter_modules(pages.__path__)]
    return tuple(sorted(found, key=lambda page: (page.place is None, page.place or 0, page.path)))
