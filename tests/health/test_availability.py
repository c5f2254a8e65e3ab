"""Who takes part, and why: judgements, the ladder of an address, pools and access domains."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from given import address, addresses, availability, config, domain, monitor, override, pool, verdicts
from trunkline.documents.config import reached
from trunkline.documents.document import Document
from trunkline.documents.judgement import Judgement
from trunkline.health.availability import Availability, Health, stand, stand_domain, stand_pool, tasks_of
from trunkline.health.observation import Task
from trunkline.health.report import TaskState
from trunkline.health.verdict import Verdict
from worlds import World, changes, downs, worlds

NEEDED = {
    "any_ok": (1, 1, 1, 1, 1),
    "p30_ok": (1, 1, 1, 2, 2),
    "p50_ok": (1, 1, 2, 2, 3),
    "p70_ok": (1, 2, 3, 3, 4),
    "all_ok": (1, 2, 3, 4, 5),
}
"""How many of one, two … five must be good (gtm.md section 9.4)."""


@pytest.mark.parametrize("total", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("word", NEEDED)
def test_a_judgement_is_met_from_so_many_on(word: str, total: int) -> None:
    met = [Judgement(word).met(good, total) for good in range(total + 1)]
    assert met == [good >= NEEDED[word][total - 1] for good in range(total + 1)]


@pytest.mark.parametrize("word", NEEDED)
def test_nothing_is_never_enough(word: str) -> None:
    assert not Judgement(word).met(0, 0)


@pytest.mark.parametrize("total", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("word", NEEDED)
def test_a_pool_is_available_when_its_judgement_is_met(word: str, total: int) -> None:
    names = [f"a{number}" for number in range(total)]
    found = config(monitor("web"), addresses(*names, monitors=["web"]), pool("P", names, judgement=word))
    for down in range(total + 1):
        standing = availability(found, names[:down]).pools["P"]
        enough = total - down >= NEEDED[word][total - 1]
        health = Health.OK if down == 0 else Health.OK_ALERT if enough else Health.EXCEPTIONAL
        assert (standing.available, standing.health) == (enough, health)


LADDER: list[tuple[dict[str, Any], str | None, bool, bool, str]] = [
    # fields of the address, override, failing?, available, because
    ({}, None, False, True, "connected"),
    ({}, None, True, False, "web: connection refused"),
    ({"mode": "manual"}, None, True, True, "set available by hand; its checks fail (web: connection refused)"),
    ({"mode": "manual", "manual_status": "unavailable"}, None, False, False, "set unavailable by hand"),
    ({"manual_status": "unavailable"}, None, False, True, "connected"),
    ({}, "up", True, True, "forced up by ann: maintenance; its checks fail (web: connection refused)"),
    ({}, "down", False, False, "forced down by ann: maintenance"),
    ({}, "drain", False, False, "draining by ann: maintenance"),
    ({}, "drain", True, False, "draining by ann: maintenance; its checks fail (web: connection refused)"),
    ({"mode": "manual"}, "drain", False, False, "draining by ann: maintenance"),
    ({"enabled": False}, "drain", False, False, "disabled"),
    ({"mode": "manual"}, "down", False, False, "forced down by ann: maintenance"),
    (
        {"mode": "manual", "manual_status": "unavailable"},
        "up",
        True,
        True,
        "forced up by ann: maintenance; its checks fail (web: connection refused)",
    ),
    ({"enabled": False}, None, False, False, "disabled"),
    ({"enabled": False}, "up", False, False, "disabled"),
    ({"enabled": False, "mode": "manual"}, "up", False, False, "disabled"),
]


@pytest.mark.parametrize(("fields", "forced", "failing", "available", "because"), LADDER, ids=str)
def test_the_switch_goes_before_the_override_before_the_hand_before_the_check(
    fields: dict[str, Any], forced: str | None, failing: bool, available: bool, because: str
) -> None:
    overrides = [override("a", forced, "maintenance", by="ann")] if forced else []
    found = config(monitor("web"), address("a", monitors=["web"], **fields), overrides)
    standing = availability(found, ["a"] if failing else []).addresses["a"]
    assert (standing.available, standing.because) == (available, because)
    assert standing.health is (Health.EXCEPTIONAL if failing else Health.OK)


def test_who_drains_says_since_when() -> None:
    found = config(address("a"), override("a", "drain", "disk swap", by="ann", since=1_800_000_000))
    standing = availability(found).addresses["a"]
    assert (standing.available, standing.health) == (False, Health.OK_NO_MONITOR)
    assert standing.because == "draining since 2027-01-15 08:00:00 UTC by ann: disk swap"


@pytest.mark.parametrize("total", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("word", NEEDED)
def test_an_address_is_available_when_its_judgement_is_met(word: str, total: int) -> None:
    names = [f"m{number}" for number in range(total)]
    found = config([monitor(name) for name in names], address("a", monitors=names, judgement=word))
    tasks = tasks_of(found.addresses["a"], found)
    for down in range(total + 1):
        said = {task: Verdict(TaskState.ALERT, "no") for task in tasks[:down]}
        standing = stand(found.addresses["a"], found, said)
        enough = total - down >= NEEDED[word][total - 1]
        health = Health.OK if down == 0 else Health.OK_ALERT if enough else Health.EXCEPTIONAL
        assert (standing.available, standing.health) == (enough, health)


@pytest.mark.parametrize(
    ("judgement", "failing", "health"),
    [
        ("any_ok", "", Health.OK),
        ("any_ok", "m0", Health.OK_ALERT),
        ("any_ok", "m0 m1", Health.OK_ALERT),
        ("any_ok", "m0 m1 m2", Health.EXCEPTIONAL),
        ("p50_ok", "m0", Health.OK_ALERT),
        ("p50_ok", "m0 m1", Health.EXCEPTIONAL),
        ("all_ok", "m2", Health.EXCEPTIONAL),
    ],
)
def test_an_address_is_judged_by_its_monitors(judgement: str, failing: str, health: Health) -> None:
    names = ["m0", "m1", "m2"]
    found = config([monitor(name) for name in names], address("a", monitors=names, judgement=judgement))
    told = {
        task: Verdict(TaskState.ALERT if task.monitor in failing.split() else TaskState.OK, "said")
        for task in tasks_of(found.addresses["a"], found)
    }
    standing = stand(found.addresses["a"], found, told)
    assert (standing.health, standing.available) == (health, health is not Health.EXCEPTIONAL)
    assert all(f"{name}: said" in standing.because for name in failing.split())


def test_an_address_without_monitor_is_well() -> None:
    found = config(address("a"))
    assert availability(found).addresses["a"].health is Health.OK_NO_MONITOR
    assert availability(found).addresses["a"].available


def test_who_is_not_yet_checked_is_not_down() -> None:
    found = config(monitor("web"), address("a", monitors=["web"]))
    standing = Availability.of(found, {}).addresses["a"]
    assert (standing.available, standing.because) == (True, "not checked yet")


def test_a_health_task_is_a_monitor_at_its_port() -> None:
    monitors = [
        monitor("tcp"),
        monitor("https", protocol="https"),
        monitor("own", port=8),
        monitor("p", protocol="ping"),
    ]
    refs = ["tcp", "https", "own", {"monitor": "own", "port": 9}, "p"]
    found = config(monitors, address("a", monitors=refs))
    ports = [("tcp", 80), ("https", 443), ("own", 8), ("own", 9), ("p", None)]
    assert tasks_of(found.addresses["a"], found) == tuple(Task("a", name, port) for name, port in ports)


def test_a_disabled_address_does_not_count_in_its_pool() -> None:
    """Q7: to take an address into maintenance never takes its pool down."""
    off = address("c", "192.0.2.9", enabled=False)
    found = config(addresses("a", "b"), off, pool("P", ["a", "b", "c"], judgement="all_ok"))
    standing = availability(found).pools["P"]
    assert (standing.health, standing.available) == (Health.OK, True)


@pytest.mark.parametrize("members", [[], ["off"]], ids=["no address", "only disabled ones"])
def test_a_pool_of_nobody_serves_nobody(members: list[str]) -> None:
    """Q8."""
    found = config(address("off", enabled=False), pool("P", members))
    standing = availability(found).pools["P"]
    assert (standing.health, standing.available) == (Health.EXCEPTIONAL, False)
    assert standing.because == "it has no enabled address"


def test_a_disabled_pool_is_not_available_whatever_its_health() -> None:
    standing = availability(config(addresses("a"), pool("P", ["a"], enabled=False))).pools["P"]
    assert (standing.health, standing.available, standing.because) == (Health.OK, False, "disabled")


def test_a_pool_says_who_is_out_and_what_that_falls_short_of() -> None:
    found = config(monitor("web"), addresses("a", "b", monitors=["web"]), pool("P", ["a", "b"], judgement="all_ok"))
    because = availability(found, ["b"]).pools["P"].because
    assert because == "1 of 2 available does not meet all_ok: b is out (web: connection refused)"


@pytest.mark.parametrize(
    ("down", "enabled", "health", "available", "because"),
    [
        ("", True, Health.OK, True, "all of its pools are available"),
        ("a", True, Health.OK_ALERT, True, "pool P is out"),
        ("a b", True, Health.EXCEPTIONAL, False, "unavailable (fallback in progress)"),
        ("", False, Health.OK, False, "disabled"),
        ("a", False, Health.OK_ALERT, False, "disabled"),
    ],
)
def test_an_access_domain_stands_on_its_pools(
    down: str, enabled: bool, health: Health, available: bool, because: str
) -> None:
    found = config(monitor("web"), addresses("a", "b", monitors=["web"]), pool("P", ["a"]), pool("Q", ["b"]))
    judged = domain(pools=["P", "Q"], enabled=enabled)
    standing = stand_domain(judged, found, availability(found, down.split()).pools)
    assert (standing.health, standing.available, standing.because) == (health, available, because)


def test_an_access_domain_without_pools_is_unavailable() -> None:
    assert stand_domain(domain(), config(), {}).because == "it has no pool"


def test_an_access_domain_with_nothing_enabled_leaves_its_name_to_the_zone_and_says_so() -> None:
    found = config(address("a", enabled=False), pool("P", ["a"]))
    standing = stand_domain(domain(pools=["P"]), found, availability(found).pools)
    assert standing.because == "it has no enabled address, so the zone's own records answer"


@pytest.mark.parametrize("lazy", [list, iter], ids=["list", "iterator"])
def test_judging_some_again_is_judging_all_anew(lazy: Any) -> None:
    members = addresses("a", "b", "c", monitors=["web"])
    found = config(
        monitor("web"), members, pool("P", ["a", "b"], judgement="all_ok"), pool("Q", ["c"]), pool("R", ["b"])
    )
    before, after = availability(found, ["c"]), availability(found, ["b", "c"])
    assert before.judged_again(found, verdicts(found, ["b", "c"]), lazy(["b"])) == after
    assert after.judged_again(found, verdicts(found, ["c"]), lazy(["b"])) == before


def test_a_pool_of_ten_thousand_is_judged_in_one_pass() -> None:
    names = [f"a{number}" for number in range(10_000)]
    crowd = [address(name, f"10.0.{n // 250}.{n % 250 + 1}", enabled=True) for n, name in enumerate(names)]
    found = config(crowd, [override(name, "down") for name in names[5_000:]], pool("P", names))
    standing = stand_pool(found.pools["P"], found, availability(found).addresses)
    assert standing.because.count(" is out") == 5_000


@for_all(worlds(), st.lists(changes, max_size=4), downs)
def test_to_judge_again_what_a_change_reaches_is_to_judge_all(
    world: World, story: list[Document], down: frozenset[str]
) -> None:
    found, judged = world.config, World(world.config, down).availability
    for revision, document in enumerate(story, start=2):
        following = found.changed([document], [], revision)
        verdicts_then = verdicts(following, {name for name in down if following.addresses[name].monitors})
        judged = judged.after(following, verdicts_then, reached(found, following))
        assert judged == Availability.of(following, verdicts_then)
        found = following


def test_what_is_deleted_stands_no_more() -> None:
    before = config(address("a"), pool("P", ["a"]))
    after = before.changed([], [("pool", "P"), ("address", "a")], 2)
    assert availability(before).after(after, {}, reached(before, after)) == Availability()
