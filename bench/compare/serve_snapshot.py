"""Serves a saved snapshot by the engine, one thread, and does nothing else: `serve_snapshot.py SNAPSHOT PORT`.

Python sleeps in one system call from the start to SIGTERM, so whatever instructions it spends are spent at the start
and at the end, and are equal in every run.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from trunkline.engine import Engine


def main(snapshot: Path, port: int) -> None:
    """Until SIGTERM."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    engine = Engine()
    engine.publish_bytes(snapshot.read_bytes())
    engine.bind([("127.0.0.1", port)], threads=1)
    engine.start()
    signal.sigwait({signal.SIGTERM})
    engine.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
