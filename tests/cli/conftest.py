"""The command line as a person types it, over one real node; each test finds the node empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from api.node_process import NodeProcess, empty, running_node
from given import TUTORIAL
from trunkline.cli.app import create_cli
from trunkline.client import Client
from trunkline.documents.read import read_texts

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def cli() -> Typer:
    """Made once: it remembers nothing, and making it takes longer than most commands."""
    return create_cli()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProcess]:
    with running_node(tmp_path_factory.mktemp("node")) as process:
        yield process


@pytest.fixture
def gtm(node: NodeProcess) -> Iterator[Client]:
    with node.client() as client:
        yield client
        empty(client)


@pytest.fixture
def run(cli: Typer, node: NodeProcess, gtm: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command in an empty folder: `run("show", "pools")`."""
    monkeypatch.chdir(tmp_path)
    told = {"TRUNKLINE_URL": node.url, "TRUNKLINE_STATE": str(node.state), "COLUMNS": "100"}

    def type_in(*words: str, typed: str = "", **environment: str) -> Result:
        return CliRunner().invoke(cli, words, input=typed, env=told | environment)

    return type_in


@pytest.fixture
def tutorial(gtm: Client) -> None:
    """The tutorial's documents, but for their checks: nothing listens behind those addresses."""
    text = TUTORIAL.read_text().replace(", monitors: [web]", "")
    gtm.apply(one.document for one in read_texts([("gtm.yaml", text)]))
