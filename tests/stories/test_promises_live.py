"""The promises of the model, with real servers, real checks and real questions (gtm.md section 20.1).

The tutorial's own stand in test_failover.py and test_carriers.py, weights in tests/conformance.
"""

from collections.abc import Iterator

import pytest
from processes import ASKERS, addresses_of
from stage import NAME, ONE, PLAIN, THREE, TWO, Stage, pool, set_up

PRIMARY, SECOND, THIRD = pool("P1", "one"), pool("P2", "two"), pool("P3", "three")
MOBILE, BEIJING_UNICOM = ASKERS["mobile"], "123.125.114.144"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with set_up(tmp_path_factory.mktemp("promises")) as stage:
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Stage:
    """With every server up."""
    shared.restore("one", "two", "three")
    return shared


def test_preemptive_gives_back_as_soon_as_the_first_recovers(stage: Stage) -> None:
    stage.apply(PRIMARY, SECOND, THIRD, policy="sequence")
    stage.get(ONE)
    stage.fail("one", "two")
    stage.get(THREE)
    stage.restore("one", "two")
    stage.get(ONE)


def test_non_preemptive_stays_with_who_took_over_even_over_a_restart(stage: Stage) -> None:
    stage.apply(PRIMARY, SECOND, THIRD, policy="sequence", sequence_mode="non_preemptive")
    stage.get(ONE)
    stage.fail("one", "two")
    stage.get(THREE)
    stage.restart()
    stage.restore("one", "two")
    stage.get(THREE)
    with stage.node.client() as client:
        assert "comes first (serial 1), but P3 is on duty" in client.explain(NAME, "8.8.8.8")["pools"][0]["because"]
    stage.fail("three")
    stage.get(ONE)


def test_non_preemptive_inside_a_pool_stays_as_well(stage: Stage) -> None:
    stage.apply(pool("P", "one", "two", policy="sequence", sequence_mode="non_preemptive"))
    stage.get(ONE)
    stage.fail("one")
    stage.get(TWO)
    stage.restore("one")
    stage.get(TWO)


def test_round_robin_turns_all_that_are_available_and_the_last_moves_to_the_front(stage: Stage) -> None:
    stage.apply(pool("P", "one", "two", "three"))
    orders = [_order(stage) for _ in range(6)]
    turns = [[ONE, TWO, THREE], [THREE, ONE, TWO], [TWO, THREE, ONE]]
    first = turns.index(orders[0])
    assert orders == [turns[(first + step) % 3] for step in range(6)]
    stage.fail("two")
    stage.get(ONE, THREE)


def _order(stage: Stage) -> list[str]:
    response = stage.node.response("8.8.8.8", NAME)
    return [rdata.to_text() for rrset in response.answer for rdata in rrset]


def test_round_robin_refuses_addresses_beside_domain_names_and_changes_nothing(stage: Stage) -> None:
    stage.apply(PRIMARY)
    names = {"three": {"endpoint": "elsewhere.example.net", "monitors": []}}
    refused = stage.try_to_apply(PRIMARY, pool("N", "three", type="domain"), addresses=names, policy="round_robin")
    assert "round_robin" in refused
    assert "domain" in refused
    stage.get(ONE)


@pytest.mark.parametrize(
    ("judgement", "failing", "serves"),
    [("any_ok", 2, True), ("p30_ok", 2, True), ("p50_ok", 1, True), ("p50_ok", 2, False), ("p70_ok", 1, False)],
)
def test_a_pool_serves_as_long_as_its_judgement_is_met(
    stage: Stage, judgement: str, failing: int, serves: bool
) -> None:
    """Of three; where it is not met, F3 answers with all three whatever their health."""
    stage.apply(pool("P", "one", "two", "three", judgement=judgement), policy="sequence")
    stage.fail(*["one", "two"][:failing])
    stage.get(*[TWO, THREE][failing - 1 :] if serves else [ONE, TWO, THREE])


def test_a_manual_address_stays_though_it_fails_and_people_are_told(stage: Stage) -> None:
    stage.apply(PRIMARY, SECOND, addresses={"one": {"mode": "manual"}}, policy="sequence")
    stage.fail("one")
    stage.get(ONE)
    with stage.node.client() as client:
        rows = {row["name"]: row for row in client.statuses("address")}
    assert (rows["one"]["health"], rows["one"]["available"]) == ("exceptional", True)
    assert "addr_alert" in stage.node.run("log", "alerts", "--json").stdout


