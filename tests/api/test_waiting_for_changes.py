"""The question that waits for a change: what open pages ask."""

from __future__ import annotations

import threading
import time

import dns.message
import dns.query

from api.node_process import NodeProcess
from given import address
from trunkline.client import Client


def test_who_knows_how_things_stand_is_told_only_of_a_change(gtm: Client) -> None:
    told = gtm.changes()
    assert told is not None
    assert gtm.changes(known=told[1]) is None
    gtm.apply([address("shop", "127.0.0.1")])
    later = gtm.changes(known=told[1])
    assert later is not None
    assert later[0]["revision"] > told[0]["revision"]
    assert later[1] != told[1]


def test_a_question_that_waits_is_answered_as_soon_as_documents_are_written(gtm: Client, node: NodeProcess) -> None:
    told = gtm.changes()
    assert told is not None
    heard: list[float] = []

    def wait() -> None:
        with Client(node.url, node.token) as other:
            assert other.changes(known=told[1], wait=30) is not None
            heard.append(time.monotonic())

    waiting = threading.Thread(target=wait)
    waiting.start()
    gtm.apply([address("other-shop", "127.0.0.1")])
    written = time.monotonic()
    waiting.join(20)
    assert heard
    assert heard[0] - written < 5


def test_what_another_process_said_is_no_longer_known(gtm: Client) -> None:
    assert gtm.changes(known='"00000000-1"', wait=30) is not None


def test_each_query_is_counted_under_its_access_domain_and_line(gtm: Client, node: NodeProcess) -> None:
    gtm.set_up(
        "multi_isp",
        {
            "name": "counted.example.com",
            "zone": "example.com",
            "enable": True,
            "mobile": ["127.0.0.1"],
            "protocol": "ping",
        },
    )
    host, _, port = node.dns.rpartition(":")
    before = gtm.traffic()
    dns.query.udp(dns.message.make_query("counted.example.com", "A"), host, port=int(port), timeout=5)
    after = gtm.traffic()
    assert after["queries"] > before["queries"]
    assert after["at"] > before["at"]
    (row,) = (one for one in after["access_domains"] if one["name"] == "counted.example.com")
    assert (row["type"], row["queries"]) == ("A", 1)
    assert after["lines"]["default"] > before["lines"].get("default", 0)
