"""What gtm.md section 20.1 promises, from documents and failing checks to the bytes that the engine answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hosting import scope
from published import Published, world

from given import address, addresses, domain, faults, monitor, pool, records, tutorial_config, zone
from trunkline.lines.embedded import embedded

ONE, TWO, THREE = "192.0.2.1", "192.0.2.2", "192.0.2.3"
MOBILE, TELECOM, UNICOM, OTHER = "10.1.0.1", "10.2.0.1", "10.3.0.1", "10.99.0.1"
ASKERS = (MOBILE, TELECOM, UNICOM, OTHER)
OWN_RECORDS = (records("gtm", "A", "192.0.2.99"), records("gtm", "MX", "10 mail"))


# Item 1


def test_each_carrier_gets_its_own_server_or_what_is_left_of_the_default_line() -> None:
    tutorial = Published.of(tutorial_config().documents.values())
    mobile, telecom, unicom = "127.1.1.1", "127.2.2.2", "127.3.3.3"
    normal = (mobile, telecom, unicom, mobile)
    for down, expected in [
        ("", normal),
        ("server-mobile", (telecom, telecom, unicom, telecom)),
        ("server-mobile server-telecom", (unicom, unicom, unicom, unicom)),
        ("", normal),
    ]:
        tutorial.fail(*down.split())
        assert tuple(map(tutorial.ask, ASKERS)) == expected, down


def test_when_all_servers_fail_every_carrier_gets_all_of_them_in_turn() -> None:
    tutorial = Published.of(tutorial_config().documents.values())
    tutorial.fail("server-mobile", "server-telecom", "server-unicom")
    for asker in ASKERS:
        assert [tutorial.ask(asker) for _ in range(4)] == [
            "127.1.1.1 127.2.2.2 127.3.3.3",
            "127.3.3.3 127.1.1.1 127.2.2.2",
            "127.2.2.2 127.3.3.3 127.1.1.1",
            "127.1.1.1 127.2.2.2 127.3.3.3",
        ]
    tutorial.fail("server-telecom", "server-unicom")
    assert {tutorial.ask(asker) for asker in ASKERS} == {"127.1.1.1"}


# Item 2


def test_preemptive_gives_back_to_the_first_as_soon_as_it_is_well() -> None:
    published = Published.of(world("sequence"))
    published.plays(("", ONE), ("a1", TWO), ("a1 a2", THREE), ("", ONE))


def test_non_preemptive_keeps_who_is_on_duty_until_it_fails_and_over_a_restart() -> None:
    published = Published.of(world("sequence", sequence_mode="non_preemptive"))
    published.plays(("", ONE), ("a1", TWO), ("a1 a2", THREE), ("", THREE))
    published.restart()
    assert published.ask() == THREE
    published.plays(("a1", THREE), ("a3", ONE), ("", ONE))


def test_non_preemptive_holds_among_the_addresses_of_a_pool_too() -> None:
    inside = pool("P", ["a1", "a2", "a3"], policy="sequence", sequence_mode="non_preemptive")
    published = Published.of(
        zone(), monitor(), addresses("a1", "a2", "a3", monitors=["web"]), inside, domain(pools="P")
    )
    published.plays(("a1", TWO), ("", TWO))
    published.restart()
    assert published.ask() == TWO
    published.plays(("a2", ONE), ("", ONE))


# Item 3


@pytest.mark.parametrize("weights", [(1, 1), (3, 1), (1, 1, 2)])
def test_weights_share_out_in_proportion(weights: tuple[int, ...]) -> None:
    members = [{"pool": f"P{n}", "weight": weight} for n, weight in enumerate(weights, start=1)]
    assert_shares(Published.of(world("weight", members=members)), weights)


def test_weights_of_who_is_down_are_shared_out_among_the_rest() -> None:
    members = [{"pool": "P1", "weight": 3}, {"pool": "P2", "weight": 1}, {"pool": "P3", "weight": 6}]
    published = Published.of(world("weight", members=members))
    published.fail("a3")
    assert_shares(published, (3, 1))
    published.fail("a1")
    assert_shares(published, (0, 1, 6))
    published.fail("a1", "a3")
    assert published.ask_often() == {TWO: 10_000}


def assert_shares(published: Published, weights: Sequence[int]) -> None:
    """10,000 answers in this proportion, seven standard deviations allowed: a fair engine fails once in 10^11 runs."""
    expected = {f"192.0.2.{n}": weight / sum(weights) for n, weight in enumerate(weights, start=1) if weight}
    seen = published.ask_often()
    assert seen.keys() == expected.keys()
    for answer, share in expected.items():
        assert abs(seen[answer] - 10_000 * share) < 7 * (10_000 * share * (1 - share)) ** 0.5


# Item 4


def test_round_robin_gives_all_and_the_last_moves_to_the_front() -> None:
    published = Published.of(world("round_robin"))
    orders = [f"{ONE} {TWO} {THREE}", f"{THREE} {ONE} {TWO}", f"{TWO} {THREE} {ONE}", f"{ONE} {TWO} {THREE}"]
    assert [published.ask() for _ in range(4)] == orders
    published.fail("a2")
    assert [published.ask() for _ in range(3)] == [f"{ONE} {THREE}", f"{THREE} {ONE}", f"{ONE} {THREE}"]


def test_round_robin_of_names_gives_one_in_the_same_turn() -> None:
    names = [address(f"n{n}", f"{n}.example.net") for n in (1, 2, 3)]
    inside = pool("N", ["n1", "n2", "n3"], type="domain")
    for type in ("A", "CNAME"):
        published = Published.of(zone(), names, inside, domain(type=type, pools=["N"]))
        assert [published.ask() for _ in range(4)] == [f"{n}.example.net." for n in (1, 3, 2, 1)]


def test_round_robin_never_mixes_addresses_and_names() -> None:
    names = pool("N", ["n1"], type="domain")
    documents = [*world("round_robin", members=["P1", "N"]), address("n1", "elsewhere.example.net"), names]
    (fault,) = faults(documents)
    assert "N" in fault
    by_weight = Published.of([*documents, domain(pools=["P1", "N"], policy="weight")])
    assert by_weight.ask_often(200).keys() == {ONE, "elsewhere.example.net."}


# Item 7


def by_line(*lines: str) -> list[dict[str, Any]]:
    """Pools P1, P2 … under these lines."""
    return [{"pool": f"P{n}", "lines": [line]} for n, line in enumerate(lines, start=1)]


def test_a_line_that_is_out_gets_the_first_available_pool_of_the_default_line() -> None:
    published = Published.of(world("source_nearest", members=by_line("mobile", "default", "default")))
    for down, expected in [("", ONE), ("a1", TWO), ("a1 a2", THREE), ("a2", ONE)]:
        published.fail(*down.split())
        assert published.ask(MOBILE) == expected


def test_when_all_is_down_the_first_pool_of_the_default_line_that_is_not_empty_answers() -> None:
    empty = pool("P2", [])
    published = Published.of([*world("source_nearest", members=by_line("mobile", "default", "default")), empty])
    published.fail("a1", "a3")
    assert (published.ask(MOBILE), published.ask(OTHER)) == (THREE, THREE)


def test_when_all_is_down_without_a_default_line_the_first_pool_answers() -> None:
    published = Published.of(world("source_nearest", members=by_line("mobile", "telecom", "unicom")))
    published.fail("a1", "a2", "a3")
    assert [published.ask(asker) for asker in ASKERS] == [ONE] * 4


# Item 8: 123.123.123.123 is China Unicom in Beijing, 221.130.33.52 China Mobile there.


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("cn_region_beijing", "unicom", "default"), TWO),
        (("unicom", "cn_unicom_beijing", "default"), TWO),
        (("cn_unicom_huabei", "cn_unicom_beijing", "unicom"), TWO),
        (("internal", "cn_region_beijing", "default"), TWO),
        (("telecom", "cn_region_huabei", "default"), TWO),
        (("telecom", "mobile", "default"), THREE),
    ],
)
def test_the_carrier_goes_before_the_region_and_the_narrower_line_before_the_wider(
    lines: tuple[str, ...], expected: str
) -> None:
    published = Published.of(world("source_nearest", members=by_line(*lines)), table=embedded())
    assert published.ask("123.123.123.123") == expected


def test_ones_own_line_goes_before_all() -> None:
    own = embedded().with_own_lines({"office": ["123.123.123.0/24"]})
    documents = world("source_nearest", members=by_line("office", "cn_unicom_beijing", "default"))
    published = Published.of(documents, table=own)
    assert [published.ask(asker) for asker in ("123.123.123.123", "123.123.122.1", "8.8.8.8")] == [ONE, TWO, THREE]


def test_the_client_subnet_goes_before_the_resolver() -> None:
    published = Published.of(world("source_nearest", members=by_line("mobile", "unicom", "default")), table=embedded())
    resolver = "221.130.33.52"
    assert published.ask(resolver) == ONE
    assert published.ask(resolver, subnet="123.123.123.0/24") == TWO
    assert published.ask(resolver, subnet="0.0.0.0/0") == ONE
    length = scope(published.response(resolver, subnet="123.123.123.0/24"))
    assert length is not None
    assert 0 < length <= 32


# Item 9


def test_disabled_or_deleted_the_plain_records_are_back_and_other_types_were_never_touched() -> None:
    enabled = domain(pools=["P1"])
    published = Published.of([*world("sequence"), enabled, zone("example.com", *OWN_RECORDS)])
    disabled = domain(pools=["P1"], enabled=False)
    for put, gone, expected in [
        ([], [], ONE),
        ([disabled], [], "192.0.2.99"),
        ([enabled], [], ONE),
        ([], [("access_domain", enabled.key)], "192.0.2.99"),
    ]:
        published.change(*put, gone=gone)
        assert (published.ask(), published.ask(type="MX")) == (expected, "10 mail.example.com.")


def test_a_cname_hides_all_types_and_disabled_uncovers_them() -> None:
    names = [address("n1", "elsewhere.example.net"), pool("N", ["n1"], type="domain")]
    published = Published.of(zone("example.com", *OWN_RECORDS), names, domain(type="CNAME", pools=["N"]))
    assert [published.ask(type=type) for type in ("A", "MX", "TXT")] == ["elsewhere.example.net."] * 3
    published.change(domain(type="CNAME", pools=["N"], enabled=False))
    answers = [published.ask(type=type) for type in ("A", "MX", "TXT")]
    assert answers == ["192.0.2.99", "10 mail.example.com.", "NOERROR"]


def test_without_plain_records_a_disabled_name_is_gone() -> None:
    published = Published.of(world("sequence"))
    published.change(domain(pools=["P1"], enabled=False))
    assert (published.ask(), published.ask(type="MX")) == ("NXDOMAIN", "NXDOMAIN")
