"""A record stands once in a section, however many records name its owner (RFC 2181 section 5)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hosting import Host, change, zone

from trunkline.engine import Engine

ZONE = """
@ 600 SOA ns h 1 3600 600 86400 300
@ 600 NS ns
ns 600 A 192.0.2.1
twice 600 MX 10 mail
twice 600 MX 20 mail
twice 600 SRV 0 1 443 mail
twice 600 SRV 0 1 444 MAIL
mail 600 A 192.0.2.2
mail 600 AAAA 2001:db8::2
"""
ADDRESS = bytes((192, 0, 2, 2))


@pytest.fixture
def twice() -> Iterator[Host]:
    engine = Engine()
    engine.publish(change(None, [zone("example.com.", ZONE)], []), whole=True)
    (address,) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    yield Host(engine, address)
    engine.stop()


@pytest.mark.parametrize("type", ["MX", "SRV"])
def test_a_host_that_is_named_twice_has_its_addresses_added_once(twice: Host, type: str) -> None:
    response = twice.ask("twice.example.com", type)
    assert {rrset.name.to_text() for rrset in response.additional} == {"mail.example.com."}
    assert response.wire is not None
    assert response.wire.count(ADDRESS) == 1
