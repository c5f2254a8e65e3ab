"""One source's statements about all addresses, as flat ranges."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from trunkline.errors import LayerRefused
from trunkline.lines.facts import SILENCE, SPOKEN, Facts
from trunkline.lines.networks import IPAddress, to_address
from trunkline.lines.ranges import Ranges

Row = tuple[int, int, int, Facts]
"""(32 or 128 bits, first address, last address, what is said of them)."""

DISTINCT = 1 << 18
"""So many different statements one layer may make."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a layer is from: its format, the file's name and SHA-256, the day of the data or of the import
    (YYYY-MM-DD), and whom to name for it."""

    format: str = ""
    file: str = ""
    sha256: str = ""
    date: str = ""
    licence: str = ""
    attribution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a layer says of an address, and of all others from `first` to `last`."""

    facts: Facts
    first: IPAddress
    last: IPAddress


@dataclass(frozen=True)
class Layer:
    """Ranges of both families without holes; their classes are places in `facts`, of which the first is silence."""

    name: str
    facts: tuple[Facts, ...]
    v4: Ranges
    v6: Ranges
    source: Source = field(default_factory=Source)

    @property
    def halves(self) -> tuple[Ranges, Ranges]:
        """IPv4, then IPv6."""
        return self.v4, self.v6

    def says(self, address: IPAddress) -> Statement:
        """What is said of an address; SILENCE where nothing is."""
        half = self.v4 if address.version == 4 else self.v6
        position = half.position(int(address))
        first, last = (to_address(half.bits, number) for number in (half.first(position), half.last(position)))
        return Statement(self.facts[half.classes[position]], first, last)


def build_layer(name: str, rows: Iterable[Row], source: Source | None = None) -> Layer:
    """A layer out of rows in any order. Where rows overlap the narrowest has the word, of equals the later one.

    Rows that ascend are taken fastest. What they cost is twelve bytes each for IPv4 and 36 for IPv6 while the layer is
    built, more if they do not ascend. Raises LayerRefused for more than DISTINCT different statements.
    """
    numbers: dict[Facts, int] = {SILENCE: 0}
    gathered = {32: _Rows(32), 128: _Rows(128)}
    for bits, first, last, facts in rows:
        number = numbers.get(facts)
        if number is None:
            number = numbers.setdefault(facts, len(numbers))
            if number == DISTINCT:
                raise LayerRefused(f"layer {name}", f"more than {DISTINCT:,} different statements", "import less of it")
        gathered[bits].add(first, last, number)
    v4, v6 = (one.ranges() for one in gathered.values())
    return Layer(name, tuple(numbers), v4, v6, source or Source())


def narrowed(layer: Layer, only: Iterable[str]) -> Layer:
    """The layer with nothing but these fields; what it said is kept for people where it still says something.

    AS numbers stay where carriers do: both tell whose a network is.
    """
    fields = frozenset(only)
    kept = fields | ({"said", "asn"} if "carrier" in fields else {"said"})
    facts = (_with_only(one, kept) for one in layer.facts)
    return Layer(layer.name, tuple(facts), layer.v4, layer.v6, layer.source)


def _with_only(facts: Facts, kept: frozenset[str]) -> Facts:
    rest = Facts(**{name: getattr(facts, name) for name in Facts.__slots__ if name in kept})
    return rest if any(getattr(rest, name) for name in SPOKEN) else SILENCE


class _Rows:
    """The rows of one family, side by side; `ascending` as long as each begins after the end of the one before."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.firsts, self.lasts = _Addresses(bits), _Addresses(bits)
        self.classes = array("I")
        self.ascending = True
        self._after = 0

    def add(self, first: int, last: int, number: int) -> None:
        self.firsts.append(first)
        self.lasts.append(last)
        self.classes.append(number)
        self.ascending = self.ascending and first >= self._after
        self._after = last + 1

    def ranges(self) -> Ranges:
        firsts, lasts = self.firsts.numbers(), self.lasts.numbers()
        pieces = self._as_they_are(firsts, lasts) if self.ascending else self._narrowest(firsts, lasts)
        return _without_holes(self.bits, pieces)

    def _as_they_are(self, firsts: Sequence[int], lasts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        return zip(firsts, lasts, self.classes, strict=True)

    def _narrowest(self, firsts: Sequence[int], lasts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Disjoint pieces (first, last, class), ascending: of the rows that cover an address the narrowest."""
        covering: list[tuple[int, int]] = []
        at = 0
        for row in (*sorted(range(len(firsts)), key=firsts.__getitem__), -1):
            until = firsts[row] if row >= 0 else 1 << self.bits
            while covering and at < until:
                narrowest = -covering[0][1]
                if lasts[narrowest] < at:
                    heappop(covering)
                    continue
                last = min(lasts[narrowest], until - 1)
                yield at, last, self.classes[narrowest]
                at = last + 1
            at = until
            if row >= 0:
                heappush(covering, (lasts[row] - until, -row))


def _without_holes(bits: int, pieces: Iterable[tuple[int, int, int]]) -> Ranges:
    """Pieces (first, last, class) that ascend, with silence between them; neighbours of one class are one range."""
    starts, classes = _Addresses(bits), array("I")
    after, before = 0, -1
    for first, last, number in pieces:
        if first > after and before != 0:
            starts.append(after)
            classes.append(0)
            before = 0
        if number != before:
            starts.append(first)
            classes.append(number)
            before = number
        after = last + 1
    if after < 1 << bits and before != 0:
        starts.append(after)
        classes.append(0)
    return Ranges(bits, starts.words, classes)


class _Addresses:
    """Addresses of one family in few bytes."""

    def __init__(self, bits: int) -> None:
        self.words = array("I" if bits == 32 else "Q")
        self.append = self.words.append if bits == 32 else self._append_both
        self._wide = bits == 128

    def numbers(self) -> Sequence[int]:
        if not self._wide:
            return self.words
        return [high << 64 | low for high, low in zip(self.words[0::2], self.words[1::2], strict=True)]

    def _append_both(self, number: int) -> None:
        self.words.append(number >> 64)
        self.words.append(number & (1 << 64) - 1)
