"""The example starts nothing where another process listens already, whose answers would be taken for its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ports import free_port

EXAMPLE = Path(__file__).parents[2] / "examples" / "carrier-failover"
PLAY = """
import sys
from pathlib import Path
from stage import Stage, staged
with staged(Stage(Path(sys.argv[1]), *map(int, sys.argv[2:]))):
    print("started")
"""


@pytest.mark.parametrize(
    ("place", "host", "kind", "told"),
    [
        (0, "127.0.0.1", socket.SOCK_DGRAM, "for DNS, is in use"),
        (0, "127.0.0.1", socket.SOCK_STREAM, "for DNS over TCP, is in use"),
        (1, "127.0.0.1", socket.SOCK_STREAM, "for the node's HTTP API, is in use"),
        (2, "127.2.2.2", socket.SOCK_STREAM, "for the telecom server, is in use"),
    ],
)
def test_a_port_in_use_is_named_before_anything_is_started(
    tmp_path: Path, place: int, host: str, kind: socket.SocketKind, told: str
) -> None:
    with socket.socket(type=kind) as other:
        other.bind((host, 0))
        if kind is socket.SOCK_STREAM:
            other.listen()
        ports = [str(free_port()) for _ in range(3)]
        ports[place] = str(other.getsockname()[1])
        state = tmp_path / "state"
        done = subprocess.run([sys.executable, "-c", PLAY, state, *ports], cwd=EXAMPLE, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"{host}:{ports[place]}, {told}" in done.stderr
    assert not state.exists()


WITH_CONSOLE = """
import sys, urllib.request
from pathlib import Path
from stage import Stage, free_ports, staged
with staged(Stage(Path(sys.argv[1]), *free_ports(), console_port=int(sys.argv[2]))):
    print(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[2]}/login").read().decode())
"""


def test_the_example_has_its_console_as_soon_as_it_says_that_it_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITH_CONSOLE, tmp_path / "state", str(free_port())]
    done = subprocess.run(command, cwd=EXAMPLE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "<title>Log in · trunkline</title>" in done.stdout
