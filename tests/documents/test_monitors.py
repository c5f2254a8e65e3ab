"""Monitors: one model for each protocol, each with its own fields, and the same few for all."""

from __future__ import annotations

import re
from pathlib import Path
from types import GenericAlias
from typing import Any

import pytest
from pydantic import TypeAdapter

from given import address, faults, monitor
from trunkline.documents.monitors.asks import Connect, Echo, Exchange, HttpReply, HttpRequest, Tls
from trunkline.documents.monitors.monitor import PROTOCOLS, Monitor
from trunkline.documents.read import read_data, read_texts
from trunkline.errors import DocumentError, Problem

LEAST: dict[str, dict[str, Any]] = {name: {} for name in PROTOCOLS} | {"dns": {"query_name": "example.com"}}
"""What each protocol cannot do without."""


def of(protocol: str, **fields: Any) -> Monitor:
    return monitor(protocol=protocol, **LEAST[protocol] | fields)


def refused(**fields: Any) -> Problem:
    with pytest.raises(DocumentError) as caught:
        read_data({"monitors": [{"name": "m", **fields}]})
    (problem,) = caught.value.problems
    return problem


ASKS = {
    "ping": Echo, "tcp": Connect, "udp": Exchange, "dns": Exchange, "http": HttpRequest, "https": HttpRequest,
    "grpc": HttpRequest,
}  # fmt: skip


def test_there_are_these_protocols() -> None:
    assert PROTOCOLS.keys() == ASKS.keys()


@pytest.mark.parametrize("protocol", ASKS)
def test_data_becomes_the_monitor_of_its_protocol_which_asks_in_its_way(protocol: str) -> None:
    made = of(protocol)
    assert type(made) is PROTOCOLS[protocol]
    assert type(made.ask(1)) is ASKS[protocol]


@pytest.mark.parametrize("protocol", ASKS)
@pytest.mark.parametrize("short", [True, False])
def test_a_monitor_survives_the_way_through_json(protocol: str, short: bool) -> None:
    made = of(protocol)
    assert Monitor.model_validate(made.model_dump(mode="json", exclude_defaults=short)) == made
    assert Monitor.model_validate_json(made.model_dump_json(exclude_defaults=short)) == made


def test_a_list_of_monitors_tells_every_field_of_each() -> None:
    several = tuple(of(protocol) for protocol in ASKS)
    told = TypeAdapter(GenericAlias(tuple, (Monitor, ...))).dump_python(several, mode="json")
    assert told == [one.model_dump(mode="json") for one in several]
    assert {"path", "headers", "query_name", "service", "send", "packets"} <= {name for one in told for name in one}


def test_the_schema_tells_each_protocol_by_itself() -> None:
    schema = TypeAdapter(GenericAlias(tuple, (Monitor, ...))).json_schema()
    told = schema["$defs"]["Monitor"]
    assert told["discriminator"]["propertyName"] == "protocol"
    assert told["discriminator"]["mapping"].keys() == PROTOCOLS.keys()
    assert len(told["oneOf"]) == len(PROTOCOLS)
    assert "path" in schema["$defs"]["HttpMonitor"]["properties"]
    assert "path" not in schema["$defs"]["TcpMonitor"]["properties"]


PORTS = [
    ("ping", None), ("tcp", 80), ("http", 80), ("https", 443), ("dns", 53), ("grpc", 50051), ("udp", None),
]  # fmt: skip


@pytest.mark.parametrize(("protocol", "port"), PORTS)
def test_where_to_look_is_what_the_address_says_or_the_monitor_or_the_protocol(protocol: str, port: int | None) -> None:
    assert of(protocol).port_for(None) == port
    if PROTOCOLS[protocol].takes_port:
        assert of(protocol, port=7).port_for(None) == 7
        assert of(protocol, port=7).port_for(8) == 8


def test_a_failure_rate_of_zero_means_any_place() -> None:
    """Q10; tests/health tells what comes of it."""
    assert of("tcp", failure_rate=0).failure_rate == 0
    assert "greater than or equal to 0" in refused(protocol="tcp", failure_rate=-1).message


