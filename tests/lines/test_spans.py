"""Overlapping pieces made flat, against an oracle that looks at one address at a time."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.lines.spans import Span, flatten, overlay

unhurried = settings(deadline=None, derandomize=True)

Piece = tuple[int, int, str]


def pieces() -> st.SearchStrategy[list[Piece]]:
    border = st.integers(0, 31)
    piece = st.tuples(border, border, st.sampled_from("abc")).map(lambda p: (min(p[:2]), max(p[:2]), p[2]))
    return st.lists(piece, max_size=8)


def labels_at(given_pieces: list[Piece], address: int) -> tuple[str, ...]:
    covering = sorted((last - first, label) for first, last, label in given_pieces if first <= address <= last)
    return tuple(dict.fromkeys(label for _, label in covering))


@unhurried
@given(pieces())
def test_a_span_carries_the_labels_of_what_covers_it_narrowest_first(given_pieces: list[Piece]) -> None:
    spans = flatten(given_pieces)
    for address in range(32):
        found = [span.labels for span in spans if span.first <= address <= span.last]
        assert found == ([labels_at(given_pieces, address)] if labels_at(given_pieces, address) else [])


@unhurried
@given(pieces())
def test_spans_ascend_and_neighbours_differ(given_pieces: list[Piece]) -> None:
    spans = flatten(given_pieces)
    for one, next_one in pairwise(spans):
        assert one.first <= one.last < next_one.first
        assert one.last + 1 < next_one.first or one.labels != next_one.labels


@unhurried
@given(pieces(), pieces())
def test_layers_laid_over_each_other_say_what_each_says(below: list[Piece], above: list[Piece]) -> None:
    said = dict(overlay(5, (flatten(above), flatten(below))))
    for address in range(32):
        holds = said[max(first for first in said if first <= address)]
        assert holds == (labels_at(above, address), labels_at(below, address))
    assert max(said) < 32


def test_a_layer_that_ends_where_it_begins_again_is_not_silent_there() -> None:
    layer = [Span(0, 3, ("a",)), Span(4, 7, ("b",))]
    assert list(overlay(4, (layer,))) == [(0, (("a",),)), (4, (("b",),)), (8, ((),))]
