"""Three real servers and a node that checks them each second, for stories that bring their own documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from processes import Node, Server, eventually, running_node

from ports import free_port

SERVERS = {"one": "127.4.0.1", "two": "127.4.0.2", "three": "127.4.0.3"}
ONE, TWO, THREE = SERVERS.values()
NAME = "www.example.com"
PLAIN = "127.9.9.9"


@dataclass
class Stage:
    """`node` may be ended and begun again; `servers` are up unless a story failed them."""

    folder: Path
    node: Node
    servers: dict[str, Server]
    port: int

    def apply(self, *pools: Mapping[str, Any], **domain: Any) -> None:
        """The access domain NAME on these pools, once their servers have been looked at; fails if it is refused."""
        refused = self.try_to_apply(*pools, **domain)
        assert refused == "", refused
        self.settle()

    def try_to_apply(self, *pools: Mapping[str, Any], addresses: Mapping[str, Any] | None = None, **domain: Any) -> str:
        """What the command said to it, empty if it was done."""
        file = self.folder / "gtm.yaml"
        file.write_text(yaml.safe_dump(documents(self.port, pools, addresses or {}, domain)))
        done = self.node.run("apply", str(file), "--prune")
        return done.stderr if done.returncode else ""

    def settle(self) -> None:
        """Until every check has the word on its server that is true now."""
        for name, server in self.servers.items():
            state = "ok" if server.process.poll() is None else "alert"
            eventually(lambda name=name: self.state(name), lambda found, state=state: found in (state, None))

    def state(self, name: str) -> str | None:
        """What its check says; None where it has none."""
        with self.node.client() as client:
            rows = {row["name"]: row for row in client.statuses("address")}
        tasks = rows[name]["tasks"] if name in rows else []
        return tasks[0]["state"] if tasks else None

    def fail(self, *names: str) -> None:
        for name in names:
            self.servers[name].kill()
        self.settle()

    def restore(self, *names: str) -> None:
        for name in names:
            if self.servers[name].process.poll() is not None:
                self.servers[name] = Server(SERVERS[name], self.port)
        self.settle()

    def get(self, *addresses: str, asker: str = "8.8.8.8") -> None:
        """Waits until that asker is answered with these."""
        eventually(lambda: self.node.ask(asker, NAME), lambda found: found == set(addresses))

    def restart(self) -> None:
        """The node ends and begins again on the same state and ports."""
        self.node.end()
        self.node = Node(self.node.state, dns=self.node.dns, http=self.node.http)
        eventually(self.node.is_fresh)


def documents(
    port: int, pools: tuple[Mapping[str, Any], ...], addresses: Mapping[str, Any], domain: Mapping[str, Any]
) -> dict[str, Any]:
    """Sections of a file: three monitored addresses named like their servers, these pools, and the access domain."""
    check = {"name": "web", "protocol": "http", "interval": 1, "timeout": 0.5, "evaluation_count": 1, "port": port}
    records = [
        {"name": "@", "type": "NS", "data": ["ns1"]},
        {"name": "www", "type": "A", "data": [PLAIN]},
        {"name": "plain", "type": "A", "data": [PLAIN]},
    ]
    references = [{"pool": pool["name"], **pool.get("reference", {})} for pool in pools]
    return {
        "zones": [{"name": "example.com", "records": records}],
        "monitors": [check],
        "addresses": [
            {"name": name, "endpoint": endpoint, "monitors": ["web"], **addresses.get(name, {})}
            for name, endpoint in SERVERS.items()
        ],
        "pools": [{key: value for key, value in pool.items() if key != "reference"} for pool in pools],
        "access_domains": [{"name": NAME, "enabled": True, "ttl": 1, "pools": references, **domain}],
    }


def pool(name: str, *addresses: str, reference: Mapping[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A pool of these addresses; `reference` is what the access domain says of it."""
    return {"name": name, "addresses": list(addresses), "reference": reference or {}, **fields}


@contextmanager
def set_up(folder: Path) -> Iterator[Stage]:
    """Servers and node for as long as the block lasts."""
    port = free_port()
    servers = {name: Server(address, port) for name, address in SERVERS.items()}
    with running_node(folder / "state", dns=free_port(), http=free_port()) as node:
        stage = Stage(folder, node, servers, port)
        try:
            eventually(node.is_ready)
            yield stage
        finally:
            stage.node.end()
            for server in stage.servers.values():
                server.kill()
