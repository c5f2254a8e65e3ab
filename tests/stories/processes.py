"""Real processes for the stories: nodes, carriers' servers, and questions to them over real sockets."""

from __future__ import annotations

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

import dns.edns
import dns.exception
import dns.message
import dns.query
from warm import Warm, run

from trunkline.client import Client

T = TypeVar("T")

EXAMPLE = Path(__file__).parents[2] / "examples" / "carrier-failover"
SERVERS = {"mobile": "127.1.1.1", "telecom": "127.2.2.2", "unicom": "127.3.3.3"}
MOBILE, TELECOM, UNICOM = SERVERS.values()
PLAIN = "127.9.9.9"
"""The zone's own record of the access domain's name."""

ASKERS = {"mobile": "221.130.33.52", "telecom": "202.96.128.86", "unicom": "123.123.123.123", "default": "8.8.8.8"}
GTM = "gtm.example.com"

PATIENCE = 120.0
"""Seconds until a story fails that waits for something; it takes much less on a machine with nothing else to do."""


def eventually(look: Callable[[], T], wanted: Callable[[T], bool] = bool) -> T:
    """Looks until it sees what is wanted; fails with what it saw last."""
    deadline = time.monotonic() + PATIENCE
    while not wanted(found := look()):
        assert time.monotonic() < deadline, f"still {found!r} after {PATIENCE:g} s"
        time.sleep(0.02)
    return found


class Node:
    """`trunkline serve` as a process, and what can be asked of it."""

    host = "127.0.0.1"

    def __init__(self, state: Path, *more: str, dns: int = 0, http: int = 0, wait: bool = True) -> None:
        self.state, self.dns, self.http = state, dns, http
        self.log: list[str] = []
        """The sentences that it logged; what else it wrote to standard error stands among them as it is."""
        self.queries: list[dict[str, Any]] = []
        """The lines of its query log."""
        serve = ["serve", "--state", str(state), "--dns", f"{self.host}:{dns}", "--http", f"127.0.0.1:{http}", *more]
        log, end = os.pipe()
        self.process = self._begin([*serve, "--log-format", "json"], end)
        os.close(end)
        self._reader = threading.Thread(target=self._read_log, args=(os.fdopen(log),), daemon=True)
        self._reader.start()
        if wait:
            self._find_ports()

    def _begin(self, words: list[str], log: int) -> Any:
        return Warm(words, environment(), log, log)

    def _read_log(self, log: IO[str]) -> None:
        with log:
            for line in log:
                with suppress(ValueError):
                    entry = json.loads(line)
                    line = entry["event"]
                    if line == "query":
                        self.queries.append(entry)
                        continue
                self.log.append(line.rstrip())

    def _find_ports(self) -> None:
        where = eventually(lambda: [line for line in self.log if line.startswith("DNS on ")])[0]
        self.dns, self.http = (int(part.split(";")[0].rpartition(":")[2]) for part in where.split(" on ")[1:])

    def said(self, words: str) -> list[str]:
        """The sentences of the log that hold these words."""
        return [line for line in self.log if words in line]

    def ask(self, asker: str, name: str = GTM, *, tcp: bool = False, within: float = 5.0) -> set[str]:
        """The addresses that the DNS port answers an asker with; raises dns.exception.Timeout."""
        return addresses_of(self.response(asker, name, tcp=tcp, within=within))

    def response(self, asker: str, name: str = GTM, *, tcp: bool = False, within: float = 5.0) -> dns.message.Message:
        subnet = dns.edns.ECSOption(asker, 32)
        query = dns.message.make_query(name, "A", use_edns=0, options=[subnet])
        send = dns.query.tcp if tcp else dns.query.udp
        return send(query, self.host, timeout=within, port=self.dns)

    def answers(self) -> dict[str, set[str]]:
        """What each carrier's asker is answered."""
        return {line: self.ask(asker) for line, asker in ASKERS.items()}

    def is_silent(self) -> bool:
        """Whether a question is answered by nothing at all."""
        try:
            self.ask(ASKERS["default"], within=0.3)
        except dns.exception.Timeout:
            return True
        return False

    def client(self) -> Client:
        return Client(f"http://127.0.0.1:{self.http}", (self.state / "token").read_text().strip())

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command against this node."""
        where = ["--url", f"http://127.0.0.1:{self.http}", "--state", str(self.state)]
        return run([*arguments, *where], environment(), PATIENCE)

    def readiness(self) -> tuple[int, str]:
        """The status of /readyz, 0 while nothing listens, and its reason."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/readyz", timeout=5) as response:
                return response.status, json.load(response)["because"]
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)["because"]
        except OSError:
            return 0, ""

    def is_ready(self) -> bool:
        return self.readiness()[0] == 200

    def is_fresh(self) -> bool:
        """Whether it answers by documents and health of now."""
        status, because = self.readiness()
        return status == 200 and because.startswith("answering by revision")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ends it by a signal, unless it has ended; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code


class Server:
    """A carrier's HTTP server as a process, or one that holds its answers back until it is told."""

    def __init__(self, address: str, port: int, *, holding: bool = False) -> None:
        self.address, self.port = address, port
        script = Path(__file__).with_name("holding_server.py") if holding else EXAMPLE / "server.py"
        command = [sys.executable, str(script), address, str(port), address]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)
        eventually(lambda: _listens(address, port))

    def release(self) -> None:
        """Lets a holding server answer from now on."""
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


@contextmanager
def running_node(state: Path, *more: str, **options: Any) -> Iterator[Node]:
    """A node for as long as the block lasts; `more` options of `serve`."""
    node = Node(state, *more, **options)
    try:
        yield node
    finally:
        if node.process.poll() is None:
            node.process.kill()
        node.end()


@contextmanager
def running_servers(port: int, addresses: Mapping[str, str] = SERVERS) -> Iterator[dict[str, Server]]:
    """A server for each carrier; those that a story replaced are ended too."""
    servers = {carrier: Server(address, port) for carrier, address in addresses.items()}
    try:
        yield servers
    finally:
        for server in servers.values():
            server.kill()


class Watch:
    """Asks for these askers all the while and keeps every answer that was not the first."""

    def __init__(self, node: Node, *lines: str) -> None:
        self._node, self._lines = node, lines
        self._over = threading.Event()
        self._strays: queue.Queue[tuple[str, set[str]]] = queue.Queue()
        self._thread = threading.Thread(target=self._watch, args=(node.answers(),))

    def _watch(self, before: dict[str, set[str]]) -> None:
        while not self._over.wait(0.01):
            for line in self._lines:
                if (found := self._node.ask(ASKERS[line])) != before[line]:
                    self._strays.put((line, found))

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(PATIENCE)

    @property
    def strays(self) -> list[tuple[str, set[str]]]:
        return list(self._strays.queue)


def example(port: int, **replacements: str) -> str:
    """The tutorial's documents with its servers on that port; `replacements` are words of the text."""
    text = (EXAMPLE / "gtm.yaml").read_text()
    for old, new in {"port: 8080": f"port: {port}", **replacements}.items():
        assert old in text
        text = text.replace(old, new)
    return text


def addresses_of(response: dns.message.Message) -> set[str]:
    return {rdata.to_text() for rrset in response.answer if rrset.rdtype == 1 for rdata in rrset}


def _listens(address: str, port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex((address, port)) == 0


def environment() -> dict[str, str]:
    """No setting of whoever runs the tests leaks in."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
