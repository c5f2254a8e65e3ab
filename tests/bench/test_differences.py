"""Each listed difference from a peer is taken for one only where it is; all others are faults."""

from __future__ import annotations

from dataclasses import replace

import pytest
from both_told import wire_of
from differences import Pair, explain
from packets import Opt, Records, Said
from random_questions import Asked

NAME = wire_of("a.one.test.")
AA = 0x8500


def records(name: str, type_: int, *data: bytes) -> Records:
    return wire_of(name), type_, 1, 60, frozenset(data)


HERE = records("a.one.test.", 1, b"abcd")
TEXT = records("a.one.test.", 16, b"\1x")
ALIAS = records("a.one.test.", 5, wire_of("b.two.test."))
THERE = records("b.two.test.", 1, b"efgh")
HOST = records("x.one.test.", 1, b"ijkl")
GLUE = records("ns.c.one.test.", 1, b"mnop")
WILD = records("*.c.one.test.", 1, b"qrst")
MADE = records("x.c.one.test.", 1, b"qrst")
TRUTHS = frozenset((HERE, TEXT, ALIAS, THERE, HOST, GLUE, WILD))
MOVED = records("one.test.", 39, wire_of("d.one.test."))
LED = records("a.one.test.", 5, wire_of("a.d.one.test."))
ON = records("a.d.one.test.", 5, wire_of("x.one.test."))


def said(*answer: Records, code: int = 0, flags: int = AA, additional: tuple[Records, ...] = ()) -> Said:
    return Said(code, flags, NAME + b"\0\1\0\1", answer, frozenset(), frozenset(additional), None)


def referral(*additional: Records) -> Said:
    cut = records("c.one.test.", 2, wire_of("ns.c.one.test."), wire_of("x.c.one.test."))
    return replace(said(additional=additional), authority=frozenset((cut,)))


def pair(ours: Said | None, theirs: Said | None, type_: int = 1, odd: str = "") -> Pair:
    asked = Asked(b"", NAME, type_, tcp=False, odd=odd)
    return Pair(asked, ours, theirs, TRUTHS, lambda name, type_: said(THERE))


REFUSED = said(code=5, flags=0x8100)
FAULT = said(code=1, flags=0x8100)
WITH_ERROR = replace(REFUSED, opt=Opt(1232, 0, 0, ((15, b"\0\x14"),)))
WITHOUT_ERROR = replace(REFUSED, opt=Opt(1232, 0, 0, ()))

EXPLAINED = {
    "extended errors": pair(WITHOUT_ERROR, WITH_ERROR),
    "a record twice": pair(said(HERE), replace(said(HERE), twice=True)),
    "ANY is answered in part": pair(said(HERE), said(TEXT), type_=255),
    "aliases are followed into other zones, and farther": pair(said(ALIAS, THERE), said(ALIAS)),
    "other addresses in the additional section": pair(said(HERE), said(HERE, additional=(HOST,))),
    "glue of wildcards": pair(referral(GLUE), referral(GLUE, MADE)),
    "KEY beside an alias": pair(said(MOVED, LED), said(MOVED, LED, ON, HOST), type_=25),
    "class ANY: REFUSED": pair(REFUSED, said(HERE), odd="class 255"),
    "messages that are cut short: FORMERR": pair(FAULT, None, odd="cut short"),
    "types that are no data: FORMERR, NOTIMP, REFUSED": pair(REFUSED, said(code=3), type_=252, odd="type 252"),
}
FAULTS = {
    "other data": pair(said(HERE), said(records("a.one.test.", 1, b"else"))),
    "another code": pair(said(code=3), said()),
    "silence of ours": pair(None, said(HERE)),
    "a record twice in ours": pair(replace(said(HERE), twice=True), said(HERE)),
    "an invented set for ANY": pair(said(records("a.one.test.", 1, b"else")), said(HERE), type_=255),
    "an alias that is followed to other data": pair(said(ALIAS, records("b.two.test.", 1, b"else")), said(ALIAS)),
    "an invented address beside the answer": pair(said(HERE, additional=(records("x.test.", 1, b"else"),)), said(HERE)),
    "glue that is left out": pair(referral(), referral(GLUE, MADE)),
    "glue that we make of a wildcard": pair(referral(GLUE, MADE), referral(GLUE)),
    "an alias that is not followed": pair(said(MOVED, LED), said(MOVED, LED, ON, HOST)),
    "another alias than Knot's where KEY is asked for": pair(said(ALIAS), said(MOVED, LED, ON, HOST), type_=25),
    "a refusal of class IN": pair(REFUSED, said(HERE)),
    "the wrong refusal of a transfer": pair(FAULT, REFUSED, type_=252, odd="type 252"),
}


@pytest.mark.parametrize("words", EXPLAINED)
def test_a_listed_difference_is_explained_by_its_rule(words: str) -> None:
    rules, left = explain(EXPLAINED[words])
    assert left.is_alike
    assert [rule.words for rule in rules] == [words]


@pytest.mark.parametrize("fault", FAULTS)
def test_no_rule_explains_a_fault(fault: str) -> None:
    assert not explain(FAULTS[fault])[1].is_alike


def test_a_record_that_comes_twice_where_an_alias_leads_is_knots_alone() -> None:
    twice = replace(said(THERE), twice=True)
    asked = replace(pair(said(ALIAS, THERE), said(ALIAS)), again=lambda name, type_: twice)
    assert explain(asked)[1].is_alike