REFUSED = {
    "another's field": (
        {"protocol": "tcp", "path": "/"}, "path", "unknown field: tcp has no path; http and https have",
        "leave it out, or choose that protocol",
    ),
    "only one has it": ({"protocol": "http", "sni": True}, "sni", "http has no sni; https has", ""),
    "nobody's field": ({"protocol": "tcp", "intervall": 1}, "intervall", "unknown field", "did you mean interval?"),
    "no host": ({"protocol": "http", "host": "a/b"}, "host", "'a/b' is not a host", ""),
    "user and host": ({"protocol": "http", "host": "me@a"}, "host", "'me@a' is not a host", ""),
    "a far port": ({"protocol": "http", "host": "a:99999"}, "host", "'a:99999' is not a host", ""),
    "bare IPv6": ({"protocol": "http", "host": "2001:db8::1"}, "host", "is not a host", ""),
    "header name": ({"protocol": "http", "headers": {"X Y": "1"}}, "headers.X Y", "not the name of a header", ""),
    "header value": ({"protocol": "http", "headers": {"X": "a\r\nY: b"}}, "headers.X", "is not", ""),
    "host as header": ({"protocol": "http", "headers": {"HOST": "a"}}, "headers.HOST", "it is the field host", ""),
    "our header": ({"protocol": "http", "headers": {"Content-Length": "1"}}, "headers.Content-Length", "follows", ""),
    "one header twice": ({"protocol": "http", "headers": {"x": "1", "X": "2"}}, "headers", "x stands in it twice", ""),
    "headers as a list": ({"protocol": "http", "headers": ["x"]}, "headers", "should be a", ""),
    "GET with a body": ({"protocol": "http", "request_body": "x"}, "", "GET sends no request_body", ""),
    "text of a HEAD": ({"protocol": "http", "method": "HEAD", "body_text": "x"}, "", "HEAD brings no body", ""),
    "method": ({"protocol": "http", "method": "POTS"}, "method", "should be 'GET'", "did you mean POST?"),
    "threshold": ({"protocol": "http", "status_threshold": 404}, "status_threshold", "should be 400 or 500", ""),
    "verify without sni": ({"protocol": "https", "verify": True, "sni": False}, "", "leave sni on", ""),
    "fails without days": ({"protocol": "https", "certificate_fails": True}, "", "needs certificate_days", ""),
    "dns without a name": ({"protocol": "dns"}, "query_name", "is missing", ""),
    "dns name": ({"protocol": "dns", "query_name": "a..b"}, "query_name", "'a..b' is not a domain name", ""),
    "dns type": ({"protocol": "dns", "query_name": "a", "query_type": "MXX"}, "query_type", "not a record type", ""),
    "dns meta type": ({"protocol": "dns", "query_name": "a", "query_type": "AXFR"}, "query_type", "of a record", ""),
    "dns rcode": ({"protocol": "dns", "query_name": "a", "rcode": "NO"}, "rcode", "not an answer code", ""),
    "dns answer": ({"protocol": "dns", "query_name": "a", "answer": "b"}, "", "no data of a A record", ""),
    "udp digits": ({"protocol": "udp", "send": "hex: 0"}, "send", "is not hexadecimal", ""),
    "ip version": ({"protocol": "tcp", "ip_version": "ipv4"}, "ip_version", "should be 'IPv4' or 'IPv6'", ""),
    "verify without tls": ({"protocol": "grpc", "verify": True}, "", "verify needs tls", ""),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "field", "message", "remedy"), REFUSED.values(), ids=REFUSED)
def test_what_a_protocol_cannot_do_is_refused(fields: dict[str, Any], field: str, message: str, remedy: str) -> None:
    problem = refused(**fields)
    assert problem.field == field
    assert message in problem.message
    assert remedy in problem.remedy


MISFITS = [
    ("192.0.2.1", of("ping"), 7, "monitors.0.port: m is a ping monitor and has no port (leave the port out)"),
    ("192.0.2.1", of("udp"), None, "monitors.0.port: m names no port, and udp has none by default"),
    ("192.0.2.1", of("tcp", ip_version="IPv6"), None, "monitors.0.monitor: m looks over IPv6, the endpoint is IPv4"),
    ("2001:db8::1", of("tcp", ip_version="IPv4"), None, "monitors.0.monitor: m looks over IPv4, the endpoint is IPv6"),
    ("192.0.2.1", of("udp", port=7), None, ""),
    ("192.0.2.1", of("udp"), 7, ""),
    ("192.0.2.1", of("tcp", ip_version="IPv4"), None, ""),
    ("2001:db8::1", of("ping", ip_version="IPv6"), None, ""),
    ("www.example.com", of("ping", ip_version="IPv6"), None, ""),
]


@pytest.mark.parametrize(("endpoint", "how", "port", "told"), MISFITS)
def test_a_monitor_must_be_able_to_look_at_its_address(
    endpoint: str, how: Monitor, port: int | None, told: str
) -> None:
    looked_at = address("a", endpoint, monitors=[{"monitor": "m", "port": port}])
    found = faults(how.model_copy(update={"name": "m"}), looked_at)
    assert [one.startswith(f"address a: {told}") for one in found] == ([True] if told else [])


def test_a_request_is_asked_as_the_monitor_says() -> None:
    fields = {"host": "a.example:8443", "path": "/x", "method": "POST", "request_body": "移", "headers": {"X": "1"}}
    ask: Any = of("https", follow_redirects=True, body_text="ok", sni=False, certificate_days=7, **fields).ask(1)
    assert (ask.host, ask.target, ask.method, ask.body) == ("a.example:8443", "/x", "POST", "移".encode())
    assert (ask.headers, ask.read, ask.redirects, ask.http2) == ({"X": "1"}, 65_536, 5, False)
    assert ask.tls == Tls(sni=False, verify=False, dated=True)


CHARSETS = [
    ("text/html; charset=gbk", "移动".encode("gbk"), True), ("text/html; charset=big5", "聯通".encode("big5"), False),
    ("text/html; charset=no-such", "移动".encode(), True), ("", "移动".encode("gb18030"), True), ("", b"", False),
]  # fmt: skip


@pytest.mark.parametrize(("content_type", "body", "ok"), CHARSETS)
def test_a_text_is_found_in_the_charset_of_the_page(content_type: str, body: bytes, ok: bool) -> None:
    how: Any = of("http", body_text="移动")
    assert how.judge(HttpReply(200, 0.1, {"content-type": content_type}, body)).ok is ok


PAGES = Path(__file__).parents[2] / "docs" / "monitors"


@pytest.mark.parametrize("protocol", ASKS)
def test_each_protocol_has_a_page_that_tells_its_fields_with_an_example(protocol: str) -> None:
    page = (PAGES / f"{protocol}.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (written,) = read_texts([(f"{protocol}.md", example)])
    assert type(written.document) is PROTOCOLS[protocol]
    inherited = PROTOCOLS["http"] if protocol == "https" else Monitor
    own = PROTOCOLS[protocol].model_fields.keys() - inherited.model_fields.keys()
    assert [name for name in own if f"| `{name}` |" not in page] == []


def test_a_protocol_that_does_not_say_what_to_ask_is_refused_before_it_can_look() -> None:
    class Silent(Monitor):
        protocol: str = "silent"

    with pytest.raises(TypeError, match="abstract method ask"):
        Silent(name="web")  # type: ignore[abstract]
