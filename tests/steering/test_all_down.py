"""What an access domain may wish for when nothing is available, and that disabled addresses are never answered."""

from __future__ import annotations

from typing import Any

import pytest

from given import address, addresses, choice, config, domain, last_good, monitor, on_duty, override, pool
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.steering.choice import Draw

NAMES = ("a1", "a2", "b1", "b2", "d1", "d2")
NEAREST = [
    {"pool": "A", "lines": ["mobile"]},
    {"pool": "B", "lines": ["telecom"]},
    {"pool": "D", "lines": ["default"]},
]


def world(*more: Document, **fields: Any) -> Config:
    """Pools A, B and D of two addresses and one line each."""
    pools = [pool(letter, [f"{letter.lower()}1", f"{letter.lower()}2"]) for letter in "ABD"]
    steered = domain(pools=NEAREST, **{"policy": "source_nearest", **fields})
    return config(monitor("web"), addresses(*NAMES, monitors=["web"]), pools, steered, more)


def told(found: Config, *lines: str) -> tuple[str, str]:
    """The names and the rule when all that is monitored is down."""
    down = [name for name, one in found.addresses.items() if one.monitors]
    made = choice(found, *lines, down=down)
    assert made is not None
    assert made.because.startswith("nothing is available, so ")
    return " ".join(one.name for each in made.pools for one in each.addresses), made.rule


LAST_GOOD = [
    # what was available last, the asker's line, who answers now
    ("all", "a1 a2 b1 b2 d1 d2", "mobile", "a1 a2", "last_good"),
    ("one of one's own", "a2 b1 d1", "mobile", "a2", "last_good"),
    ("of one's own none: as F1 did", "b1 d2", "mobile", "d2", "last_good"),
    ("neither own nor default: as Q2 did", "b1", "mobile", "b1", "last_good"),
    ("the own line of another", "b1 d2", "telecom", "b1", "last_good"),
    ("gone since", "elsewhere", "mobile", "d1 d2", "F2"),
    ("nothing", "", "mobile", "d1 d2", "F2"),
]


@pytest.mark.parametrize(
    ("good", "line", "names", "rule"), [row[1:] for row in LAST_GOOD], ids=[r[0] for r in LAST_GOOD]
)
def test_last_good_answers_each_line_as_when_something_was_last_available(
    good: str, line: str, names: str, rule: str
) -> None:
    found = world(last_good(*good.split()), all_down="last_good")
    assert told(found, line, "default") == (names, rule)


def test_where_nothing_is_remembered_all_addresses_answer() -> None:
    assert told(world(all_down="last_good"), "mobile", "default") == ("d1 d2", "F2")


@pytest.mark.parametrize(
    "out",
    [override("b1", "down"), override("b1", "drain"), address("b1", "192.0.2.3", enabled=False),
     address("b1", "192.0.2.3", mode="manual", manual_status="unavailable")],
    ids=["forced down", "draining", "disabled", "by hand"],
)  # fmt: skip
def test_who_was_good_and_has_been_taken_out_since_is_left_out(out: Document) -> None:
    found = world(last_good("b1", "d1"), out, all_down="last_good")
    assert told(found, "telecom", "default") == ("d1", "last_good")
    assert told(world(last_good("b1"), out, all_down="last_good"), "telecom", "default") == ("d1 d2", "F2")


def test_what_is_remembered_counts_only_where_it_is_wished_for() -> None:
    assert told(world(last_good("a1")), "mobile", "default") == ("d1 d2", "F2")


def test_last_good_leaves_on_duty_who_was() -> None:
    sequence = {"policy": "sequence", "sequence_mode": "non_preemptive", "all_down": "last_good"}
    found = world(last_good("a1", "d2"), on_duty(domain(), "D"), **sequence)
    assert told(found) == ("d2", "last_good")


@pytest.mark.parametrize(
    ("given", "type"),
    [(["198.51.100.1", "198.51.100.2"], "A"), (["2001:db8::9"], "AAAA"), (["sorry.example.net"], "A"),
     (["sorry.example.net"], "CNAME")],
    ids=str,
)  # fmt: skip
def test_records_that_were_given_answer_everybody(given: list[str], type: str) -> None:
    out = [address("x", "sorry.example.org", mode="manual", manual_status="unavailable"), pool("X", ["x"])]
    found = config(out, domain(pools=["X"], type=type, all_down="records", all_down_records=given))
    made = choice(found, "mobile", key=f"gtm.example.com/{type}")
    assert made is not None
    assert (made.rule, list(made.endpoints), list(made.told)) == ("given_records", given, given)
    assert made.reason == "nothing is available, so the records given for that"


def test_servfail_fails_for_everybody() -> None:
    found = world(all_down="servfail")
    made = choice(found, "mobile", down=NAMES)
    assert made is not None
    assert (made.draw, made.pools, made.rule, made.told) == (Draw.FAIL, (), "servfail", ("SERVFAIL",))
    assert made.reason == "nothing is available, so SERVFAIL as the access domain wishes"


WISHES: list[dict[str, Any]] = [
    {"all_down": "all_addresses"},
    {"all_down": "last_good"},
    {"all_down": "records", "all_down_records": ["198.51.100.1"]},
    {"all_down": "servfail"},
]


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish["all_down"])
def test_a_wish_counts_only_when_all_is_down(wish: dict[str, Any]) -> None:
    made = choice(world(last_good("b1"), **wish), "mobile", "default", down=NAMES[:-1])
    assert made is not None
    assert (made.rule, made.endpoints) == ("F1", ("192.0.2.6",))


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish["all_down"])
def test_with_nothing_enabled_the_zones_own_records_answer_whatever_is_wished(wish: dict[str, Any]) -> None:
    """Q9."""
    off = [address(name, f"192.0.2.{number}", enabled=False) for number, name in enumerate(NAMES, 1)]
    assert choice(world(*off, last_good(*NAMES), **wish), "mobile", "default") is None


@pytest.mark.parametrize("state", ["down", "drain"])
def test_who_drains_or_is_forced_down_answers_only_when_nobody_else_is_left(state: str) -> None:
    """Q5."""
    assert told(world(override("d1", state)), "mobile", "default") == ("d2", "F2")
    both = override("d1", "drain"), override("d2", "down")
    assert told(world(*both), "mobile", "default") == ("d1 d2", "F2")
