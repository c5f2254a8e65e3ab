"""Ten thousand access domains on a real node: how long an apply takes, and how soon a failure changes the answers.

Asserts that every answer is right. Figures are printed, and judged by nobody: they depend on the machine.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from asker import Asker, Question, encode

from documents import ASKERS, CARRIERS, DOMAINS, GROUPS, endpoint, expected, name_of, write_documents
from trunkline.client import Client

FLIPS = 8
INTERVAL = 5.0
"""Seconds between two checks of one address; 300 addresses, so 60 checks a second."""

WITHIN = 120.0
TRUNKLINE = (sys.executable, "-m", "trunkline")


def main() -> None:
    """Runs all of it, one thing after the other, and prints a line for each."""
    with tempfile.TemporaryDirectory() as place, _web_server() as (web, port):
        documents = Path(place) / "documents"
        write_documents(documents, port=port, interval=INTERVAL)
        node = Node(Path(place) / "state")
        try:
            node.start()
            _apply(node, documents)
            _verify(node)
            _flip(node, web)
            _disable(node)
            write_documents(documents, port=port, interval=INTERVAL, ttl=61)
            _load(node, documents)
            tell("memory of the node", f"{node.resident():.0f} MiB resident")
            _restart(node)
        finally:
            node.stop()


class Node:
    """A node as a process of its own, and the command against it."""

    def __init__(self, state: Path) -> None:
        self.state, self.dns, self.http = state, 0, 0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it on ports of its own choice and reads from its log which those are."""
        state = ["--state", str(self.state), "--log-format", "json"]
        command = [*TRUNKLINE, "serve", *state, "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        places = json.loads(self.process.stderr.readline())["event"]
        self.dns, self.http = (int(part.split(":")[1].split(";")[0]) for part in places.split(" on ")[1:])
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def stop(self) -> None:
        """Ends it as a service manager would."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
            self.process = None

    def run(self, *arguments: str) -> float:
        """The command from start to end, in seconds."""
        began = time.perf_counter()
        where = ["--url", f"http://127.0.0.1:{self.http}", "--state", str(self.state)]
        done = subprocess.run([*TRUNKLINE, *arguments, *where], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"trunkline {arguments[0]} failed: {done.stderr}")
        return time.perf_counter() - began

    def statuses(self, kind: str) -> Any:
        """How every document of a kind is, as the API tells it."""
        token = (self.state / "token").read_text().strip()
        with Client(f"http://127.0.0.1:{self.http}", token) as client:
            return client.statuses(kind)

    def worked(self) -> float:
        """CPU seconds so far."""
        assert self.process
        user, system = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """Memory in MiB."""
        assert self.process
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _apply(node: Node, documents: Path) -> None:
    worked = node.worked()
    took = node.run("apply", str(documents), "--why", "the bench")
    alone = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    cpu = f"CPU: the command {alone:.1f} s, the node {node.worked() - worked:.1f} s"
    tell(f"apply of {DOMAINS:,} access domains", f"{took:.2f} s, the whole command ({cpu})")


def _verify(node: Node) -> None:
    wait_for(lambda: all(row["tasks"][0]["state"] == "ok" for row in node.statuses("address")), "a first round")
    with Asker(node.dns) as asker:
        began = time.perf_counter()
        refuse_wrong(asker.ask_all(questions()))
        took = time.perf_counter() - began
    tell("every name asked on four lines", f"{4 * DOMAINS:,} right answers in {took:.2f} s")


def _flip(node: Node, web: subprocess.Popen[str]) -> None:
    took = []
    with Asker(node.dns) as asker:
        for number in range(FLIPS):
            group, carrier = 7 * (number // 2) % GROUPS, CARRIERS[number // 2 % len(CARRIERS)]
            down = frozenset() if number % 2 else frozenset({endpoint(carrier, group)})
            _tell_server(web, down)
            changed_at = _await_answer(asker, (name_of(group), ASKERS[carrier]), expected(group, carrier, down))
            took.append((changed_at - _since(node, f"{carrier}-{group}")) * 1000)
            refuse_wrong(asker.ask_all(questions()), down)
    told = ", ".join(f"{one:.1f}" for one in took)
    tell("from a verdict to the changed answer", f"{statistics.median(took):.1f} ms in the median of {FLIPS} ({told})")
    tell("", f"{DOMAINS // GROUPS} names changed at each, and no other of {DOMAINS:,}")


def _disable(node: Node) -> None:
    took = node.run("disable", name_of(0))
    with Asker(node.dns) as asker:
        assert asker.ask((name_of(0), ASKERS["default"])) == ""
        tell("disable of one access domain", f"{took:.2f} s, the whole command")
        node.run("enable", name_of(0))
        assert asker.ask((name_of(0), ASKERS["mobile"])) == expected(0, "mobile")


def _load(node: Node, documents: Path) -> None:
    """How answering goes on while every access domain is changed; one asker in Python is what limits it."""
    ended, ticks = threading.Event(), list[tuple[float, float]]()

    def load() -> None:
        messages = [encode(0, *question) for question in questions()]
        with Asker(node.dns) as asker:
            ticks.extend(asker.answers_in(messages, ended))

    thread = threading.Thread(target=load)
    thread.start()
    time.sleep(5)  # the measured time itself, not a wait for something
    applying = time.perf_counter()
    took = node.run("apply", str(documents))
    applied = time.perf_counter()
    ended.set()
    thread.join()
    for when, first, last in (("before", applying - 4, applying), ("during", applying, applied)):
        within = [longest for at, longest in ticks if first <= at < last]
        rate, longest = len(within) * 500 / (last - first), max(within) * 1000
        tell(f"answers a second {when} an apply", f"{rate:,.0f}, none later than {longest:.0f} ms")
    tell("apply that changes every access domain", f"{took:.2f} s under that load")


def _restart(node: Node) -> None:
    for kept in (True, False):
        node.stop()
        if not kept:
            (node.state / "snapshot.bin").unlink()
        began = time.perf_counter()
        node.start()
        with Asker(node.dns) as asker:
            _await_answer(asker, (name_of(42), ASKERS["telecom"]), expected(42, "telecom"))
            took = time.perf_counter() - began
        with Asker(node.dns) as asker:
            refuse_wrong(asker.ask_all(questions()))
        what = "the saved snapshot" if kept else "the store, after the first round of 300 addresses"
        tell("restart to answering", f"{took:.2f} s from {what}")


def questions() -> Iterator[Question]:
    """Every name, asked from each line."""
    return ((name_of(number), asker) for number in range(DOMAINS) for asker in ASKERS.values())


def refuse_wrong(found: Mapping[Question, str], down: frozenset[str] = frozenset()) -> None:
    """Ends the bench if any of all answers is not as the documents and the servers that are down want it."""
    wanted = {
        (name_of(number), asker): expected(number, line, down)
        for number in range(DOMAINS)
        for line, asker in ASKERS.items()
    }
    wrong = {question: answer for question, answer in found.items() if answer != wanted[question]}
    if wrong or len(found) != len(wanted):
        raise SystemExit(f"{len(wrong)} of {len(found)} answers are wrong, such as {next(iter(wrong.items()), None)}")


def _await_answer(asker: Asker, question: Question, wanted: str) -> float:
    """When it was answered so, in seconds since the epoch."""
    deadline = time.monotonic() + WITHIN
    while asker.ask(question, patience=0.05) != wanted:
        if time.monotonic() > deadline:
            raise SystemExit(f"{question} is not answered with {wanted} within {WITHIN:g} s")
        time.sleep(0.0005)
    return time.time()


def _since(node: Node, address: str) -> float:
    row = next(row for row in node.statuses("address") if row["name"] == address)
    since: float = row["tasks"][0]["since"]
    return since


def _tell_server(web: subprocess.Popen[str], down: frozenset[str]) -> None:
    assert web.stdin
    assert web.stdout
    web.stdin.write(" ".join(down) + "\n")
    web.stdin.flush()
    web.stdout.readline()


@contextmanager
def _web_server() -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, str(Path(__file__).with_name("web_server.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as web:
        assert web.stdout
        try:
            yield web, int(web.stdout.readline())
        finally:
            web.kill()


def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Polls until it holds."""
    deadline = time.monotonic() + WITHIN
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"no {what} within {WITHIN:g} s")
        time.sleep(0.2)


def tell(what: str, figure: str) -> None:
    """A row of the table."""
    print(f"{what:40} {figure}", flush=True)


if __name__ == "__main__":
    main()
