"""What machines ask: does it live, does it serve, and its metrics."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.node_process import NodeProcess, running_node
from given import TUTORIAL, address, domain, monitor, override, pool, zone
from trunkline.client import Client
from trunkline.documents.read import read_texts
from trunkline.errors import NotReady, StoreUnreadable


def metrics(node: NodeProcess) -> dict[str, float]:
    text = httpx.get(f"{node.url}/metrics").text
    return {name: float(value) for name, value in re.findall(r"^([^#\s].*) (\S+)$", text, re.MULTILINE)}


def test_a_ready_node_says_so(node: NodeProcess) -> None:
    assert httpx.get(f"{node.url}/healthz").json() == {"alive": True}
    ready = httpx.get(f"{node.url}/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


def test_metrics_tell_who_takes_part(node: NodeProcess, gtm: Client) -> None:
    gtm.apply([zone(), address("up"), pool("P", ["up"]), domain(pools=["P"]), address("down", "192.0.2.2")])
    gtm.put(override("down", "down"))
    found = metrics(node)
    assert found['trunkline_address_up{address="up"}'] == 1
    assert found['trunkline_address_up{address="down"}'] == 0
    assert found['trunkline_pool_available{pool="P"}'] == 1
    assert found['trunkline_access_domain_available{name="gtm.example.com",type="A"}'] == 1
    assert found["trunkline_ready"] == 1
    assert found["trunkline_revision"] == found["trunkline_store_revision"] == gtm.documents().revision


def test_the_labels_are_those_of_documents_only(node: NodeProcess, gtm: Client) -> None:
    gtm.apply([zone(), address("a"), pool("P", ["a"]), domain(pools=["P"])])
    before = metrics(node)
    gtm.probe("gtm.example.com")
    gtm.probe("no-such-name.example.com")
    after = metrics(node)
    assert after.keys() == before.keys()
    assert (
        after['trunkline_dns_queries_total{transport="udp"}'] > before['trunkline_dns_queries_total{transport="udp"}']
    )


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_node_that_waits_for_its_first_round_says_so(tmp_path: Path, silent: int) -> None:
    slow = monitor(protocol="http", port=silent, timeout=60)
    with running_node(tmp_path) as process, process.client() as client:
        client.apply([slow, address("slow", "127.0.0.1", monitors=["web"])])
    (tmp_path / "snapshot.bin").unlink(missing_ok=True)
    with running_node(tmp_path, until="DNS on") as process, process.client() as client:
        answer = httpx.get(f"{process.url}/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (503, False)
        with pytest.raises((NotReady, StoreUnreadable)):
            client.plan([])


def test_the_tutorial_is_applied_through_this_door(gtm: Client) -> None:
    applied = gtm.apply(one.document for one in read_texts([("gtm.yaml", TUTORIAL.read_text())]))
    assert len(applied["documents"]) == 10
    assert applied["published"]
