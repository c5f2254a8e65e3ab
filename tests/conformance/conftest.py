"""One engine with the zones below, shared by all tests of this folder: none of them changes what is published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hosting import FAILURE, Host, answer, askers, change, group, names, steered, zone

from trunkline.engine import Engine
from trunkline.snapshot.snapshot import Conduct, Draw

EXAMPLE_COM = """
@ 600 SOA ns1 hostmaster 1 3600 600 86400 300
@ 600 NS ns1
@ 600 NS ns2.example.net.
@ 600 MX 10 mail
ns1 60 A 192.0.2.1
mail 60 A 192.0.2.25
mail 60 AAAA 2001:db8::25
www 60 A 192.0.2.80
www 60 TXT "the zone's own"
a.deep.tree 60 A 192.0.2.2
_sip._udp 60 SRV 1 1 5060 mail
to-steered 60 MX 10 www
big 60 TXT {big}
; wildcards, as in RFC 4592 section 2.2.1
*.wild 60 A 192.0.2.42
*.wild 60 MX 10 mail
exact.wild 60 TXT "here"
below.empty.wild 60 A 192.0.2.3
*.aliases 60 CNAME www
; chains
alias 60 CNAME www
second 60 CNAME alias
abroad 60 CNAME www.elsewhere.test.
tonet 60 CNAME Host.Example.NET.
dangling 60 CNAME nothing
todelegated 60 CNAME host.sub
toempty 60 CNAME deep.tree
loop1 60 CNAME loop2
loop2 60 CNAME loop1
self 60 CNAME self
hop00 60 CNAME hop01
{hops}
; names that moved
moved 60 DNAME tree
long 60 DNAME {long}
deeper 60 DNAME b.deeper
; delegations
sub 60 NS ns.sub
sub 60 NS ns.elsewhere.test.
sub 60 DS 12345 13 2 {digest}
below.sub 60 NS ns.elsewhere.test.
ns.sub 60 A 192.0.2.53
ns.sub 60 AAAA 2001:db8::53
child 60 NS ns1.child
child 60 DS 12345 13 2 {digest}
ns1.child 60 A 192.0.2.54
many 60 NS ns1.many
{glue}
crowd 60 NS ns.some
crowd 60 NS ns.crowd
ns.crowd 60 A 192.0.2.55
ns.crowd 60 AAAA 2001:db8::55
{some}
; an access domain may fall through to these
partial 60 A 192.0.2.99
half 60 MX 10 mail
; a steered CNAME hides these
cname 60 A 192.0.2.70
cname 60 MX 10 mail
cname 60 TXT "hidden"
cname 60 RRSIG TXT 13 3 60 20300101000000 20200101000000 1 example.com. AAAA
to-cname 60 MX 10 cname
plain-alias 60 RRSIG CNAME 13 3 60 20300101000000 20200101000000 1 example.com. AAAA
plain-alias 60 CNAME www
; but not what is below it, nor a cut or a zone's top
below.cname 60 TXT "seen"
sub.cname 60 NS ns.elsewhere.test.
cut 60 NS ns.elsewhere.test.
cut 60 DS 12345 13 2 {digest}
moving 60 DNAME tree
exact.aliased 60 TXT "seen"
; a failure hides these
fails 60 A 192.0.2.71
fails 60 MX 10 mail
shut 60 MX 10 mail
to-fails 60 CNAME fails
to-shut 60 CNAME shut
""".format(
    big=" ".join(f'"{n:02}{"x" * 80}"' for n in range(40)),
    hops="\n".join(f"hop{n:02} 60 CNAME hop{n + 1:02}" for n in range(1, 20)),
    long=".".join(["y" * 50] * 4),
    digest="AB" * 32,
    some="\n".join(f"ns.some 60 AAAA 2001:db8::{n:x}" for n in range(14)),
    glue="\n".join(f"ns1.many 60 AAAA 2001:db8::{n:x}" for n in range(40)),
)

EXAMPLE_NET = """
@ 600 SOA ns1.example.com. hostmaster 1 3600 600 86400 7200
@ 600 NS ns1.example.com.
host 60 A 192.0.2.90
ns2 60 A 192.0.2.91
back 60 CNAME gtm.example.com.
"""

LONE = """
@ 60 SOA ns1 hostmaster 1 3600 600 86400 300
@ 60 NS ns1.example.com.
toparent 60 DNAME example.com.
"""

CHILD = """
@ 60 SOA ns1 hostmaster 1 3600 600 86400 300
@ 60 NS ns1
ns1 60 A 192.0.2.54
www 60 A 192.0.2.81
"""

ASKERS = {
    "10.0.0.0/8": 1,
    "172.16.0.0/12": 2,
    "2001:db8:1000::/36": 1,
    "2001:db8:2000::/36": 2,
}

ELSEWHERE = answer(group("198.51.100.1", "198.51.100.2"))
ONE = answer(group("198.51.100.10"))
TWO = answer(group("198.51.100.20"))
NOBODY = answer()
ELSEWHERE_BY_NAME = answer(names("www.example.com"))
TURNS = names("one.test", "two.test", "three.test", draw=Draw.ROTATE)

STEERED = [
    steered("www.example.com", ELSEWHERE, ONE, TWO, plan=(0, 1, 2)),
    steered("gtm.example.com", ELSEWHERE, ONE, plan=(0, 1, 0), ttl=30),
    steered("six.example.com", answer(group("2001:db8::6")), plan=(0, 0, 0), type="AAAA"),
    steered("partial.example.com", ELSEWHERE, NOBODY, plan=(0, 1, 1)),
    steered("nobody.example.com", NOBODY, plan=(0, 0, 0)),
    steered("*.star.example.com", ELSEWHERE, ONE, plan=(0, 1, 0)),
    steered("x.above.example.com", ONE, plan=(0, 0, 0)),
    steered("names.example.com", ELSEWHERE, answer(group("host.example.net", "b.test", cname=True)), plan=(0, 1, 0)),
    steered("far.example.com", ELSEWHERE, answer(group("x.above.example.com", cname=True)), plan=(0, 1, 0)),
    steered("cname.example.com", answer(names("gtm.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("half.example.com", answer(names("gtm.example.com")), NOBODY, plan=(0, 1, 1), type="CNAME"),
    steered("*.aliased.example.com", answer(names("www.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("moving.example.com", answer(names("www.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("cut.example.com", answer(names("www.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("example.net", answer(names("www.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("round1.example.com", answer(names("round2.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("round2.example.com", answer(names("round1.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("gone.example.com", answer(names("nothing.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("leaves.example.com", answer(names("www.elsewhere.test")), plan=(0, 0, 0), type="CNAME"),
    steered("wild-target.example.com", answer(names("a.wild.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered("all.example.com", answer(names("second.example.com")), plan=(0, 0, 0), type="CNAME"),
    steered(
        "choosy.example.com",
        answer(names("gtm.example.com")),
        answer(names("mail.example.com")),
        plan=(0, 0, 1),
        type="CNAME",
    ),
    steered("turns.example.com", answer(TURNS), plan=(0, 0, 0), type="CNAME"),
    steered("fails.example.com", ELSEWHERE, FAILURE, plan=(0, 1, 0)),
    steered("shut.example.com", ELSEWHERE_BY_NAME, FAILURE, plan=(0, 1, 0), type="CNAME"),
    steered("names-fail.example.com", answer(group("to-fails.example.com", cname=True)), plan=(0, 0, 0)),
    steered("many-a.example.com", answer(group(*(f"198.18.0.{n}" for n in range(100)))), plan=(0, 0, 0)),
    steered("unhosted.test", ONE, plan=(0, 0, 0)),
]


CONDUCT = Conduct(
    nsid=b"ns1-here", version=b"trunkline", hostname=b"ns1", secrets=(b"0123456789abcdef",), tcp_idle=100, explains=True
)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    engine = Engine()
    zones = [zone("example.com", EXAMPLE_COM), zone("example.net", EXAMPLE_NET), zone("child.example.com", CHILD)]
    zones.append(zone("lone.example.net", LONE))
    engine.publish(change(askers(ASKERS), zones, STEERED, CONDUCT), whole=True)
    yield engine
    engine.stop()


@pytest.fixture(scope="session")
def host(engine: Engine) -> Host:
    """The engine at a port of IPv4 loopback."""
    (address,) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    return Host(engine, address)
