"""The example of RFC 4592 section 2.2.1, and what it says of each query."""

from __future__ import annotations

import dns.message
import dns.rcode
import pytest
from hosting import askers, change, is_authoritative, zone

from trunkline.engine import Engine

EXAMPLE = """
@ 3600 SOA ns hostmaster 1 3600 600 86400 300
@ 3600 NS ns.example.com.
@ 3600 NS ns.example.net.
* 3600 TXT "this is a wildcard"
* 3600 MX 10 host1
sub.* 3600 TXT "this is not a wildcard"
host1 3600 A 192.0.2.1
_ssh._tcp.host1 3600 SRV 0 0 22 host1
_ssh._tcp.host2 3600 SRV 0 0 22 host2
subdel 3600 NS ns.example.com.
subdel 3600 NS ns.example.net.
"""

WILDCARD, REFERRED, NOTHING = "by the wildcard", "referred", "nothing of that type"


@pytest.fixture(scope="module")
def engine() -> Engine:
    engine = Engine()
    engine.publish(change(askers({}), [zone("example", EXAMPLE)], []), whole=True)
    return engine


@pytest.mark.parametrize(
    ("name", "type", "outcome"),
    [
        ("host3.example.", "MX", WILDCARD),
        ("host3.example.", "A", NOTHING),
        ("foo.bar.example.", "TXT", WILDCARD),
        ("*.example.", "TXT", WILDCARD),
        ("host1.example.", "MX", NOTHING),
        ("host2.example.", "MX", NOTHING),
        ("_tcp.host1.example.", "MX", NOTHING),
        ("sub.*.example.", "MX", NOTHING),
        ("_telnet._tcp.host1.example.", "SRV", "no such name"),
        ("_ssh._tcp.host3.example.", "TXT", WILDCARD),
        ("host.subdel.example.", "A", REFERRED),
        ("subdel.example.", "MX", REFERRED),
        ("ghost.*.example.", "MX", "no such name"),
    ],
)
def test_each_query_has_the_outcome_that_the_rfc_gives(engine: Engine, name: str, type: str, outcome: str) -> None:
    raw = engine.answer(dns.message.make_query(name, type).to_wire(), "127.0.0.1")
    assert raw is not None
    response = dns.message.from_wire(raw)
    owners = [rrset.name.to_text() for rrset in response.answer]
    denied = [rrset.name.to_text() for rrset in response.authority] == ["example."]
    found = (response.rcode(), owners, denied, is_authoritative(response))
    assert (
        found
        == {
            WILDCARD: (dns.rcode.NOERROR, [name], False, True),
            NOTHING: (dns.rcode.NOERROR, [], True, True),
            REFERRED: (dns.rcode.NOERROR, [], False, False),
            "no such name": (dns.rcode.NXDOMAIN, [], True, True),
        }[outcome]
    )
