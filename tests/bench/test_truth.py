"""What counts as untrue, and what was said in a reply."""

from __future__ import annotations

from ipaddress import IPv4Address

import dns.edns
import dns.message
import dns.rrset
import pytest
from compare.asking import Reply, read
from compare.networks import Networks
from compare.truth import Truth, truth_of
from compare.workload import Workload, subnet_question

WORKLOAD = Workload(1, Networks({(int(IPv4Address("198.51.100.0")), 24): 1}))
QUESTION = subnet_question(0, IPv4Address("198.51.100.0"))
RIGHT = WORKLOAD.answer(QUESTION)
WRONG = IPv4Address("192.0.2.1")


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (Reply("NOERROR", (RIGHT,), 24), Truth(1, silent=0, wrong=0, unsafe=0, longer=0)),
        (None, Truth(1, silent=1, wrong=0, unsafe=0, longer=0)),
        (Reply("NOERROR", (WRONG,), 24), Truth(1, silent=0, wrong=1, unsafe=0, longer=0)),
        (Reply("NOERROR", (RIGHT, WRONG), 24), Truth(1, silent=0, wrong=1, unsafe=0, longer=0)),
        (Reply("REFUSED", (RIGHT,), 24), Truth(1, silent=0, wrong=1, unsafe=0, longer=0)),
        (Reply("NOERROR", (), 24), Truth(1, silent=0, wrong=1, unsafe=0, longer=0)),
        (Reply("NOERROR", (RIGHT,), 23), Truth(1, silent=0, wrong=0, unsafe=1, longer=0)),
        (Reply("NOERROR", (RIGHT,), None), Truth(1, silent=0, wrong=0, unsafe=1, longer=0)),
        (Reply("NOERROR", (RIGHT,), 25), Truth(1, silent=0, wrong=0, unsafe=0, longer=1)),
    ],
)
def test_a_reply_is_held_against_the_oracle(reply: Reply | None, found: Truth) -> None:
    assert truth_of(WORKLOAD, [QUESTION], [reply], scoped=True) == found


def test_scopes_do_not_count_where_no_subnet_was_sent() -> None:
    reply = Reply("NOERROR", (RIGHT,), None)
    assert truth_of(WORKLOAD, [QUESTION], [reply], scoped=False) == Truth(1, silent=0, wrong=0, unsafe=0, longer=0)


def test_a_reply_is_read_with_its_code_addresses_and_scope() -> None:
    response = dns.message.make_response(dns.message.from_wire(QUESTION.message))
    response.answer.append(dns.rrset.from_text("h000000.example.com.", 60, "IN", "A", str(RIGHT)))
    assert read(response.to_wire()) == Reply("NOERROR", (RIGHT,), None)
    response.use_edns(options=[dns.edns.ECSOption("198.51.100.0", 24, 21)])
    assert read(response.to_wire()) == Reply("NOERROR", (RIGHT,), 21)
    assert read(b"not a message") == Reply("MALFORMED", (), None)
