"""The line table, seen: what it is made of, how much it knows, and whether it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trunkline.control.asker import OWN, layers_in_use, table_in_use
from trunkline.documents.config import Config
from trunkline.errors import NotFound
from trunkline.line_tables.generation import Made
from trunkline.lines.catalogue import DEFAULT, ancestors, canonical, find_line
from trunkline.lines.coverage import Covered
from trunkline.lines.facts import SPOKEN
from trunkline.lines.known_resolvers import KnownResolver, check_resolvers
from trunkline.lines.layer import Layer
from trunkline.lines.networks import parse_network
from trunkline.lines.numbers import networks_of
from trunkline.node import Node


@dataclass(frozen=True, slots=True)
class LayerStatus:
    """A layer: where it is from, of which day (YYYY-MM-DD) and so how many days old, the fields that it speaks of, and
    how many ranges of each family it has. `imported` says that it did not come with the package."""

    name: str
    imported: bool
    format: str
    file: str
    sha256: str
    date: str
    age_days: int | None
    licence: str
    attribution: tuple[str, ...]
    speaks_of: tuple[str, ...]
    v4_ranges: int
    v6_ranges: int


@dataclass(frozen=True, slots=True)
class TableStatus:
    """The line table in use, own lines included: its layers the uppermost first, and how large it is.

    `made` is how it came about, None for the embedded one; `previous` says whether there is one to go back to.
    """

    version: str
    classes: int
    v4_ranges: int
    v6_ranges: int
    layers: tuple[LayerStatus, ...]
    made: Made | None
    previous: bool


@dataclass(frozen=True, slots=True)
class LineCoverage:
    """Where a line matches, as the best or not: `v4` addresses and `v6` networks of 48 bits, and how many prefixes."""

    line: str
    parent: str | None
    v4: int
    v6: int
    v4_prefixes: int
    v6_prefixes: int


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """What each line covers, the largest first; and of the public addresses (`v4` addresses, `v6` networks of 48 bits)
    how many match only `default`. Most of the public IPv6 space nobody has been given yet."""

    version: str
    v4: int
    v6: int
    unknown_v4: int
    unknown_v6: int
    lines: tuple[LineCoverage, ...]


@dataclass(frozen=True, slots=True)
class TestedResolver:
    """A resolver, the line that it should match (none: no carrier's), whose it is, and what the table says instead."""

    address: str
    line: str
    name: str
    lines: tuple[str, ...]
    right: bool
    because: str


def table_status(node: Node, today: date) -> TableStatus:
    """What the line table in use is made of."""
    table, made = table_in_use(node), node.line_tables.present.made
    imported = made.layers if made else ()
    layers = [_status(layer, layer.name in imported, today) for layer in reversed(layers_in_use(node))]
    if own := _own_status(layers_in_use(node), node.publisher.compiled.config):
        layers.insert(0, own)
    askers = table.askers
    sizes = len(table.classes), len(askers.v4_classes), len(askers.v6_classes)
    return TableStatus(table.version, *sizes, tuple(layers), made, node.line_tables.previous is not None)


def table_coverage(node: Node, line: str | None = None) -> TableCoverage:
    """How much each line covers, or only one with those within it; raises NotFound for a line that does not exist.

    The first time after a change it takes half a second: not for the event loop.
    """
    compiler, config = node.publisher.compiler, node.publisher.compiled.config
    if line is not None and not (find_line(line) or line in config.lines):
        raise NotFound(f"there is no line {line}; `trunkline lines tree` lists them")
    found = compiler.coverage
    wanted = canonical(line) if line else DEFAULT
    rows = [_covered(code, one) for code, one in found.lines.items() if wanted in (code, *ancestors(code))]
    if line and not any(row.line == wanted for row in rows):
        rows.append(_covered(wanted, Covered()))
    rows.sort(key=lambda row: (row.line != wanted, -row.v4, -row.v6, row.line))
    return TableCoverage(compiler.table.version, found.v4, found.v6, found.unknown_v4, found.unknown_v6, tuple(rows))


def ask_resolvers(node: Node, resolvers: Sequence[KnownResolver]) -> tuple[TestedResolver, ...]:
    """What the table in use says of each of these."""
    results = check_resolvers(table_in_use(node), resolvers)
    return tuple(
        TestedResolver(one.resolver.address, one.resolver.line, one.resolver.name, one.lines, one.right, one.because)
        for one in results
    )


def age_in_days(layer: Layer, today: date) -> int | None:
    """How old what a layer says is; None for one that is not made of data, or does not tell its day."""
    try:
        return (today - date.fromisoformat(layer.source.date)).days
    except ValueError:
        return None


def _status(layer: Layer, imported: bool, today: date) -> LayerStatus:
    source = layer.source
    speaks_of = tuple(field for field in SPOKEN if any(getattr(facts, field) for facts in layer.facts))
    return LayerStatus(
        layer.name,
        imported,
        source.format,
        source.file,
        source.sha256,
        source.date,
        age_in_days(layer, today),
        source.licence,
        source.attribution,
        speaks_of,
        len(layer.v4),
        len(layer.v6),
    )


def _own_status(layers: Sequence[Layer], config: Config) -> LayerStatus | None:
    lines = config.lines.values()
    if not lines:
        return None
    by_number = networks_of(layers, {asn for line in lines for asn in line.asns})
    networks = [parse_network(network)[0] for line in lines for network in line.networks]
    networks += [bits for pieces in by_number.values() for bits, _, _ in pieces]
    return LayerStatus(
        OWN, True, "documents", "", "", "", None, "", (), ("line",), networks.count(32), networks.count(128)
    )


def _covered(code: str, one: Covered) -> LineCoverage:
    line = find_line(code)
    return LineCoverage(code, line.parent if line else DEFAULT, one.v4, one.v6, one.v4_prefixes, one.v6_prefixes)
