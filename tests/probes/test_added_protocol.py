"""One new file is all that a protocol takes: documents, schema and probes know it then."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from trunkline.documents import monitors
from trunkline.documents.check import check
from trunkline.documents.config import Config
from trunkline.documents.monitors.monitor import PROTOCOLS, Monitor
from trunkline.documents.read import read_data
from trunkline.probes.prober import NetworkProber

MEMCACHED = r'''
from typing import ClassVar, Literal

from trunkline.documents.monitors.asks import Datagram, Exchange, Finding
from trunkline.documents.monitors.monitor import PortMonitor


class MemcachedMonitor(PortMonitor):
    """Asks memcached over UDP for its version."""

    default_port: ClassVar[int | None] = 11211
    protocol: Literal["memcached"]
    least: str = "1.6"

    def ask(self, token: int) -> Exchange:
        return Exchange(self.judge, token.to_bytes(2) + b"\0\0\0\1\0\0version\r\n")

    def judge(self, reply: Datagram) -> Finding:
        version = (reply.payload or b"")[8:].decode().removeprefix("VERSION ").strip()
        return Finding(version >= self.least, f"version {version}")
'''


@pytest.fixture
def memcached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package with one file more, for as long as the test lasts."""
    (tmp_path / "memcached.py").write_text(MEMCACHED)
    before = dict(PROTOCOLS)
    monkeypatch.setattr(monitors, "__path__", [*monitors.__path__, str(tmp_path)])
    monitors.find_protocols(monitors.__path__)
    yield
    PROTOCOLS.clear()
    PROTOCOLS.update(before)
    sys.modules.pop(f"{monitors.__name__}.memcached")


@pytest.mark.usefixtures("memcached")
def test_a_new_protocol_is_read_checked_and_told() -> None:
    address = {"name": "a", "endpoint": "192.0.2.1", "monitors": ["m"]}
    written = read_data({"monitors": [{"name": "m", "protocol": "memcached"}], "addresses": [address]})
    config = Config.of(one.document for one in written)
    assert check(config, ()) == []
    assert config.monitors["m"].port_for(None) == 11211
    told = TypeAdapter(list[Monitor]).json_schema()["$defs"]
    assert told["Monitor"]["discriminator"]["mapping"]["memcached"] == "#/$defs/MemcachedMonitor"


@pytest.mark.anyio
@pytest.mark.usefixtures("memcached")
@pytest.mark.parametrize(("version", "ok"), [("1.6.9", True), ("1.4", False)])
async def test_a_new_protocol_is_asked_and_judged(version: str, ok: bool) -> None:
    class Server(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, whence: tuple[str, int]) -> None:
            transport.sendto(data[:8] + f"VERSION {version}\r\n".encode(), whence)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Server, ("127.0.0.1", 0))
    how = Monitor.model_validate({"name": "m", "protocol": "memcached", "timeout": 1})
    seen = await NetworkProber().check(how, "127.0.0.1", transport.get_extra_info("sockname")[1])
    transport.close()
    assert (seen.ok, seen.detail) == (ok, f"version {version}")
