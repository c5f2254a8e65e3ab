"""MaxMind DB files of all makers, held against the library that is made for looking up in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Network, ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import maxminddb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imports_made import in_words, rows, write_mmdb

from trunkline.errors import LayerRefused
from trunkline.imports.mmdb import facts_of_record
from trunkline.imports.mmdb_tree import SEPARATOR, Tree, leaves
from trunkline.lines.facts import NOBODY, SILENCE, Facts
from trunkline.lines.networks import to_address

unhurried = settings(deadline=None, derandomize=True, max_examples=60)

RECORDS: list[tuple[str, dict[str, Any], Facts]] = [
    (
        "GeoLite2-ASN",
        {"autonomous_system_number": 4134, "autonomous_system_organization": "Chinanet"},
        Facts("telecom", said="AS4134 Chinanet", asn="4134"),
    ),
    ("GeoLite2-ASN, another", {"autonomous_system_number": 64512}, Facts(NOBODY, asn="64512")),
    (
        "GeoLite2-Country",
        {"country": {"iso_code": "JP", "names": {"en": "Japan"}}, "registered_country": {"iso_code": "US"}},
        Facts(country="JP"),
    ),
    (
        "GeoLite2-City",
        {"country": {"iso_code": "CN"}, "subdivisions": [{"iso_code": "GD", "names": {"en": "Guangdong"}}]},
        Facts(province="GD", country="CN"),
    ),
    ("GeoLite2-City, only registered", {"registered_country": {"iso_code": "US"}}, SILENCE),
    (
        "GeoIP2-ISP",
        {"isp": "China Mobile", "organization": "x", "autonomous_system_number": 9808},
        Facts("mobile", said="AS9808 China Mobile", asn="9808"),
    ),
    (
        "an ISP and a country",
        {"isp": "China Telecom", "country_code": "CN"},
        Facts("telecom", "", "CN", said="China Telecom"),
    ),
    (
        "DB-IP City",
        {"country": {"iso_code": "CN"}, "subdivisions": [{"names": {"en": "Sichuan"}}]},
        Facts(province="SC", country="CN"),
    ),
    (
        "ip-location-db",
        {"country_code": "CN", "state1": "Inner Mongolia", "city": ""},
        Facts(province="NM", country="CN"),
    ),
    (
        "IPinfo Lite",
        {"asn": "AS4134", "as_name": "CHINANET", "country": "China", "country_code": "CN", "continent_code": "AS"},
        Facts("telecom", country="CN", said="AS4134 Chinanet", asn="4134"),
    ),
    ("IPinfo, older", {"country": "JP", "country_name": "Japan"}, Facts(country="JP")),
    ("unknown country", {"country_code": "ZZ"}, SILENCE),
    (
        "other types",
        {"asn": [1], "country": 7, "subdivisions": {"a": 1}, "country_code": {"a": 1}, "isp": 1.5},
        SILENCE,
    ),
    ("empty", {}, SILENCE),
]

NETWORKS = st.dictionaries(
    st.one_of(
        st.tuples(st.integers(0, 7), st.integers(2, 4)).map(
            lambda one: f"{one[0] >> (4 - one[1]) << 4}.0.0.0/{one[1] + 4}"
        ),
        st.sampled_from(("1.2.3.4/32", "255.255.255.255/32", "2001:200::/32", "2400::/12", "ffff::/16", "2400::1/128")),
    ),
    st.sampled_from(("CN", "JP", "ZZ", "HK")).map(lambda code: {"country_code": code}),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize(("record", "said"), [one[1:] for one in RECORDS], ids=[one[0] for one in RECORDS])
def test_a_record_is_read_by_the_names_of_its_fields(record: dict[str, Any], said: Facts) -> None:
    assert facts_of_record(record) == said


def test_neighbours_that_say_the_same_are_one_row_and_silence_is_none(tmp_path: Path) -> None:
    records = {
        "1.0.0.0/24": {"country_code": "CN", "city": "a"},
        "1.0.1.0/24": {"country_code": "CN", "city": "b"},
        "1.0.2.0/24": {"country_code": "ZZ"},
        "2400::/16": {"country_code": "JP"},
        "2401::/16": {"country_code": "JP"},
    }
    assert in_words(rows(write_mmdb(tmp_path / "x", records), "mmdb")) == {
        "1.0.0.0-1.0.1.255": Facts(country="CN"),
        "2400::-2401:ffff:ffff:ffff:ffff:ffff:ffff:ffff": Facts(country="JP"),
    }


def test_a_tree_of_ipv4_alone_says_the_same(tmp_path: Path) -> None:
    records = {"1.0.0.0/24": {"country_code": "CN"}, "128.0.0.0/1": {"country_code": "JP"}}
    assert rows(write_mmdb(tmp_path / "4", records, 4), "mmdb") == rows(write_mmdb(tmp_path / "6", records), "mmdb")


def test_what_is_said_of_ipv4_again_is_left_out(tmp_path: Path) -> None:
    again = {
        "1.0.0.0/24": "CN",
        "2002:100::/32": "JP",
        "::ffff:1.0.0.0/120": "JP",
        "64:ff9b::1.0.0.0/120": "JP",
        "2001::/32": "JP",
    }
    path = write_mmdb(tmp_path / "x", {network: {"country_code": code} for network, code in again.items()})
    assert in_words(rows(path, "mmdb")) == {"1.0.0.0-1.0.0.255": Facts(country="CN")}


@unhurried
@given(NETWORKS)
def test_each_address_is_said_of_what_the_library_finds_there(records: dict[str, dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = write_mmdb(Path(folder) / "x", records)
        try:
            found = rows(path, "mmdb")
        except LayerRefused:
            found = []
        with maxminddb.open_database(path, maxminddb.MODE_MEMORY) as library:
            for network in map(ip_network, records):
                for address in (
                    network.network_address - 1 if int(network.network_address) else network[0],
                    network[0],
                    network[-1],
                ):
                    record = library.get(address)
                    said = facts_of_record(record) if isinstance(record, dict) else SILENCE
                    bits = 32 if isinstance(network, IPv4Network) else 128
                    here = [row for row in found if row[0] == bits and row[1] <= int(address) <= row[2]]
                    assert [row[3] for row in here] == [said] * (said != SILENCE), to_address(bits, int(address))


def test_a_file_whose_records_say_nothing_of_use_names_their_fields(tmp_path: Path) -> None:
    path = write_mmdb(tmp_path / "x", {"1.0.0.0/24": {"is_anonymous": True, "score": 1}})
    with pytest.raises(LayerRefused, match=r"x: .*neither whose a network is nor where, but only is_anonymous, score"):
        rows(path, "mmdb")


def test_a_record_with_too_many_values_is_refused(tmp_path: Path) -> None:
    path = write_mmdb(tmp_path / "x", {"1.0.0.0/24": {"country_code": "CN", "more": [[1] * 40] * 40}})
    with pytest.raises(LayerRefused, match="too many"):
        rows(path, "mmdb")


def tree(nodes: Sequence[tuple[int, int]], record_size: int, bits: int = 32) -> Tree:
    """A tree of these nodes, each of two records (https://maxmind.github.io/MaxMind-DB/)."""
    packed = b""
    for left, right in nodes:
        if record_size == 28:
            middle = left >> 24 << 4 | right >> 24
            packed += (left & 0xFFFFFF).to_bytes(3) + middle.to_bytes() + (right & 0xFFFFFF).to_bytes(3)
        else:
            packed += left.to_bytes(record_size // 8) + right.to_bytes(record_size // 8)
    return Tree(packed + bytes(SEPARATOR), bits, len(nodes), record_size)


@pytest.mark.parametrize(("record_size", "far"), [(24, 0xFFFFFF), (28, 0xFEDCBA9), (32, 0xFEDCBA98)])
def test_records_of_each_size_are_read(record_size: int, far: int) -> None:
    found = leaves(tree([(1, far), (2, far - 1)], record_size), lambda done, size: None)
    place = record_size // 4 * 2 - 2
    assert [*found] == [(32, 1 << 30, (1 << 31) - 1, far - 1 + place), (32, 1 << 31, (1 << 32) - 1, far + place)]


HOSTILE = {
    "itself below itself": [(0, 0)],
    "a loop": [(1, 2), (2, 2), (0, 0)],
    "one way of many to each": [(number + 1, number + 1) for number in range(99)] + [(100, 100)],
    "deeper than an address": [(number + 1, 200) for number in range(199)] + [(200, 200)],
}


@pytest.mark.parametrize("nodes", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_tree_that_is_none_is_refused(nodes: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="its tree has loops"):
        [*leaves(tree(nodes, 24, 128), lambda done, size: None)]


@pytest.mark.parametrize(
    "wrong", [{"bits": 0}, {"bits": 64}, {"nodes": 0}, {"nodes": 1 << 40}, {"record_size": 20}, {"nodes": 9}]
)
def test_metadata_that_describe_no_tree_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"its metadata describe no tree|it is cut off"):
        replace(tree([(1, 1)], 24), **wrong)


def test_a_tree_with_loops_is_refused(tmp_path: Path) -> None:
    path = write_mmdb(tmp_path / "x", {"1.0.0.0/24": {"country_code": "CN"}}, 4)
    content = bytearray(path.read_bytes())
    content[0:3] = content[3:6] = bytes(3)
    path.write_bytes(content)
    with pytest.raises(LayerRefused, match="its tree has loops"):
        rows(path, "mmdb")
