"""Ten thousand access domains in a hundred files, as an operator with a hundred sites would keep them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

DOMAINS, GROUPS = 10_000, 100
CARRIERS = ("mobile", "telecom", "unicom")
ASKERS = {"mobile": "221.130.33.52", "telecom": "202.96.128.86", "unicom": "123.123.123.123", "default": "8.8.8.8"}
"""A resolver on each carrier, and one on none."""


def name_of(number: int) -> str:
    """The access domain of that number."""
    return f"n{number:05}.bench.example"


def group_of(number: int) -> int:
    """Whose addresses serve it."""
    return number % GROUPS


def endpoint(carrier: str, group: int) -> str:
    """The server of a group on a carrier."""
    return f"127.{CARRIERS.index(carrier) + 1}.{group}.1"


def expected(number: int, line: str, down: frozenset[str] = frozenset()) -> str:
    """What askers on a line must be answered while these endpoints are down."""
    servers = [endpoint(carrier, group_of(number)) for carrier in CARRIERS]
    own = [endpoint(line, group_of(number))] if line in CARRIERS else []
    return next(server for server in [*own, *servers] if server not in down)


def write_documents(folder: Path, *, port: int, interval: float, ttl: int = 60) -> None:
    """300 addresses, 400 pools and 10,000 access domains; everything of one group in one file."""
    folder.mkdir(exist_ok=True)
    for group in range(GROUPS):
        (folder / f"group-{group:02}.yaml").write_text("\n".join(_group(group, ttl)) + "\n")
    (folder / "shared.yaml").write_text(SHARED.format(port=port, interval=interval, timeout=interval))


SHARED = """\
zones:
  - name: bench.example
    records:
      - {{name: "@", type: NS, data: ns1.bench.example.}}
      - {{name: ns1, type: A, data: 127.0.0.1}}
settings:
  - {{limits: {{references_per_monitor: 300, references_per_pool: 100}}}}
monitors:
  - {{name: web, protocol: http, port: {port}, interval: {interval:g}, timeout: {timeout:g}, evaluation_count: 1}}
"""


def _group(group: int, ttl: int) -> Iterator[str]:
    yield "addresses:"
    for carrier in CARRIERS:
        yield f"  - {{name: {carrier}-{group}, endpoint: {endpoint(carrier, group)}, monitors: [web]}}"
    yield "pools:"
    for carrier in CARRIERS:
        yield f"  - {{name: {carrier.title()}-{group}, addresses: [{carrier}-{group}]}}"
    servers = ", ".join(f"{carrier}-{group}" for carrier in CARRIERS)
    yield f"  - {{name: Global-{group}, policy: sequence, addresses: [{servers}]}}"
    yield "access_domains:"
    for number in range(group, DOMAINS, GROUPS):
        yield f"  - name: {name_of(number)}"
        yield "    type: A"
        yield f"    ttl: {ttl}"
        yield "    enabled: true"
        yield "    policy: source_nearest"
        yield "    pools:"
        for carrier in CARRIERS:
            yield f"      - {{pool: {carrier.title()}-{group}, lines: [{carrier}]}}"
        yield f"      - {{pool: Global-{group}, lines: [default]}}"
