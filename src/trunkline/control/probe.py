"""The network probe tool: one asker a line, asked through the real DNS port (gtm.md section 13.7)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence

import dns.asyncquery
import dns.exception

from trunkline.control.ask import checked, question, read_response
from trunkline.control.explain import find_decision, why_unsteered
from trunkline.control.outcome import ProbeRow
from trunkline.errors import NotFound, NotReady
from trunkline.lines.catalogue import DEFAULT, ancestors, canonical, catalogue, find_line
from trunkline.node import Node

PATIENCE = 2.0
"""Seconds to wait for the DNS port."""


async def probe(node: Node, name: str, type_: str = "A", lines: Sequence[str] | None = None) -> tuple[ProbeRow, ...]:
    """One row for each of `lines`; without them, for every line of level 1, one's own lines and the configured ones.

    Raises DocumentError for a bad name or type, NotFound for a line that nobody is known to be on, NotReady while the
    DNS port does not answer anyone.
    """
    name, type_ = checked(name, type_)
    if not node.ready:
        raise NotReady(node.because)
    askers = await asyncio.to_thread(lambda: node.publisher.compiler.representatives)
    wanted = [_checked_line(line, askers) for line in lines] if lines else list(_usual_lines(node, name, type_))
    pairs = [(line, asker) for line in wanted if (asker := asker_on(line, askers))]
    return tuple([await _ask(node, name, type_, line, asker) for line, asker in pairs])


def asker_on(line: str, askers: Mapping[str, str]) -> str | None:
    """An address that stands for a line: on it and no narrower one if there is such, else on one of its parts."""
    code = canonical(line)
    if code in askers:
        return askers[code]
    return next((asker for narrower, asker in askers.items() if code in ancestors(narrower)), None)


def _checked_line(line: str, askers: Mapping[str, str]) -> str:
    if asker_on(line, askers) is None:
        raise NotFound(f"the line table knows no address on line {line}; `trunkline lines` lists the lines")
    return line


def _usual_lines(node: Node, name: str, type_: str) -> Iterator[str]:
    config = node.publisher.compiled.config
    domain = config.access_domains.get(f"{name}/{type_}")
    configured = [line for ref in domain.pools for line in ref.lines] if domain else []
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
    decided = find_decision(node, names, type_, node.publisher.compiler.table.find(asker))
    if decided:
        return decided.choice.reason
    return why_unsteered(node.publisher.compiled.config, names[-1], type_)
