"""What people are told of when something turns, and who is (gtm.md section 12, Q28, Q34)."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from given import address, addresses, config, domain, pool
from trunkline.documents.config import Config
from trunkline.documents.event import ALL_EVENTS, Event
from trunkline.documents.settings import Settings
from trunkline.health.availability import Health
from trunkline.health.events import Stood, event_of, groups_told, message_of

OK, OK_ALERT, NO_MONITOR, BAD = Health.OK, Health.OK_ALERT, Health.OK_NO_MONITOR, Health.EXCEPTIONAL
GOOD = (OK, OK_ALERT, NO_MONITOR)

ADDRESS_TURNS = {
    **{(good, BAD): Event.ADDR_ALERT for good in GOOD},
    **{(BAD, good): Event.ADDR_RESUME for good in GOOD},
}
"""Every turn of health that an address is told of; all others are none."""


def stood(health: Health = OK, *, available: bool = True, enabled: bool = True, because: str = "a test") -> Stood:
    return Stood(health, available, enabled, because)


@pytest.mark.parametrize(("was", "now"), list(product(Health, Health)))
@pytest.mark.parametrize("available", [(True, True), (True, False), (False, True), (False, False)])
def test_an_address_is_told_of_when_its_health_turns_to_exceptional_or_from_it(
    was: Health, now: Health, available: tuple[bool, bool]
) -> None:
    before, after = stood(was, available=available[0]), stood(now, available=available[1])
    assert event_of("address", before, after) is ADDRESS_TURNS.get((was, now))


@pytest.mark.parametrize(("was", "now"), list(product(Health, Health)))
@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        (True, True, None),
        (False, False, None),
        (True, False, Event.ADDR_POOL_UNAVAILABLE),
        (False, True, Event.ADDR_POOL_AVAILABLE),
    ],
)
def test_a_pool_is_told_of_when_it_becomes_available_or_ceases_to_be(
    was: Health, now: Health, before: bool, after: bool, event: Event | None
) -> None:
    assert event_of("pool", stood(was, available=before), stood(now, available=after)) is event


@pytest.mark.parametrize("kind", ["address", "pool"])
@pytest.mark.parametrize(("was", "now"), [(True, False), (False, True), (False, False)])
def test_what_is_or_was_disabled_raises_none(kind: str, was: bool, now: bool) -> None:
    up, down = stood(OK), stood(BAD, available=False)
    for before, after in ((up, down), (down, up)):
        before = stood(before.health, available=before.available, enabled=was)
        after = stood(after.health, available=after.available, enabled=now)
        assert event_of(kind, before, after) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["address", "pool"])
def test_what_is_seen_for_the_first_time_and_what_is_gone_raise_none(kind: str) -> None:
    down = stood(BAD, available=False)
    assert event_of(kind, None, down) is None  # type: ignore[arg-type]
    assert event_of(kind, down, None) is None  # type: ignore[arg-type]


STOODS = st.builds(Stood, st.sampled_from(Health), st.booleans(), st.booleans(), st.text(max_size=3))


@for_all(st.sampled_from(["address", "pool"]), STOODS, STOODS, st.text(max_size=3))
def test_an_edit_that_turns_nothing_raises_none_and_a_way_back_undoes_a_way_there(
    kind: str, one: Stood, two: Stood, because: str
) -> None:
    edited = Stood(one.health, one.available, one.enabled, because)
    assert event_of(kind, one, edited) is None  # type: ignore[arg-type]
    there, back = event_of(kind, one, two), event_of(kind, two, one)  # type: ignore[arg-type]
    assert (there is None) == (back is None)
    assert there is None or there is not back


def told_by(settings: Settings, *domains: dict[str, object]) -> Config:
    """An address a in pool P, used by these access domains."""
    used = [domain(f"{place}.example.com", ["P"], **fields) for place, fields in enumerate(domains)]
    return config(address("a"), pool("P", ["a"]), used, settings)


OPS = Settings(alert_groups=("ops", "boss"))
OWN: dict[str, object] = {"alert_mode": "instance_config", "alert_groups": ("shop", "ops")}
MUTE: dict[str, object] = {"alert_mode": "instance_config"}


@pytest.mark.parametrize(
    ("domains", "told"),
    [
        ([], ("ops", "boss")),
        ([{}], ("ops", "boss")),
        ([OWN], ("shop", "ops")),
        ([MUTE], ()),
        ([OWN, {}], ("ops", "boss", "shop")),
        ([OWN, MUTE], ("shop", "ops")),
        ([OWN | {"alert_events": (Event.ADDR_RESUME,)}], ()),
        ([OWN | {"alert_events": (Event.ADDR_RESUME,)}, {}], ("ops", "boss")),
    ],
    ids=["nobody uses it", "global", "own", "own, none", "own and global", "two of their own", "other event", "both"],
)
@pytest.mark.parametrize(("kind", "key"), [("address", "a"), ("pool", "P")])
def test_settings_and_access_domains_say_who_is_told(
    domains: list[dict[str, object]], told: tuple[str, ...], kind: str, key: str
) -> None:
    found = told_by(OPS, *domains)
    assert groups_told(Event.ADDR_ALERT, kind, key, found) == told  # type: ignore[arg-type]


@pytest.mark.parametrize("event", ALL_EVENTS)
def test_settings_are_asked_only_for_the_events_that_they_name(event: Event) -> None:
    found = told_by(Settings(alert_groups=("ops",), alert_events=(Event.ADDR_ALERT,)), {})
    assert groups_told(event, "address", "a", found) == (("ops",) if event is Event.ADDR_ALERT else ())


def test_access_domains_that_do_not_use_it_have_no_say() -> None:
    other = domain("other.example.com", ["Q"], **OWN)
    found = config(address("a"), address("b", "192.0.2.2"), pool("P", ["a"]), pool("Q", ["b"]), other, OPS)
    assert groups_told(Event.ADDR_ALERT, "address", "a", found) == ("ops", "boss")


def test_by_default_nobody_is_told() -> None:
    assert groups_told(Event.ADDR_ALERT, "address", "a", config(address("a"))) == ()


def test_a_message_says_what_because_of_what_and_who_feels_it() -> None:
    found = config(addresses("a"), pool("P", ["a"]), pool("Q", ["a"]), domain(pools=["P"]))
    message = message_of(Event.ADDR_ALERT, "address", "a", stood(BAD, available=False, because="web: refused"), found)
    assert message.title == "address a (192.0.2.1) fails its checks"
    assert message.body.splitlines() == [
        "It is not available: web: refused",
        "Pools that hold it: P, Q",
        "Access domains that use it: gtm.example.com/A",
    ]


def test_a_message_says_that_an_address_set_by_hand_serves_on() -> None:
    message = message_of(Event.ADDR_ALERT, "address", "a", stood(BAD, because="set available by hand"), config())
    assert message.body.startswith("It is available all the same: set available by hand\n")


def test_a_message_on_a_pool_names_its_addresses_and_no_disabled_access_domain() -> None:
    found = config(addresses("a", "b"), pool("P", ["a", "b"]), domain(pools=["P"], enabled=False))
    message = message_of(Event.ADDR_POOL_AVAILABLE, "pool", "P", stood(because="1 of 2"), found)
    assert message.title == "pool P is available again"
    assert message.body.splitlines()[1:] == ["Its addresses: a, b", "Access domains that use it: none"]


def test_a_message_names_ten_and_counts_the_rest() -> None:
    found = config(addresses("a"), pool("P", ["a"]), [domain(f"d{n:02}.example.com", ["P"]) for n in range(12)])
    message = message_of(Event.ADDR_RESUME, "address", "a", stood(), found)
    assert message.title.endswith("passes its checks again")
    assert message.body.splitlines()[-1].endswith("d09.example.com/A and 2 more")
