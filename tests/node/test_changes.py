"""What a running node publishes: only what changed, and everything only when it must."""

import asyncio
import threading
from pathlib import Path

import pytest
from looping import DOWN, MOBILE, TELECOM, UP, Stage, healthy, two_names, web

import given
from trunkline.control.explain import explain
from trunkline.documents.dns_name import wire_of
from trunkline.documents.line import OwnLine

pytestmark = pytest.mark.anyio


async def test_a_turned_verdict_publishes_only_what_refers_to_it(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before = len(stage.engine.published)
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        (change, whole), *more = stage.engine.published[before:]
        assert more == []
        assert not whole
        assert {name for name, _ in change.steered} == {wire_of("one.example.com")}
        assert (change.zones, change.zones_gone, change.steered_gone) == ({}, frozenset(), frozenset())


async def test_a_verdict_that_stays_as_it_is_publishes_nothing(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before, checks = len(stage.engine.published), len(stage.prober.checks)
        await stage.until(lambda: len(stage.prober.checks) >= checks + 2)
        assert len(stage.engine.published) == before


async def test_a_change_of_documents_publishes_only_what_it_concerns(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before = len(stage.engine.published)
        await stage.put(given.domain("two.example.com", ["Left"], policy="sequence"))
        (change, whole), *_ = stage.engine.published[before:]
        assert not whole
        assert {name for name, _ in change.steered} == {wire_of("two.example.com")}
        assert change.zones == {}
        assert stage.ask("two.example.com") == {"192.0.2.1"}


async def test_documents_are_published_beside_the_loop_for_one_of_them_may_be_a_large_zone(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.zone("example.net"))
        assert stage.engine.publishers[-1] is not threading.current_thread()


async def test_own_lines_renumber_the_askers_and_so_publish_everything(tmp_path: Path) -> None:
    pools = [{"pool": "Left", "lines": ["mobile"]}, {"pool": "Right", "lines": ["office", "default"]}]
    async with healthy(Stage(tmp_path)) as stage:
        before = len(stage.engine.published)
        office = OwnLine(name="office", networks=("10.1.0.0/24",))
        await stage.put(office, given.domain("one.example.com", pools, policy="source_nearest"))
        change, whole = stage.engine.published[before]
        assert whole
        assert change.askers is not None
        assert {name for name, _ in change.steered} == {wire_of("one.example.com"), wire_of("two.example.com")}
        assert stage.ask("one.example.com", MOBILE) == {"192.0.2.2"}
        assert stage.ask("one.example.com", "10.1.1.1") == {"192.0.2.1"}
        assert stage.ask("one.example.com", TELECOM) == {"192.0.2.2"}


async def test_an_access_domain_that_is_disabled_or_deleted_gives_the_zone_its_record_back(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.domain("one.example.com", ["Left"], policy="sequence", enabled=False))
        assert stage.ask("one.example.com") == {"203.0.113.9"}
        await stage.put(given.domain("one.example.com", ["Left"], policy="sequence"))
        assert stage.ask("one.example.com") == {"192.0.2.1"}
        await stage.delete(given.domain("one.example.com"))
        assert stage.ask("one.example.com") == {"203.0.113.9"}


async def test_reports_on_what_was_deleted_are_dropped(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.2", DOWN)
        await stage.until(lambda: stage.ask("two.example.com") == {"192.0.2.2"} and len(stage.node.ledger.reports) == 2)
        gone = next(task for task in stage.node.ledger.reports if task.address == "right")
        late = tuple(stage.node.ledger.reports[gone].values())
        right = given.address("right", "192.0.2.2")
        await stage.put(right)
        await stage.store.report(late)
        await asyncio.sleep(0)
        await stage.put(given.pool("Left", ["left"], remark="once more round the loop"))
        ledger = stage.node.ledger
        assert {task.address for task in ledger.verdicts} == {task.address for task in ledger.reports} == {"left"}


async def test_documents_that_go_while_reports_arrive_leave_nothing_behind(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        names = [f"more{number}" for number in range(20)]
        more = [given.address(name, f"198.51.100.{number}", monitors=["web"]) for number, name in enumerate(names)]
        await stage.put(*more)
        for address in more:
            stage.prober.tell(address.endpoint, DOWN)
        for address in more:
            await stage.delete(address)
        assert {task.address for task in stage.node.ledger.verdicts} <= {"left", "right"}
        assert stage.ask("one.example.com") == {"192.0.2.1"}


@pytest.mark.parametrize("edit", [{"interval": 30}, {"path": "/health"}, {"evaluation_count": 3}, {"timeout": 0.5}])
async def test_an_address_that_is_down_stays_down_while_its_monitor_is_edited(
    tmp_path: Path, edit: dict[str, object]
) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        checks = len(stage.prober.checks)
        await stage.put(web(**({"protocol": "http"} | edit)))
        await stage.until(lambda: ("192.0.2.1", web(**({"protocol": "http"} | edit))) in stage.prober.checks[checks:])
        assert stage.ask("one.example.com") == {"192.0.2.2"}
        stage.prober.tell("192.0.2.1", UP)
        await stage.put(web())
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.1"})


async def test_an_override_wins_over_health_until_it_is_cleared(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.override("left", "down"))
        assert stage.ask("one.example.com") == {"192.0.2.2"}
        await stage.delete(given.override("left", "down"))
        assert stage.ask("one.example.com") == {"192.0.2.1"}


async def test_documents_and_verdicts_that_change_at_once_end_in_agreement(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        for number in range(30):
            stage.prober.tell("192.0.2.1", DOWN if number % 2 else UP)
            pools = ["Left", "Right"] if number % 3 else ["Right", "Left"]
            await stage.put(web(remark=f"{number}"), given.domain("one.example.com", pools, policy="sequence"))
        stage.prober.tell("192.0.2.1", UP)
        await stage.put(*two_names())
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.1"})
        choices = stage.node.publisher.compiled.choices["one.example.com/A"]
        assert {choice.endpoints for choice in choices.values()} == {("192.0.2.1",)}


async def test_a_name_whose_last_address_is_taken_out_has_no_data_and_is_not_denied(tmp_path: Path) -> None:
    """Q9: NXDOMAIN would be remembered against the name long after the address is back."""
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.domain("three.example.com", ["Right"]))
        assert stage.ask("three.example.com") == {"192.0.2.2"}
        await stage.put(stage.node.config.addresses["right"].model_copy(update={"enabled": False}))
        explained = explain(stage.node, "three.example.com", MOBILE)
        assert (explained.rcode, explained.answer, explained.access_domain) == ("NOERROR", (), None)
        assert stage.ask("two.example.com") == {"203.0.113.9"}


async def test_a_wildcard_is_not_given_as_the_reason_for_a_name_that_is_there(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        zone = given.zone("example.com", given.records("plain", "A", "203.0.113.9"))
        await stage.put(zone, given.domain("*.example.com", ["Right"]))
        plain, other = (explain(stage.node, f"{name}.example.com", MOBILE) for name in ("plain", "other"))
        assert (plain.answer, plain.access_domain) == (("203.0.113.9",), None)
        assert (other.answer, other.access_domain) == (("192.0.2.2",), "*.example.com/A")
