"""Floods against a real node, one after the other, while askers of good will go on asking: how both fare.

Figures are printed, and judged by nobody: on a machine with few cores the flood, the node and the askers share them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from goodwill import PATIENCE, Party
from ten_thousand import Node, tell, wait_for

NAME, ANSWER = "www.bench.example", "192.0.2.1"

DOCUMENTS = f"""\
zones:
  - name: bench.example
    records:
      - {{name: "@", type: NS, data: ns1.bench.example.}}
      - {{name: ns1, type: A, data: 127.0.0.1}}
      - {{name: "*.wild", type: A, data: 192.0.2.9}}
addresses:
  - {{name: web, endpoint: {ANSWER}}}
pools:
  - {{name: web, addresses: [web]}}
access_domains:
  - {{name: {NAME}, enabled: true, pools: [web]}}
settings:
  - {{name: global, floods: {{}}}}
"""
LIMITED = DOCUMENTS.replace("floods: {}", "floods: {alike_per_second: 100, responses_per_second: 1000}")

FLOODS: Mapping[str, tuple[str, ...]] = {
    "no flood": (),
    "1,500 connections that say nothing": ("silent-tcp", "--connections", "1500"),
    "1,500 connections that trickle": ("silent-tcp", "--connections", "1500", "--trickle"),
    "random names, a wildcard answers": ("random-names", "--zone", "wild.bench.example", "--rate", "{rate}"),
    "random names, none is there": ("random-names", "--zone", "bench.example", "--rate", "{rate}"),
    "one source": ("one-source", "--name", NAME, "--rate", "{rate}"),
}
WORTH_LIMITING = ("random names, a wildcard answers", "random names, none is there", "one source")


def main() -> None:
    """Each flood, and then those of queries again with limits set."""
    options = _options()
    with tempfile.TemporaryDirectory() as place:
        node = Node(Path(place) / "state")
        try:
            node.start()
            wait_for((node.state / "token").exists, "token in the state folder")
            _apply(node, Path(place), DOCUMENTS)
            for name in FLOODS:
                _flood(node, options, name, FLOODS[name])
            _apply(node, Path(place), LIMITED)
            for name in WORTH_LIMITING:
                _flood(node, options, f"{name}; limited", FLOODS[name])
        finally:
            node.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--load", type=Path, required=True, help="the load generator")
    parser.add_argument("--seconds", type=float, default=10, help="for each flood")
    parser.add_argument("--rate", type=int, default=1_000_000, help="queries a second at most, for floods of queries")
    return parser.parse_args()


def _apply(node: Node, place: Path, documents: str) -> None:
    (place / "gtm.yaml").write_text(documents)
    node.run("apply", str(place / "gtm.yaml"))


def _flood(node: Node, options: argparse.Namespace, name: str, flood: tuple[str, ...]) -> None:
    before = node.resident()
    party = Party(node.dns, NAME, ANSWER)
    with _Watch(node) as watch:
        told = asyncio.run(_both(party, options, flood, node.dns))
    tell(name, f"good will: UDP {party.udp}; TCP {party.tcp}")
    if told:
        tell("", "flood: " + ", ".join(f"{what} {count:,}" for what, count in told.items() if isinstance(count, int)))
    tell("", f"memory: {before:.1f} MiB before, {watch.peak:.1f} at most, {node.resident():.1f} after")


async def _both(
    party: Party, options: argparse.Namespace, flood: tuple[str, ...], port: int
) -> Mapping[str, int | float | str]:
    """The flood has begun before the first query of good will, and goes on until after the last."""
    asking = options.seconds - 2 * PATIENCE
    if not flood:
        await party.ask_for(asking)
        return {}
    words = [word.format(rate=options.rate) for word in flood]
    command = [str(options.load), "flood", *words, "--to", f"127.0.0.1:{port}", "--seconds", f"{options.seconds:g}"]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    await asyncio.sleep(PATIENCE / 2)
    await party.ask_for(asking)
    said, _ = await process.communicate()
    told: Mapping[str, int | float | str] = json.loads(said)
    return told


class _Watch:
    """The most memory that the node had, in MiB, looked at ten times a second."""

    def __init__(self, node: Node) -> None:
        self._node, self.peak = node, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.peak = max(self.peak, self._node.resident())


if __name__ == "__main__":
    main()
