"""Which tables may not follow another without a person who agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from trunkline.lines.coverage import coverage
from trunkline.lines.guards import carriers, faults, notices
from trunkline.lines.known_resolvers import KnownResolver, Result
from trunkline.lines.moves import moves
from trunkline.lines.table import table

Ranges = Mapping[str, Sequence[str]]

NOW: Ranges = {
    "10.0.0.0/8": ["telecom"],
    "20.0.0.0/6": ["unicom"],
    "30.0.0.0/24": ["wasu"],
    "2400::/16": ["telecom"],
    "2500::/16": ["os_asia_jp"],
    "2501::/16": ["os_asia_jp"],
    "2600::/14": ["os_namerica_us"],
    "2700::/16": ["internal"],
}


def found(after: Ranges, results: Sequence[Result] = ()) -> tuple[str, ...]:
    before = table(NOW)
    return faults(moves(before, table({**NOW, **after})), coverage(before), results)


def result(right: bool, name: str = "") -> Result:
    resolver = KnownResolver("10.0.0.1", "telecom", name)
    return Result(resolver, ("default",), right, "matches no carrier's line, not telecom")


@pytest.mark.parametrize(
    "after",
    [
        pytest.param({}, id="nothing changes"),
        pytest.param({"30.0.0.0/27": ["default"], "30.0.0.128/28": ["default"]}, id="a carrier keeps 81 %"),
        pytest.param({"40.0.0.0/8": ["telecom"], "2500::/16": ["unicom"]}, id="unknown becomes known"),
        pytest.param({"10.0.0.0/8": ["cn_telecom_guangdong"]}, id="a province becomes known"),
        pytest.param({"10.0.0.0/8": ["aws", "telecom"]}, id="a better match besides"),
        pytest.param({"2500::/16": ["os_asia_kr"]}, id="a country changes"),
        pytest.param({"40.0.0.0/32": ["default"], "2500::/16": ["default"]}, id="the rest of the world keeps 83 %"),
    ],
)
def test_a_table_may_be_used_when(after: Ranges) -> None:
    assert found(after) == ()


@pytest.mark.parametrize(
    ("after", "sentences"),
    [
        pytest.param(
            {"30.0.0.0/26": ["default"]},
            ["wasu would keep 75.0 % of its 256 IPv4 addresses, and fewer than 80 % are too few"],
            id="a carrier loses too much",
        ),
        pytest.param(
            {"30.0.0.0/24": ["unicom"], "30.0.1.0/24": ["wasu"]},
            ["wasu would keep 0.0 % of its 256 IPv4 addresses"],
            id="a carrier has as much as before, but elsewhere",
        ),
        pytest.param(
            {"10.0.0.0/10": ["default"], "20.0.0.0/9": ["wasu"]},
            [
                "telecom would keep 75.0 % of its 16,777,216 IPv4 addresses",
                "15.0 % of the 83,886,336 IPv4 addresses that have a carrier (such as unicom → wasu) would come",
            ],
            id="too many come to another carrier",
        ),
        pytest.param(
            {"2400::/20": ["mobile"]},
            ["6.2 % of the 4,294,967,296 IPv6 /48s that have a carrier (such as telecom → mobile) would come"],
            id="IPv6 counts by itself",
        ),
        pytest.param(
            {"2700::/17": ["default"]},
            ["internal would keep 50.0 % of its 4,294,967,296 IPv6 /48s, and fewer than 80 % are too few"],
            id="half of the mainland is nowhere",
        ),
        pytest.param(
            {"2600::/14": ["default"]},
            ["oversea would keep 33.3 % of its 25,769,803,776 IPv6 /48s, and fewer than 80 % are too few"],
            id="most countries are missing",
        ),
    ],
)
def test_a_table_may_not_be_used_when(after: Ranges, sentences: Sequence[str]) -> None:
    said = found(after)
    for sentence, wanted in zip(said, sentences, strict=True):
        assert sentence.startswith(wanted)
        assert sentence.endswith("--anyway is for who knows better")


def test_a_carrier_may_keep_just_enough_and_just_few_enough_may_flip() -> None:
    """Four fifths of 80 addresses, and a twentieth of 320."""
    small: Ranges = {"10.0.0.0/26": ["wasu"], "10.0.0.64/28": ["wasu"]}
    now: Ranges = {**small, "20.0.0.0/25": ["telecom"], "20.0.0.128/26": ["telecom"], "20.0.0.192/28": ["telecom"]}
    more: Ranges = {**now, "20.0.0.208/28": ["telecom"], "20.0.0.224/28": ["telecom"]}
    before, after = table(more), table({**more, "10.0.0.64/28": ["telecom"]})
    assert faults(moves(before, after), coverage(before), ()) == ()


def test_the_halves_of_the_world_are_guarded_where_only_large_carriers_are() -> None:
    now: Ranges = {"10.0.0.0/8": ["telecom"], "20.0.0.0/24": ["internal"]}
    before = table(now)
    moved = moves(before, table({**now, "20.0.0.0/24": ["default"]}))
    (fault,) = faults(moved, coverage(before), (), large=0.01)
    assert fault.startswith("internal would keep 0.0 % of its 256 IPv4 addresses")
    assert notices(moved, coverage(before), large=0.01) == ()


def test_a_known_resolver_that_would_be_wrong_is_a_fault_and_named() -> None:
    assert found({}, [result(True), result(False, "somebody's")]) == (
        "the known resolver 10.0.0.1 (somebody's) matches no carrier's line, not telecom; "
        "--anyway is for who knows better",
    )


def test_of_many_wrong_resolvers_a_few_are_named() -> None:
    said = found({}, [result(False)] * 8)
    assert (len(said), said[-1].split(";")[0]) == (6, "3 more known resolvers would be wrong")


def test_carriers_are_the_widest_lines_of_isps() -> None:
    assert {"telecom", "unicom", "mobile", "edu", "btvn", "cstnet"} <= carriers()
    assert not {"cn_telecom_guangdong", "aliyun", "internal", "oversea", "default"} & carriers()


def test_a_small_carrier_that_loses_is_told_of_where_only_large_ones_are_guarded() -> None:
    before = table(NOW)
    moved, covered = moves(before, table({**NOW, "30.0.0.0/26": ["default"]})), coverage(before)
    assert faults(moved, covered, (), large=0.01) == ()
    assert notices(moved, covered, large=0.01) == (
        "wasu would keep 75.0 % of its 256 IPv4 addresses, and it is too small a carrier to refuse the table for that",
    )
    assert notices(moved, covered, large=0.0) == ()
