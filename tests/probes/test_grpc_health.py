"""A grpc check: does the server's own health service say that it is serving?"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
import trustme
from grpc_health.v1 import health, health_pb2_grpc
from grpc_health.v1.health_pb2 import HealthCheckResponse
from web_servers import saying, serve

from trunkline.documents.monitors.asks import HttpReply
from trunkline.documents.monitors.grpc import GrpcMonitor
from trunkline.probes.prober import NetworkProber

pytestmark = pytest.mark.anyio

LONG = "x" * 300
SERVICES = {"": "SERVING", "shop.Cart": "SERVING", "shop.Pay": "NOT_SERVING", "shop.New": "UNKNOWN", LONG: "SERVING"}


def calling(**fields: Any) -> GrpcMonitor:
    return GrpcMonitor.model_validate({"name": "shop", "protocol": "grpc", "timeout": 2, **fields})


@pytest.fixture(scope="module")
def ports(authority: trustme.CA) -> Iterator[dict[str, int]]:
    """A gRPC server on three ports: plain on both loopbacks, and by TLS."""
    server = grpc.server(ThreadPoolExecutor(2))
    servicer = health.HealthServicer()
    for service, state in SERVICES.items():
        servicer.set(service, HealthCheckResponse.ServingStatus.Value(state))
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    shown = authority.issue_cert("grpc.example.com")
    pair = (shown.private_key_pem.bytes(), shown.cert_chain_pems[0].bytes())
    secure = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    plain = {host: server.add_insecure_port(f"{host}:0") for host in ("127.0.0.1", "[::1]")}
    server.start()
    yield {**plain, "secure": secure}
    server.stop(None).wait()


STATES = [
    ({}, True, "SERVING in "), ({"service": "shop.Cart"}, True, "SERVING in "), ({"service": LONG}, True, "SERVING in"),
    ({"service": "shop.Pay"}, False, "NOT_SERVING"), ({"service": "shop.New"}, False, "UNKNOWN"),
    ({"service": "shop.Nobody"}, False, "gRPC status 5: the server knows no such service"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "ok", "words"), STATES, ids=range(len(STATES)))
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
async def test_only_a_service_that_is_serving_is_up(
    ports: dict[str, int], host: str, fields: dict[str, Any], ok: bool, words: str
) -> None:
    seen = await NetworkProber().check(calling(**fields), host.strip("[]"), ports[host])
    assert seen.ok is ok, seen.detail
    assert seen.detail.startswith(words)
    assert seen.latency is not None


async def test_a_server_is_called_by_tls(ports: dict[str, int]) -> None:
    assert (await NetworkProber().check(calling(tls=True), "127.0.0.1", ports["secure"])).ok
    seen = await NetworkProber().check(calling(tls=True, verify=True), "127.0.0.1", ports["secure"])
    assert seen.detail.startswith("its certificate is not trusted: ")


@pytest.mark.usefixtures("trusted")
async def test_a_trusted_server_of_that_name_is_called_by_tls(ports: dict[str, int]) -> None:
    monitor = calling(tls=True, verify=True, host="grpc.example.com")
    seen = await NetworkProber().check(monitor, "127.0.0.1", ports["secure"])
    assert seen.ok, seen.detail


@pytest.mark.parametrize("port", ["127.0.0.1", "secure"])
async def test_tls_on_one_side_only_fails_in_words(ports: dict[str, int], port: str) -> None:
    seen = await NetworkProber().check(calling(tls=port != "secure"), "127.0.0.1", ports[port])
    assert not seen.ok
    assert "Error:" not in seen.detail


async def test_a_server_without_a_health_service_says_so() -> None:
    server = grpc.server(ThreadPoolExecutor(1))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    seen = await NetworkProber().check(calling(), "127.0.0.1", port)
    server.stop(None)
    assert (seen.ok, seen.detail) == (False, "gRPC status 12: the server has no health service (grpc.health.v1)")


async def test_a_server_that_speaks_http_1_only_is_no_grpc_server() -> None:
    async with serve(saying("400 Bad Request")) as port:
        seen = await NetworkProber().check(calling(), "127.0.0.1", port)
    assert (seen.ok, seen.detail) == (False, "it speaks HTTP/1 there, not HTTP/2")


async def speaks_garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await reader.read()
    writer.close()


async def breaks_the_rules(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\0\0\1\4\0\0\0\0\0x")  # SETTINGS of one byte
    await reader.read()
    writer.close()


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10_000)
    writer.close()


async def says_goodbye(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    settings, goodbye = b"\0\0\0\4\0\0\0\0\0", b"\0\0\x08\7\0\0\0\0\0" + b"\0\0\0\0" + b"\0\0\0\x0b"
    writer.write(settings + goodbye)
    await reader.read()
    writer.close()


NO_ANSWERS = [
    (speaks_garbage, "the answer is not HTTP/2"),
    (breaks_the_rules, "the answer is not HTTP/2, or broke off: "),
    (hangs_up, "it hung up without an answer"),
    (says_goodbye, "it broke off the answer: enhance your calm"),
]


@pytest.mark.parametrize(("server", "words"), NO_ANSWERS)
async def test_what_is_no_answer_fails_and_says_so(server: Any, words: str) -> None:
    async with await asyncio.start_server(server, "127.0.0.1", 0) as listening:
        seen = await NetworkProber().check(calling(), "127.0.0.1", listening.sockets[0].getsockname()[1])
    assert not seen.ok
    assert seen.detail.startswith(words)


async def test_a_server_that_takes_the_call_and_says_nothing_fails_at_the_timeout() -> None:
    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        seen = await NetworkProber().check(calling(timeout=0.2), "127.0.0.1", server.sockets[0].getsockname()[1])
    assert (seen.ok, seen.detail) == (False, "no answer within 0.2 s")


OK = {"grpc-status": "0"}
REPLIES = {
    "serving": (HttpReply(200, 0.1, body=b"\0\0\0\0\2\x08\1", trailers=OK), True, "SERVING in 100 ms"),
    "no state": (HttpReply(200, 0.1, body=b"\0\0\0\0\0", trailers=OK), False, "UNKNOWN"),
    "a new state": (HttpReply(200, 0.1, body=b"\0\0\0\0\2\x08\7", trailers=OK), False, "not a HealthCheckResponse"),
    "cut": (HttpReply(200, 0.1, body=b"\0\0\0\0\2\x08", trailers=OK), False, "not a HealthCheckResponse"),
    "compressed": (HttpReply(200, 0.1, body=b"\1\0\0\0\2\x08\1", trailers=OK), False, "not a HealthCheckResponse"),
    "empty": (HttpReply(200, 0.1, trailers=OK), False, "not a HealthCheckResponse"),
    "no gRPC": (HttpReply(200, 0.1), False, "the answer is not gRPC"),
    "a proxy": (HttpReply(502, 0.1), False, "HTTP 502: no gRPC is spoken there"),
    "a failure": (HttpReply(200, 0.1, {"grpc-status": "14", "grpc-message": "busy%21"}), False, "status 14: busy!"),
    "a late failure": (
        HttpReply(200, 0.1, body=b"\0\0\0\0\2\x08\1", trailers={"grpc-status": "2"}),
        False,
        "gRPC status 2: no reason given",
    ),
}


@pytest.mark.parametrize(("reply", "ok", "words"), REPLIES.values(), ids=REPLIES)
def test_a_reply_is_judged_by_status_and_state(reply: HttpReply, ok: bool, words: str) -> None:
    finding = calling().judge(reply)
    assert finding.ok is ok
    assert words in finding.detail
