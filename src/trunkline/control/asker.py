"""Who is asking: what each layer of the line table says of an address, whose word counts, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trunkline.documents.config import Config
from trunkline.errors import DocumentError, Problem
from trunkline.lines.facts import SPOKEN, Facts
from trunkline.lines.layer import Layer
from trunkline.lines.networks import IPAddress, parse_address, parse_network, to_address
from trunkline.lines.numbers import who_knows_numbers
from trunkline.lines.stack import SPECIAL, Spoken, listen
from trunkline.lines.table import LineTable
from trunkline.node import Node

OWN = "own lines"
"""What operators' own lines are called as a layer."""


@dataclass(frozen=True, slots=True)
class LayerWord:
    """What one layer says of an asker and of all others from `first` to `last`.

    `says` has its word for each field it speaks of (carrier, province, country, cloud, search; of own lines: line),
    `holds` names the fields in which that is what counts in the end; `words` are the source's own.
    """

    layer: str
    words: str
    says: Mapping[str, str]
    holds: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is asking: the lines that match, best first, for all from `first` to `last`; what is known, field by field;
    and every layer that spoke, the uppermost first."""

    address: str
    lines: tuple[str, ...]
    first: str
    last: str
    known: Mapping[str, str]
    layers: tuple[LayerWord, ...]


def layers_in_use(node: Node) -> tuple[Layer, ...]:
    """What the line table is composed of, the lowest first; own lines lie above all of these."""
    return node.line_tables.present.layers


def table_in_use(node: Node) -> LineTable:
    """The line table that is answered by, with own lines."""
    return node.publisher.compiler.table


def show_asker(node: Node, address: str) -> Asker:
    """What every layer says of an address, and what comes of it; raises DocumentError when it is none."""
    try:
        asker = parse_address(address)
    except ValueError as error:
        raise DocumentError([Problem("query", "address", str(error))]) from None
    match = table_in_use(node).find(asker)
    spoken, facts = listen(layers_in_use(node), asker)
    known = _fields(facts)
    config = node.publisher.compiled.config
    own = (*_own_words(config, asker), *_own_words_by_number(config, layers_in_use(node), asker))
    words = (*own, *(_word(one, known) for one in spoken))
    return Asker(str(asker), match.lines, str(match.first), str(match.last), known, words)


def _own_words(config: Config, asker: IPAddress) -> Iterator[LayerWord]:
    """One's own lines that match, in the order in which they do: the longest prefix first, then by code."""
    found = [
        (bits, last - first, line.name, first, last, network)
        for line in config.lines.values()
        for network in line.networks
        for bits, first, last in (parse_network(network),)
    ]
    for bits, _, code, first, last, network in sorted(found):
        if bits == asker.max_prefixlen and first <= int(asker) <= last:
            ends = (str(to_address(bits, end)) for end in (first, last))
            yield LayerWord(OWN, network, {"line": code}, ("line",), *ends)


def _own_words_by_number(config: Config, layers: Sequence[Layer], asker: IPAddress) -> Iterator[LayerWord]:
    """Those that match by AS number, which come after those by network."""
    if not (layer := who_knows_numbers(layers)):
        return
    said = layer.says(asker)
    for code, line in sorted(config.lines.items()):
        if said.facts.asn in map(str, line.asns):
            words = f"AS{said.facts.asn}"
            yield LayerWord(OWN, words, {"line": code}, ("line",), str(said.first), str(said.last))


def _word(spoken: Spoken, known: Mapping[str, str]) -> LayerWord:
    """Special-purpose networks say nothing of a field, and by that have the last word in all; a supernet says, besides
    its carrier, the country that follows from it."""
    statement = spoken.statement
    says = _fields(statement.facts) | {field: known[field] for field in spoken.holds}
    holds = SPOKEN if spoken.layer == SPECIAL else spoken.holds
    words = statement.facts.said or (statement.facts.asn and f"AS{statement.facts.asn}")
    return LayerWord(spoken.layer, words, says, holds, str(statement.first), str(statement.last))


def _fields(facts: Facts) -> dict[str, str]:
    return {field: said for field in SPOKEN if (said := getattr(facts, field))}
