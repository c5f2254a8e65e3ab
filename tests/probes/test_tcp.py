"""A tcp check: is there someone who takes the connection?"""

import socket
from collections.abc import Iterator

import pytest

from trunkline.documents.monitors.tcp import TcpMonitor
from trunkline.documents.monitors.words import milliseconds
from trunkline.probes.prober import NetworkProber

pytestmark = pytest.mark.anyio

WEB = TcpMonitor(name="web", protocol="tcp", timeout=5)
PROBER = NetworkProber()


@pytest.fixture(params=["127.0.0.1", "::1"])
def listener(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.create_server((request.param, 0), family=family, backlog=0) as listener:
        yield listener


async def test_a_port_that_takes_the_connection_is_up_and_says_how_fast(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    seen = await PROBER.check(WEB, host, port)
    assert seen.ok
    assert seen.latency is not None
    assert 0 < seen.latency < WEB.timeout
    assert seen.detail == f"connected in {milliseconds(seen.latency)}"


async def test_a_port_where_nobody_listens_refuses_at_once(listener: socket.socket) -> None:
    with socket.socket(listener.family) as deaf:  # it holds the port, so that nobody else begins to listen there
        deaf.bind((listener.getsockname()[0], 0))
        seen = await PROBER.check(WEB, *deaf.getsockname()[:2])
    assert (seen.ok, seen.detail, seen.latency) == (False, "refused", None)


async def test_a_full_backlog_is_no_answer_within_the_timeout(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    with socket.create_connection((host, port)):
        seen = await PROBER.check(WEB.model_copy(update={"timeout": 0.3}), host, port)
    assert (seen.ok, seen.detail) == (False, "no answer within 0.3 s")


async def test_the_monitors_own_port_serves_when_the_address_names_none(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    assert (await PROBER.check(WEB.model_copy(update={"port": port}), host, None)).ok


async def test_a_domain_name_is_looked_up() -> None:
    only_v4 = WEB.model_copy(update={"ip_version": "IPv4"})
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert (await PROBER.check(only_v4, "localhost", listener.getsockname()[1])).ok


async def test_a_name_that_does_not_exist_is_down_and_says_so() -> None:
    seen = await PROBER.check(WEB, "no such name", 80)
    assert not seen.ok
    assert seen.detail.startswith("its name cannot be resolved: ")
