"""The load generator against its echo and an engine: what it counts, what it finds wrong, whom it spares."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import dns.edns
import dns.message
import pytest
from hosting import answer, askers, change, group, steered, zone

from trunkline.engine import Engine

ZONE = zone("example.com", "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\n")
TIMEOUT = 20

OTHERS = "192.0.2.1"
THEIRS = "192.0.2.2"
"""What askers in 127.1.0.0/16 are answered."""


@dataclass(frozen=True)
class Asked:
    """A query for www.example.com, and what is expected: an address, and a scope or 255."""

    subnet: str = ""
    expected: str = OTHERS
    scope: int = 255
    source: str = "127.0.0.1"


def told(load: Path, *words: str) -> Any:
    """What a command prints."""
    done = subprocess.run([load, *words], capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def blast(load: Path, to: str, folder: Path, asked: Iterable[Asked], *words: str, sources: bool = False) -> Any:
    """What is counted while these are asked in turn, with every answer checked; no query is counted twice, or not."""
    queries, expected, senders = b"", b"", b""
    for one in asked:
        options = [dns.edns.ECSOption.from_text(one.subnet)] if one.subnet else None
        message = dns.message.make_query("www.example.com", "A", options=options).to_wire()
        queries += struct.pack("!H", len(message)) + message
        expected += ip_address(one.expected).packed + bytes([one.scope, 0, 0, 0])
        senders += ip_address(one.source).packed
    files = {"queries": queries, "expected": expected} | ({"sources": senders} if sources else {})
    for name, written in files.items():
        (folder / name).write_bytes(written)
        words += (f"--{name}", str(folder / name))
    found = told(load, "blast", "--to", to, "--seconds", "0.4", "--warm-up", "0.05", "--check-every", "1", *words)
    assert found["sent"] == found["answered"] + found["lost"] + found["in_flight"] > 0
    return found


def serve(engine: Engine) -> str:
    """An engine that answers askers in 127.1.0.0/16 otherwise than all others, and where it listens."""
    entry = steered("www.example.com", answer(group(OTHERS)), answer(group(THEIRS)), plan=(0, 1))
    engine.publish(change(askers({"127.1.0.0/16": 1}), [ZONE], [entry]), whole=True)
    ((host, port),) = engine.bind([("127.0.0.1", 0)], threads=1)
    engine.start()
    return f"{host}:{port}"


@pytest.fixture
def echo(load: Path) -> Iterator[str]:
    """Where an echo listens."""
    with subprocess.Popen([load, "echo", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield json.loads(running.stdout.readline())["listening"]
        running.terminate()


@pytest.mark.parametrize(
    "words", [(), ("--flows", "3"), ("--segments", "1"), ("--rate", "2000"), ("--outstanding", "1")]
)
def test_what_is_sent_to_an_echo_comes_back(load: Path, tmp_path: Path, echo: str, words: tuple[str, ...]) -> None:
    found = blast(load, echo, tmp_path, [Asked(), Asked(subnet="127.1.2.0/24")], *words)
    assert found["answered"] > 0
    assert found["rcodes"] == {"0": found["answered"]}
    assert found["wrong"] == found["checked"] == found["answered"], "an echo has no address"


def test_a_rate_is_kept(load: Path, tmp_path: Path, echo: str) -> None:
    found = blast(load, echo, tmp_path, [Asked()], "--rate", "500", "--outstanding", "10")
    assert found["sent"] <= 500 * found["seconds"] + 1 + 10, "those that were under way at the start are counted too"
    assert found["sent"] > 10


def test_right_answers_of_an_engine_are_right(load: Path, tmp_path: Path, engine: Engine) -> None:
    asked = [Asked(), Asked(subnet="127.1.2.0/24", expected=THEIRS, scope=16), Asked(subnet="10.0.0.0/24", scope=2)]
    pids = ("--pids", str(os.getpid()))
    found = blast(load, serve(engine), tmp_path, asked, *pids)
    assert found["checked"] == found["answered"] > 0
    assert (found["wrong"], found["scopes_differ"]) == (0, 0)
    assert found["cpu"][0]["pid"] == os.getpid()
    assert found["cpu"][0]["seconds"] > 0


def test_a_wrong_answer_and_a_wrong_scope_are_counted_each(load: Path, tmp_path: Path, engine: Engine) -> None:
    asked = [Asked(expected=THEIRS), Asked(subnet="127.1.2.0/24", expected=THEIRS, scope=17), Asked(), Asked()]
    found = blast(load, serve(engine), tmp_path, asked, "--outstanding", "4")
    quarter = found["checked"] / 4
    assert found["wrong"] == pytest.approx(quarter, abs=4)
    assert found["scopes_differ"] == pytest.approx(quarter, abs=4)
    assert quarter > 8, "enough to tell"


def test_queries_come_from_their_sources(load: Path, tmp_path: Path, engine: Engine) -> None:
    asked = [Asked(source="127.0.9.9"), Asked(source="127.1.9.9", expected=THEIRS)]
    found = blast(load, serve(engine), tmp_path, asked, sources=True)
    assert found["checked"] > 0
    assert found["wrong"] == 0


def test_what_nobody_answers_is_lost(load: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        host, port = silent.getsockname()
        found = blast(load, f"{host}:{port}", tmp_path, [Asked()], "--outstanding", "4")
    assert (found["answered"], found["in_flight"]) == (0, 4)
    assert found["lost"] >= 4


@pytest.mark.parametrize(
    "words",
    [
        ("echo", "--listen", "192.0.2.1:0"),
        ("blast", "--queries", "/dev/null", "--seconds", "1", "--to", "192.0.2.1:53"),
        ("flood", "silent-tcp", "--seconds", "1", "--to", "192.0.2.1:53"),
        ("flood", "random-names", "--seconds", "1", "--zone", "example.com", "--to", "192.0.2.1:53"),
        ("flood", "one-source", "--seconds", "1", "--name", "example.com", "--to", "192.0.2.1:53"),
        ("flood", "one-source", "--seconds", "1", "--name", "a", "--to", "127.0.0.1:53", "--source", "192.0.2.1"),
    ],
)
def test_other_machines_are_spared(load: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run([load, *words], capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode == 1
    assert "192.0.2.1 is not a loopback address" in done.stderr


def test_floods_of_queries_tell_what_came_back(load: Path, engine: Engine) -> None:
    to = ("--to", serve(engine), "--rate", "1000", "--seconds", "0.2")
    for words, refused in [
        (("random-names", "--zone", "example.com"), False),
        (("random-names", "--zone", "example.net"), True),
        (("one-source", "--name", "www.example.com"), False),
    ]:
        found = told(load, "flood", *words, *to)
        assert 0 < found["answered"] <= found["sent"] <= 200
        assert found["refused"] == (found["answered"] if refused else 0)


def test_silent_connections_are_held_and_opened_anew(load: Path, engine: Engine) -> None:
    words = ("flood", "silent-tcp", "--connections", "20", "--seconds", "1.5")
    found = told(load, *words, "--to", serve(engine), "--trickle")
    assert found["most_open"] == 20
    assert found["opened"] == found["open"] + found["closed"]
    assert found["sent"] >= 20
    nobody = told(load, *words, "--to", "127.0.0.1:1")
    assert nobody["opened"] == 0
    assert nobody["refused"] > 20
