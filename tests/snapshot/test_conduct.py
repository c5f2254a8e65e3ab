"""How askers are treated: what the settings wish, of what a node may tell."""

from __future__ import annotations

from typing import Any

import pytest

from given import config
from trunkline.documents.cookie_secret import CookieSecret
from trunkline.documents.settings import Settings
from trunkline.snapshot.conduct import Introduction, conduct_of
from trunkline.snapshot.snapshot import Conduct

HERE = Introduction(hostname="ns1.example.com", nsid="fra-1")
SECRET = CookieSecret(present="ab" * 16, made=0.0)


def conduct(*secrets: CookieSecret, **dns: Any) -> Conduct:
    return conduct_of(config(Settings.model_validate({"dns": dns}), *secrets), HERE)


def test_by_default_a_server_tells_nothing_of_itself_but_why_it_refuses() -> None:
    assert conduct() == conduct_of(config(), HERE) == Conduct(tcp_idle=100, explains=True)


@pytest.mark.parametrize(
    ("dns", "told"),
    [
        ({"nsid": True}, {"nsid": b"fra-1"}),
        ({"hostname": True}, {"hostname": b"ns1.example.com"}),
        ({"version": "none of your business"}, {"version": b"none of your business"}),
        ({"tcp_idle": 2.55}, {"tcp_idle": 26}),
        ({"extended_errors": False}, {"explains": False}),
        ({"query_log": 1000}, {"query_log": 1000}),
    ],
)
def test_what_is_wished_is_told(dns: dict[str, Any], told: dict[str, Any]) -> None:
    assert conduct(**dns) == Conduct(**{"tcp_idle": 100, "explains": True, **told})


def test_cookies_are_made_with_the_present_secret_and_those_of_the_former_one_are_good() -> None:
    rolled = SECRET.rolled("cd" * 16, 1.0)
    assert conduct(SECRET).secrets == (b"\xab" * 16,)
    assert conduct(rolled).secrets == (b"\xcd" * 16, b"\xab" * 16)
    assert conduct(rolled.rolled("ef" * 16, 2.0)).secrets == (b"\xef" * 16, b"\xcd" * 16)


def test_cookies_can_be_off() -> None:
    assert conduct(SECRET, cookies=False).secrets == ()


def test_the_secret_is_shown_nowhere() -> None:
    assert "abab" not in f"{SECRET!r} {SECRET} {conduct(SECRET)}"
