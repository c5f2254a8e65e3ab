"""What the engine is told of names, failures and what is remembered."""

from __future__ import annotations

from typing import Any

import pytest

from given import address, addresses, availability, carriers, config, domain, last_good, monitor, on_duty, pool
from trunkline.documents.document import Document
from trunkline.snapshot.compile import Compiled, Compiler, steered_key
from trunkline.snapshot.snapshot import Answer, Group
from trunkline.steering.choice import Draw

ONE, TWO, FOUR = b"\3one\7example\3net\0", b"\3two\7example\3net\0", b"\xc0\0\2\1"
NAMED: list[Document] = [
    address("one", "one.example.net", monitors=["web"]),
    address("two", "Two.Example.Net.", monitors=["web"]),
    address("four", monitors=["web"]),
    pool("N", ["one", "two"], type="domain"),
    pool("F", ["four"]),
    monitor("web"),
]


def compiled(*documents: Document, down: str = "", **fields: Any) -> Compiled:
    found = config(NAMED, domain(**fields), documents)
    return Compiler(carriers()).compile(found, availability(found, down.split()))


def answer(key: str, *documents: Document, down: str = "", **fields: Any) -> Answer:
    """What everybody is answered."""
    (only,) = compiled(*documents, down=down, **fields).snapshot.steered[steered_key(key)].answers
    return only


@pytest.mark.parametrize(("type", "cname"), [("A", True), ("AAAA", True), ("CNAME", False)])
def test_names_are_told_from_addresses_where_addresses_are_asked_for(type: str, cname: bool) -> None:
    made = answer(f"gtm.example.com/{type}", type=type, pools=["N"])
    assert made == Answer(Draw.ALL, (Group(Draw.ROTATE, (ONE, TWO), (), cname),))


def test_addresses_and_names_stand_in_groups_of_their_own() -> None:
    made = answer("gtm.example.com/A", pools=["F", "N"], policy="weight")
    groups = Group(Draw.ALL, (FOUR,)), Group(Draw.ROTATE, (ONE, TWO), (), True)
    assert made == Answer(Draw.WEIGHT, groups, (1, 1))


GIVEN: list[tuple[str, list[str], Group]] = [
    ("A", ["192.0.2.1", "192.0.2.2"], Group(Draw.ROTATE, (FOUR, b"\xc0\0\2\2"))),
    ("A", ["one.example.net"], Group(Draw.ALL, (ONE,), (), True)),
    ("CNAME", ["one.example.net"], Group(Draw.ALL, (ONE,))),
    ("AAAA", ["::1"], Group(Draw.ALL, (bytes(15) + b"\1",))),
]


@pytest.mark.parametrize(("type", "records", "group"), GIVEN, ids=str)
def test_given_records_are_told_as_their_type_wants(type: str, records: list[str], group: Group) -> None:
    fields = {"type": type, "pools": ["N"], "all_down": "records", "all_down_records": records}
    assert answer(f"gtm.example.com/{type}", down="one two", **fields) == Answer(Draw.ALL, (group,))


def test_to_fail_is_an_answer_without_groups_that_says_so() -> None:
    assert answer("gtm.example.com/A", down="four", pools=["F"], all_down="servfail") == Answer(Draw.FAIL, ())


def test_two_that_are_alike_but_for_what_is_remembered_are_answered_apart() -> None:
    stay = {"policy": "sequence", "sequence_mode": "non_preemptive"}
    members = [*addresses("a", "b"), pool("P", ["a"]), pool("Q", ["b"])]
    twins = [domain(name, ["P", "Q"], **stay) for name in ("x.example.com", "y.example.com")]
    found = config(members, twins, on_duty(twins[1], "Q"))
    made = Compiler(carriers()).compile(found, availability(found)).choices
    assert [one[()].endpoints for one in made.values()] == [("192.0.2.1",), ("192.0.2.2",)]


def test_two_that_are_alike_but_for_what_was_last_good_are_answered_apart() -> None:
    members = [monitor("web"), *addresses("a", "b", monitors=["web"]), pool("P", ["a", "b"])]
    twins = [domain(name, ["P"], all_down="last_good") for name in ("x.example.com", "y.example.com")]
    found = config(members, twins, last_good("b", key=twins[1].key))
    made = Compiler(carriers()).compile(found, availability(found, ["a", "b"])).choices
    assert [one[()].rule for one in made.values()] == ["F3", "last_good"]


@pytest.mark.parametrize(
    ("name", "wire"),
    [("example.com", b"\7example\3com\0"), ("*.example.com", b"\1*\7example\3com\0")],
    ids=["the host record @", "the host record *"],
)
def test_the_apex_and_all_other_names_can_be_steered(name: str, wire: bytes) -> None:
    made = compiled(name=name, pools=["F"])
    assert list(made.snapshot.steered) == [(wire, 1)]
