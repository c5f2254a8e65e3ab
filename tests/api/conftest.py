"""One node for all tests of this folder; each test finds it empty."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from api.node_process import NodeProcess, empty, running_node
from trunkline.client import Client


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProcess]:
    with running_node(tmp_path_factory.mktemp("node")) as process:
        yield process


@pytest.fixture
def gtm(node: NodeProcess) -> Iterator[Client]:
    """The API through our client."""
    with node.client() as client:
        yield client
        empty(client)


@pytest.fixture
def http(node: NodeProcess, gtm: Client) -> Iterator[httpx.Client]:
    """The API as any HTTP client sees it."""
    with httpx.Client(base_url=node.url, headers={"Authorization": f"Bearer {node.token}"}) as client:
        yield client
