"""A zone document from a standard zone file (RFC 1035 section 5), and back."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Sequence
from typing import Any

import dns.exception
import dns.name
import dns.rdata
import dns.tokenizer
import dns.zonefile
from dns.rdataclass import IN
from dns.rdatatype import RdataType

from trunkline.documents.dns_name import hosted_name
from trunkline.documents.zone import RecordSet, Zone
from trunkline.errors import DocumentError, Problem

MAX_RECORDS = 1_000_000
"""In one file: a single $GENERATE could ask for billions."""

MAX_TTL = 2_147_483_647
"""Seconds (RFC 2181 section 8)."""


def read_zone_file(text: str, origin: str, place: str) -> Zone:
    """The zone that `text` describes; raises DocumentError with file and line.

    $ORIGIN, $TTL and $GENERATE are understood; $INCLUDE is refused, for a document stands by itself. What a zone
    cannot hold (names outside `origin`, data beside a CNAME) is kept, so that checking the document can refuse it
    instead of losing it. Records of one name and type share their lowest TTL (RFC 2181 section 5.2).
    """
    return read_written_zone(text, origin, place)[0]


def read_written_zone(text: str, origin: str, place: str) -> tuple[Zone, tuple[int, ...]]:
    """The same, and the line where each record set begins."""
    collected = _Collected()
    try:
        name = hosted_name(origin)
        reader = _Reader(dns.name.from_text(name), text, place, collected)
    except (dns.exception.DNSException, ValueError) as error:
        raise DocumentError([Problem(place, "", str(error))]) from None
    try:
        reader.read()
        return Zone(name=name, records=tuple(collected.record_sets())), tuple(collected.lines.values())
    except (dns.exception.DNSException, ValueError) as error:
        line = reader.line()
        raise DocumentError([_problem(error, place, line, text.split("\n")[line - 1 : line])]) from None


def write_zone_file(zone: Zone) -> str:
    """The zone as a zone file with absolute names, the SOA first, then in DNSSEC order of names."""
    lines = [f"$ORIGIN {zone.contents.origin.to_text()}"]
    for name, types in sorted(zone.contents.sets.items()):
        for type_, found in sorted(types.items(), key=lambda item: (item[0] != RdataType.SOA, item[0])):
            lines += [f"{name.to_text()} {found.ttl} IN {type_.name} {rdata.to_text()}" for rdata in found.rdatas]
    return "\n".join(lines) + "\n"


class _Collected:
    """What the reader finds, in order. It stands where dnspython expects a transaction, which would refuse too much
    (a second SOA, data beside a CNAME) without telling where."""

    def __init__(self) -> None:
        self.manager = self
        self.line = 0
        self.lines: dict[tuple[dns.name.Name, RdataType], int] = {}
        self._found: dict[tuple[dns.name.Name, RdataType], tuple[int, dict[str, None]]] = {}
        self._count = 0

    def record_sets(self) -> Iterator[RecordSet]:
        for (name, type_), (ttl, texts) in self._found.items():
            yield RecordSet(name=name.to_text(), type=type_.name, ttl=ttl, data=tuple(texts))

    def add(self, name: dns.name.Name, ttl: int, rdata: dns.rdata.Rdata) -> None:
        self._count += 1
        if self._count > MAX_RECORDS:
            raise ValueError(f"more than {MAX_RECORDS} records")
        if ttl > MAX_TTL:
            raise ValueError(f"a TTL of {ttl} is more than {MAX_TTL}")
        lowest, texts = self._found.get((name, rdata.rdtype), (ttl, {}))
        texts[rdata.to_text()] = None
        self._found[name, rdata.rdtype] = min(lowest, ttl), texts
        self.lines.setdefault((name, rdata.rdtype), self.line)

    def origin_information(self) -> tuple[dns.name.Name, bool, dns.name.Name]:
        return dns.name.root, False, dns.name.root

    def check_put_rdataset(self, check: Any) -> None: ...

    def add_unicode(self, version: str) -> None: ...

    def _set_origin(self, origin: dns.name.Name) -> None: ...


class _Reader(dns.zonefile.Reader):
    """dnspython's, reading from `origin` without leaving names outside it out, and knowing where a record began."""

    _began: int | None = None

    def __init__(self, origin: dns.name.Name, text: str, place: str, into: _Collected) -> None:
        super().__init__(dns.tokenizer.Tokenizer(text, place), IN, into)  # type: ignore[arg-type]  # see _Collected
        self._into = into
        self.current_origin = self.last_name = origin

    def line(self) -> int:
        """Where the record at fault began; between records, where the reader is."""
        return self._began or self._here()

    def _here(self) -> int:
        """The tokenizer has counted the line's end when it has looked at it, even if it has put it back."""
        return self.tok.where()[1] - (self.tok.ungotten_char == "\n")

    def _rr_line(self) -> None:
        self._began = self._into.line = self._here()
        super()._rr_line()
        self._began = None

    def _generate_line(self) -> None:
        self._began = self._into.line = self._here()
        super()._generate_line()  # type: ignore[no-untyped-call]
        self._began = None


def _problem(error: Exception, place: str, line: int, written: Sequence[str]) -> Problem:
    """dnspython says "place:line: what", where the line is that of the record's end or of the next one.

    Of data that it cannot read it says only that it is malformed; what stands there, `written`, tells more.
    """
    said = str(error)
    prefix = f"{place}:"
    if said.startswith(prefix):
        said = said.removeprefix(prefix).partition(": ")[2]
    if said == dns.exception.SyntaxError.__doc__:
        said = f"not what this type of record holds: {reprlib.repr(' '.join(' '.join(written).split()))}"
    return Problem(f"{place}:{line}", "", said or "not a zone file")
