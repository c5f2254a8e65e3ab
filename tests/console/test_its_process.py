"""The console as a process of the node: begun with it, begun again, ended with it; and what it is refused."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from processes import Node, eventually, running_node

from console.stand import Console, running_console
from given import zone
from ports import free_port


def page_of(port: int) -> int:
    """The status of the page to log in at, 0 while nothing listens."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/login", trust_env=False).status_code
    except httpx.TransportError:
        return 0


def consoles(node: Node) -> list[int]:
    """The numbers of the processes that it started as consoles."""
    pid = node.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"console" in command_of(child).split(b"\0")]


def command_of(pid: int | str) -> bytes:
    """Empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_node_brings_its_console_begins_it_again_and_takes_it_along(tmp_path: Path) -> None:
    port = free_port()
    with running_node(tmp_path / "state", "--console", f"127.0.0.1:{port}") as node:
        eventually(lambda: page_of(port), lambda found: found == 200)
        (before,) = consoles(node)
        os.kill(before, signal.SIGKILL)
        eventually(lambda: consoles(node), lambda found: len(found) == 1 and found != [before])
        eventually(lambda: page_of(port), lambda found: found == 200)
        (now,) = consoles(node)
        assert os.getpriority(os.PRIO_PROCESS, now) > os.getpriority(os.PRIO_PROCESS, node.process.pid)
    eventually(lambda: page_of(port), lambda found: found == 0)


def test_a_console_does_not_outlive_a_node_that_is_killed(tmp_path: Path) -> None:
    port = free_port()
    with running_node(tmp_path / "state", "--console", f"127.0.0.1:{port}") as node:
        eventually(lambda: page_of(port), lambda found: found == 200)
        (console,) = consoles(node)
        node.process.send_signal(signal.SIGKILL)
        eventually(lambda: command_of(console), lambda found: b"console" not in found)


def test_a_console_whose_place_is_taken_says_so_and_the_way_out(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trunkline", "console", "--state", str(tmp_path)]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*command, "--listen", f"127.0.0.1:{port}"], capture_output=True, text=True)
    assert done.returncode != 0
    assert re.search(rf"cannot listen on 127.0.0.1:{port}: .* choose another place", done.stderr)


@pytest.mark.parametrize("path", ["/zones", "/lines", "/probe", "/simulate", "/zones/example.com"])
def test_a_page_that_is_opened_while_the_node_is_away_says_so_and_comes_back_with_it(
    tmp_path: Path, browser: Browser, path: str
) -> None:
    state, port = tmp_path / "state", free_port()
    with running_console(f"http://127.0.0.1:{port}", state) as url, browser.new_context(locale="en-US") as context:
        page, console = context.new_page(), Console(url)
        with running_node(state, http=port) as node:
            eventually(node.is_ready)
            with node.client() as client:
                client.put(zone())
            console.log_in(page, "/", (state / "token").read_text().strip())
        console.go(page, path)
        expect(page.get_by_text("no node answers").first).to_be_visible()
        expect(page.get_by_text("Not live")).to_be_visible()
        with running_node(state, http=port) as node:
            eventually(node.is_ready)
            expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=15_000)
            expect(page.get_by_text("no node answers")).to_have_count(0, timeout=15_000)
            page.get_by_role("button", name="Who is here").click()
            expect(page.get_by_text("local · Admin")).to_be_visible()
