"""A DNAME moves all names below its own (RFC 6672)."""

from __future__ import annotations

import dns.rcode
import pytest
from hosting import Host, data, is_authoritative, is_truncated, texts

MOVED = "moved.example.com. 60 IN DNAME tree.example.com."
ALIAS = "a.deep.moved.example.com. 60 IN CNAME a.deep.tree.example.com."
FOUND = "a.deep.tree.example.com. 60 IN A 192.0.2.2"


@pytest.mark.parametrize(
    ("name", "type", "answer"),
    [
        ("a.deep.moved.example.com", "A", [MOVED, ALIAS, FOUND]),
        ("A.DEEP.moved.example.com", "A", [MOVED, ALIAS, FOUND]),
        ("a.deep.moved.example.com", "CNAME", [MOVED, ALIAS]),
        ("a.deep.moved.example.com", "ANY", [MOVED, ALIAS]),
        ("moved.example.com", "DNAME", [MOVED]),
        ("moved.example.com", "A", []),
    ],
)
def test_names_below_a_dname_are_aliases_and_its_own_is_not(
    host: Host, name: str, type: str, answer: list[str]
) -> None:
    response = host.ask(name, type)
    assert response.rcode() == dns.rcode.NOERROR
    assert is_authoritative(response)
    assert [line.replace("A.DEEP.moved", "a.deep.moved") for line in texts(response)] == answer


def test_what_is_not_there_where_it_was_moved_to_does_not_exist(host: Host) -> None:
    response = host.ask("nothing.moved.example.com")
    assert response.rcode() == dns.rcode.NXDOMAIN
    assert texts(response)[-1] == "nothing.moved.example.com. 60 IN CNAME nothing.tree.example.com."


def test_a_dname_may_lead_to_a_steered_name_of_another_zone(host: Host) -> None:
    assert data(host.ask("gtm.toparent.lone.example.net", subnet="10.0.0.0/8")) == ["198.51.100.10"]


def test_a_name_that_would_be_too_long_is_said_to_be(host: Host) -> None:
    response = host.ask(f"{'x' * 40}.long.example.com", tcp=True)
    assert response.rcode() == dns.rcode.YXDOMAIN
    assert len(response.answer) == 1


def test_a_dname_below_its_own_target_comes_to_an_end(host: Host) -> None:
    response = host.ask("a.deeper.example.com")
    assert is_authoritative(response)
    assert not is_truncated(response)
    assert 10 < len(texts(response)) < 40
