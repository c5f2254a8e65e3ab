"""The network probe tool: one asker a line, asked through the real DNS port (gtm.md section 13.7)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address
from itertools import chain

import dns.asyncquery
import dns.exception

from trunkline.control.ask import checked, question, read_response
from trunkline.control.decision import World, find_decision, keys_of, why_unsteered
from trunkline.control.explain import said_to
from trunkline.control.outcome import ProbeRow
from trunkline.documents.config import Config
from trunkline.errors import NotFound, NotReady
from trunkline.lines.catalogue import DEFAULT, canonical, catalogue, find_line
from trunkline.lines.table import LineTable
from trunkline.node import Node
from trunkline.snapshot.compile import Compiler

PATIENCE = 2.0
"""Seconds to wait for the DNS port."""

NOBODY = "192.0.2.1"
"""An address for examples (RFC 5737): only `default`, or a line of one's own, can hold it."""


async def probe(node: Node, name: str, type_: str = "A", lines: Sequence[str] | None = None) -> tuple[ProbeRow, ...]:
    """One row for each of `lines`; without them, for every line of level 1, one's own lines and the configured ones.

    Raises DocumentError for a bad name or type, NotFound for a line that does not exist or that nobody is known to be
    on, NotReady while the DNS port does not answer anyone.
    """
    name, type_ = checked(name, type_)
    if not node.ready:
        raise NotReady(node.because)
    for line in lines or ():
        _refuse_unknown(line, node.publisher.compiled.config)
    wanted = list(lines or _usual_lines(node, name, type_))
    askers = await asyncio.to_thread(_askers, node.publisher.compiler, wanted)
    if lines and (lonely := [line for line in lines if line not in askers]):
        raise NotFound(f"nobody is known to be on line {lonely[0]}: the line table has no address for it")
    return tuple([await _ask(node, name, type_, line, askers[line]) for line in wanted if line in askers])


def _askers(compiler: Compiler, lines: Iterable[str]) -> dict[str, str]:
    """Who stands for each line; a line that nobody is on is left out."""
    seen = {asker: compiler.table.find(asker).lines for asker in compiler.representatives.values()}
    found = {line: asker_on(canonical(line), seen) or someone_on(canonical(line), compiler.table) for line in lines}
    return {line: asker for line, asker in found.items() if asker}


def asker_on(code: str, askers: Mapping[str, tuple[str, ...]]) -> str | None:
    """Of askers with their lines, best first, the one to whom this line matters most; None if none is on it."""
    on_it = [asker for asker, lines in askers.items() if code in lines]
    return min(on_it, key=lambda asker: askers[asker].index(code), default=None)


def someone_on(code: str, table: LineTable) -> str | None:
    """Any address on a line that is nobody's best one, or is of IPv6 alone; None if there is none."""
    classes = {number for number, lines in enumerate(table.classes) if code in lines}
    if not classes:
        return None  # there are a million ranges to look through
    v4 = zip(table.askers.v4_starts, table.askers.v4_classes, strict=True)
    v6 = zip(table.askers.v6_starts[::2], table.askers.v6_starts[1::2], table.askers.v6_classes, strict=True)
    found = chain(
        (str(IPv4Address(first)) for first, one in v4 if one in classes),
        (str(IPv6Address(high << 64 | low)) for high, low, one in v6 if one in classes),
    )
    return next(found, None)


def _refuse_unknown(line: str, config: Config) -> None:
    if not (find_line(line) or line in config.lines):
        raise NotFound(f"there is no line {line}; `trunkline lines tree` lists them")


def _usual_lines(node: Node, name: str, type_: str) -> Iterator[str]:
    """`default` last. The configured lines are those of the access domain that CNAMEs may lead to."""
    config = node.publisher.compiled.config
    names = said_to(node, name, type_, NOBODY).names
    keys = [key for key in keys_of(config, names, type_) if key in config.access_domains]
    refs = config.access_domains[keys[0]].pools if keys else ()
    shares = [share for ref in refs for share in (ref, *config.pools[ref.pool].addresses)]
    configured = [line for share in shares for line in share.lines]
    level_1 = [line.code for line in catalogue().values() if line.parent == DEFAULT]
    seen = dict.fromkeys([*config.lines, *configured, *level_1])
    seen.pop(DEFAULT, None)
    return iter([*seen, DEFAULT])


async def _ask(node: Node, name: str, type_: str, line: str, asker: str) -> ProbeRow:
    found = find_line(line)
    own = node.publisher.compiled.config.lines.get(line)
    title = found.name if found else own.title if own and own.title else line
    began = time.perf_counter()
    try:
        host, port = node.asked_at
        response, _ = await dns.asyncquery.udp_with_fallback(question(name, type_, asker), host, PATIENCE, port)
    except (dns.exception.DNSException, OSError) as error:
        return ProbeRow(line, title, asker, "no answer", (), None, None, str(error), None)
    took = (time.perf_counter() - began) * 1000
    said = read_response(name, response)
    because = _because(node, said.names, type_, asker)
    return ProbeRow(line, title, asker, said.rcode, said.answer, said.ttl, said.scope, because, round(took, 2))


def _because(node: Node, names: tuple[str, ...], type_: str, asker: str) -> str:
    if node.stale:
        return node.because
    world = World.now(node)
    decided = find_decision(world, names, type_, world.table.find(asker))
    return decided.choice.reason if decided else why_unsteered(world.config, names, type_)
