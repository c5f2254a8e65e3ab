"""The table in the package."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

import pytest

from trunkline.lines.catalogue import catalogue, find_line
from trunkline.lines.embedded import embedded, manifest

BEIJING = "cn_region_beijing cn_region_huabei internal default"


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            "221.130.33.52",
            "cn_mobile_beijing cn_mobile_huabei mobile cn_region_beijing cn_region_huabei internal default",
        ),
        ("202.96.128.86", "telecom internal default"),
        ("123.123.123.123", f"cn_unicom_beijing cn_unicom_huabei unicom {BEIJING}"),
        ("8.8.8.8", "os_namerica_us os_namerica oversea default"),
        ("2001:da8::1", "edu internal default"),
        ("2001:4860:4860::8888", "os_namerica_us os_namerica oversea default"),
        ("192.168.1.1", "default"),
        ("47.235.1.1", "aliyun os_namerica_us os_namerica oversea default"),
        ("127.0.0.1", "default"),
        ("::1", "default"),
        ("fe80::1", "default"),
    ],
)
def test_an_address_matches_these_lines(address: str, lines: str) -> None:
    assert embedded().find(address).lines == tuple(lines.split())


def test_every_line_of_the_table_is_in_the_catalogue() -> None:
    assert {code for lines in embedded().classes for code in lines if not find_line(code)} == set()


def test_every_class_is_in_the_order_of_priority_and_ends_in_default() -> None:
    for lines in embedded().classes:
        categories = [catalogue()[code].category for code in lines]
        assert categories == sorted(categories)
        assert lines[-1] == "default"


@pytest.mark.parametrize("family", [4, 6])
def test_representatives_really_match(family: int) -> None:
    representatives = embedded().representatives(family=family)
    assert {"telecom", "unicom", "mobile", "edu", "internal", "default", "os_namerica_us"} <= representatives.keys()
    assert all(embedded().find(address).lines[0] == line for line, address in representatives.items())


def test_own_lines_can_be_laid_over_the_whole_table() -> None:
    lines = embedded().with_own_lines({"everyone": ["0.0.0.0/0", "::/0"], "office": ["202.96.128.0/24"]})
    assert lines.find("202.96.128.86").lines == ("office", "everyone", "telecom", "internal", "default")
    assert lines.find("240e::1").lines[:2] == ("everyone", "telecom")
    assert len(lines.askers.v4_classes) == len(embedded().askers.v4_classes) + 2


def test_the_manifest_tells_of_this_very_table() -> None:
    data = files("trunkline.lines").joinpath("data")
    for name, file in manifest()["files"].items():
        packed = data.joinpath(name).read_bytes()
        assert file == {"bytes": len(packed), "sha256": sha256(packed).hexdigest()}
    for name, digest in manifest()["curated"].items():
        assert sha256(data.joinpath(name).read_bytes()).hexdigest() == digest
    assert manifest()["counts"]["v4_ranges"] == len(embedded().askers.v4_classes)
    assert manifest()["version"] == embedded().version


def test_the_table_is_small_enough_to_come_in_the_package() -> None:
    assert sum(len(file.read_bytes()) for file in files("trunkline.lines").joinpath("data").iterdir()) < 1_000_000
