"""The graph as people see it: columns of cards, and curves between them; changed in place while things turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import ui

from trunkline.console.canvas.draft import Id
from trunkline.console.canvas.graph import Card, Edge, Graph
from trunkline.console.parts.spans import Markup, Spans, span, together
from trunkline.console.parts.state import chip
from trunkline.console.parts.text import Text
from trunkline.console.words import Words

UNIT = 100
"""Width of the drawing between two columns, and the height of a card in it; the style sheet says it in pixels."""

CODES = ("ok", "unmonitored", "partly", "forced", "drained", "unknown", "off", "down")
"""The states that a curve may have, those drawn last on top."""

Chosen = Callable[[Id], None]
Dropped = Callable[[Id, Id], None]

MOVABLE = ("pool", "address")
"""Kinds of cards that can be dragged onto another of their column."""


class Drawing:
    """`show` draws a graph, anew only where cards came or went.

    `chosen` is called with the card that is pressed, `dropped` with one that was dragged and the one it was let go on.
    """

    def __init__(self, say: Words, titles: Sequence[str], chosen: Chosen, dropped: Dropped | None = None) -> None:
        """`titles` are those of the columns; without `dropped` no card can be dragged."""
        self._say, self._titles = say, titles
        self._columns: list[_Column] = []
        self._curves: list[_Curves] = []
        self._told = Text("div", classes="visually-hidden").props("role=status")
        with ui.element("div").classes("canvas") as self._all:
            for place, title in enumerate(self._titles):
                self._columns.append(_Column(say, title, chosen, dropped))
                if place + 1 < len(self._titles):
                    self._curves.append(_Curves())

    def show(self, graph: Graph) -> None:
        """Tells those who cannot see it what turned."""
        rows = max(1, *map(len, graph.columns))
        self._all.style(f"--rows: {rows}")
        turned = [
            text for column, cards in zip(self._columns, graph.columns, strict=True) for text in column.show(cards)
        ]
        for curves, edges, left, right in zip(
            self._curves, graph.edges, graph.columns, graph.columns[1:], strict=False
        ):
            curves.show(edges, left, right, rows)
        if turned:
            self._told.set_text("; ".join(turned))

    def mark(self, id: Id | None) -> None:
        """Shows which card is looked at."""
        for column in self._columns:
            column.mark(id)

    def focus(self, id: Id) -> None:
        """Gives the keyboard back to a card."""
        for column in self._columns:
            column.focus(id)


class _Column:
    def __init__(self, say: Words, title: str, chosen: Chosen, dropped: Dropped | None) -> None:
        self._say, self._chosen, self._dropped = say, chosen, dropped
        self._dragged: Id | None = None
        self._cards: dict[Id, _Button] = {}
        with ui.element("section").classes("canvas-column").props(f'aria-label="{title}"'):
            Text("h2", title)
            self._list = ui.element("ul").props("role=list")

    def show(self, cards: Sequence[Card]) -> list[str]:
        if [card.id for card in cards] != [*self._cards]:
            self._list.clear()
            with self._list:
                self._cards = {card.id: self._draw(card) for card in cards}
            return []
        return [told for card in cards if (told := self._cards[card.id].show(card))]

    def _draw(self, card: Card) -> _Button:
        with ui.element("li") as place:
            button = _Button(self._say, card, self._chosen)
        if self._dropped is not None and card.id[0] in MOVABLE:
            place.props("draggable=true")
            place.on("dragstart", lambda: self._drag(card.id))
            place.on("dragover", js_handler="(event) => event.preventDefault()")
            place.on("drop", lambda: self._drop(card.id))
        return button

    def _drag(self, id: Id) -> None:
        self._dragged = id

    def _drop(self, id: Id) -> None:
        dragged, self._dragged = self._dragged, None
        if self._dropped is not None and dragged is not None and dragged != id:
            self._dropped(dragged, id)

    def mark(self, id: Id | None) -> None:
        for card, button in self._cards.items():
            button.mark(card == id)

    def focus(self, id: Id) -> None:
        if id in self._cards:
            self._cards[id].focus()


class _Button:
    """A card; `show` answers what turned, in words, if anything did."""

    def __init__(self, say: Words, card: Card, chosen: Chosen) -> None:
        self._say, self._card, self._turns = say, card, 0
        self._button = Spans("button", _inside(say, card), classes=f"card edge-{card.state.code}").props("type=button")
        self._button.on("click", lambda: chosen(card.id))

    def show(self, card: Card) -> str:
        before, self._card = self._card, card
        self._button.show(_inside(self._say, card))
        if (before.state, before.facts) == (card.state, card.facts):
            return ""
        self._turns += 1
        self._button.classes(remove=f"edge-{before.state.code} moved-{1 - self._turns % 2}")
        self._button.classes(f"edge-{card.state.code} moved-{self._turns % 2}")
        return f"{card.title}: {self._say(card.state.word)}, {_facts(card)}"

    def mark(self, on: bool) -> None:
        self._button.props(f"aria-pressed={'true' if on else 'false'}")

    def focus(self) -> None:
        self._button.client.run_javascript(f"getHtmlElement({self._button.id})?.focus()")


class _Curves:
    """All curves between two columns: one path for each state, told by form too (the style sheet dashes them)."""

    def __init__(self) -> None:
        self._drawn: dict[str, str] = {}
        with ui.element("svg").classes("canvas-curves").props("aria-hidden=true preserveAspectRatio=none") as self._svg:
            self._paths = {code: ui.element("path").classes(f"curve-{code}") for code in CODES}

    def show(self, edges: Sequence[Edge], left: Sequence[Card], right: Sequence[Card], rows: int) -> None:
        starts, ends = _heights(left, rows), _heights(right, rows)
        drawn: dict[str, str] = dict.fromkeys(CODES, "")
        for edge in edges:
            if edge.start in starts and edge.end in ends:
                drawn[edge.state.code] += _curve(starts[edge.start], ends[edge.end])
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._svg.props(f'viewBox="0 0 {UNIT} {rows * UNIT}"')
        for code, path in self._paths.items():
            path.props(f'd="{drawn[code]}"')


def _heights(cards: Sequence[Card], rows: int) -> dict[Id, float]:
    """The middle of each card; columns are centred on each other."""
    top = (rows - len(cards)) * UNIT / 2
    return {card.id: top + (place + 0.5) * UNIT for place, card in enumerate(cards)}


def _curve(start: float, end: float) -> str:
    half = UNIT / 2
    return f"M0 {start:g}C{half:g} {start:g} {half:g} {end:g} {UNIT} {end:g}"


def _facts(card: Card) -> str:
    return " · ".join(card.facts)


def _inside(say: Words, card: Card) -> Markup:
    return together(
        span(card.title, "card-title", title=card.title),
        chip(say, card.state),
        span(_facts(card), "card-facts"),
        *((span(say("Draft"), "chip draft-chip"),) if card.drafted else ()),
    )
