"""The Python client: what the node raised is raised here, and what is no node is told apart from it."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest
from fastapi import FastAPI

from trunkline import errors
from trunkline.api.errors import STATUS, translate_errors
from trunkline.client import Client, is_local
from trunkline.errors import DocumentError, Problem, TrunklineError, Unauthorized, Unreachable

FAMILY = TrunklineError.__subclasses__()


def client_of(error: Exception) -> Client:
    """A client of a node that can do nothing but raise this."""
    app = FastAPI()
    translate_errors(app)

    @app.get("/v1/status")
    async def status() -> None:
        raise error

    return Client(transport=httpx.MockTransport(lambda request: asyncio.run(_answer(app, request))))


async def _answer(app: FastAPI, request: httpx.Request) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as inside:
        found = await inside.get(request.url)
    return httpx.Response(found.status_code, content=found.content)


@pytest.mark.parametrize("kind", FAMILY, ids=[kind.__name__ for kind in FAMILY])
def test_every_error_of_the_family_comes_through(kind: type[TrunklineError]) -> None:
    problems = [Problem("pool P", "weight", "is 0", "1 to 100"), Problem("pool Q", "", "is odd")]
    error = DocumentError(problems) if kind is DocumentError else kind("a sentence for a person")
    with pytest.raises(kind) as raised:
        client_of(error).status()
    assert type(raised.value) is kind
    assert str(raised.value) == str(error)
    assert getattr(raised.value, "problems", ()) == getattr(error, "problems", ())


def test_a_bug_of_the_node_comes_without_its_innards() -> None:
    with pytest.raises(TrunklineError, match="a fault of ours") as raised:
        client_of(ValueError("secret innards")).status()
    assert "innards" not in str(raised.value)


def test_every_status_belongs_to_an_error_of_the_family() -> None:
    assert set(STATUS) <= set(FAMILY)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "127.0.0.1:{port}", "http://[::1", "ftp://127.0.0.1"])
def test_where_nothing_listens_is_unreachable(url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with Client(url.format(port=taken.getsockname()[1])) as client, pytest.raises(Unreachable, match="no node"):
            client.status()


@pytest.mark.parametrize("status", [200, 404, 502])
def test_what_is_no_node_is_told_so(status: int) -> None:
    foreign = httpx.MockTransport(lambda request: httpx.Response(status, html="<h1>Welcome</h1>"))
    with Client(transport=foreign) as client, pytest.raises(TrunklineError, match="is it a trunkline node"):
        client.status()


@pytest.mark.parametrize(("tag", "revision"), [('"12"', 12), ('W/"12"', 12)])
def test_a_revision_is_read_from_a_tag_that_a_proxy_made_weak(tag: str, revision: int) -> None:
    proxied = httpx.MockTransport(lambda request: httpx.Response(200, json={}, headers={"ETag": tag}))
    with Client(transport=proxied) as client:
        assert client.documents().revision == revision


@pytest.mark.parametrize("headers", [{}, {"ETag": '"abc"'}])
def test_documents_without_a_revision_are_of_no_node(headers: dict[str, str]) -> None:
    foreign = httpx.MockTransport(lambda request: httpx.Response(200, json={}, headers=headers))
    with Client(transport=foreign) as client, pytest.raises(TrunklineError, match="is it a trunkline node"):
        client.documents()


def test_no_answer_in_time_is_unreachable() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        Client(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.1) as client,
        pytest.raises(Unreachable, match="in time"),
    ):
        client.status()


def test_a_token_with_odd_characters_is_refused_before_it_is_sent() -> None:
    with pytest.raises(Unauthorized):
        Client(token="geheim\u00adnis\n")


def test_the_family_is_drawn_at_the_top_of_its_file() -> None:
    assert errors.__doc__ is not None
    assert all(f"── {kind.__name__} " in errors.__doc__ for kind in FAMILY)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8300", True),
        ("http://localhost", True),
        ("https://[::1]:1", True),
        ("http://127.evil.example", False),
        ("http://192.0.2.1", False),
        ("http://localhost.example.com", False),
        ("nonsense", False),
    ],
)
def test_only_a_url_of_this_machine_is_local(url: str, local: bool) -> None:
    assert is_local(url) is local
