"""A node ends, or is replaced by another process, and no query is lost over it."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import dns.message
import pytest
import yaml
from processes import PATIENCE, addresses_of, eventually
from programs import Program, running_program
from streams import Stream

NAME, OTHER = "www.example.com", "other.example.com"
SERVER, NEW = "192.0.2.1", "192.0.2.2"
DOCUMENTS = {
    "zones": [
        {
            "name": "example.com",
            "records": [
                {"name": "@", "type": "NS", "data": ["ns1"]},
                {"name": "www", "type": "A", "data": ["192.0.2.99"]},
            ],
        }
    ],
    "addresses": [{"name": "server", "endpoint": SERVER}],
    "pools": [{"name": "Pool", "addresses": ["server"]}],
    "access_domains": [{"name": NAME, "enabled": True, "pools": ["Pool"]}],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "gtm.yaml"
    file.write_text(yaml.safe_dump(DOCUMENTS))
    return file


def set_up(node: Program, file: Path) -> None:
    eventually(node.is_ready)
    done = node.run("apply", str(file))
    assert done.returncode == 0, done.stderr
    assert node.ask("192.0.2.53", NAME) == {SERVER}


@pytest.fixture
def node(tmp_path: Path, file: Path) -> Iterator[Program]:
    with running_program(tmp_path / "state", "--threads", "2") as node:
        set_up(node, file)
        yield node


def query(number: int) -> bytes:
    message = dns.message.make_query(NAME, "A")
    message.id = number
    return message.to_wire()


def test_queries_that_wait_when_sigterm_comes_are_answered_before_it_ends(node: Program) -> None:
    where = (node.host, node.dns)
    os.kill(node.pid, signal.SIGSTOP)
    with socket.socket(type=socket.SOCK_DGRAM) as asker:
        for number in range(150):
            asker.sendto(query(number), where)
        connections = [socket.create_connection(where, 10) for _ in range(10)]
        for number, one in enumerate(connections):
            one.sendall(len(query(0)).to_bytes(2, "big") + query(number))
        os.kill(node.pid, signal.SIGTERM)
        os.kill(node.pid, signal.SIGCONT)
        asker.settimeout(10)
        responses = [dns.message.from_wire(asker.recv(4096)) for _ in range(150)]
    assert {response.id for response in responses} == set(range(150))
    assert all(addresses_of(response) == {SERVER} for response in responses)
    for number, one in enumerate(connections):
        with one, one.makefile("rb") as stream:
            assert dns.message.from_wire(stream.read()[2:]).id == number
    assert node.process.wait(PATIENCE) == 0


def test_at_sighup_another_process_goes_on_and_no_query_is_lost_and_none_is_answered_wrongly(node: Program) -> None:
    with Stream(node, NAME) as stream:
        for _ in range(2):
            first = node.pid
            assert node.replace() == 0
            assert node.pid != first
            asked = stream.asked
            eventually(lambda asked=asked: stream.answered > asked + 500)
    assert (stream.lost, stream.answers) == (0, [{SERVER}])
    eventually(node.is_fresh)
    assert node.ask("192.0.2.53", NAME, tcp=True) == {SERVER}
    with node.client() as client:
        client.patch("address", "server", {"endpoint": NEW})
    assert node.ask("192.0.2.53", NAME) == {NEW}


def writes(node: Program) -> int:
    with node.client() as client:
        return len(client.history())


def test_a_write_that_comes_while_it_is_replaced_is_made_once_and_answered_by(node: Program) -> None:
    before = writes(node)
    replaced = threading.Thread(target=node.replace)
    replaced.start()
    eventually(lambda: node.said("SIGHUP: a new process"))
    eventually(lambda: len(node.said("DNS on ")) == 2)  # loaded, and about to take its turn
    assert node.run("disable", NAME).returncode == 0
    replaced.join()
    assert node.ask("192.0.2.53", NAME) == {"192.0.2.99"}
    assert writes(node) == before + 1


def test_a_process_that_changes_its_line_table_is_not_replaced_before_that_is_done(node: Program) -> None:
    with node.client() as client:
        wanted = {"name": "mine", "line": "unicom"}
        act = client.json("POST", "/v1/line_table/layers", wanted, content=b"192.0.2.0/24")
        os.kill(node.pid, signal.SIGHUP)
        (told,) = eventually(lambda: node.said("this process goes on"))
        assert "another act on the line table is under way" in told
        where = f"/v1/line_table/acts/{act['id']}"
        assert eventually(lambda: client.json("GET", where), lambda one: one["state"] != "running")["state"] == "done"
    assert node.replace() == 0
    with node.client() as client:
        assert "mine" in client.line_table()["version"]


UPGRADES = [
    ("raise SystemExit(3)", "ended with exit code 3"),
    (
        "from trunkline.errors import StoreUnreadable\n"
        "from trunkline.store.sqlite import SqliteStore\n"
        "def refuse(path): raise StoreUnreadable('the store is of another time')\n"
        "SqliteStore.open = refuse\n",
        "ended with exit code 9",
    ),
]
GOOD = "from trunkline.__main__ import main\n"


@pytest.mark.parametrize(("upgrade", "words"), UPGRADES)
def test_a_program_that_fails_to_start_changes_nothing(tmp_path: Path, file: Path, upgrade: str, words: str) -> None:
    """What stands on the disk is another program by then, and it does not work."""
    script = tmp_path / "program.py"
    script.write_text(f"{GOOD}main()\n")
    with running_program(tmp_path / "state", command=[sys.executable, str(script)]) as node:
        set_up(node, file)
        script.write_text(f"{upgrade}\n{GOOD}main()\n")
        with Stream(node, NAME) as stream:
            os.kill(node.pid, signal.SIGHUP)
            (told,) = eventually(lambda: node.said("this process goes on"))
            assert words in told
        assert (stream.lost, stream.answers) == (0, [{SERVER}])
        eventually(node.is_fresh)
        assert node.run("disable", NAME).returncode == 0
        assert node.ask("192.0.2.53", NAME) == {"192.0.2.99"}
        script.write_text(f"{GOOD}main()\n")
        assert node.replace() == 0


def test_systemd_is_told_of_each_turn_of_its_life(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hears:
        hears.bind(str(tmp_path / "notify"))
        said: list[str] = []
        listening = threading.Thread(target=_hear, args=(hears, said), daemon=True)
        listening.start()
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
        with running_program(tmp_path / "state", told=told) as node:
            eventually(lambda: "READY=1" in said)
            assert any(line.startswith("STATUS=answering by revision") for line in said)
            eventually(lambda: "WATCHDOG=1" in said)
            node.replace()
            eventually(lambda: f"MAINPID={node.pid}" in said)
            begun = said.index("RELOADING=1")
            assert "READY=1" in said[begun:]
            eventually(lambda: "WATCHDOG=1" in said[said.index(f"MAINPID={node.pid}") :])
            os.kill(node.pid, signal.SIGTERM)
            eventually(lambda: "STOPPING=1" in said)


def _hear(hears: socket.socket, said: list[str]) -> None:
    while True:
        said.extend(hears.recv(4096).decode().splitlines())


ON_A_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "trunkline", *sys.argv[2:]])
"""


def test_of_a_terminal_that_is_closed_it_dies_as_users_expect(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    words = ["serve", "--state", str(tmp_path), "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0", "--log-format", "json"]
    command = [sys.executable, "-c", ON_A_TERMINAL, str(theirs), *words]
    with subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        assert process.stderr
        while "has had its first round" not in json.loads(process.stderr.readline())["event"]:
            pass
        os.close(ours)
        assert process.wait(PATIENCE) == 0
        assert json.loads(process.stderr.read().splitlines()[-1])["event"] == "stopped"
