"""The command as a process: serve and check, which need no node, and what stands in the way of a start."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from given import TUTORIAL
from trunkline import __main__, __version__

Trunkline = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def trunkline(tmp_path: Path) -> Trunkline:
    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "trunkline", *words]
        told = os.environ | environment
        return subprocess.run(command, cwd=tmp_path, env=told, capture_output=True, text=True, timeout=120, check=False)

    return run


@pytest.mark.parametrize("option", ["--dns", "--http"])
def test_a_port_in_use_is_told_with_its_address(trunkline: Trunkline, option: str) -> None:
    kind = socket.SOCK_DGRAM if option == "--dns" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        free = {"--dns": "127.0.0.1:0", "--http": "127.0.0.1:0"} | {option: f"127.0.0.1:{port}"}
        ended = trunkline("serve", *(word for pair in free.items() for word in pair))
    assert ended.returncode == 8
    assert port in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("option", ["--dns", "--http"])
@pytest.mark.parametrize("place", ["192.0.2.1:0", "[2001:db8::1]:0"])
def test_a_place_of_another_machine_is_told_with_the_way_out(trunkline: Trunkline, option: str, place: str) -> None:
    free = {"--dns": "127.0.0.1:0", "--http": "127.0.0.1:0"} | {option: place}
    ended = trunkline("serve", *(word for pair in free.items() for word in pair))
    assert ended.returncode == 8
    assert place.strip("[]:0") in ended.stderr
    assert f"choose another with {option}" in ended.stderr


def test_an_unexpected_end_of_several_loops_is_told_by_its_cause(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ExceptionGroup("unhandled errors in a TaskGroup", [ExceptionGroup("inner", [KeyError("Left")])])

    monkeypatch.setattr(__main__, "command_line", lambda: fail)
    with pytest.raises(SystemExit, match="1"):
        __main__.main()
    assert capsys.readouterr().err.startswith("unexpected KeyError: 'Left' (a fault of ours")


def test_a_store_that_cannot_be_read_is_told(trunkline: Trunkline, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "store.sqlite").write_bytes(b"this is no store " * 1000)
    ended = trunkline("serve", "--state", "state", "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0")
    assert ended.returncode == 9
    assert "store.sqlite" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "place", ["5300", "localhost:5300", "127.0.0.1:99999", "::1:53", "127.0.0.1", "1.2.3.999:53", "[1::2::3]:53"]
)
def test_a_place_is_an_address_with_a_port(trunkline: Trunkline, place: str) -> None:
    ended = trunkline("serve", "--dns", place)
    assert ended.returncode == 2
    assert "ADDRESS:PORT" in ended.stderr


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("127.0.0.1:99999", "a port is at most 65535"),
        ("[::1]:123456789", "a port is at most 65535"),
        ("localhost:53", "an IP address is wanted, not a name"),
        ("ns1.example.com:53", "an IP address is wanted, not a name"),
    ],
)
def test_what_is_wrong_with_a_place_is_told(place: str, why: str) -> None:
    with pytest.raises(typer.BadParameter, match=why):
        __main__.read_place(place)


def test_the_help_names_where_dns_is_answered_by_default(trunkline: Trunkline) -> None:
    told = trunkline("serve", "--help", COLUMNS="200").stdout
    assert re.search(r"--dns .*default: 127\.0\.0\.1:5300", told)


def test_the_tutorial_holds_together_without_a_node(trunkline: Trunkline) -> None:
    ended = trunkline("check", str(TUTORIAL))
    assert (ended.returncode, ended.stdout) == (0, "10 documents, no fault\n")
    told = json.loads(trunkline("check", str(TUTORIAL.parent), "--json").stdout)
    assert told == {"documents": 10, "warnings": []}


def test_a_check_tells_file_and_line(trunkline: Trunkline, tmp_path: Path) -> None:
    (tmp_path / "gtm.yaml").write_text("pools:\n- name: P\n  addresses:\n  - {address: nothing, lines: [mobil]}\n")
    ended = trunkline("check", "gtm.yaml")
    assert ended.returncode == 3
    assert "gtm.yaml:4: pool P: addresses.0.address: there is no address nothing" in ended.stderr
    assert "gtm.yaml:4: pool P: addresses.0.lines.0: there is no line mobil" in ended.stderr


def test_the_version_is_told(trunkline: Trunkline) -> None:
    assert trunkline("--version").stdout == f"trunkline {__version__}\n"


def test_no_words_at_all_show_what_there_is(trunkline: Trunkline) -> None:
    ended = trunkline()
    assert "serve" in ended.stdout + ended.stderr
    assert "Exit codes" in ended.stdout + ended.stderr
