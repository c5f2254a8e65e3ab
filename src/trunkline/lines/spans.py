"""Overlapping pieces of address space made flat: who covers what, the narrowest first.

Addresses are plain integers of one family.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The addresses `first` to `last` carry `labels`."""

    first: int
    last: int
    labels: Labels


def flatten(pieces: Iterable[tuple[int, int, str]]) -> list[Span]:
    """Pieces (first, last, label) that may overlap, as disjoint ascending spans.

    The labels of a span are those of all pieces that cover it: narrowest piece first, then by the alphabet, each once.
    Neighbours with the same labels become one span; addresses that no piece covers are in none.
    """
    events = []
    for first, last, label in set(pieces):
        events += [(first, True, (last - first, label)), (last + 1, False, (last - first, label))]
    events.sort()
    return list(_joined(_sweep(events)))


def overlay(bits: int, layers: Sequence[Sequence[Span]]) -> Iterator[tuple[int, tuple[Labels, ...]]]:
    """Layers of disjoint spans laid over each other: (first address, labels of each layer), ascending from zero.

    What is said of an address holds up to the next one, in the end up to the last of `bits` bits; a layer that is
    silent there has no labels.
    """
    everywhere = Span(0, (1 << bits) - 1, ())
    events: list[tuple[int, int, Labels]] = []
    for number, spans in enumerate((*layers, (everywhere,))):
        for span in spans:
            events += [(span.first, number, span.labels), (span.last + 1, number, ())]
    # Where a layer ends and begins at one address, the beginning must have the last word: () sorts first.
    events.sort()
    now: list[Labels] = [()] * (len(layers) + 1)
    for address, changes in groupby(events, key=itemgetter(0)):
        for _, number, labels in changes:
            now[number] = labels
        if address <= everywhere.last:
            yield address, tuple(now[:-1])


def _sweep(events: Iterable[tuple[int, bool, tuple[int, str]]]) -> Iterator[Span]:
    active: list[tuple[int, str]] = []
    since = 0
    for address, opens, piece in events:
        if active and address > since:
            yield Span(since, address - 1, tuple(dict.fromkeys(label for _, label in active)))
        since = address
        if opens:
            insort(active, piece)
        else:
            del active[bisect_left(active, piece)]


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    held: Span | None = None
    for span in spans:
        if held and held.last + 1 == span.first and held.labels == span.labels:
            held = Span(held.first, span.last, held.labels)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held
