"""How much each line covers, and how much is unknown."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_network, summarize_address_range

from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.lines.coverage import Covered, coverage
from trunkline.lines.embedded import embedded, manifest
from trunkline.lines.special import SPECIAL_V4
from trunkline.lines.table import table

unhurried = settings(deadline=None, derandomize=True)

ADDRESSES = st.integers(0, 40) | st.integers((1 << 32) - 40, (1 << 32) - 1)


@unhurried
@given(ADDRESSES, ADDRESSES)
def test_a_range_counts_as_many_prefixes_as_it_takes_to_write_it_down(one: int, other: int) -> None:
    first, last = sorted((one, other))
    cidrs = list(map(str, summarize_address_range(IPv4Address(first), IPv4Address(last))))
    found = coverage(table({cidr: ["telecom"] for cidr in cidrs}))
    assert found.of("telecom") == Covered(v4=last + 1 - first, v4_prefixes=len(cidrs))


def test_a_line_covers_what_narrower_lines_cover_too() -> None:
    found = coverage(table({"1.0.0.0/8": ["telecom"], "2.0.0.0/7": ["cn_telecom_guangdong"], "2600::/32": ["telecom"]}))
    assert found.lines == {
        "telecom": Covered((1 << 24) + (1 << 25), 1 << 16, 2, 1),
        "cn_telecom_huanan": Covered(v4=1 << 25, v4_prefixes=1),
        "cn_telecom_guangdong": Covered(v4=1 << 25, v4_prefixes=1),
    }


def test_a_line_that_the_table_does_not_know_covers_nothing() -> None:
    assert coverage(table({})).of("telecom") == Covered()


def test_unknown_is_public_space_that_matches_only_default() -> None:
    found = coverage(table({"0.0.0.0/1": ["telecom"], "2000::/4": ["unicom"], "4000::/3": ["unicom"]}))
    special = [ip_network(network) for network in SPECIAL_V4]
    upper = sum(one.num_addresses for one in special if int(one.network_address) >> 31)
    assert found.v4 == (1 << 32) - sum(one.num_addresses for one in special)
    assert found.unknown_v4 == (1 << 31) - upper
    assert found.v6 < 1 << 45
    # Of the upper half of 2000::/3 only 3fff::/20 is special-purpose.
    assert found.unknown_v6 == (1 << 44) - (1 << 28)


def test_ones_own_lines_may_cover_private_networks_and_nothing_public_is_known_by_that() -> None:
    with_own = table({}).with_own_lines({"lab": ["10.0.0.0/8", "fd00::/8"]})
    assert coverage(with_own).of("lab") == Covered(1 << 24, 1 << 40, 1, 1)
    assert coverage(with_own).unknown_share() == (1.0, 1.0)


def test_the_embedded_table_covers_what_its_manifest_says() -> None:
    found, counts = coverage(embedded()), manifest()["counts"]
    for line, addresses in counts["v4_addresses"].items():
        assert found.of(line).v4 == addresses
    for line, networks in counts["v6_networks_of_48_bits"].items():
        assert found.of(line).v6 == networks
    assert found.unknown_share()[0] < 0.01
