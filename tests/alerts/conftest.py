"""What every test of this room needs."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
