"""A line table as a file, and back."""

from __future__ import annotations

import lzma

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.errors import LineTableUnreadable
from trunkline.lines.packed import MAGIC, pack, unpack
from trunkline.lines.table import table

unhurried = settings(deadline=None, derandomize=True)

NETWORKS = [
    "0.0.0.0/8", "1.2.3.4/32", "1.2.4.0/23", "128.0.0.0/1", "::/128", "240e::/18", "2400::1:2:300/120", "ffff::/16",
]  # fmt: skip
PACKED = pack(table({"1.1.0.0/16": ("mobile",), "2400::/12": ("unicom",)}))


@unhurried
@given(st.dictionaries(st.sampled_from(NETWORKS), st.sampled_from([("telecom",), ("edu",), ()])), st.text())
def test_a_table_comes_back_as_it_was(ranges: dict[str, tuple[str, ...]], version: str) -> None:
    before = table(ranges, version=version)
    assert unpack(pack(before)) == before


def test_the_same_table_gives_the_same_bytes() -> None:
    assert pack(unpack(PACKED)) == PACKED


@unhurried
@given(st.integers(0, len(PACKED) - 1))
def test_a_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises(LineTableUnreadable):
        unpack(PACKED[:length])


@unhurried
@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_noticed(place: int, flip: int) -> None:
    damaged = PACKED[:place] + bytes([PACKED[place] ^ flip]) + PACKED[place + 1 :]
    with pytest.raises(LineTableUnreadable):
        unpack(damaged)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"trunkline lines 2\n{}\n",
        MAGIC,
        MAGIC + b"[]\n",
        MAGIC + b'{"version": "", "classes": [], "v4": 0, "v6": 0}\n',
        MAGIC + b'{"version": "", "classes": [["default"]], "v4": 1, "v6": 1}\n' + bytes(10),
        MAGIC + b'{"version": "", "classes": [["default"]], "v4": 1, "v6": 1}\n' + b"\1" + bytes(23),
        MAGIC + b'{"version": "", "classes": [["default"]], "v4": 1, "v6": 1}\n' + bytes(4) + b"\1" + bytes(19),
    ],
    ids=["empty", "version", "nothing", "list", "no ranges", "short", "not from zero", "class unknown"],
)
def test_what_is_no_line_table_is_refused(content: bytes) -> None:
    with pytest.raises(LineTableUnreadable):
        unpack(lzma.compress(content))
