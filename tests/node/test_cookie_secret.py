"""The secret of cookies: rolled by a person or by its age, in effect at once, and told to nobody."""

from __future__ import annotations

import time
from pathlib import Path

import dns.edns
import dns.message
import dns.rcode
import pytest
from looping import Stage, healthy

import given
from trunkline.control.cookies import cookie_status, roll_cookie_secret
from trunkline.control.history import history
from trunkline.control.own_documents import keep_own_documents
from trunkline.control.past import rollback
from trunkline.documents.cookie_secret import CookieSecret
from trunkline.documents.settings import Settings
from trunkline.errors import NotFound
from trunkline.upkeep import COOKIES_LAST, SECRET_LASTS

pytestmark = pytest.mark.anyio


def asked(stage: Stage, cookie: bytes) -> tuple[dns.rcode.Rcode, bytes]:
    """What comes of a cookie (RFC 7873 section 5.4), and the one that comes back."""
    message = dns.message.QueryMessage(id=1)
    message.use_edns(0, options=[dns.edns.GenericOption(dns.edns.OptionType.COOKIE, cookie)])
    raw = stage.engine.answer(message.to_wire(), "10.0.0.1")
    assert raw is not None
    response = dns.message.from_wire(raw)
    return response.rcode(), b"".join(option.to_wire() for option in response.options)


async def kept(stage: Stage) -> None:
    await keep_own_documents(stage.store, "s" * 32)
    await stage.until(lambda: stage.node.publisher.compiled.config.cookie_secret is not None)


async def test_there_is_one_from_the_first_start_on_and_it_stays(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        assert cookie_status(stage.node).since is None
        await kept(stage)
        before = stage.node.config.cookie_secret
        await keep_own_documents(stage.store, "s" * 32)
        assert (stage.node.config.cookie_secret, cookie_status(stage.node).on) == (before, True)
        rcode, cookie = asked(stage, b"CLIENT42")
        assert (rcode, len(cookie)) == (dns.rcode.NOERROR, 24)


async def test_rolled_it_is_another_and_cookies_of_the_former_one_are_good_once_more(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await kept(stage)
        _, first = asked(stage, b"CLIENT42")
        await roll_cookie_secret(stage.node, by="ops", why="a backup was lost")
        rcode, second = asked(stage, first)
        assert (rcode, second != first) == (dns.rcode.NOERROR, True)
        await roll_cookie_secret(stage.node, by="ops", why="again")
        assert asked(stage, first)[0] == dns.rcode.BADCOOKIE
        assert asked(stage, second)[0] == dns.rcode.NOERROR


async def test_the_history_says_who_rolled_it_and_not_what_it_is(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await kept(stage)
        await roll_cookie_secret(stage.node, by="ops", why="a backup was lost")
        (last,) = await history(stage.node, reader=given.ANN.role, limit=1)
        change = {"kind": "cookie_secret", "key": "cookies", "before": {}, "after": {}}
        assert (last.by, last.why, last.changes) == ("ops", "a backup was lost", (change,))


async def test_a_rollback_leaves_it(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        revision = stage.node.config.revision
        await kept(stage)
        before = stage.node.config.cookie_secret
        await stage.put(given.limits(addresses_per_pool=7))
        await rollback(stage.node, revision, by=given.ANN, why="a test")
        assert stage.node.config.cookie_secret == before


async def test_without_one_there_is_nothing_to_roll(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        with pytest.raises(NotFound, match="makes one at its start"):
            await roll_cookie_secret(stage.node, by="ops", why="")


async def test_one_that_served_for_long_is_rolled_by_itself(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    old = CookieSecret(present="ab" * 16, made=time.time() - SECRET_LASTS)
    await stage.put(old)
    async with healthy(stage):
        await stage.until(
            lambda: (found := stage.node.config.cookie_secret) is not None and found.former == old.present
        )


async def test_a_former_one_is_forgotten_when_all_its_cookies_are_too_old(tmp_path: Path) -> None:
    stage, made = Stage(tmp_path), time.time() - COOKIES_LAST
    rolled = CookieSecret(present="ab" * 16, former="cd" * 16, made=made)
    await stage.put(rolled)
    async with healthy(stage):
        await stage.until(lambda: stage.node.config.cookie_secret == CookieSecret(present="ab" * 16, made=made))


async def test_a_former_one_stays_while_a_cookie_of_it_may_be_good(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    rolled = CookieSecret(present="ab" * 16, former="cd" * 16, made=time.time() - 3600)
    await stage.put(rolled)
    async with healthy(stage):
        await stage.put(given.limits(addresses_per_pool=7))
        assert stage.node.config.cookie_secret == rolled


async def test_settings_are_in_effect_without_a_restart(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await kept(stage)
        await stage.put(Settings.model_validate({"dns": {"cookies": False}}))
        assert asked(stage, b"CLIENT42") == (dns.rcode.FORMERR, b"")
