"""What systemd hears over the socket that it names, and how it is found."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from trunkline.serve.systemd import Systemd


@pytest.fixture(params=["path", "abstract"])
def heard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    """The name that a process finds in NOTIFY_SOCKET, and the socket behind it."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@trunkline-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
        one.bind(name.replace("@", "\0"))
        one.settimeout(5)
        yield name, one


def test_all_is_said_in_one_datagram_and_each_word_on_a_line(heard: tuple[str, socket.socket]) -> None:
    name, hears = heard
    Systemd.of({"NOTIFY_SOCKET": name}).tell(READY=1, STATUS="answering\nby revision 4")
    assert hears.recv(4096) == b"READY=1\nSTATUS=answering by revision 4"


def test_a_reload_tells_when_it_began(heard: tuple[str, socket.socket]) -> None:
    name, hears = heard
    Systemd.of({"NOTIFY_SOCKET": name}).tell_of_a_reload()
    first, second = hears.recv(4096).decode().splitlines()
    assert first == "RELOADING=1"
    assert second.removeprefix("MONOTONIC_USEC=").isdecimal()


def test_a_sign_of_life_comes_again_and_again_where_it_is_waited_for(heard: tuple[str, socket.socket]) -> None:
    name, hears = heard
    systemd = Systemd.of({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "1000"})

    async def three() -> list[bytes]:
        living = asyncio.create_task(systemd.live())
        said = [await asyncio.to_thread(hears.recv, 4096) for _ in range(3)]
        living.cancel()
        return said

    assert asyncio.run(three()) == [b"WATCHDOG=1"] * 3


OURS, ANOTHERS = str(os.getpid()), str(os.getpid() + 1)
PATIENCE = [
    ({}, None),
    ({"WATCHDOG_USEC": "3000000"}, 3.0),
    ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": OURS}, 3.0),
    ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": ANOTHERS}, None),
    ({"WATCHDOG_USEC": "soon"}, None),
]


@pytest.mark.parametrize(("environment", "patience"), PATIENCE)
def test_a_watchdog_waits_only_for_the_process_that_it_names(
    environment: dict[str, str], patience: float | None
) -> None:
    assert Systemd.of(environment).patience == patience
    assert "WATCHDOG_PID" not in environment  # of a successor it would be wrong


@pytest.mark.parametrize("name", ["", "vsock:2:1234", "/there/is/no/such/socket"])
def test_where_nobody_hears_nothing_is_said_and_nothing_fails(name: str) -> None:
    systemd = Systemd.of({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "1000"})
    systemd.tell(READY=1)
    if not systemd.address:
        asyncio.run(asyncio.wait_for(systemd.live(), 5))
