"""What a node tells of itself, as an operator lets it, asked for by the tools that people have."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import Node, eventually, running_node

SETTINGS = """
zones: [{name: example.com, records: [{name: "@", type: NS, data: [ns1]}, {name: ns1, type: A, data: [192.0.2.1]}]}]
settings: [{dns: {version: "a name server", hostname: true, nsid: true}}]
"""

pytestmark = pytest.mark.skipif(shutil.which("dig") is None, reason="dig is not installed")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    folder = tmp_path_factory.mktemp("introductions")
    (folder / "gtm.yaml").write_text(SETTINGS)
    with running_node(folder / "state", "--hostname", "ns1.example.com", "--nsid", "fra-1") as found:
        eventually(found.is_ready)
        done = found.run("apply", str(folder / "gtm.yaml"))
        assert done.returncode == 0, done.stderr
        yield found


def dig(node: Node, *words: str) -> str:
    asked = ["dig", "@127.0.0.1", "-p", f"{node.dns}", "+tries=1", *words]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def test_dig_gets_name_reason_and_idle_time_and_a_cookie_that_it_may_show_again(node: Node) -> None:
    found = dig(node, "ns1.example.com", "+nsid", "+cookie")
    assert '("fra-1")' in found
    (cookie,) = re.findall(r"COOKIE: ([0-9a-f]{48}) \(good\)", found)
    assert f"COOKIE: {cookie} (good)" in dig(node, "ns1.example.com", f"+cookie={cookie}")
    assert "KEEPALIVE: 10.0 secs" in dig(node, "ns1.example.com", "+tcp", "+keepalive").replace("TCP KEEP", "KEEP")
    assert "EDE: 20 (Not Authoritative)" in dig(node, "elsewhere.test")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("version.bind", "a name server"),
        ("version.server", "a name server"),
        ("hostname.bind", "ns1.example.com"),
        ("id.server", "ns1.example.com"),
    ],
)
def test_dig_is_told_what_runs_here_and_where(node: Node, name: str, text: str) -> None:
    assert dig(node, "CH", "TXT", name, "+short").strip() == f'"{text}"'


def test_cookies_outlive_a_new_secret_once(node: Node) -> None:
    (cookie,) = re.findall(r"COOKIE: ([0-9a-f]{48})", dig(node, "ns1.example.com"))
    done = node.run("cookies", "roll", "--why", "a backup was lost")
    assert (done.returncode, "in effect" in done.stdout) == (0, True)
    assert "made with a secret of" in node.run("cookies").stdout
    found = dig(node, "ns1.example.com", f"+cookie={cookie}")
    assert "status: NOERROR" in found
    (fresh,) = re.findall(r"COOKIE: ([0-9a-f]{48}) \(good\)", found)
    assert (fresh[:16], fresh != cookie) == (cookie[:16], True)


def test_what_holds_the_secret_is_for_the_owner_of_the_folder_alone(node: Node) -> None:
    eventually(lambda: (node.state / "snapshot.bin").exists())
    modes = {path.name: path.stat().st_mode & 0o077 for path in Path(node.state).iterdir()}
    assert modes == dict.fromkeys(modes, 0)
