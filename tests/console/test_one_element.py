"""What stands together in one element: markup of ours around texts of anybody's, which stay texts."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from trunkline.console.parts.spans import span, together
from trunkline.console.parts.state import STATES, chip
from trunkline.console.words import Words

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0")) | st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onclick='x", "a&amp;b", "</span>", "<!--"]
)
"""A carriage return and a NUL are read as other characters by every reader of HTML."""


class _Reader(HTMLParser):
    """What a browser would see: the elements, their attributes, and the words."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@given(TEXTS.filter(bool), TEXTS.filter(bool), TEXTS)
def test_whatever_a_text_or_a_title_holds_is_shown_and_never_read_as_markup(one: str, title: str, other: str) -> None:
    read = _Reader(together(span(one, "answer", title=title), span(span(other))))
    assert read.elements == [("span", {"class": "answer", "title": title}), ("span", {}), ("span", {})]
    assert read.words == one + other


def test_a_chip_says_its_state_in_the_visitors_language_and_its_icon_is_heard_by_nobody() -> None:
    for state in STATES:
        read = _Reader(chip(Words("zh"), state))
        assert read.elements[0] == ("span", {"class": f"chip state-{state.code}"})
        assert ("aria-hidden", "true") in read.elements[1][1].items()
        assert read.words == state.icon + Words("zh")(state.word)
