"""`trunkline agent` as a process, in a place of its own: all its connections come from one loopback address."""

from __future__ import annotations

import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from processes import PATIENCE, Node

FROM = """
import os, socket, uvloop

def connect(self, address, connect=socket.socket.connect):
    if self.family == socket.AF_INET and self.type & socket.SOCK_STREAM:
        self.bind((os.environ["COMES_FROM"], 0))
    return connect(self, address)

def create_connection(self, *to, create=uvloop.Loop.create_connection, **options):
    return create(self, *to, local_addr=(os.environ["COMES_FROM"], 0), **options)

socket.socket.connect = connect
uvloop.Loop.create_connection = create_connection
"""
"""What Python runs at its start in an agent's process; uvloop's connections are none of Python's sockets."""


class Agent:
    """One agent, and what it logged."""

    def __init__(self, node: Node, place: str, comes_from: str, folder: Path) -> None:
        (folder / "sitecustomize.py").write_text(FROM)
        url, token = f"http://127.0.0.1:{node.http}", (node.state / "token").read_text().strip()
        command = [sys.executable, "-m", "trunkline", "agent", "--place", place, "--url", url, "--log-format", "json"]
        paths = os.pathsep.join([str(folder), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
        environment = os.environ | {"COMES_FROM": comes_from, "PYTHONPATH": paths, "TRUNKLINE_TOKEN": token}
        self.log: list[str] = []
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()

    def _read_log(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with suppress(ValueError):
                line = json.loads(line)["event"]
            self.log.append(line.rstrip())

    def said(self, words: str) -> list[str]:
        """The sentences of the log that hold these words."""
        return [line for line in self.log if words in line]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ends it by a signal, unless it has ended; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code


@contextmanager
def running_agent(node: Node, place: str, comes_from: str, folder: Path) -> Iterator[Agent]:
    """An agent for as long as the block lasts."""
    agent = Agent(node, place, comes_from, folder)
    try:
        yield agent
    finally:
        agent.end(signal.SIGKILL)


class ChoosyServer(socketserver.ThreadingTCPServer):
    """Takes connections, but not from addresses that it was told to refuse: those it hangs up on at once."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, address: str, port: int) -> None:
        super().__init__((address, port), _Greeter)
        self.refused: set[str] = set()
        self.callers: set[str] = set()
        self.port: int = self.server_address[1]

    def verify_request(self, request: object, client_address: object) -> bool:
        caller = str(client_address[0])  # type: ignore[index]
        self.callers.add(caller)
        return caller not in self.refused

    @contextmanager
    def running(self) -> Iterator[ChoosyServer]:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()


class _Greeter(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with suppress(OSError):
            while self.rfile.readline().strip():
                pass
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
