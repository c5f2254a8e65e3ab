"""The bytes that the engine reads: the same for the same change, each plan once, quick to write."""

from __future__ import annotations

import struct
from array import array

import pytest

from trunkline.errors import SnapshotUnreadable
from trunkline.lines.askers import AskerTable
from trunkline.snapshot.format import encode, whole
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

TABLE = AskerTable(2, array("I", [0, 7]), array("H", [0, 1]), array("Q", [0, 0]), array("H", [0]))
ZONE = ZoneRecords(b"\x01z\x00", {b"\x01z\x00": (RecordSet(16, 60, (b"\x01a",)),), b"\x01b\x01z\x00": ()})


def steered(letter: str, plan: Plan) -> Steered:
    group = Group(Draw.WEIGHT, (b"\x01\x02\x03\x04", b"\x05\x06\x07\x08"), (3, 1))
    return Steered(
        b"\x01" + letter.encode() + b"\x01z\x00", 1, 60, plan, (Answer(Draw.ALL, (group,)), Answer(Draw.ALL, ()))
    )


def put(*entries: Steered) -> Change:
    return Change(steered={entry.key: entry for entry in entries})


def test_a_message_says_what_it_is_and_how_long() -> None:
    encoded = encode(Change(zones_gone=frozenset({b"\x01z\x00"})))
    assert struct.unpack_from("<4sHHQ", encoded) == (b"TKLN", 2, 0, len(encoded) - 16)
    assert encoded[16:] == b"\x02\x03\x01z\x00"


def test_the_same_change_gives_the_same_bytes_in_any_order() -> None:
    a, b = steered("a", Plan((0, 1))), steered("b", Plan((1, 0)))
    backwards = ZoneRecords(ZONE.origin, dict(reversed(ZONE.names.items())))
    one = Change(TABLE, {ZONE.origin: ZONE}, steered={a.key: a, b.key: b})
    two = Change(TABLE, {ZONE.origin: backwards}, steered={b.key: b, a.key: a})
    assert encode(one) == encode(two)


def test_a_name_that_only_follows_another_plan_is_told_no_answers() -> None:
    a = steered("a", Plan((0, 1)))
    plan = b"\x05\x02\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x07default"
    assert encode(Change(replanned={a.key: a.plan}))[16:] == plan + b"\x09\x05\x01a\x01z\x00\x01\x00\x00\x00\x00\x00"


def test_an_equal_plan_is_written_once() -> None:
    plan = b"\x05\x02\x00\x00\x00\x00\x00\x01\x00"
    entries = [steered(letter, Plan((0, 1))) for letter in "abc"]
    assert encode(put(*entries)).count(plan) == 1


def test_arrays_of_any_width_give_the_same_bytes() -> None:
    wide = AskerTable(2, array("Q", [0, 7]), array("L", [0, 1]), array("Q", [0, 0]), array("I", [0]))
    assert encode(Change(wide)) == encode(Change(TABLE))


def test_the_whole_of_a_snapshot_is_the_change_from_nothing() -> None:
    entry = steered("a", Plan((0, 1)))
    conduct = Conduct(version=b"1")
    limits = Limits(alike=7)
    snapshot = Snapshot(TABLE, {ZONE.origin: ZONE}, {entry.key: entry}, conduct, limits)
    same = Change(TABLE, {ZONE.origin: ZONE}, steered={entry.key: entry}, conduct=conduct, limits=limits)
    assert whole(snapshot) == same


def test_conduct_is_written_when_it_changes() -> None:
    conduct = Conduct(b"n", b"vv", b"", (b"1" * 16, b"2" * 16), tcp_idle=100, explains=True, query_log=300)
    step = b"\x07\x01\x64\x00\x2c\x01\x00\x00\x02" + b"1" * 16 + b"2" * 16 + b"\x01n\x02vv\x00"
    assert encode(Change(conduct=conduct))[16:] == step
    assert encode(Change())[16:] == b""


def test_limits_are_written_when_they_change() -> None:
    limits = Limits(1, 2, 3, 4, 5, 6, ((bytes([192, 0, 2, 0]), 24), (b"7" * 16, 32)))
    numbers = b"".join(number.to_bytes(4, "little") for number in range(1, 6))
    step = b"\x08" + numbers + b"\x06\x00\x02\x00" + b"\x18\x04\xc0\x00\x02\x00" + b"\x20\x10" + b"7" * 16
    assert encode(Change(limits=limits))[16:] == step


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(Change(zones_gone=frozenset({b"x" * 256})), id="a name too long"),
        pytest.param(put(Steered(b"\x00", 1, -1, Plan(()), ())), id="a TTL below zero"),
        pytest.param(put(Steered(b"\x00", 65_536, 60, Plan(()), ())), id="a type too high"),
        pytest.param(put(Steered(b"\x00", 1, 60, Plan((65_536,)), ())), id="an answer too high"),
        pytest.param(Change(conduct=Conduct(nsid=b"x" * 256)), id="a text too long"),
        pytest.param(Change(limits=Limits(alike=2**32)), id="a limit too high"),
    ],
)
def test_what_does_not_fit_its_place_cannot_be_written(change: Change) -> None:
    with pytest.raises(SnapshotUnreadable, match="cannot be written"):
        encode(change)


def test_a_secret_of_another_length_cannot_be_written() -> None:
    with pytest.raises(SnapshotUnreadable, match="has 16 bytes"):
        encode(Change(conduct=Conduct(secrets=(b"short",))))
