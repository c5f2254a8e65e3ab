"""An operator lets a node tell of its queries, reads the log, and turns it off again."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import ASKERS, Node, eventually, running_node

DOCUMENTS = """
zones: [{name: example.com, records: [{name: "@", type: NS, data: [ns1]}, {name: ns1, type: A, data: [192.0.2.53]}]}]
addresses: [{name: a, endpoint: 192.0.2.1}, {name: b, endpoint: 192.0.2.2}]
pools: [{name: T, addresses: [a]}, {name: rest, addresses: [b]}]
access_domains:
  - name: gtm.example.com
    enabled: true
    policy: source_nearest
    pools: [{pool: T, lines: [telecom]}, {pool: rest, lines: [default]}]
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running_node(tmp_path_factory.mktemp("queries") / "state") as found:
        eventually(found.is_ready)
        yield found


def apply(node: Node, query_log: str) -> None:
    file = Path(node.state).parent / "gtm.yaml"
    file.write_text(f"{DOCUMENTS}settings: [{{dns: {{query_log: {query_log}}}}}]\n")
    done = node.run("apply", str(file))
    assert done.returncode == 0, done.stderr


def test_each_query_is_told_on_its_line_while_an_operator_wants_it(node: Node) -> None:
    apply(node, "1")
    node.ask(ASKERS["telecom"])
    node.ask(ASKERS["default"], tcp=True)
    first, second = eventually(lambda: list(node.queries), lambda told: len(told) >= 2)
    told = [first["asker"], first["subnet"], first["name"], first["type"], first["line"], first["transport"]]
    assert told == ["127.0.0.1", f"{ASKERS['telecom']}/32", "gtm.example.com", "A", "telecom", "udp"]
    assert (second["line"], second["transport"], second["code"]) == ("default", "tcp", "NOERROR")
    with urllib.request.urlopen(f"http://127.0.0.1:{node.http}/metrics", timeout=5) as response:
        assert "trunkline_dns_query_log_lost_total 0.0" in response.read().decode()
    apply(node, "null")
    node.ask(ASKERS["telecom"])
    apply(node, "1")
    node.ask(ASKERS["default"], name="ns1.example.com")
    last = eventually(lambda: node.queries[2:])
    assert [(one["name"], one["steered"], one["line"]) for one in last] == [("ns1.example.com", False, None)]
