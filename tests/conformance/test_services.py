"""What comes along with records that name hosts: addresses, and where aliases of services lead (RFC 9460 section
4.1)."""

from __future__ import annotations

from collections.abc import Iterator

import dns.name
import dns.rdatatype
import pytest
from hosting import Host, answer, askers, change, data, group, is_truncated, steered, zone

from trunkline.engine import Engine

SERVICES = """
@ 60 SOA ns1 hostmaster 1 3600 600 86400 300
@ 60 NS ns1
@ 60 MX 10 host
@ 60 MX 20 host
@ 60 HTTPS 1 . alpn="h2,h3"
@ 60 A 192.0.2.10
ns1 60 A 192.0.2.1
host 60 A 192.0.2.2
host 60 AAAA 2001:db8::2
direct 60 SVCB 1 host port=8443
several 60 SVCB 1 host
several 60 SVCB 2 . port=53
several 60 SVCB 3 host port=8443
several 60 AAAA 2001:db8::3
abroad 60 HTTPS 1 elsewhere.test.
absent 60 HTTPS 0 .
alias 60 HTTPS 0 direct-https
direct-https 60 HTTPS 1 host
second 60 HTTPS 0 alias
third 60 HTTPS 0 second
loop1 60 SVCB 0 loop2
loop2 60 SVCB 0 loop1
to-other-type 60 SVCB 0 direct-https
to-name 60 CNAME alias
to-steered 60 HTTPS 1 www
www 60 A 192.0.2.80
www 60 HTTPS 1 .
_sip._tcp 60 SRV 1 1 5060 host
_sip._tcp 60 SRV 2 1 5061 host
wide 60 SVCB 1 many
many 60 TXT "nothing else"
{many}
""".format(many="\n".join(f"many 60 AAAA 2001:db8:1::{n:x}" for n in range(60)))


@pytest.fixture(scope="module")
def services() -> Iterator[Host]:
    engine = Engine()
    www = steered("www.example.com", answer(group("198.51.100.1")), plan=(0,))
    engine.publish(change(askers({}), [zone("example.com", SERVICES)], [www]), whole=True)
    (address,) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    yield Host(engine, address)
    engine.stop()


HOST = ["host A", "host AAAA"]


@pytest.mark.parametrize(
    ("name", "type", "added"),
    [
        ("", "MX", HOST),
        ("_sip._tcp.", "SRV", HOST),
        ("", "HTTPS", ["@ A"]),
        ("direct.", "SVCB", HOST),
        ("several.", "SVCB", [*HOST, "several AAAA"]),
        ("abroad.", "HTTPS", []),
        ("absent.", "HTTPS", []),
        ("alias.", "HTTPS", ["direct-https HTTPS", *HOST]),
        ("second.", "HTTPS", ["alias HTTPS", "direct-https HTTPS", *HOST]),
        ("third.", "HTTPS", ["alias HTTPS", "direct-https HTTPS", "second HTTPS", *HOST]),
        ("loop1.", "SVCB", ["loop2 SVCB"]),
        ("to-other-type.", "SVCB", []),
        ("to-name.", "HTTPS", ["direct-https HTTPS", *HOST]),
        ("to-steered.", "HTTPS", []),
        ("www.", "HTTPS", []),
    ],
)
def test_what_will_be_asked_for_next_comes_along_once(services: Host, name: str, type: str, added: list[str]) -> None:
    """But what is steered, for it depends on who asks."""
    response = services.ask(f"{name}example.com", type)
    zone = dns.name.from_text("example.com")
    names = [rrset.name.relativize(zone) for rrset in response.additional]
    types = [dns.rdatatype.to_text(rrset.rdtype) for rrset in response.additional]
    found = [f"{name} {type}" for name, type in zip(names, types, strict=True)]
    assert sorted(found) == sorted(added)
    assert all(len(rrset) == len(set(rrset)) for rrset in response.additional)


def test_what_comes_along_is_left_out_where_it_does_not_fit(services: Host) -> None:
    response = services.ask("wide.example.com", "SVCB")
    assert (data(response, "SVCB"), response.additional, is_truncated(response)) == (
        ["1 many.example.com."],
        [],
        False,
    )
    assert len(services.ask("wide.example.com", "SVCB", tcp=True).additional[0]) == 60
