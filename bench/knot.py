"""Knot DNS as a peer that is only asked, over loopback."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode

Address = tuple[str, int]
PATIENCE = 10.0
"""Seconds for knotd to begin."""
HOW_TO_INSTALL = "knotd is not installed: on Debian `apt-get install knot`, elsewhere the package knot or knot-dns"

CONFIG = """
server:
  rundir: {folder}
  listen: 127.0.0.1@{port}
  udp-workers: 1
  tcp-workers: 1
  edns-client-subnet: on
log:
  - target: stderr
    any: error
database:
  storage: {folder}
template:
  - id: default
    storage: {folder}
    zonefile-sync: -1
    journal-content: none
zone:
"""


def is_installed() -> bool:
    return shutil.which("knotd") is not None


@contextmanager
def knot(zones: Mapping[str, str]) -> Iterator[Address]:
    """Knot with these master files by origin, on a free port, in a folder that goes with it."""
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        port = taker.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        for origin, text in zones.items():
            Path(folder, f"{origin}zone").write_text(text)
        listed = "".join(f"  - domain: {origin}\n    file: {origin}zone\n" for origin in zones)
        config = Path(folder, "knot.conf")
        config.write_text(CONFIG.format(folder=folder, port=port) + listed)
        with subprocess.Popen(["knotd", "-c", str(config)]) as process:
            try:
                for origin in zones:
                    wait_for(("127.0.0.1", port), origin)
                yield "127.0.0.1", port
            finally:
                end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends it, one that hangs too."""
    process.terminate()
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        process.kill()


def wait_for(address: Address, origin: str) -> None:
    """Returns once the zone is answered for."""
    host, port = address
    end = time.monotonic() + PATIENCE
    query = dns.message.make_query(origin, "SOA")
    while time.monotonic() < end:
        with suppress(OSError, dns.exception.DNSException):
            if dns.query.tcp(query, host, PATIENCE, port).rcode() == dns.rcode.NOERROR:
                return
        time.sleep(0.02)
    sys.exit(f"knotd does not answer for {origin}")
