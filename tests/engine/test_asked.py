"""Who asked for what: counted by access domain, and by the line on which it knows the asker."""

from __future__ import annotations

from collections.abc import Iterator

import dns.edns
import pytest
from hosting import Host
from published import Published

from given import addresses, domain, pool, zone
from trunkline.documents.dns_name import wire_of
from trunkline.documents.document import Document

GTM = wire_of("gtm.example.com"), 1
MOBILE, TELECOM, ABROAD = "10.1.2.0/24", "10.2.3.0/24", "10.99.0.0/24"


def world(**fields: object) -> list[Document]:
    """One pool for China Mobile, one for everybody."""
    pools = [{"pool": "M", "lines": ["mobile"]}, {"pool": "D", "lines": ["default"]}]
    steered = domain(pools=pools, policy="source_nearest", **fields)
    return [zone(), *addresses("m", "d"), pool("M", ["m"]), pool("D", ["d"]), steered]


@pytest.fixture
def published() -> Iterator[Published]:
    made = Published.of(world())
    yield made
    made.engine.stop()


@pytest.fixture
def host(published: Published) -> Host:
    (address,) = published.engine.bind([("127.0.0.1", 0)], threads=2)
    published.engine.start()
    return Host(published.engine, address)


def ask(host: Host, *subnets: str) -> None:
    for subnet in subnets:
        host.ask("gtm.example.com", options=[dns.edns.ECSOption.from_text(subnet)])


def test_each_line_that_an_access_domain_knows_is_counted(published: Published, host: Host) -> None:
    ask(host, MOBILE, MOBILE, TELECOM, ABROAD)
    assert published.engine.asked_by_line_of(*GTM) == {"mobile": 2, "default": 2}
    assert published.engine.asked_by_line() == {"mobile": 2, "default": 2}
    assert published.engine.asked_by_line_of(wire_of("other.example.com"), 1) is None


def test_counts_go_on_when_answers_change_and_stay_with_their_line_when_lines_do(
    published: Published, host: Host
) -> None:
    ask(host, MOBILE)
    published.change(domain(pools=["M"], policy="round_robin"))
    ask(host, MOBILE)
    assert published.engine.asked_by_line() == {"mobile": 1, "default": 1}
    assert published.engine.asked_by_line_of(*GTM) == {"default": 1}
    published.change(domain(pools=["D"], policy="round_robin"))
    ask(host, MOBILE)
    assert published.engine.asked_by_line_of(*GTM) == {"default": 2}


def test_what_a_deleted_access_domain_counted_stays_with_its_line(published: Published, host: Host) -> None:
    ask(host, MOBILE)
    published.change(gone=[next(one for one in published.config.documents if one[0] == "access_domain")])
    assert published.engine.asked_by_line() == {"mobile": 1, "default": 0}
    assert published.engine.asked_most(10) == ([], 0)


def test_the_most_asked_are_named_and_the_others_are_one_number(published: Published, host: Host) -> None:
    published.change(domain("rare.example.com", pools=["D"]), domain("never.example.com", pools=["D"]))
    ask(host, MOBILE, ABROAD)
    host.ask("rare.example.com")
    named, others = published.engine.asked_most(1)
    assert (named, others) == ([(*GTM, 2)], 1)
