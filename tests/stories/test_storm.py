"""A node that is killed in a storm of writes has lost nothing that it acknowledged, and kept no half of anything."""

import random
import threading
from ipaddress import IPv4Address
from itertools import count
from pathlib import Path

import pytest
from processes import Node, eventually, running_node

import given
from trunkline.client import Client
from trunkline.documents.document import Document
from trunkline.errors import TrunklineError

STEERED, PLAIN = "steered.storm.example", "plain.storm.example"


def written(number: int) -> list[Document]:
    """Two documents that tell the same number, each in its own way."""
    told = str(IPv4Address("10.0.0.0") + number)
    return [given.address("storm", told), given.zone("storm.example", given.records("plain", "A", told, ttl=1))]


class Storm(threading.Thread):
    """Writes one number after the other until the node is no more."""

    def __init__(self, client: Client, first: int) -> None:
        super().__init__(daemon=True)
        self.client, self.first = client, first
        self.sent = self.acknowledged = first - 1

    def run(self) -> None:
        try:
            for number in count(self.first):
                self.sent = number
                self.client.apply(written(number))
                self.acknowledged = number
        except TrunklineError:
            return


def number_of(addresses: set[str]) -> int:
    (address,) = addresses
    return int(IPv4Address(address)) - int(IPv4Address("10.0.0.0"))


def number_in_documents(node: Node) -> int:
    """The number that both documents tell."""
    with node.client() as client:
        endpoint = client.get("address", "storm").body["endpoint"]
        zone = client.get("zone", "storm.example").body
    assert zone["records"][1]["data"] == [endpoint]
    return number_of({endpoint})


@pytest.mark.parametrize("seed", [1, 2])
def test_a_kill_in_a_storm_of_writes_loses_nothing_acknowledged_and_leaves_no_half(tmp_path: Path, seed: int) -> None:
    chance, first = random.Random(seed), 1
    for _ in range(2):
        with running_node(tmp_path) as node:
            eventually(node.is_fresh)
            with node.client() as client:
                client.apply([*written(first), given.pool("Storm", ["storm"]), given.domain(STEERED, ["Storm"])])
                storm = Storm(client, first + 1)
                storm.start()
                enough = first + chance.randint(3, 40)
                eventually(lambda: storm.acknowledged >= enough)  # noqa: B023 - awaited before the next round
                node.process.kill()
                storm.join()
        with running_node(tmp_path) as node:
            eventually(node.is_fresh)
            found = number_in_documents(node)
            assert storm.acknowledged <= found <= storm.sent
            assert number_of(node.ask("8.8.8.8", STEERED)) == number_of(node.ask("8.8.8.8", PLAIN)) == found
            first = found + 1
