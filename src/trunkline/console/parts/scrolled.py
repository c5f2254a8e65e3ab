"""What may be wider than the page: it scrolls by itself, also by keyboard."""

from __future__ import annotations

from nicegui import ui


def scrolled(name: str) -> ui.element:
    """A region of that name, to draw a wide table in that holds nothing to come to by Tab."""
    region = ui.element("div").classes("scroll").props("tabindex=0 role=region")
    region.props["aria-label"] = name
    return region
