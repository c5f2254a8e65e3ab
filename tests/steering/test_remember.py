"""What nodes keep in mind together: written when it changes, deleted when it belongs to nobody, else nothing."""

from __future__ import annotations

from typing import Any

import pytest

from given import addresses, availability, choice, config, domain, last_good, monitor, on_duty, pool
from trunkline.documents.config import Config, Key
from trunkline.documents.document import Document
from trunkline.documents.incumbent import Incumbent
from trunkline.steering.remember import remember

GTM = "gtm.example.com/A"
STAY: dict[str, Any] = {"policy": "sequence", "sequence_mode": "non_preemptive"}
NAMES = ("a1", "a2", "a3")
POOLS = ["P1", "P2", "P3"]
DUTY: Key = ("incumbent", f"access_domain {GTM}")
IN_POOL: Key = ("incumbent", "pool P")
GOOD: Key = ("last_good", GTM)


def between_pools(*more: Document, **fields: Any) -> Config:
    pools = [pool(f"P{number}", [name]) for number, name in enumerate(NAMES, 1)]
    return config(
        monitor("web"), addresses(*NAMES, monitors=["web"]), pools, domain(pools=POOLS, **{**STAY, **fields}), more
    )


def inside_a_pool(*more: Document, **fields: Any) -> Config:
    members = addresses(*NAMES, monitors=["web"])
    return config(monitor("web"), members, pool("P", NAMES, **{**STAY, **fields}), domain(pools=["P"]), more)


def to_write(found: Config, *down: str) -> tuple[list[Document], list[Key]]:
    return remember(found, availability(found, down), found.access_domains)


def written(found: Config, *down: str) -> Config:
    put, gone = to_write(found, *down)
    return found.changed(put, gone, found.revision + 1)


def serving(found: Config, *down: str) -> str:
    made = choice(found, down=down)
    assert made is not None
    return " ".join(made.endpoints)


STORY = [
    # who is down, who serves: P1 and P2 fail and recover, P3 stays; then P3 fails, and P1 comes
    ("", "192.0.2.1"),
    ("a1", "192.0.2.2"),
    ("a1 a2", "192.0.2.3"),
    ("", "192.0.2.3"),
    ("a1", "192.0.2.3"),
    ("a3", "192.0.2.1"),
    ("", "192.0.2.1"),
]


@pytest.mark.parametrize("made", [between_pools, inside_a_pool])
def test_who_is_on_duty_stays_through_recoveries_at_both_levels(made: Any) -> None:
    found = made()
    for down, serves in STORY:
        assert serving(found, *down.split()) == serves
        found = written(found, *down.split())
        assert serving(found, *down.split()) == serves


@pytest.mark.parametrize("made", [between_pools, inside_a_pool])
def test_in_a_preemptive_sequence_nobody_is_on_duty(made: Any) -> None:
    found = made(sequence_mode="preemptive")
    assert to_write(found) == ([], [])
    assert serving(found.changed([Incumbent(name=IN_POOL[1], member="a3")], [], 2)) == "192.0.2.1"


def test_the_first_to_serve_is_written_and_then_nothing() -> None:
    found = between_pools()
    assert to_write(found) == ([on_duty(found.access_domains[GTM], "P1")], [])
    assert to_write(written(found)) == ([], [])
    assert to_write(written(written(found), "a2", "a3")) == ([], [])


@pytest.mark.parametrize("down", ["a1", "a2", "a3", "a1 a2 a3"])
def test_when_nobody_is_available_who_was_on_duty_is_kept(down: str) -> None:
    found = between_pools(on_duty(domain(), "P2"))
    put, gone = to_write(found, "a1", "a2", "a3")
    assert (put, gone) == ([], [])
    assert serving(found) == "192.0.2.2"


FORGOTTEN: list[tuple[str, dict[str, Any]]] = [
    ("another policy", {"policy": "weight"}),
    ("another mode", {"sequence_mode": "preemptive"}),
    ("disabled", {"enabled": False}),
]


@pytest.mark.parametrize("fields", [case[1] for case in FORGOTTEN], ids=[case[0] for case in FORGOTTEN])
def test_who_was_on_duty_is_forgotten_when_nobody_should_be(fields: dict[str, Any]) -> None:
    assert to_write(between_pools(on_duty(domain(), "P2"), **fields)) == ([], [DUTY])
    inside = inside_a_pool(on_duty(pool("P"), "a2"), **fields)
    assert to_write(inside) == ([], [IN_POOL])


def test_who_left_the_list_is_forgotten_and_followed() -> None:
    left = between_pools(on_duty(domain(), "P3")).changed([domain(pools=["P1", "P2"], **STAY)], [], 2)
    assert to_write(left) == ([on_duty(domain(), "P1")], [])
    assert to_write(left, "a1", "a2") == ([], [DUTY])


@pytest.mark.parametrize("key", [DUTY, IN_POOL, ("incumbent", "moon x"), GOOD], ids=str)
def test_what_belongs_to_what_is_gone_is_forgotten_though_no_access_domain_is_left(key: Key) -> None:
    memory = last_good("a1") if key is GOOD else Incumbent(name=key[1], member="a1")
    found = config(memory)
    assert remember(found, availability(found), []) == ([], [key])


def test_only_the_access_domains_that_are_asked_for_are_looked_at() -> None:
    found = between_pools(domain("other.example.com", POOLS, **STAY))
    put, _ = remember(found, availability(found), ["other.example.com/A", "gone.example.com/A"])
    assert [one.key for one in put] == ["access_domain other.example.com/A"]


def test_a_pool_that_two_share_has_one_on_duty() -> None:
    put, _ = to_write(inside_a_pool(domain("other.example.com", ["P"])), "a1")
    assert put == [on_duty(pool("P"), "a2")]


def test_the_addresses_that_are_available_are_written_and_kept_when_none_is() -> None:
    found = between_pools(all_down="last_good", policy="weight")
    assert to_write(found, "a2") == ([last_good("a1", "a3")], [])
    found = written(found, "a2")
    assert to_write(found, "a2") == ([], [])
    assert to_write(found, "a1", "a2", "a3") == ([], [])


@pytest.mark.parametrize("fields", [{"all_down": "servfail"}, {"enabled": False}], ids=str)
def test_what_was_last_good_is_forgotten_when_it_does_not_count(fields: dict[str, Any]) -> None:
    found = between_pools(last_good("a1"), **{"policy": "weight", "all_down": "last_good", **fields})
    assert to_write(found) == ([], [GOOD])


def test_a_well_address_of_a_pool_below_its_judgement_is_no_reason_to_remember() -> None:
    strict = pool("P", ["a1", "a2"], judgement="all_ok")
    members = addresses("a1", "a2", monitors=["web"])
    found = config(monitor("web"), members, strict, domain(pools=["P"], all_down="last_good"))
    assert to_write(found, "a1") == ([], [])
