"""The load generator, built once, and an engine of each test's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "conformance"))

from trunkline.engine import Engine

CRATE = Path(__file__).parents[2] / "bench" / "load"


@pytest.fixture(scope="session")
def load() -> Path:
    """The program `load`, of the sources as they are now."""
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=CRATE, check=True)
    return CRATE / "target" / "release" / "load"


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.stop()
