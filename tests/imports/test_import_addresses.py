"""Addresses, networks and ranges out of text: as the standard library reads them, only faster."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.imports.addresses import parse_network, parse_numbers, parse_range

unhurried = settings(deadline=None, derandomize=True)
NETWORKS = st.one_of(
    st.tuples(st.integers(0, (1 << 32) - 1), st.integers(0, 32)).map(lambda one: IPv4Network(one, strict=False)),
    st.tuples(st.integers(0, (1 << 128) - 1), st.integers(0, 128)).map(lambda one: IPv6Network(one, strict=False)),
)

NO_NETWORKS = {
    "1.0.0.1/24": "bits set beyond its prefix",
    "2001:db8::1/32": "bits set beyond its prefix",
    "1.0.0.0/33": "no number from 0 to 32",
    "1.0.0.0/0" + 5000 * "9": "no number from 0 to 32",
    "1.0.0.0/": "no number from 0 to 32",
    "1.0.0.0/-1": "no number from 0 to 32",
    "1.0.0.0/２４": "no number from 0 to 32",
    "::/129": "no number from 0 to 128",
    "1.0.0": "no address",
    "1.0.0.256": "no address",
    "01.0.0.0": "no address",
    "fe80::1%lo": "no address",
    "1.0.0.0\0": "no address",
    "": "no address",
    "example.com": "no address",
}

NO_RANGES = {
    ("1.0.0.1", "1.0.0.0"): "last address comes before its first",
    ("1.0.0.0", "::"): "two families",
    ("1.0.0.0", "1.0.0"): "no address",
}

NUMBERS = {
    ("16777216", "16777471"): (32, 1 << 24, (1 << 24) + 255),
    ("0", "4294967295"): (32, 0, (1 << 32) - 1),
    ("0", "4294967296"): (128, 0, 1 << 32),
    ("281470681743360", "281470681743615"): (32, 0, 255),
}

NO_NUMBERS = [
    ("0", str(1 << 128)),
    ("1", "0"),
    ("-1", "0"),
    ("１", "2"),
    ("0", "9" * 5000),
]


@unhurried
@given(NETWORKS)
def test_a_network_is_read_as_the_standard_library_reads_it(network: IPv4Network | IPv6Network) -> None:
    found = parse_network(str(network))
    mapped = isinstance(network, IPv6Network) and network.subnet_of(ip_network("::ffff:0:0/96"))  # type: ignore[arg-type]
    assert found[0] == (32 if mapped else network.max_prefixlen)
    assert found[1:] == tuple(
        int(address) & (1 << found[0]) - 1 for address in (network.network_address, network.broadcast_address)
    )
    assert parse_range(str(network.network_address), str(network.broadcast_address)) == found


@pytest.mark.parametrize("text", NO_NETWORKS, ids=lambda text: ascii(text)[:40])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=NO_NETWORKS[text]):
        parse_network(text)


def test_a_mapped_network_is_of_ipv4() -> None:
    assert parse_network("::ffff:1.2.3.0/120") == parse_network("1.2.3.0/24")


@pytest.mark.parametrize("ends", NO_RANGES, ids=str)
def test_what_is_no_range_is_refused(ends: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=NO_RANGES[ends]):
        parse_range(*ends)


@pytest.mark.parametrize("given", NUMBERS, ids=str)
def test_the_family_of_numbers_is_told_by_their_size(given: tuple[str, str]) -> None:
    assert parse_numbers(*given) == NUMBERS[given]


@pytest.mark.parametrize("given", NO_NUMBERS, ids=lambda one: ascii(one)[:40])
def test_what_is_no_number_of_an_address_is_refused(given: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"no address|comes before"):
        parse_numbers(*given)
