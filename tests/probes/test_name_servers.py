"""A dns check: does the name server give the answer that it should?"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from trunkline.documents.monitors.dns import DnsMonitor
from trunkline.health.observation import Observation
from trunkline.probes.prober import NetworkProber

pytestmark = pytest.mark.anyio

Answer = Callable[[dns.message.Message], bytes]


def resolving(**fields: Any) -> DnsMonitor:
    known = {"name": "ns", "protocol": "dns", "query_name": "www.example.com", "timeout": 0.5}
    return DnsMonitor.model_validate(known | fields)


@asynccontextmanager
async def name_server(answer: Answer, host: str = "127.0.0.1") -> AsyncIterator[int]:
    class Server(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, whence: Any) -> None:
            self.transport.sendto(answer(dns.message.from_wire(data)), whence)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Server, (host, 0))
    yield transport.get_extra_info("sockname")[1]
    transport.close()


def giving(*records: str, rcode: str = "NOERROR", flags: int = 0, **changes: Any) -> Answer:
    """Records as `A 192.0.2.1`, of the name that is asked for."""

    def answer(query: dns.message.Message) -> bytes:
        reply = dns.message.make_response(query)
        reply.set_rcode(dns.rcode.from_text(rcode))
        reply.flags |= flags
        for record in records:
            kind, _, data = record.partition(" ")
            reply.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", kind, data))
        for name, value in changes.items():
            setattr(reply, name, value(query))
        return reply.to_wire()

    return answer


async def check(given: Answer, host: str = "127.0.0.1", **fields: Any) -> Observation:
    async with name_server(given, host) as port:
        return await NetworkProber().check(resolving(**fields), host, port)


A = giving("A 192.0.2.1", "A 192.0.2.2")
JUDGED = {
    "any answer": (A, {}, True, "NOERROR in "),
    "no record": (giving(), {}, True, "NOERROR in "),
    "the record": (A, {"answer": "192.0.2.2"}, True, "NOERROR in "),
    "others": (A, {"answer": "192.0.2.3"}, False, "NOERROR, but the answer has 192.0.2.1, 192.0.2.2, not 192.0.2.3"),
    "nothing": (giving(), {"answer": "192.0.2.3"}, False, "NOERROR, but the answer has nothing, not 192.0.2.3"),
    "cut short": (giving(flags=dns.flags.TC), {"answer": "192.0.2.3"}, False, "NOERROR, but the answer has nothing"),
    "another spelling": (
        giving("AAAA 2001:db8::1"), {"query_type": "aaaa", "answer": "2001:DB8:0::1"}, True, "NOERROR in ",
    ),
    "a name": (giving("NS NS1.example.com."), {"query_type": "NS", "answer": "ns1.example.com"}, True, "NOERROR in "),
    "another type": (giving("CNAME a.example.com."), {"answer": "192.0.2.1"}, False, "NOERROR, but the answer has"),
    "refused": (giving(rcode="REFUSED"), {}, False, "REFUSED, expected NOERROR"),
    "refused as it should be": (giving(rcode="REFUSED"), {"rcode": "refused"}, True, "REFUSED in "),
    "another question": (giving(id=lambda query: query.id ^ 1), {}, False, "the answer is to another question"),
    "no DNS": (lambda query: b"SSH-2.0", {}, False, "the answer is not DNS: "),
    "the question itself": (lambda query: query.to_wire(), {}, False, "the answer is to another question"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "fields", "ok", "words"), JUDGED.values(), ids=JUDGED)
async def test_an_answer_is_judged_by_its_code_and_by_the_record_that_it_must_hold(
    answer: Answer, fields: dict[str, Any], ok: bool, words: str
) -> None:
    seen = await check(answer, **fields)
    assert seen.ok is ok, seen.detail
    assert seen.detail.startswith(words)


async def test_a_name_server_is_asked_over_ipv6_too() -> None:
    seen = await check(A, "::1")
    assert seen.ok
    assert seen.latency is not None


@pytest.mark.parametrize("recursive", [False, True])
async def test_what_is_asked_is_the_name_the_type_and_recursion(recursive: bool) -> None:
    asked: list[dns.message.Message] = []

    def answer(query: dns.message.Message) -> bytes:
        asked.append(query)
        return A(query)

    await check(answer, query_name="Gtm.Example.com", query_type="txt", recursive=recursive)
    assert asked[0].question[0].to_text() == "Gtm.Example.com. IN TXT"
    assert bool(asked[0].flags & dns.flags.RD) is recursive


async def test_each_question_has_a_number_of_its_own() -> None:
    asked: list[int] = []

    def answer(query: dns.message.Message) -> bytes:
        asked.append(query.id)
        return A(query)

    async with name_server(answer) as port:
        for _ in range(8):
            await NetworkProber().check(resolving(), "127.0.0.1", port)
    assert len(set(asked)) > 1


async def test_a_name_server_that_says_nothing_fails_at_the_timeout() -> None:
    class Silent(asyncio.DatagramProtocol):
        pass

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Silent, ("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    seen = await NetworkProber().check(resolving(timeout=0.1), "127.0.0.1", port)
    transport.close()
    assert (seen.ok, seen.detail) == (False, "no answer within 0.1 s")
