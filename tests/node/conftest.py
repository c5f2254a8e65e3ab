"""Every test of the loops runs them in asyncio."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
