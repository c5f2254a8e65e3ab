"""The worlds of `make bench-lines` and the raw table of `make bench-engine` are what they are said to be."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from lines.raw import main
from lines.world import DOMAINS, MOVING, config, size_of, tables

from given import KNOWN_LINES
from trunkline.documents.check import check
from trunkline.lines.embedded import embedded


def test_between_two_tables_one_network_moves_from_a_carrier_to_another() -> None:
    before, after = tables()
    assert {"telecom"} <= set(before.find(MOVING).lines)
    assert {"unicom"} <= set(after.find(MOVING).lines)
    for other in ("202.96.127.255", "202.96.129.0", "8.8.8.8", "240e::1"):
        assert before.find(other).lines == after.find(other).lines


def test_a_thousand_access_domains_pass_the_checks() -> None:
    found = config()
    assert len(found.access_domains) == DOMAINS
    assert check(found, KNOWN_LINES) == []


def test_the_raw_table_holds_all_numbers_of_the_embedded_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    askers = embedded().askers
    main(tmp_path / "deep" / "lines.bin")
    written = (tmp_path / "deep" / "lines.bin").read_bytes()
    assert struct.unpack_from("<3I", written) == (askers.classes, len(askers.v4_classes), len(askers.v6_classes))
    assert len(written) == 12 + 2 * askers.classes + size_of(askers)
    assert f"{len(askers.v4_classes):,} IPv4" in capsys.readouterr().out
