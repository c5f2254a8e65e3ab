"""ip2region's files: both families, all layouts of their texts."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from imports_made import in_words, rows, write_xdb

from trunkline.errors import LayerRefused
from trunkline.imports.region_text import facts_of_region
from trunkline.lines.facts import SILENCE, Facts

TEXTS = {
    # until 2024: country|area|province|city|owner
    "中国|0|广东省|深圳市|电信": Facts("telecom", "GD", "CN", said="中国|广东省|电信"),
    "中国|0|0|0|联通": Facts("unicom", "", "CN", said="中国|联通"),
    "中国|0|北京|北京市|0": Facts("", "BJ", "CN", said="中国|北京"),
    "中国|0|浙江省|杭州市|阿里云": Facts("", "ZJ", "CN", "aliyun", said="中国|浙江省|阿里云"),
    "中国|0|北京|北京市|世纪互联": Facts("", "BJ", "CN", said="中国|北京"),
    "中国|0|香港|0|中国移动": Facts("", "", "HK", said="中国|香港"),
    "中国|0|台湾省|0|中华电信": Facts("", "", "TW", said="中国|台湾省"),
    "日本|0|0|0|日本电信电话": Facts(country="JP", said="日本"),
    "印度尼西亚|0|0|0|XL": Facts(country="ID", said="印度尼西亚"),
    "英国|0|0|0|BT": Facts(country="GB", said="英国"),
    "美国|0|0|0|阿里云": Facts(country="US", said="美国"),
    "0|0|0|内网IP|内网IP": SILENCE,
    "欧洲|0|0|0|0": SILENCE,
    # 2025: country|province|city|owner
    "中国|广东省|深圳市|移动": Facts("mobile", "GD", "CN", said="中国|广东省|移动"),
    "日本|东京都||": Facts(country="JP", said="日本"),
    "|||": SILENCE,
    # since 2026: country|province|city|owner|code
    "中国|广东省|深圳市|移动|CN": Facts("mobile", "GD", "CN", said="中国|广东省|移动"),
    "中国|广东省|深圳市|0|CN": Facts("", "GD", "CN", said="中国|广东省"),
    "中国|香港特别行政区|0|0|CN": Facts(country="HK", said="中国|香港特别行政区"),
    "中国|台湾省|0|0|TW": Facts(country="TW", said="中国|台湾省"),
    "Australia|Queensland|0|0|AU": Facts(country="AU", said="Australia"),
    "United Kingdom|England|Yateley|0|GB": Facts(country="GB", said="United Kingdom"),
    "Reserved|Reserved|Reserved|0|0": SILENCE,
    "0|0|Reserved|Reserved|Reserved": SILENCE,
    # fields of one's own behind them
    "中国|广东省|深圳市|移动|CN|518000|22.5": Facts("mobile", "GD", "CN", said="中国|广东省|移动"),
    "": SILENCE,
}

OLD = [
    ("0.0.0.0", "0.255.255.255", "0|0|0|内网IP|内网IP"),
    ("1.0.0.0", "1.0.0.255", "中国|0|广东省|深圳市|电信"),
    ("1.0.1.0", "1.0.1.255", "中国|0|广东省|广州市|电信"),
    ("1.0.2.0", "1.0.2.255", "中国|0|福建省|福州市|电信"),
    ("255.255.255.255", "255.255.255.255", "日本|0|0|0|0"),
]

V6 = [
    ("2001::", "2001:1ff::", "中国|上海市|上海市|联通|CN"),
    ("2400::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "Japan|Tokyo|Tokyo|0|JP"),
]

SHANGHAI = Facts("unicom", "SH", "CN", said="中国|上海市|联通")


@pytest.mark.parametrize("text", TEXTS)
def test_each_layout_of_a_text_is_understood(text: str) -> None:
    assert facts_of_region(text) == TEXTS[text]


def test_neighbours_that_say_the_same_are_one_row_and_silence_is_none(tmp_path: Path) -> None:
    assert in_words(rows(write_xdb(tmp_path / "x", OLD), "xdb")) == {
        "1.0.0.0-1.0.1.255": Facts("telecom", "GD", "CN", said="中国|广东省|电信"),
        "1.0.2.0-1.0.2.255": Facts("telecom", "FJ", "CN", said="中国|福建省|电信"),
        "255.255.255.255-255.255.255.255": Facts(country="JP", said="日本"),
    }


def test_version_3_says_which_family_it_is(tmp_path: Path) -> None:
    assert rows(write_xdb(tmp_path / "4", OLD, 3, 4), "xdb") == rows(write_xdb(tmp_path / "2", OLD), "xdb")
    assert in_words(rows(write_xdb(tmp_path / "6", V6, 3, 6), "xdb")) == {
        "2001::-2001:1ff::": SHANGHAI,
        "2400::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": Facts(country="JP", said="Japan"),
    }


def changed(path: Path, at: int, form: str, *values: int) -> Path:
    """The file with a few bytes written over; a negative place counts from the end."""
    content = bytearray(path.read_bytes())
    struct.pack_into(form, content, at % len(content), *values)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("at", "form", "values", "said"),
    [
        (0, "<H", [4], "its header is of an unknown version"),
        (8, "<I", [0], "its header says no place where entries can be"),
        (12, "<I", [0xFFFF_FFFF], "its header says no place|it is cut off"),
        (12, "<I", [0], "its header says no place"),
        (-4, "<I", [0xFFFF_FFFF], "a text of it is not where it should be"),
        (-6, "<H", [0xFFFF], "a text of it is not where it should be"),
        (-14, "<I", [0], "its addresses do not ascend"),
        (-10, "<I", [0], "its addresses do not ascend"),
        (-6, "<HI", [2, 256 + 256 * 256 * 8 + len("0|0|0|内")], "utf-8"),
    ],
)
def test_a_damaged_file_is_refused_with_the_reason(
    at: int, form: str, values: list[int], said: str, tmp_path: Path
) -> None:
    path = changed(write_xdb(tmp_path / "x", OLD), at, form, *values)
    with pytest.raises(LayerRefused, match=f"x: it is damaged, or no xdb: .*({said})"):
        rows(path, "xdb")


def test_a_file_with_more_entries_than_may_be_is_refused_unread(tmp_path: Path) -> None:
    path = write_xdb(tmp_path / "x", OLD)
    begin = 256 + 256 * 256 * 8
    changed(path, 8, "<II", begin, begin + 14 * 5_000_000)
    with path.open("r+b") as file:
        file.truncate(begin + 14 * 5_000_001)
    with pytest.raises(LayerRefused, match="more than 5,000,000 rows"):
        rows(path, "xdb")
