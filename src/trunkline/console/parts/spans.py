"""Several texts in one element of the framework.

Each element of its own costs the server about a third of a millisecond, and a page has hundreds: what stands on a card
or in a cell together is sent together. Only this file writes markup, and whatever a text holds is escaped in it.
"""

from __future__ import annotations

from html import escape

from nicegui import ui


class Markup(str):
    """Markup in which every text is escaped already; made by `span` and `icon` alone."""

    __slots__ = ()


def span(text: str | Markup, classes: str = "", title: str = "") -> Markup:
    """A `<span>` with a text, or with others."""
    inner = text if isinstance(text, Markup) else escape(text)
    return Markup(f"<span{_attribute('class', classes)}{_attribute('title', title)}>{inner}</span>")


def icon(name: str) -> Markup:
    """An icon by its name, which nobody hears."""
    return Markup(
        f'<i class="q-icon notranslate material-icons" aria-hidden="true" role="presentation">{escape(name)}</i>'
    )


def together(*parts: Markup) -> Markup:
    """One after the other."""
    return Markup("".join(parts))


class Spans(ui.html):
    """`Spans("li", span(line, "line"), span(answer, "answer"))`; `show` says something else in its place."""

    def __init__(self, tag: str, *parts: Markup, classes: str = "") -> None:
        super().__init__(together(*parts), sanitize=False, tag=tag)
        if classes:
            self.classes(classes)

    def show(self, *parts: Markup) -> None:
        """Changes the page only if it is something else."""
        self.set_content(together(*parts))


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""
