"""A write that was under way when the node was killed is sent again under its name, and is made once."""

import random
import threading
from collections import Counter
from itertools import count
from pathlib import Path

import httpx
import pytest
from processes import PATIENCE, Node, eventually, running_node

import given
from trunkline.client import ONCE, sections_of


class Sender:
    """Sends numbers to a node, each under a name of its own."""

    def __init__(self, node: Node) -> None:
        token = (node.state / "token").read_text().strip()
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{node.http}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
            trust_env=False,
        )

    def send(self, number: int) -> int:
        """Answers the revision that holds it."""
        told = given.address("storm", f"10.0.{number // 250}.{number % 250 + 1}")
        response = self._http.post(
            "/v1/apply",
            params={"why": f"number {number}"},
            json=sections_of([told]),
            headers={ONCE: f"number {number}"},
        )
        revision: int = response.raise_for_status().json()["revision"]
        return revision


class Storm(threading.Thread):
    """Sends one number after the other until the node is no more."""

    def __init__(self, node: Node, first: int) -> None:
        super().__init__(daemon=True)
        self.sender, self.first = Sender(node), first
        self.sent, self.revisions = first - 1, dict[int, int]()

    def run(self) -> None:
        try:
            for number in count(self.first):
                self.sent = number
                self.revisions[number] = self.sender.send(number)
        except httpx.TransportError:
            return


def made(node: Node) -> Counter[str]:
    """How often each number was written."""
    with node.client() as client:
        return Counter(row["why"] for row in client.history("address", "storm", limit=1000))


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_under_way_when_the_node_was_killed_is_made_once(tmp_path: Path, seed: int) -> None:
    chance, first = random.Random(seed), 1
    for _ in range(2):
        with running_node(tmp_path) as node:
            eventually(node.is_fresh)
            storm = Storm(node, first)
            storm.start()
            enough = chance.randint(3, 30)
            eventually(lambda: len(storm.revisions) >= enough)  # noqa: B023 - awaited before the next round
            node.process.kill()
            storm.join()
        with running_node(tmp_path) as node:
            eventually(node.is_fresh)
            sender = Sender(node)
            again = {number: sender.send(number) for number in (storm.sent, *storm.revisions, storm.sent)}
            assert {number: again[number] for number in storm.revisions} == storm.revisions
            assert made(node) == Counter(f"number {number}" for number in range(1, storm.sent + 1))
            first = storm.sent + 1
