"""What `run.py` and `demo.py` share: three HTTP servers and one node as real processes, and commands to the node."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CARRIERS = {"mobile": "127.1.1.1", "telecom": "127.2.2.2", "unicom": "127.3.3.3"}
READY_WITHIN = 60.0


@dataclass
class Stage:
    """Processes and where they listen; `servers` by carrier."""

    state: Path
    dns_port: int = 5300
    http_port: int = 8300
    server_port: int = 8080
    console_port: int | None = None
    """Where the web console is; None is no console."""
    log: Path | None = None
    """Where the node's log goes; the terminal if it is None."""
    servers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    node: subprocess.Popen[bytes] | None = None

    def start_server(self, carrier: str) -> None:
        """Starts a carrier's HTTP server, in place of a stopped one."""
        command = [sys.executable, str(HERE / "server.py"), CARRIERS[carrier], str(self.server_port), carrier]
        self.servers[carrier] = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        _wait_for_port(CARRIERS[carrier], self.server_port)

    def signal_server(self, carrier: str, number: signal.Signals) -> None:
        """Sends a signal to one carrier's server; a killed one is waited for."""
        self.servers[carrier].send_signal(number)
        if number is signal.SIGKILL:
            self.servers[carrier].wait()

    def start_node(self) -> None:
        """Starts the node, waits until its API and its console answer, and applies the example."""
        places = ["--dns", f"127.0.0.1:{self.dns_port}", "--http", f"127.0.0.1:{self.http_port}"]
        if self.console_port is not None:
            places += ["--console", f"127.0.0.1:{self.console_port}"]
        command = [*_TRUNKLINE, "serve", "--state", str(self.state), *places]
        with self.log.open("wb") if self.log else nullcontext() as log:
            self.node = subprocess.Popen(command, stderr=log)
        self._wait_until_ready()
        self.trunkline("apply", str(self._documents()), "--why", "the carrier-failover example")
        if self.console_port is not None:
            _wait_for_port("127.0.0.1", self.console_port)

    def trunkline(self, *arguments: str) -> str:
        """Runs the command against this node; its output. Ends the program with the command's error if it fails."""
        url = f"http://127.0.0.1:{self.http_port}"
        command = [*_TRUNKLINE, *arguments, "--url", url, "--state", str(self.state)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"trunkline {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout

    def asked(self, *arguments: str) -> Any:
        """The same with --json, parsed."""
        return json.loads(self.trunkline(*arguments, "--json"))

    def all_healthy(self) -> bool:
        """Whether every address has been checked and found available."""
        rows = self.asked("show", "address")
        return bool(rows) and all(row["available"] and row["tasks"][0]["state"] == "ok" for row in rows)

    def stop(self) -> None:
        """Ends every process that was started here."""
        if self.node and self.node.poll() is None:
            self.node.terminate()
            self.node.wait()
        for server in self.servers.values():
            server.kill()
            server.wait()

    def _documents(self) -> Path:
        """The example's file, with another monitor port where this stage has one."""
        text = (HERE / "gtm.yaml").read_text()
        path = self.state / "gtm.yaml"
        path.write_text(text.replace("port: 8080", f"port: {self.server_port}"))
        return path

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            if self.node and self.node.poll() is not None:
                words = self.log.read_text() if self.log else "its last words are above"
                raise SystemExit(f"the node ended with exit code {self.node.returncode}: {words}")
            if _is_ready(self.http_port):
                return
            time.sleep(0.05)
        raise SystemExit(f"the node was not ready within {READY_WITHIN:g} s")


_TRUNKLINE = (sys.executable, "-m", "trunkline")


@contextmanager
def staged(stage: Stage) -> Iterator[Stage]:
    """The stage with all of its processes running; ends them whatever happens. Ends the program if a port is taken."""
    if taken := taken_ports(stage):
        raise SystemExit(f"{taken[0]} is in use: end what listens there (`ss -lntup` shows it), and run this again")
    stage.state.mkdir(parents=True, exist_ok=True)
    try:
        for carrier in CARRIERS:
            stage.start_server(carrier)
        stage.start_node()
        yield stage
    finally:
        stage.stop()


def taken_ports(stage: Stage) -> list[str]:
    """Which of the stage's ports another process has, in words: else its answers would be taken for ours."""
    wanted = [
        ("127.0.0.1", stage.dns_port, socket.SOCK_DGRAM, "for DNS"),
        ("127.0.0.1", stage.dns_port, socket.SOCK_STREAM, "for DNS over TCP"),
        ("127.0.0.1", stage.http_port, socket.SOCK_STREAM, "for the node's HTTP API"),
        *([("127.0.0.1", stage.console_port, socket.SOCK_STREAM, "for the console")] if stage.console_port else []),
        *(
            (address, stage.server_port, socket.SOCK_STREAM, f"for the {one} server")
            for one, address in CARRIERS.items()
        ),
    ]
    return [f"{host}:{port}, {told}," for host, port, kind, told in wanted if not _can_bind(host, kind, port)]


def free_ports() -> tuple[int, int, int]:
    """Ports that are free now: for DNS (UDP and TCP), for the API, and for the servers on all of their addresses."""
    dns = _free_port([("127.0.0.1", socket.SOCK_STREAM), ("127.0.0.1", socket.SOCK_DGRAM)])
    api = _free_port([("127.0.0.1", socket.SOCK_STREAM)])
    servers = _free_port([(address, socket.SOCK_STREAM) for address in CARRIERS.values()])
    return dns, api, servers


def _free_port(wanted: list[tuple[str, socket.SocketKind]]) -> int:
    while True:
        with socket.socket() as first:
            first.bind((wanted[0][0], 0))
            port: int = first.getsockname()[1]
        if all(_can_bind(address, kind, port) for address, kind in wanted):
            return port


def _can_bind(address: str, kind: socket.SocketKind, port: int) -> bool:
    with socket.socket(type=kind) as one:
        if kind is socket.SOCK_STREAM:  # connections of an earlier run that still linger are in nobody's way
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((address, port))
        except OSError:
            return False
    return True


def _wait_for_port(address: str, port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with socket.socket() as one:
            if one.connect_ex((address, port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"nothing listens on {address}:{port} after {READY_WITHIN:g} s")


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