def test_a_manual_address_that_is_set_unavailable_stays_out_though_it_is_well(stage: Stage) -> None:
    by_hand = {"one": {"mode": "manual", "manual_status": "unavailable"}}
    stage.apply(PRIMARY, SECOND, addresses=by_hand, policy="sequence")
    stage.get(TWO)


def test_own_line_down_the_first_available_pool_of_the_default_line_answers(stage: Stage) -> None:
    stage.apply(
        pool("Mobile", "one", reference={"lines": ["mobile"]}),
        pool("D1", "two", reference={"lines": ["default"]}),
        pool("D2", "three", reference={"lines": ["default"]}),
        policy="source_nearest",
    )
    stage.get(ONE, asker=MOBILE)
    stage.fail("one", "two")
    stage.get(THREE, asker=MOBILE)


def test_all_down_the_first_pool_of_the_default_line_that_is_not_empty_answers_with_all(stage: Stage) -> None:
    stage.apply(
        pool("Mobile", "one", reference={"lines": ["mobile"]}),
        pool("Empty", reference={"lines": ["default"]}),
        pool("D", "two", "three", policy="sequence", reference={"lines": ["default"]}),
        policy="source_nearest",
    )
    stage.fail("one", "two", "three")
    stage.get(TWO, THREE, asker=MOBILE)


def test_all_down_without_a_default_line_the_first_pool_answers(stage: Stage) -> None:
    stage.apply(
        pool("Mobile", "one", reference={"lines": ["mobile"]}),
        pool("Unicom", "two", "three", reference={"lines": ["unicom"]}),
        policy="source_nearest",
    )
    stage.fail("one", "two", "three")
    stage.get(ONE, asker=ASKERS["unicom"])


def test_the_carrier_goes_before_the_region(stage: Stage) -> None:
    stage.apply(
        pool("Inland", "one", reference={"lines": ["internal"]}),
        pool("Unicom", "two", reference={"lines": ["unicom"]}),
        pool("World", "three", reference={"lines": ["default"]}),
        policy="source_nearest",
    )
    stage.get(TWO, asker=BEIJING_UNICOM)
    stage.get(THREE, asker="8.8.8.8")


def test_disabled_the_plain_records_are_back_and_other_types_were_never_touched(stage: Stage) -> None:
    stage.apply(PRIMARY)
    stage.get(ONE)
    assert stage.node.run("disable", NAME).returncode == 0
    stage.get(PLAIN)
    assert stage.node.run("enable", NAME).returncode == 0
    stage.get(ONE)


@pytest.mark.parametrize(
    ("all_down", "wanted"),
    [
        ({"all_down": "records", "all_down_records": ["127.8.8.8"]}, {"127.8.8.8"}),
        ({"all_down": "last_good"}, {TWO}),
    ],
)
def test_when_all_is_down_what_was_wished_for_is_answered(
    stage: Stage, all_down: dict[str, object], wanted: set[str]
) -> None:
    stage.apply(PRIMARY, SECOND, policy="sequence", **all_down)
    stage.get(ONE)
    stage.fail("one")
    stage.get(TWO)
    stage.fail("two")
    stage.get(*wanted)


def test_when_all_is_down_servfail_sends_resolvers_elsewhere(stage: Stage) -> None:
    stage.apply(PRIMARY, all_down="servfail")
    stage.get(ONE)
    stage.fail("one")
    stage.get()
    response = stage.node.response("8.8.8.8", NAME)
    assert (response.rcode().name, addresses_of(response)) == ("SERVFAIL", set())


def test_a_pool_of_domain_names_answers_with_one_name_and_completes_it_inside_our_zones(stage: Stage) -> None:
    names = {"one": {"endpoint": "plain.example.com", "monitors": []}}
    stage.apply(pool("N", "one", type="domain"), addresses=names)
    response = stage.node.response("8.8.8.8", NAME)
    assert [rrset.rdtype.name for rrset in response.answer] == ["CNAME", "A"]
    assert addresses_of(response) == {PLAIN}
