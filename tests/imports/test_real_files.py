"""Real files, read as an operator would bring them; fetched once, and left out where the package registry is away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import maxminddb
import pytest
from imports_made import rows
from real_files import ip2region, ip_location_db

from trunkline.imports import Row, Wish, formats, open_rows, sniff
from trunkline.imports.joined import joined
from trunkline.imports.mmdb import facts_of_record
from trunkline.lines.embedded import embedded_layers
from trunkline.lines.known_resolvers import check_resolvers, known_resolvers
from trunkline.lines.layer import build_layer
from trunkline.lines.stack import compose
from trunkline.lines.table import LineTable

PROVINCES = {
    "202.96.128.86": "cn_telecom_guangdong",
    "210.21.196.6": "cn_unicom_guangdong",
    "211.136.192.6": "cn_mobile_guangdong",
    "61.132.163.68": "cn_telecom_anhui",
    "202.106.0.20": "cn_unicom_beijing",
}
"""Resolvers that carriers publish, and the line of their province."""


@pytest.fixture(scope="module")
def xdb() -> Path:
    return ip2region()


@pytest.fixture(scope="module")
def countries() -> Path:
    return ip_location_db("iptoasn-country-mmdb", "iptoasn-country.mmdb")


@pytest.fixture(scope="module", params=[4, 6])
def cities(request: pytest.FixtureRequest) -> Path:
    return ip_location_db("geolite2-city-mmdb", f"geolite2-city-ipv{request.param}.mmdb")


@pytest.fixture(scope="module")
def with_ip2region(xdb: Path) -> LineTable:
    """The embedded table with ip2region's file on top, as an import lays it."""
    *below, special = embedded_layers()
    return compose((*below, build_layer("ip2region", rows(xdb, "xdb")), special), "a test")


def by_the_library(path: Path) -> Iterator[Row]:
    """What the library that looks up finds on its way through all of the file."""
    with maxminddb.open_database(path) as library:
        for network, record in library:
            assert isinstance(record, dict)
            first, last = int(network.network_address), int(network.broadcast_address)
            yield network.max_prefixlen, first, last, facts_of_record(record)


def test_each_real_file_is_told_by_its_looks(xdb: Path, countries: Path, cities: Path) -> None:
    assert [sniff(path).name for path in (xdb, countries, cities)] == ["xdb", "mmdb", "mmdb"]


def test_ip2region_tells_the_carrier_and_the_province_of_nearly_all_carriers_addresses(xdb: Path) -> None:
    told: Counter[tuple[bool, bool]] = Counter()
    for _, first, last, facts in rows(xdb, "xdb"):
        told[bool(facts.carrier), bool(facts.province)] += last - first + 1
    carriers = told[True, True] + told[True, False]
    assert carriers > 300_000_000
    assert told[True, True] > 0.97 * carriers


@pytest.mark.parametrize("address", PROVINCES)
def test_province_lines_work_with_ip2region_imported(address: str, with_ip2region: LineTable) -> None:
    assert with_ip2region.find(address).lines[0] == PROVINCES[address]


def test_the_known_resolvers_are_right_with_ip2region_imported(with_ip2region: LineTable) -> None:
    assert [str(one) for one in check_resolvers(with_ip2region, known_resolvers()) if not one.right] == []


def test_a_tree_of_both_families_is_read_as_the_library_reads_it(countries: Path) -> None:
    assert rows(countries, "mmdb") == [*joined(by_the_library(countries))]


def test_a_large_file_is_read_row_by_row(cities: Path) -> None:
    read = open_rows(cities, formats()["mmdb"], Wish(), lambda done, size: None)
    assert [*islice(read, 5_000)] == [*islice(joined(by_the_library(cities)), 5_000)]
