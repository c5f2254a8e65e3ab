"""What nobody gets who asks for it is not added to an answer either."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hosting import Host, change, zone

from trunkline.engine import Engine

PARENT = """
@ 600 SOA ns h 1 3600 600 86400 300
@ 600 NS ns
ns 600 A 192.0.2.1
moved 600 DNAME tree
host.moved 600 A 192.0.2.2
child 600 NS ns
host.child 600 A 192.0.2.3
cut 600 NS ns
host.cut 600 A 192.0.2.4
below-a-dname 600 MX 10 host.moved
in-a-zone-below 600 MX 10 host.child
below-a-cut 600 MX 10 host.cut
"""
CHILD = """
@ 600 SOA ns h 1 3600 600 86400 300
@ 600 NS ns
host 600 A 192.0.2.5
"""


@pytest.fixture
def apart() -> Iterator[Host]:
    engine = Engine()
    zones = [zone("example.com.", PARENT), zone("child.example.com.", CHILD)]
    engine.publish(change(None, zones, []), whole=True)
    (address,) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    yield Host(engine, address)
    engine.stop()


@pytest.mark.parametrize(
    ("name", "hosts"),
    [
        ("below-a-dname", []),  # RFC 6672 section 2.4: host.moved is an alias
        ("in-a-zone-below", []),  # where its address is another
        ("below-a-cut", ["host.cut.example.com."]),  # glue is all that is known of it
    ],
)
def test_only_what_would_be_answered_or_is_known_by_nobody_else_here_is_added(
    apart: Host, name: str, hosts: list[str]
) -> None:
    response = apart.ask(f"{name}.example.com", "MX")
    assert [rrset.name.to_text() for rrset in response.additional] == hosts
