"""Writing a snapshot, or a change to one, as the bytes that the engine reads.

The format is drawn at the top of `engine/src/snapshot/format/mod.rs`, its only reader. Numbers are little-endian; what
is put is sorted, so the same change gives the same bytes.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable

from trunkline.errors import SnapshotUnreadable
from trunkline.lines.askers import AskerTable
from trunkline.lines.catalogue import DEFAULT
from trunkline.snapshot.snapshot import (
    Answer,
    Change,
    Conduct,
    Draw,
    Group,
    Limits,
    Plan,
    RecordSet,
    Snapshot,
    Steered,
    ZoneRecords,
)

MAGIC = b"TKLN"
VERSION = 2

SECRET_LENGTH = 16
"""Bytes of a secret that cookies are made with: a key of SipHash (RFC 9018 section 4.4)."""

_HEAD = struct.Struct("<4sHHQ")
_ASKERS = struct.Struct("<BIII")
_SET = struct.Struct("<HIH")
_STEERED = struct.Struct("<HIIH")
_LIST = struct.Struct("<BH")
_CONDUCT = struct.Struct("<BBHIB")
_LIMITS = struct.Struct("<B5IHH")
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")


def whole(snapshot: Snapshot) -> Change:
    """The change that makes `snapshot` from nothing."""
    return Change(
        askers=snapshot.askers,
        zones=snapshot.zones,
        steered=snapshot.steered,
        conduct=snapshot.conduct,
        limits=snapshot.limits,
    )


def encode(change: Change) -> bytes:
    """The change as bytes; `SnapshotUnreadable` if a number or a name does not fit its place."""
    try:
        steps = [*_steps(change)]
    except (struct.error, OverflowError) as error:
        raise SnapshotUnreadable(f"the snapshot cannot be written: {error}") from error
    return b"".join([_HEAD.pack(MAGIC, VERSION, 0, sum(map(len, steps))), *steps])


def _steps(change: Change) -> Iterable[bytes | memoryview]:
    if change.askers is not None:
        yield from _askers(change.askers)
    for origin in sorted(change.zones_gone):
        yield b"\x02" + _short(origin)
    for _, zone in sorted(change.zones.items()):
        yield from _zone(zone)
    for name, type_ in sorted(change.steered_gone):
        yield b"\x04" + _short(name) + _U16.pack(type_)
    yield from _all_steered(change)
    if change.conduct is not None:
        yield _conduct(change.conduct)
    if change.limits is not None:
        yield _limits(change.limits)


def _askers(table: AskerTable) -> Iterable[bytes | memoryview]:
    yield _ASKERS.pack(1, table.classes, len(table.v4_starts), len(table.v6_starts) // 2)
    yield _raw("I", table.v4_starts)
    yield _raw("H", table.v4_classes)
    yield _raw("Q", table.v6_starts)
    yield _raw("H", table.v6_classes)


def _raw(typecode: str, numbers: array[int]) -> memoryview:
    """The array's bytes, in the width that the format has for it."""
    if numbers.typecode != typecode or sys.byteorder != "little":
        numbers = array(typecode, numbers)
    if sys.byteorder != "little":
        numbers.byteswap()
    return memoryview(numbers).cast("B")


def _zone(zone: ZoneRecords) -> Iterable[bytes]:
    yield b"\x03" + _short(zone.origin) + _U32.pack(len(zone.names))
    for name, sets in sorted(zone.names.items()):
        yield _short(name) + _U16.pack(len(sets))
        for records in sets:
            yield _record_set(records)


def _record_set(records: RecordSet) -> bytes:
    return _SET.pack(records.type, records.ttl, len(records.rdatas)) + _rdatas(records.rdatas)


def _all_steered(change: Change) -> Iterable[bytes]:
    """What stays but for its plan, then what is put; each plan once, before all that follow it."""
    replanned, put = sorted(change.replanned.items()), sorted(change.steered.items())
    plans = [*(plan for _, plan in replanned), *(entry.plan for _, entry in put)]
    # Hashing a plan takes as long as it has classes; most entries hold the very same one.
    distinct = {id(plan): plan for plan in plans}
    numbers = {plan: number for number, plan in enumerate(dict.fromkeys(distinct.values()))}
    yield from map(_plan, numbers)
    number = {known: numbers[plan] for known, plan in distinct.items()}
    for (name, type_), plan in replanned:
        yield b"\x09" + _short(name) + _U16.pack(type_) + _U32.pack(number[id(plan)])
    for _, entry in put:
        yield _steered(entry, number[id(entry.plan)])


def _plan(plan: Plan) -> bytes:
    """Without a line for each class all are counted under the first, and without lines under the default one."""
    answers = array("H", plan.answer_of_class)
    lines = array("H", plan.line_of_class or bytes(2 * len(answers)))
    codes = [code.encode() for code in plan.lines or (DEFAULT,)]
    told = b"".join(struct.pack("<B", len(code)) + code for code in codes)
    columns = _raw("H", answers), _raw("H", lines)
    return b"".join([b"\x05", _U32.pack(len(answers)), *columns, _U16.pack(len(codes)), told])


def _steered(entry: Steered, plan: int) -> bytes:
    head = b"\x06" + _short(entry.name) + _STEERED.pack(entry.type, entry.ttl, plan, len(entry.answers))
    return head + b"".join(map(_answer, entry.answers))


def _answer(answer: Answer) -> bytes:
    head = _list(answer.draw, len(answer.groups), answer.weights)
    return head + b"".join(map(_group, answer.groups))


def _group(group: Group) -> bytes:
    head = _list(group.draw, len(group.rdatas), group.weights)
    return (b"\x01" if group.cname else b"\x00") + head + _rdatas(group.rdatas)


def _list(draw: Draw, length: int, weights: tuple[int, ...]) -> bytes:
    head = _LIST.pack(draw, length)
    if draw is not Draw.WEIGHT:
        return head
    if len(weights) != length:
        raise SnapshotUnreadable(f"{length} to draw from by weight, but {len(weights)} weights")
    return head + struct.pack(f"<{length}I", *weights)


def _rdatas(rdatas: tuple[bytes, ...]) -> bytes:
    return b"".join([_U16.pack(len(rdata)) + rdata for rdata in rdatas])


def _conduct(told: Conduct) -> bytes:
    if any(len(secret) != SECRET_LENGTH for secret in told.secrets):
        raise SnapshotUnreadable(f"a cookie secret has {SECRET_LENGTH} bytes")
    head = _CONDUCT.pack(7, told.explains, told.tcp_idle, told.query_log, len(told.secrets))
    return head + b"".join([*told.secrets, *map(_short, (told.nsid, told.version, told.hostname))])


def _limits(told: Limits) -> bytes:
    numbers = (told.alike, told.all, told.slip, told.connections, told.share, told.query)
    networks = [struct.pack("<BB", length, len(first)) + first for first, length in told.exempt]
    return _LIMITS.pack(8, *numbers, len(networks)) + b"".join(networks)


def _short(text: bytes) -> bytes:
    """A name or a text of 255 bytes at most, with its length."""
    return struct.pack("<B", len(text)) + text
