"""A real file that tells provinces is laid over the line table of a node, and taken back: who is answered what."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import Node, eventually, running_node
from streams import Stream

from given import addresses, domain, pool, records, zone
from imports.real_files import ip2region
from ports import free_port

NAME = "www.example.com"
GUANGDONG, TELECOM, UNICOM, OTHERS = "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"

EMBEDDED = {
    "202.96.128.86": TELECOM,  # Telecom in Guangdong, whose networks' names tell no province
    "14.18.0.1": TELECOM,
    "61.132.163.68": TELECOM,  # Telecom in Anhui
    "210.21.196.6": UNICOM,  # Unicom in Guangdong
    "8.8.8.8": OTHERS,
}
"""What askers are answered by the embedded table."""

IMPORTED = EMBEDDED | {"202.96.128.86": GUANGDONG, "14.18.0.1": GUANGDONG}
"""The same once provinces are known."""


@pytest.fixture(scope="module")
def xdb() -> Path:
    return ip2region()


@pytest.fixture
def node(xdb: Path, tmp_path: Path) -> Iterator[Node]:
    with running_node(tmp_path / "state", dns=free_port(), http=free_port()) as node:
        eventually(node.is_ready)
        with node.client() as client:
            client.apply(documents())
        eventually(lambda: answers(node), lambda found: found == EMBEDDED)
        yield node


def documents() -> list[object]:
    """A pool with one address for each line."""
    lines = {"Guangdong": "cn_telecom_guangdong", "Telecom": "telecom", "Unicom": "unicom", "Others": "default"}
    served = [{"pool": name, "lines": [line]} for name, line in lines.items()]
    return [
        *addresses(*lines),
        *(pool(name, [name]) for name in lines),
        zone("example.com", records("www", "A", "192.0.2.99")),
        domain(NAME, served, policy="source_nearest"),
    ]


def answers(node: Node) -> dict[str, str]:
    """The one address that each asker is answered."""
    return {asker: ",".join(node.ask(asker, NAME)) for asker in EMBEDDED}


def lines(node: Node, *words: str) -> str:
    """What `trunkline lines` writes, if it succeeds."""
    ended = node.run("lines", *words)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_askers_of_a_province_get_its_pool_without_a_lost_query_after_a_crash_too_and_until_one_goes_back(
    node: Node, xdb: Path, tmp_path: Path
) -> None:
    with Stream(node, NAME, asker="14.18.0.1") as stream:
        told = lines(node, "import", str(xdb), "--name", "provinces", "--why", "provinces at last")
        answered = stream.answered
        eventually(lambda: stream.answered > answered + 100)
    assert f"% of {NAME}/A's askers by IPv4 addresses" in told
    assert stream.lost == 0
    assert sorted(map(sorted, stream.answers)) == [[GUANGDONG], [TELECOM]]
    assert answers(node) == IMPORTED
    assert "cn_telecom_guangdong › cn_telecom_huanan › telecom" in lines(node, "show", "14.18.0.1")

    node.end(signal.SIGKILL)
    with running_node(tmp_path / "state", dns=node.dns, http=node.http) as again:
        eventually(again.is_fresh)
        assert answers(again) == IMPORTED
        assert "provinces" in lines(again, "layers")

        lines(again, "rollback", "--why", "one more night without")
        assert answers(again) == EMBEDDED
        assert "provinces" not in lines(again, "layers")
