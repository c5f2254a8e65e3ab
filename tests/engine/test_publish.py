"""Publishing: whole snapshots, changes, and what is refused without harm."""

from __future__ import annotations

import dns.message
import dns.rcode
import pytest
from hosting import answer, askers, change, data, group, names, steered, wire, zone
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.engine import Engine
from trunkline.errors import SnapshotUnreadable
from trunkline.snapshot.format import encode
from trunkline.snapshot.snapshot import Change, Draw, Plan, RecordSet, Steered, ZoneRecords

SOA = "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\n"
ZONE = zone("example.com", SOA + "www 60 A 192.0.2.1")
OTHER = zone("example.net", SOA + "www 60 A 192.0.2.2")


def ask(engine: Engine, name: str, type: str = "A") -> list[str] | str:
    """The data, or the response code if there is none."""
    wire_response = engine.answer(dns.message.make_query(name, type).to_wire(), "127.0.0.1")
    assert wire_response is not None
    response = dns.message.from_wire(wire_response)
    return data(response, type) or dns.rcode.to_text(response.rcode())


def www(last: int) -> Steered:
    return steered("www.example.com", answer(group(f"198.51.100.{last}")), plan=(0,))


def test_before_anything_is_published_all_is_refused(engine: Engine) -> None:
    assert ask(engine, "www.example.com") == "REFUSED"


def test_a_change_leaves_the_rest_as_it_was(engine: Engine) -> None:
    engine.publish(change(askers({}), [ZONE], [www(1)]), whole=True)
    engine.publish(change(None, [OTHER], []))
    assert (ask(engine, "www.example.com"), ask(engine, "www.example.net")) == (["198.51.100.1"], ["192.0.2.2"])
    engine.publish(change(None, [], [www(2)]))
    assert (ask(engine, "www.example.com"), ask(engine, "www.example.net")) == (["198.51.100.2"], ["192.0.2.2"])


def test_a_whole_snapshot_replaces_everything(engine: Engine) -> None:
    engine.publish(change(askers({}), [ZONE], [www(1)]), whole=True)
    engine.publish_bytes(encode(change(askers({}), [OTHER], [])))
    assert (ask(engine, "www.example.com"), ask(engine, "www.example.net")) == ("REFUSED", ["192.0.2.2"])


def test_a_new_table_of_askers_needs_no_answer_told_again(engine: Engine) -> None:
    answers = [answer(group(f"198.51.100.{last}")) for last in (1, 2)]
    before = steered("www.example.com", *answers, plan=(0, 1))
    engine.publish(change(askers({"10.0.0.0/8": 1}), [ZONE], [before]), whole=True)
    assert ask(engine, "www.example.com") == ["198.51.100.1"]
    engine.publish(Change(askers({"127.0.0.0/9": 2}), replanned={before.key: Plan((0, 0, 1))}))
    assert ask(engine, "www.example.com") == ["198.51.100.2"]


def test_a_plan_that_names_more_answers_than_there_are_is_refused(engine: Engine) -> None:
    engine.publish(change(askers({}), [ZONE], [www(1)]), whole=True)
    with pytest.raises(SnapshotUnreadable, match="answer that does not exist"):
        engine.publish(Change(askers({"127.0.0.0/9": 1}), replanned={www(1).key: Plan((0, 1))}))
    assert ask(engine, "www.example.com") == ["198.51.100.1"]


def test_when_a_steered_name_goes_the_zone_answers_again(engine: Engine) -> None:
    entry = www(1)
    engine.publish(change(askers({}), [ZONE], [entry]), whole=True)
    engine.publish(Change(steered_gone=frozenset({entry.key})))
    assert ask(engine, "www.example.com") == ["192.0.2.1"]


def test_a_steered_name_that_goes_leaves_no_trace(engine: Engine) -> None:
    entry = steered("a.b.example.com", answer(group("192.0.2.7")), plan=(0,))
    engine.publish(change(askers({}), [ZONE], [entry]), whole=True)
    assert ask(engine, "b.example.com") == "NOERROR"
    engine.publish(Change(steered_gone=frozenset({entry.key})))
    assert ask(engine, "b.example.com") == "NXDOMAIN"


def test_a_zone_that_goes_is_refused(engine: Engine) -> None:
    engine.publish(change(askers({}), [ZONE, OTHER], []), whole=True)
    engine.publish(Change(zones_gone=frozenset({ZONE.origin})))
    assert (ask(engine, "www.example.com"), ask(engine, "www.example.net")) == ("REFUSED", ["192.0.2.2"])


