"""How the last checks went, over HTTP."""

from __future__ import annotations

import socket
import time

import pytest

from given import address, monitor
from trunkline.client import Client
from trunkline.documents.address import Address
from trunkline.errors import DocumentError, NotFound


def test_the_last_checks_are_told_with_their_latency_and_without_where_no_answer_came(gtm: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        up, down = _checked_at("up", port), _checked_at("down", 1)
        gtm.apply([monitor("web", protocol="tcp", interval=1, timeout=0.5), up, down])
        found = _checked(gtm)
    (good,), (bad,) = (one["checks"][-1:] for one in found)
    assert (good["state"], bad["latency"]) == ("ok", None)
    assert 0 < good["latency"] < 0.5
    assert time.time() - 60 < good["at"] < time.time() + 1
    assert {(one["monitor"], one["place"]) for one in found} == {("web", "here")}


def _checked_at(name: str, port: int) -> Address:
    return address(name, "127.0.0.1", monitors=[{"monitor": "web", "port": port}])


def _checked(gtm: Client) -> list[dict[str, object]]:
    deadline = time.monotonic() + 30
    while len(found := gtm.checks(["up", "down"], last=5)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found  # type: ignore[no-any-return]


def test_an_address_that_does_not_exist_and_a_question_about_none_are_refused(gtm: Client) -> None:
    with pytest.raises(NotFound, match="there is no address nobody"):
        gtm.checks(["nobody"])
    with pytest.raises(NotFound, match="there is no address"):
        gtm.checks([""])
    with pytest.raises(DocumentError):
        gtm.checks([])
