"""Documents, which addresses fail, and an engine that is told what comes of both: as a node does, without its loops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import dns.edns
import dns.message
import dns.rcode
from hosting import counted

from given import addresses, availability, carriers, config, domain, monitor, pool, zone
from trunkline.documents.config import Config, Key
from trunkline.documents.document import Document
from trunkline.engine import Engine
from trunkline.lines.table import LineTable
from trunkline.snapshot.compile import Compiler
from trunkline.snapshot.format import whole
from trunkline.steering.remember import remember

NOBODY_IN_PARTICULAR = "10.99.0.1"
"""On no carrier's network in `given.carriers()`."""


@dataclass
class Published:
    """What an operator changes and what fails is decided anew and published as a change, never as a whole."""

    config: Config
    table: LineTable
    down: tuple[str, ...] = ()
    engine: Engine = field(default_factory=Engine)

    @classmethod
    def of(cls, *documents: Document | Iterable[Document], table: LineTable | None = None) -> Published:
        made = cls(config(*documents), table or carriers())
        made.restart()
        return made

    def restart(self) -> None:
        """A new engine, told everything anew; of the past only the documents are left, and whose checks fail."""
        self.engine = Engine()
        self._compiler = Compiler(self.table)
        self._remember()
        self._compiled = self._compiler.compile(self.config, availability(self.config, self.down))
        self.engine.publish(whole(self._compiled.snapshot), whole=True)

    def fail(self, *names: str) -> None:
        """These addresses fail their checks, and no others."""
        self.down = names
        self._follow(self.config.access_domains)

    def change(self, *put: Document, gone: Iterable[Key] = ()) -> None:
        """An operator puts and deletes documents."""
        before = set(self.config.access_domains)
        self.config = self.config.changed(put, gone, self.config.revision + 1)
        self._follow(before | self.config.access_domains.keys())

    def _follow(self, keys: Iterable[str]) -> None:
        self._remember()
        standing = availability(self.config, self.down)
        self._compiled, change = self._compiler.compile_again(self._compiled, self.config, standing, keys)
        self.engine.publish(change)

    def _remember(self) -> None:
        put, gone = remember(self.config, availability(self.config, self.down), self.config.access_domains)
        self.config = self.config.changed(put, gone, self.config.revision + 1)

    def plays(self, *scenes: tuple[str, str]) -> None:
        """Each scene: who is down then, and what is answered."""
        for down, answered in scenes:
            self.fail(*down.split())
            assert self.ask() == answered, f"down: {down or 'none'}"

    def response(self, asker: str, type: str = "A", *, subnet: str = "") -> dns.message.Message:
        options = [dns.edns.ECSOption.from_text(subnet)] if subnet else None
        query = dns.message.make_query("gtm.example.com", type, options=options)
        raw = self.engine.answer(query.to_wire(), asker)
        assert raw is not None
        return dns.message.from_wire(raw)

    def ask(self, asker: str = NOBODY_IN_PARTICULAR, type: str = "A", *, subnet: str = "") -> str:
        """The data of all answers in order, or the response code if there are none, in one line."""
        response = self.response(asker, type, subnet=subnet)
        found = [rdata.to_text() for rrset in response.answer for rdata in rrset]
        return " ".join(found) or dns.rcode.to_text(response.rcode())

    def ask_often(self, times: int = 10_000) -> dict[str, int]:
        """How often each answer comes."""
        query = dns.message.make_query("gtm.example.com", "A").to_wire()
        found = counted(self.engine.answer(query, NOBODY_IN_PARTICULAR) or b"" for _ in range(times))
        return {" ".join(answer): count for answer, count in found.items()}


def world(policy: str, *, members: Sequence[Any] = ("P1", "P2", "P3"), **fields: Any) -> list[Document]:
    """Three pools with a monitored address each, 192.0.2.1 and so on, under one access domain."""
    one_each = [pool(f"P{n}", [f"a{n}"]) for n in (1, 2, 3)]
    steered = domain(pools=members, policy=policy, **fields)
    return [zone(), monitor(), *addresses("a1", "a2", "a3", monitors=["web"]), *one_each, steered]
