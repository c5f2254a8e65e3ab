"""The engine's own part of a change: one name published to a snapshot of all of them."""

from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

from compare.asking import HERE, free_port
from compare.change import changes
from compare.networks import LINES
from compare.servers.server import FIRST, SPARE, Way
from compare.servers.trunkline import documents_of, shared_documents
from compare.workload import Workload
from trunkline.documents.config import Config
from trunkline.documents.read import read_data
from trunkline.engine import Engine
from trunkline.health.availability import Availability
from trunkline.lines.embedded import embedded
from trunkline.snapshot.compile import Compiler
from trunkline.snapshot.snapshot import Change, Snapshot


def publish_alone(workload: Workload, snapshot: Path, flips: int) -> dict[str, list[float]]:
    """Seconds from `Engine.publish` to the first changed answer, with the saved snapshot of a node in the engine."""
    before, after = (change_of_first(workload, address) for address in (FIRST, SPARE))
    engine, port = Engine(), free_port()
    engine.publish_bytes(snapshot.read_bytes())
    engine.bind([(HERE, port)], threads=1)
    engine.start()
    way = Way("the engine alone: one name published", lambda changed: engine.publish(after if changed else before))
    try:
        return changes(workload, port, [way], flips)
    finally:
        engine.stop()


def change_of_first(workload: Workload, address: IPv4Address) -> Change:
    """What makes name 0 answer with this address on line ct."""
    return Change(steered=compile_first(workload, address).steered)


def compile_first(workload: Workload, address: IPv4Address) -> Snapshot:
    """A world of name 0 alone, as a node compiles it, with this address on line ct."""
    sections = shared_documents(workload.networks) | documents_of([0])
    for document in sections["addresses"]:
        if document["name"] == f"{LINES[1]}-0":
            document["endpoint"] = str(address)
    config = Config.of(written.document for written in read_data(sections))
    table = embedded().with_own_lines({name: line.networks for name, line in config.lines.items()})
    return Compiler(table).compile(config, Availability.of(config, {})).snapshot
