"""Which formats there are, how a file's is told, and what no file can do to us."""

from __future__ import annotations

import gzip
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imports_made import in_words, rows, write_mmdb, write_text, write_xdb

import trunkline.imports
from trunkline.errors import LayerRefused
from trunkline.imports import Wish, formats, open_rows, sniff, text
from trunkline.lines.facts import SILENCE, Facts

unhurried = settings(deadline=None, derandomize=True, max_examples=200)

MADE: dict[str, Callable[[Path], Path]] = {
    "cidr": lambda path: write_text(path, "# ours", "1.0.0.0/24 telecom", "2400::/12 unicom"),
    "csv": lambda path: write_text(path, "1.0.0.0,1.0.0.255,CN", '2400::,2400::ff,4134,"Chinanet"'),
    "iptoasn": lambda path: write_text(path, "1.0.0.0\t1.0.0.255\t4134\tCN\tCHINANET"),
    "mmdb": lambda path: write_mmdb(path, {"1.0.0.0/24": {"country_code": "CN"}, "2400::/12": {"asn": "AS4134"}}),
    "xdb": lambda path: write_xdb(
        path, [("0.0.0.0", "1.0.0.0", "中国|0|广东省|0|电信"), ("2.0.0.0", "2.0.0.9", "日本|0|0|0|0")]
    ),
}

RANGES = dedent("""
    from trunkline.imports.format import Format
    from trunkline.lines.facts import SILENCE, Facts

    def read(path, wish, progress):
        yield 32, 0, 255, Facts(country="JP")

    FORMAT = Format("first", "a file that begins with FIRST", lambda head, tail: head.startswith(b"FIRST"), read)
""")


