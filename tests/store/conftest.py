"""The same store fixture in every kind there is."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from trunkline.store.contract import Store
from trunkline.store.memory import MemoryStore
from trunkline.store.sqlite import SqliteStore

OPEN: dict[str, Callable[[Path], Store]] = {
    "memory": lambda directory: MemoryStore(),
    "sqlite": lambda directory: SqliteStore.open(directory / "gtm.db"),
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=OPEN)
def open_store(request: pytest.FixtureRequest) -> Callable[[Path], Store]:
    """Makes an empty store in an empty directory."""
    return OPEN[request.param]


@pytest.fixture
async def store(open_store: Callable[[Path], Store], tmp_path: Path) -> AsyncIterator[Store]:
    opened = open_store(tmp_path)
    yield opened
    await opened.close()
