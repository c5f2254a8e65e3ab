"""The command as a process: serve and check, which need no node, and what stands in the way of a start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from given import TUTORIAL
from trunkline import __version__

Trunkline = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def trunkline(tmp_path: Path) -> Trunkline:
    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "trunkline", *words]
        told = os.environ | environment
        return subprocess.run(command, cwd=tmp_path, env=told, capture_output=True, text=True, timeout=30, check=False)

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


def test_a_store_that_cannot_be_read_is_told(trunkline: Trunkline, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "store.sqlite").write_bytes(b"this is no store " * 1000)
    ended = trunkline("serve", "--state", "state", "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0")
    assert ended.returncode == 9
    assert "store.sqlite" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("place", ["5300", "localhost:5300", "127.0.0.1:99999", "::1:53", "127.0.0.1"])
def test_a_place_is_an_address_with_a_port(trunkline: Trunkline, place: str) -> None:
    ended = trunkline("serve", "--dns", place)
    assert ended.returncode == 2
    assert "ADDRESS:PORT" in ended.stderr


def test_the_tutorial_holds_together_without_a_node(trunkline: Trunkline) -> None:
    ended = trunkline("check", str(TUTORIAL))
    assert (ended.returncode, ended.stdout) == (0, "10 documents, no fault\n")
    assert trunkline("check", str(TUTORIAL.parent), "--json").stdout == '{\n  "documents": 10\n}\n'


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