UPPER = ZoneRecords(b"\x01A\x00", {b"\x01A\x00": ()})
NO_SOA = ZoneRecords(wire("a"), {wire("a"): (RecordSet(1, 60, (b"\x01\x02\x03\x04",)),)})
STRANGER = ZoneRecords(ZONE.origin, {**ZONE.names, wire("www.example.net"): ()})
ODD_DATA = ZoneRecords(ZONE.origin, {**ZONE.names, wire("x.example.com"): (RecordSet(1, 60, (b"123",)),)})
NUMBERS = answer(group("192.0.2.1"))
FAILING_WITH_MEMBERS = answer(group("192.0.2.1"), draw=Draw.FAIL)
FAILING_INSIDE = answer(group(draw=Draw.FAIL))
BIG_TTL = ZoneRecords(ZONE.origin, {**ZONE.names, wire("x.example.com"): (RecordSet(16, 1 << 31, (b"\x00",)),)})


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (change(None, [UPPER], []), "lower case"),
        (change(None, [NO_SOA], []), "no SOA"),
        (change(None, [STRANGER], []), "not inside it"),
        (change(None, [ODD_DATA], []), "record type 1"),
        (change(None, [BIG_TTL], []), "TTL"),
        (change(None, [], [steered("x.example.com", answer(), plan=(0, 0))]), "does not fit the table"),
        (change(None, [], [steered("x.example.com", answer(), plan=(1,))]), "answer that does not exist"),
        (change(None, [], [steered("x.example.com", answer(), plan=(0,), ttl=-1)]), "cannot be written"),
        (change(None, [], [steered("x.example.com", FAILING_WITH_MEMBERS, plan=(0,))]), "without groups"),
        (change(None, [], [steered("x.example.com", FAILING_INSIDE, plan=(0,))]), "without groups"),
        (change(None, [], [steered("x.example.com", NUMBERS, plan=(0,), type="CNAME")]), "record type 5"),
        (Change(replanned={(wire("x.example.com"), 1): Plan((0,))}), "is not steered"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(engine: Engine, bad: Change, why: str) -> None:
    engine.publish(change(askers({}), [ZONE], []), whole=True)
    with pytest.raises(SnapshotUnreadable, match=why):
        engine.publish(bad)
    assert ask(engine, "www.example.com") == ["192.0.2.1"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(edits=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=4), keep=st.floats(0, 1))
def test_damaged_bytes_are_read_or_refused_but_never_harm(edits: list[tuple[float, int]], keep: float) -> None:
    encoded = bytearray(encode(change(askers({"10.0.0.0/8": 1}), [ZONE], [steered("a", answer(), plan=(0, 0))])))
    for place, value in edits:
        encoded[int(place * len(encoded))] = value
    engine = Engine()
    try:
        engine.publish_bytes(bytes(encoded[: int(keep * len(encoded))]))
    except SnapshotUnreadable:
        assert ask(engine, "www.example.com") == "REFUSED"


MEMBERS = {
    "A": group("192.0.2.9"),
    "AAAA": group("2001:db8::9"),
    "CNAME": names("x.test"),
}
places = st.sampled_from(["example.com", "a.example.com", "b.a.example.com", "c.b.a.example.com", "*.a.example.com"])
steps = st.lists(st.tuples(places, st.sampled_from(sorted(MEMBERS)), st.booleans()), max_size=12)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(steps=steps)
def test_changes_one_by_one_lead_where_the_whole_does(steps: list[tuple[str, str, bool]]) -> None:
    one_by_one, at_once = Engine(), Engine()
    one_by_one.publish(change(askers({}), [ZONE], []), whole=True)
    present: dict[tuple[bytes, int], Steered] = {}
    for name, type, put in steps:
        entry = steered(name, answer(MEMBERS[type]), plan=(0,), type=type)
        one_by_one.publish(change(None, [], [entry]) if put else Change(steered_gone=frozenset({entry.key})))
        present = {**present, entry.key: entry} if put else {k: e for k, e in present.items() if k != entry.key}
    at_once.publish(change(askers({}), [ZONE], present.values()), whole=True)
    for name in ("example.com", "a.example.com", "b.a.example.com", "c.b.a.example.com", "x.a.example.com"):
        for type in ("A", "AAAA", "MX", "ANY"):
            query = dns.message.make_query(name, type, id=1).to_wire()
            assert one_by_one.answer(query, "127.0.0.1") == at_once.answer(query, "127.0.0.1")
