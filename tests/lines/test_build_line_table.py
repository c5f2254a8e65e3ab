"""The script that makes the embedded table, on packages of a few rows."""

from __future__ import annotations

import io
import json
import runpy
import sys
import tarfile
from pathlib import Path

import pytest

from trunkline.lines.lists import special, supernets
from trunkline.lines.packed import unpack
from trunkline.lines.stack import compose

SCRIPT = Path(__file__).parents[2] / "scripts/build_line_table.py"


def package(path: Path, name: str, v4: str, v6: str) -> Path:
    """A package as ip-location-db publishes it."""
    members = {
        "package.json": json.dumps({"version": "2.3.2026061719"}),
        f"{name}-ipv4-num.csv": v4,
        f"{name}-ipv6-num.csv": v6,
    }
    with tarfile.open(path, "w:gz") as archive:
        for member, text in members.items():
            entry = tarfile.TarInfo(f"package/{member}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Path, Path]:
    asn = '16777216,16777471,4134,Chinanet\n16777472,16777727,13335,"Cloudflare, Inc."\n'
    country = "16777216,16777727,CN\n16777600,16777727,JP\n"
    v6 = f"{0x2400 << 112},{(0x2401 << 112) - 1}"
    return (
        package(tmp_path / "asn.tgz", "asn", asn, f"{v6},9808,China Mobile\n"),
        package(tmp_path / "country.tgz", "geo-whois-asn-country", country, f"{v6},CN\n"),
    )


def build(sources: tuple[Path, Path], output: Path, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    output.mkdir()
    options = ["--asn", str(sources[0]), "--country", str(sources[1]), "--output", str(output)]
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), *options])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    return [(output / name).read_bytes() for name in ("country.xz", "asn.xz")]


def test_a_table_is_built_from_the_two_packages(
    sources: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = map(unpack, build(sources, tmp_path / "out", monkeypatch))
    lines = compose((*made, supernets(), special()), "by hand")
    assert lines.find("1.0.0.9").lines == ("telecom", "internal", "default")
    assert lines.find("1.0.1.0").lines == ("cloudflare", "internal", "default")
    assert lines.find("1.0.1.200").lines[:2] == ("cloudflare", "os_asia_jp")
    assert lines.find("2400::1").lines == ("mobile", "internal", "default")


def test_the_same_sources_give_the_same_bytes(
    sources: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(sources, tmp_path / "1", monkeypatch) == build(sources, tmp_path / "2", monkeypatch)
    assert (tmp_path / "1/manifest.json").read_text() == (tmp_path / "2/manifest.json").read_text()
