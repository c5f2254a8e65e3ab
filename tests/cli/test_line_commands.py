"""Commands that show whose network is whose, and how far that can be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Run
from trunkline.cli.errors import AMISS
from trunkline.client import Client
from trunkline.documents.line import OwnLine

LAB = OwnLine(name="lab", networks=("202.96.128.0/24",))


def rows(run: Run, *typed: str) -> list[list[str]]:
    ended = run("lines", *typed)
    assert ended.exit_code == 0, ended.output
    return [row.split() for row in ended.stdout.splitlines()]


def test_an_address_is_shown_with_its_lines_and_who_says_so(run: Run, gtm: Client) -> None:
    gtm.put(LAB)
    shown = rows(run, "show", "202.96.128.86")
    assert ["lines", "lab", "›", "telecom", "›", "internal", "›", "default"] in shown
    assert [row[:4] for row in shown if row[:1] == ["asn"]] == [["asn", "carrier", "telecom", "AS4134"]]
    assert ["own", "lines", "line", "lab", "202.96.128.0/24", "202.96.128.0", "202.96.128.255"] in shown


def test_a_word_that_does_not_count_is_told_from_one_that_does(run: Run) -> None:
    assert "nobody's, whatever is said below" in run("lines", "show", "192.168.1.1").stdout
    shown = run("lines", "show", "2001:da8::1").stdout
    assert "carrier edu (too), country CN" in shown
    assert "country AU (overruled)" in shown


def test_an_address_of_nobody_says_so(run: Run) -> None:
    assert "no layer speaks of it" in run("lines", "show", "4000::1").stdout


def test_what_is_no_address_is_a_question_refused(run: Run) -> None:
    ended = run("lines", "show", "here")
    assert (ended.exit_code, "'here' does not appear to be" in ended.stderr) == (3, True)


def test_coverage_shows_the_widest_lines_and_of_a_line_those_within(run: Run) -> None:
    widest = rows(run, "coverage")
    assert {"oversea", "internal", "telecom", "edu"} < {row[0] for row in widest if row}
    assert "cn_telecom_huanan" not in {row[0] for row in widest if row}
    assert widest[-1][0] == "unknown:"
    assert {"telecom", "cn_telecom_huanan"} < {row[0] for row in rows(run, "coverage", "telecom") if row}


def test_layers_are_shown_with_their_day_and_age(run: Run, gtm: Client) -> None:
    gtm.put(LAB)
    shown = rows(run, "layers")
    assert [row[0] for row in shown[1:6]] == ["own", "special", "supernets", "asn", "country"]
    assert "days" in shown[5]


def test_the_known_resolvers_are_right(run: Run) -> None:
    assert run("lines", "test").stdout.endswith(" right, 0 wrong\n")


def test_resolvers_of_a_file_that_are_wrong_are_told_and_end_with_a_code_of_their_own(run: Run) -> None:
    Path("mine.csv").write_text("address,line,name\n202.96.128.86,unicom,Guangdong's\n8.8.8.8,,Google\n")
    ended = run("lines", "test", "--file", "mine.csv")
    assert (ended.exit_code, ended.stdout.splitlines()[-1]) == (AMISS, "2 resolvers: 1 right, 1 wrong")
    assert ["202.96.128.86", "Guangdong's", "unicom", "matches", "telecom,", "not", "unicom"] in [
        row.split() for row in ended.stdout.splitlines()
    ]


@pytest.mark.parametrize("content", [b"", b"no header\n", b"\xff\xfe"])
def test_a_file_that_is_no_list_is_refused(run: Run, content: bytes) -> None:
    Path("mine.csv").write_bytes(content)
    ended = run("lines", "test", "--file", "mine.csv")
    assert (ended.exit_code, bool(ended.stderr)) == (3, True)


def test_a_file_that_is_not_there_is_told(run: Run) -> None:
    assert "mine.csv: cannot be read" in run("lines", "test", "--file", "mine.csv").stderr


def test_a_row_that_is_no_resolver_is_told_with_the_files_name_and_line(run: Run) -> None:
    Path("mine.csv").write_text("address,line,name\nhere,telecom,\n")
    ended = run("lines", "test", "--file", "mine.csv")
    assert ended.exit_code == 3
    assert ended.stderr.startswith("mine.csv:2: address: ")