@pytest.fixture
def with_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package with one more file in it."""
    (tmp_path / "first.py").write_text(RANGES)
    monkeypatch.setattr(trunkline.imports, "__path__", [*trunkline.imports.__path__, str(tmp_path)])
    formats.cache_clear()
    yield
    formats.cache_clear()
    sys.modules.pop("trunkline.imports.first", None)


@pytest.mark.parametrize("name", MADE)
def test_a_file_is_of_one_format_alone_and_told_by_its_looks(name: str, tmp_path: Path) -> None:
    path = MADE[name](tmp_path / "given")
    head, tail = text.sample(path)
    assert [one.name for one in formats().values() if one.looks_like(head, tail)] == [name]
    assert sniff(path).name == name


def test_these_are_the_formats() -> None:
    assert [*formats()] == [*MADE]


def test_the_documentation_tells_what_each_format_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "lines.md").read_text()
    assert [name for name in formats() if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("name", MADE)
def test_a_packed_file_is_taken_for_a_text_or_for_none(name: str, tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(gzip.compress(MADE[name](tmp_path / "plain").read_bytes()))
    if name in ("mmdb", "xdb"):
        with pytest.raises(LayerRefused, match="its format cannot be told"):
            sniff(tmp_path / "given")
    else:
        assert sniff(tmp_path / "given").name == name


@pytest.mark.usefixtures("with_first")
def test_a_format_is_added_by_adding_a_file(tmp_path: Path) -> None:
    path = write_text(tmp_path / "given", "FIRST")
    assert sniff(path).name == "first"
    assert in_words(rows(path, "first")) == {"0.0.0.0-0.0.0.255": Facts(country="JP")}


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(b"")
    with pytest.raises(LayerRefused, match=r"given: it is empty$"):
        sniff(tmp_path / "given")


@pytest.mark.parametrize("content", [b"\n# nothing\n", b"hello world, here I am\n", bytes(99), b"\xff\xfe" * 99])
def test_a_file_of_no_format_is_refused_with_those_there_are(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(content)
    with pytest.raises(LayerRefused, match=r"given: .*; csv: ip-location-db or DB-IP, \*\.csv; .*xdb: ip2region"):
        sniff(tmp_path / "given")


@pytest.mark.parametrize("name", MADE)
def test_a_file_that_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(LayerRefused, match="given: it cannot be read: No such file"):
        sniff(tmp_path / "given")
    with pytest.raises(LayerRefused, match="given: it cannot be read: No such file"):
        rows(tmp_path / "given", name)
    with pytest.raises(LayerRefused, match="it cannot be read: Is a directory"):
        rows(tmp_path, name)


@pytest.mark.parametrize("name", MADE)
def test_an_empty_file_says_nothing_and_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "given").touch()
    with pytest.raises(LayerRefused, match=r"it says of no network|it is damaged, or no \w+: |it is empty"):
        rows(tmp_path / "given", name)


@pytest.mark.parametrize("name", MADE)
def test_progress_ends_with_the_whole_file(name: str, tmp_path: Path) -> None:
    path = MADE[name](tmp_path / "given")
    told: list[tuple[int, int]] = []
    assert [*open_rows(path, formats()[name], Wish(), lambda done, size: told.append((done, size)))]
    size = path.stat().st_size
    assert told[-1] == (size, size)
    assert sorted(told) == told


def test_a_larger_file_than_may_be_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_text(tmp_path / "given", *["1.0.0.0/24 telecom"] * 3)
    with monkeypatch.context() as changed:
        changed.setattr(trunkline.imports, "ROWS", 2)
        with pytest.raises(LayerRefused, match="given: more than 2 rows"):
            rows(path, "cidr")
    with monkeypatch.context() as changed:
        changed.setattr(text, "LINES", 2)
        with pytest.raises(LayerRefused, match="given:3: more than 2 lines"):
            rows(path, "cidr")


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lines").write_bytes(gzip.compress(b"# a long comment\n" * 1000) * 1000)
    monkeypatch.setattr(text, "LARGEST", 1 << 20)
    with pytest.raises(LayerRefused, match=r"lines:61681: more than 0 GiB of text"):
        rows(tmp_path / "lines", "cidr")
    (tmp_path / "line").write_bytes(gzip.compress(bytes(1 << 24)))
    with pytest.raises(LayerRefused, match="line:1: a line of 65,536 bytes or more"):
        rows(tmp_path / "line", "cidr")


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(b"1.0.0.0/24 telecom\n" * 9)
    for end in range(2, len(packed)):
        (tmp_path / "given").write_bytes(packed[:end])
        with pytest.raises(LayerRefused, match="cannot be read"):
            rows(tmp_path / "given", "cidr")


@pytest.mark.parametrize("name", MADE)
def test_whatever_is_cut_off_gives_rows_or_a_refusal(name: str, tmp_path: Path) -> None:
    content = MADE[name](tmp_path / "given").read_bytes()
    ends = [*range(0, min(len(content), 400)), *range(max(0, len(content) - 400), len(content))]
    for end in ends:
        (tmp_path / "given").write_bytes(content[:end])
        survives(tmp_path / "given", name)


@pytest.mark.parametrize("name", MADE)
def test_whatever_is_damaged_gives_rows_or_a_refusal(name: str, tmp_path: Path) -> None:
    content = bytearray(MADE[name](tmp_path / "given").read_bytes())
    chance = random.Random(5)
    places = [at for at in range(len(content)) if content[at] or at < 64]
    for at in places if len(places) < 800 else chance.sample(places, 800):
        before, content[at] = content[at], chance.choice((0, 0xFF, content[at] ^ 1 << chance.randrange(8)))
        (tmp_path / "given").write_bytes(content)
        survives(tmp_path / "given", name)
        content[at] = before


@pytest.mark.parametrize("name", MADE)
@unhurried
@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_a_refusal(name: str, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / f"any-{name}"
    path.write_bytes(content)
    survives(path, name)


def survives(path: Path, name: str) -> None:
    """Rows that are in order, or a refusal; and a format, or a refusal."""
    with suppress(LayerRefused):
        sniff(path)
    with suppress(LayerRefused):
        for bits, first, last, facts in rows(path, name):
            assert bits in (32, 128)
            assert 0 <= first <= last < 1 << bits
            assert facts != SILENCE
