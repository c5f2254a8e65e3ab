"""A ping check: does the host answer, and to enough of the packets?"""

import asyncio
import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import trunkline
from trunkline.documents.monitors.asks import Echoed
from trunkline.documents.monitors.ping import PingMonitor
from trunkline.errors import CannotProbe
from trunkline.probes.icmp import _Flight
from trunkline.probes.prober import NetworkProber

PROBER = NetworkProber()


@pytest.fixture
def anyio_backend() -> str:
    """Plain asyncio: these tests put sockets of their own in place."""
    return "asyncio"


def pinging(packets: int = 4, loss_rate: int = 100, timeout: float = 0.3) -> PingMonitor:
    return PingMonitor(name="ping", protocol="ping", packets=packets, loss_rate=loss_rate, timeout=timeout)


@pytest.fixture
def may_ping() -> None:
    """Skips where this user may not ping at all."""
    try:
        asyncio.run(PROBER.check(pinging(1), "127.0.0.1", None))
    except CannotProbe as refused:
        pytest.skip(str(refused))


JUDGED = [  # packets, back, loss rate, ok
    (4, 4, 1, True), (4, 1, 100, True), (4, 0, 100, False), (4, 0, 1, False), (4, 3, 25, False), (4, 3, 26, True),
    (10, 7, 30, False), (10, 8, 30, True), (3, 2, 33, False), (3, 2, 34, True), (1, 1, 1, True),
]  # fmt: skip


@pytest.mark.parametrize(("packets", "back", "loss_rate", "ok"), JUDGED)
def test_a_loss_that_reaches_the_rate_fails(packets: int, back: int, loss_rate: int, ok: bool) -> None:
    assert pinging(packets, loss_rate).judge(Echoed((0.01,) * back)).ok is ok


TOLD = [
    ((0.001, 0.003), "2 of 4 packets came back, in 2.0 ms on average", 0.002),
    ((0.2,), "3 of 4 packets lost, 75 % or more fails", 0.2),
    ((), "no packet came back within 0.3 s: the host is unreachable", None),
]


@pytest.mark.parametrize(("round_trips", "detail", "latency"), TOLD)
def test_a_ping_tells_the_loss_and_the_average_of_what_came_back(
    round_trips: tuple[float, ...], detail: str, latency: float | None
) -> None:
    reply = Echoed(round_trips, "the host is unreachable")
    assert (pinging(loss_rate=75).judge(reply).detail, reply.latency) == (detail, latency)


@pytest.mark.anyio
@pytest.mark.needs_root
@pytest.mark.usefixtures("may_ping")
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
async def test_a_host_that_answers_is_up(host: str) -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    seen = await PROBER.check(pinging(), host, None)
    assert seen.ok
    assert seen.detail.startswith("4 of 4 packets came back, in ")
    assert clock() - began < 0.3  # it does not wait longer than it must


@pytest.mark.anyio
@pytest.mark.needs_root
@pytest.mark.usefixtures("may_ping")
async def test_checks_side_by_side_do_not_take_each_others_answers() -> None:
    seen = await asyncio.gather(*(PROBER.check(pinging(5, 1, timeout=2), "127.0.0.1", None) for _ in range(20)))
    assert {observation.ok for observation in seen} == {True}


def in_a_network_of_its_own(prepare: str, program: str, *, raw: bool) -> str:
    """What a Python program prints in a fresh network namespace, made ready by shell commands."""
    run = f'ip link set lo up && {prepare} && exec setpriv --bounding-set {"+" if raw else "-"}net_raw "$0" -c "$1"'
    home = {**os.environ, "PYTHONPATH": str(Path(trunkline.__file__).parents[1])}
    command = ["unshare", "--net", "sh", "-c", run, sys.executable, program]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=home)
    except FileNotFoundError:
        pytest.skip("unshare is not installed")
    if "unshare failed" in done.stderr:
        pytest.skip("a network namespace takes a privilege")
    return done.stdout + done.stderr


CHECK = """
import asyncio, time
from trunkline.documents.monitors.ping import PingMonitor
from trunkline.probes.prober import CannotProbe, NetworkProber
monitor = PingMonitor(name="ping", protocol="ping", packets=3, timeout=1)
began = time.monotonic()
for host in ("127.0.0.1", "::1"):
    try:
        seen = asyncio.run(NetworkProber().check(monitor, host, None))
        print("up" if seen.ok else "down", seen.detail)
    except CannotProbe as refused:
        print("cannot", refused)
"""

SETTINGS = {
    "silence": ("echo 1 | tee {v4}/icmp_echo_ignore_all > {v6}/icmp/echo_ignore_all", True, "down no packet came back"),
    "raw sockets": ("echo 1 0 > {v4}/ping_group_range", True, "up 3 of 3 packets came back"),
    "ping sockets": ("echo 0 99999 > {v4}/ping_group_range", False, "up 3 of 3 packets came back"),
    "neither": ("echo 1 0 > {v4}/ping_group_range", False, "cannot this process may not ping: give it CAP_NET_RAW"),
}  # fmt: skip


@pytest.mark.needs_root
@pytest.mark.parametrize(("prepare", "raw", "words"), SETTINGS.values(), ids=SETTINGS)
def test_silence_is_down_and_a_prober_that_may_not_ping_is_neither_up_nor_down(
    prepare: str, raw: bool, words: str
) -> None:
    prepare = prepare.format(v4="/proc/sys/net/ipv4", v6="/proc/sys/net/ipv6")
    said = in_a_network_of_its_own(prepare, CHECK, raw=raw)
    assert said.count(words) == 2, said


@pytest.mark.anyio
async def test_a_family_that_this_machine_does_not_know_is_not_held_against_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*kind: object) -> socket.socket:
        raise OSError(97, "Address family not supported by protocol")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(CannotProbe, match="does not know that family"):
        await PROBER.check(pinging(), "::1", None)


class Dead(socket.socket):
    """Fails each read at once, and stops a loop that never gives others a turn: no machine gives a million in 10 ms."""

    reads = 0

    def recv(self, *_: object) -> bytes:
        self.reads += 1
        assert self.reads < 1_000_000, "the event loop gets no turn"
        raise OSError(errno.ENETDOWN, "Network is down")


@pytest.mark.anyio
async def test_a_socket_that_fails_each_read_ends_with_its_time_and_holds_nobody_up() -> None:
    with Dead(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_Flight(line, socket.AF_INET, 1).receive_all(), 0.01)
