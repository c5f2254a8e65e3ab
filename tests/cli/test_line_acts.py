"""What is done with the line table, typed: import, plan, refuse, go back, take away, update."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.conftest import Run
from trunkline.client import Client

GOOGLE = "8.8.8.0/24\n"
NETWORKS = gzip.compress(b"8.8.8.0\t8.8.8.255\t4134\tUS\tCHINANET\n")


@pytest.fixture(autouse=True)
def embedded_table(gtm: Client) -> Iterator[None]:
    """Whatever a test brings is taken away after it."""
    yield
    for act in gtm.json("GET", "/v1/line_table/acts"):
        assert act["state"] != "running"
    if gtm.status()["line_table"].startswith("country"):
        gtm.json("POST", "/v1/line_table/rollback")


def lines_of(run: Run, address: str) -> str:
    """The best line of an asker, as an explanation tells it."""
    return str(json.loads(run("explain", "www.example.com", "--from", address, "--json").stdout)["line"])


def test_a_list_of_networks_is_laid_over_the_table_and_answered_by(run: Run, tutorial: None) -> None:
    Path("our list.txt").write_text(GOOGLE)
    assert lines_of(run, "8.8.8.8") == "default"
    ended = run("lines", "import", "our list.txt", "--line", "unicom", "--why", "a lease")
    assert ended.exit_code == 0, ended.output
    assert "our list.txt was read as cidr: 1 row" in ended.stdout
    assert "less than 0.1 % of gtm.example.com/A's askers by IPv4 addresses" in ended.stdout
    assert "are told otherwise, 127.3.3.3 and not 127.1.1.1" in ended.stdout
    assert "answering by the line table country 2026-" in ended.stdout
    assert lines_of(run, "8.8.8.8") == "unicom"


def test_a_plan_tells_the_same_and_changes_nothing(run: Run, tutorial: None) -> None:
    Path("list.txt").write_text(GOOGLE)
    ended = run("lines", "import", "list.txt", "--line", "unicom", "--plan")
    assert "unicom" in ended.stdout
    assert "nothing was changed: this was a plan" in ended.stdout
    assert lines_of(run, "8.8.8.8") == "default"


def test_what_the_guards_refuse_changes_nothing_unless_one_knows_better(run: Run, tutorial: None) -> None:
    Path("list.txt").write_text("0.0.0.0/0\n")
    ended = run("lines", "import", "list.txt", "--line", "unicom")
    assert ended.exit_code == 11
    assert "the guards: telecom would keep 0.0 %" in ended.stdout
    assert "refused: nothing was changed; --anyway takes it nonetheless" in ended.stdout
    assert lines_of(run, "202.96.128.86") == "telecom"
    assert run("lines", "import", "list.txt", "--line", "unicom", "--anyway").exit_code == 0
    assert lines_of(run, "202.96.128.86") == "unicom"


def test_one_goes_back_and_forth_between_two_tables(run: Run, tutorial: None) -> None:
    Path("list.txt").write_text(GOOGLE)
    run("lines", "import", "list.txt", "--line", "unicom")
    assert "of before: 2026-" in run("lines", "rollback").stdout
    assert lines_of(run, "8.8.8.8") == "default"
    run("lines", "rollback")
    assert lines_of(run, "8.8.8.8") == "unicom"
    shown = run("lines", "diff", "embedded", "current").stdout
    assert "unicom" in shown


def test_a_layer_that_is_taken_away_speaks_no_more(run: Run, tutorial: None) -> None:
    Path("list.txt").write_text(GOOGLE)
    run("lines", "import", "list.txt", "--line", "unicom")
    assert run("lines", "remove", "list").exit_code == 0
    assert lines_of(run, "8.8.8.8") == "default"
    ended = run("lines", "remove", "list")
    assert (ended.exit_code, ended.stderr.split(";")[0]) == (4, "there is no layer list that was imported")


@pytest.mark.parametrize(
    ("text", "typed", "words"),
    [
        ("8.8.8.0/24\n", "", "no line stands beside this network"),
        ("8.8.8.0/24\n", "--line nowhere", "nowhere"),
        ("8.8.8.1/24\n", "--line unicom", "list.txt:1: "),
        ("8.8.8.0/24\n", "--line unicom --as zip", "there is no format zip"),
        ("8.8.8.0/24\n", "--line unicom --name special", "special is the name of a layer that cannot be replaced"),
        ("8.8.8.0/24\n", "--line unicom --only colour", "unknown field colour"),
        ("", "--line unicom", "list.txt: "),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(run: Run, text: str, typed: str, words: str) -> None:
    Path("list.txt").write_text(text)
    ended = run("lines", "import", "list.txt", *typed.split())
    assert ended.exit_code == 3, ended.output
    assert words in ended.stderr


class _Networks(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path.endswith(".gz") else 404)
        self.send_header("Content-Length", str(len(NETWORKS)))
        self.end_headers()
        self.wfile.write(NETWORKS)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def web() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Networks) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_update_comes_over_the_network_and_past_the_same_guards(run: Run, web: str, tutorial: None) -> None:
    ended = run("lines", "update", "--from-url", f"{web}/ip2asn-combined.tsv.gz")
    assert ended.exit_code == 11, ended.output
    assert "ip2asn-combined.tsv.gz was read as iptoasn: 1 row" in ended.stdout
    assert "the guards: mobile would keep 0.0 %" in ended.stdout
    assert run("lines", "update", "--from-url", f"{web}/ip2asn-combined.tsv.gz", "--anyway").exit_code == 0
    assert lines_of(run, "8.8.8.8") == "telecom"


def test_an_update_that_cannot_be_fetched_names_the_way_out(run: Run, web: str) -> None:
    ended = run("lines", "update", "--from-url", f"{web}/nothing")
    assert ended.exit_code == 3
    assert "it cannot be fetched" in ended.stderr
    assert "--from-file" in ended.stderr
    assert run("lines", "update", "--what", "country").exit_code == 2
