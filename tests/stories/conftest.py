"""The tutorial, up and running: its servers, a node, and the example applied."""

from collections.abc import Iterator

import pytest
from processes import eventually, example, running_node, running_servers
from tutorial import Tutorial

from ports import free_port


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tutorial]:
    """Shared by the stories of a file; one that breaks something uses `healthy`."""
    folder, port = tmp_path_factory.mktemp("tutorial"), free_port()
    file = folder / "gtm.yaml"
    file.write_text(example(port))
    with running_servers(port) as servers, running_node(folder / "state") as node:
        eventually(node.is_ready)
        found = Tutorial(node, servers, port, file)
        found.restore()
        yield found


@pytest.fixture
def healthy(tutorial: Tutorial) -> Iterator[Tutorial]:
    """Everyone is on their own carrier, before the story and after it."""
    yield tutorial
    tutorial.restore()
