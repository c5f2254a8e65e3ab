"""The text formats: lists of networks, iptoasn's tables, ip-location-db's CSV."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from imports_made import in_words, rows, write_text

from trunkline.errors import LayerRefused
from trunkline.imports import Wish
from trunkline.lines.facts import NOBODY, Facts

TELECOM = Facts("telecom", said="telecom")
CHINANET = Facts("telecom", said="AS4134 Chinanet", asn="4134")

CIDR = {
    "1.0.0.0/24": ("1.0.0.0-1.0.0.255", TELECOM),
    "  1.0.0.1  ": ("1.0.0.1-1.0.0.1", TELECOM),
    "1.0.0.0-1.0.1.9": ("1.0.0.0-1.0.1.9", TELECOM),
    "1.0.0.0 - 1.0.1.9 # ours": ("1.0.0.0-1.0.1.9", TELECOM),
    "240e::/18": ("240e::-240e:3fff:ffff:ffff:ffff:ffff:ffff:ffff", TELECOM),
    "1.0.0.0/24 unicom": ("1.0.0.0-1.0.0.255", Facts("unicom", said="unicom")),
    "1.0.0.0/24,cn_region_shannxi": (
        "1.0.0.0-1.0.0.255",
        Facts(province="SN", country="CN", said="cn_region_shaanxi"),
    ),
    "1.0.0.0-1.0.0.9\taliyun_r_cn-hangzhou": (
        "1.0.0.0-1.0.0.9",
        Facts(cloud="aliyun_r_cn-hangzhou", said="aliyun_r_cn-hangzhou"),
    ),
}

IPTOASN = {
    "1.0.0.0\t1.0.0.255\t4134\tCN\tCHINANET": Facts("telecom", country="CN", said="AS4134 Chinanet", asn="4134"),
    "1.0.0.0\t1.0.0.255\t64512\tJP\tSOMEBODY": Facts(NOBODY, country="JP", asn="64512"),
    "1.0.0.0\t1.0.0.255\t64512\tNone\t": Facts(NOBODY, asn="64512"),
}

CSV = {
    '1.0.0.0,1.0.0.255,4134,"Chinanet, Inc."': CHINANET,
    "16777216,16777471,4134,Chinanet": CHINANET,
    "1.0.0.0,1.0.0.255,AS4134,Chinanet": CHINANET,
    '"1.0.0.0","1.0.0.255","64512","x"': Facts(NOBODY, asn="64512"),
    "1.0.0.0,1.0.0.255,CN": Facts(country="CN"),
    '"1.0.0.0","1.0.0.255","CN"': Facts(country="CN"),
    "1.0.0.0,1.0.0.255,HK": Facts(country="HK"),
    "1.0.0.0,1.0.0.255,CN,Guangdong,,Shenzhen,,22.5,114.0,Asia/Shanghai": Facts(province="GD", country="CN"),
    '1.0.0.0,1.0.0.255,US,"Georgia, or so",,Atlanta,,33.7,-84.3,America/New_York': Facts(country="US"),
    "1.0.0.0,1.0.0.255,AS,CN,Guangxi Zhuangzu Zizhiqu,Nanning,22.8,108.3": Facts(province="GX", country="CN"),
}

REFUSED = {
    ("cidr", "1.0.0.1/24"): r"given:2: it has bits set beyond its prefix: 1\.0\.0\.1/24",
    ("cidr", "1.0.0.9-1.0.0.1"): "given:2: its last address comes before its first",
    ("cidr", "hello world"): "given:2: this is no address: hello world",
    ("cidr", "1.0.0.0/24 telecom 3"): "given:2: this is more than a network and a line",
    ("cidr", "1.0.0.0/24 oversea"): "given:2: oversea is made of narrower lines",
    ("iptoasn", "1.0.0.0\t1.0.0.255"): "given:2: this is no row of five fields",
    ("iptoasn", "1.0.0.0\t1.0.0.255\tx\tCN\tx"): "given:2: this is no AS number",
    ("iptoasn", "1.0.0.9\t1.0.0.1\t1\tCN\tx"): "given:2: its last address comes before",
    ("csv", "1.0.0.0,1.0.0.255"): "given:2: this is no row of three fields",
    ("csv", "1.0.0.0,::,CN"): "given:2: its addresses are of two families",
    ("csv", "begin,end,country"): "given:2: this is no address: begin,end,country",
    ("csv", "1.0.0.0,\x1b[31m" + "x" * 999): "given:2: this is no row of three fields or more: 1.0.0.0,�",
    ("cidr", "1.0.0.0/24 \x1b[31m" + "x" * 999): "given:2: �.* is no system line",
}
"""(format, line) → what is said of it; the line before it is in order."""

IN_ORDER = {
    "cidr": "1.0.0.0/24 telecom",
    "iptoasn": "1.0.0.0\t1.0.0.255\t4134\tCN\tCHINANET",
    "csv": "1.0.0.0,1.0.0.255,4134,Chinanet",
}


@pytest.mark.parametrize("line", CIDR)
def test_a_list_of_networks_says_their_line(line: str, tmp_path: Path) -> None:
    path = write_text(tmp_path / "given", "# a comment", "", line)
    assert [*in_words(rows(path, "cidr", Wish("telecom"))).items()] == [CIDR[line]]


def test_a_list_that_names_no_line_needs_one(tmp_path: Path) -> None:
    path = write_text(tmp_path / "given", "1.0.0.0/24 telecom", "1.0.1.0/24")
    with pytest.raises(LayerRefused, match="given:2: no line stands beside this network: say which"):
        rows(path, "cidr")
    with pytest.raises(LayerRefused, match="given: os_asia is made of narrower lines"):
        rows(path, "cidr", Wish("os_asia"))


@pytest.mark.parametrize("line", IPTOASN)
def test_iptoasn_says_whose_and_in_which_country(line: str, tmp_path: Path) -> None:
    path = write_text(tmp_path / "given", line, "1.0.1.0\t1.0.1.255\t0\tUS\tNot routed")
    assert in_words(rows(path, "iptoasn")) == {"1.0.0.0-1.0.0.255": IPTOASN[line]}


def test_both_families_stand_in_one_table(tmp_path: Path) -> None:
    lines = "2400::\t2400::ff\t4134\tCN\tx", "1.0.0.0\t1.0.0.255\t4134\tCN\tx"
    assert [*in_words(rows(write_text(tmp_path / "given", *lines), "iptoasn"))] == [
        "2400::-2400::ff",
        "1.0.0.0-1.0.0.255",
    ]


@pytest.mark.parametrize("line", CSV)
def test_a_csv_says_whose_or_where(line: str, tmp_path: Path) -> None:
    path = write_text(tmp_path / "given", line, "1.0.1.0,1.0.1.255,ZZ")
    assert in_words(rows(path, "csv")) == {"1.0.0.0-1.0.0.255": CSV[line]}


@pytest.mark.parametrize("given", REFUSED, ids=ascii)
def test_a_faulty_line_is_told_with_its_number_and_text(given: tuple[str, str], tmp_path: Path) -> None:
    format, line = given
    path = write_text(tmp_path / "given", IN_ORDER[format], line)
    with pytest.raises(LayerRefused, match=REFUSED[given]) as refused:
        rows(path, format)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("format", IN_ORDER)
def test_a_packed_text_says_the_same(format: str, tmp_path: Path) -> None:
    path = write_text(tmp_path / "plain", "# a comment" if format == "cidr" else "", IN_ORDER[format])
    (tmp_path / "packed").write_bytes(gzip.compress(path.read_bytes()))
    assert rows(tmp_path / "packed", format) == rows(path, format) != []


def test_a_text_may_begin_with_a_mark_and_end_its_lines_as_windows_does(tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(b"\xef\xbb\xbf1.0.0.0,1.0.0.255,CN\r\n")
    assert in_words(rows(tmp_path / "given", "csv")) == {"1.0.0.0-1.0.0.255": Facts(country="CN")}
