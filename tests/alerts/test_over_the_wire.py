"""Alerts through Apprise to servers on loopback: they arrive, or the reason is told without a word of the URL."""

import asyncio
import io
import logging
import socket

import pytest
from loopback import MailServer, Webhook
from structlog.testing import capture_logs
from telling import Clock, Told, alert, group, running

from trunkline.alerts import send
from trunkline.alerts.alert import Delivered
from trunkline.alerts.delivery import Delivery
from trunkline.alerts.trial import send_test
from trunkline.documents.contact_group import Channel, ContactGroup
from trunkline.documents.event import Event

pytestmark = pytest.mark.anyio


async def test_a_webhook_is_told_what_turned() -> None:
    told = Told()
    async with Webhook().serving() as hook, running(delivery := Delivery(told)):
        delivery.take(
            alert(3, Event.ADDR_POOL_AVAILABLE, "pool 线路 <P> is available again", "all & sundry"), [group(hook.url)]
        )
        assert await told.next() == [Delivered(3, "ops", "0", True, 1, "sent")]
        got = hook.got.get_nowait()
    assert got["title"] == "trunkline: pool 线路 <P> is available again"
    assert got["message"] == "all & sundry\n2026-01-02 03:04:08 UTC"
    assert got["type"] == "success"


async def test_a_mail_says_what_turned() -> None:
    told = Told()
    async with MailServer().serving() as server, running(delivery := Delivery(told)):
        delivery.take(alert(3, title="address 线路 fails its checks"), [group(server.url)])
        assert await told.next() == [Delivered(3, "ops", "0", True, 1, "sent")]
        mail = server.got.get_nowait()
    assert mail["Subject"] == "trunkline: address 线路 fails its checks"
    assert "ops@example.com" in mail["To"]
    assert "03:04:08 UTC" in mail.as_string()


async def test_a_webhook_that_fails_and_recovers_gets_one_message_with_all_that_waited() -> None:
    told, clock = Told(), Clock()
    async with Webhook(500).serving() as hook, running(delivery := Delivery(told, sleep=clock.sleep)):
        delivery.take(alert(1), [group(hook.url)])
        await clock.asked()
        delivery.take(alert(2), [group(hook.url)])
        hook.status = 200
        clock.go_on()
        outcomes = await told.next(2)
        titles = [hook.got.get_nowait()["title"] for _ in range(hook.got.qsize())]
    assert [(one.alert, one.ok, one.tries) for one in outcomes] == [(1, True, 2), (2, True, 1)]
    assert titles == ["trunkline: alert 1", "trunkline: 2 alerts: 2 gone bad"]


async def reason(url: str, limit: float = 20) -> str:
    """Why one message through this URL fails."""
    (outcome,) = await send_test(group(url), limit=limit)
    assert not outcome.ok
    return outcome.detail


async def test_the_reason_is_told_for_a_webhook_that_refuses_is_slow_or_is_not_there() -> None:
    async with Webhook(503).serving() as refusing, Webhook(None).serving() as slow:
        assert await reason(refusing.url) == "it answered 503"
        assert await reason(slow.url.replace("rto=20", "rto=0.1")) == "no answer in time"
        assert await reason(slow.url, limit=0.1) == "no answer within 0.1 s"
    assert await reason(refusing.url) == "connection refused"


async def test_the_reason_is_told_for_a_name_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*about: object, **more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    for url in ("json://nobody.example/a-secret-token", "mailto://me:a-secret@nobody.example"):
        assert await reason(url) == "its name cannot be resolved"


async def test_the_reason_is_told_for_a_mail_server_that_refuses_or_is_not_there() -> None:
    async with MailServer("554 5.7.1 no such luck").serving() as server:
        assert await reason(server.url) == "the mail server answered 554"
        assert await reason(server.url.replace("mailto", "mailtos")) == "the mail server broke off"
    assert await reason(server.url) == "connection refused"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"errcode":310000,"errmsg":"keywords not in content"}', "the robot refused it with code 310000"),
        (b'{"code":19024,"msg":"Key Words Not Found"}', "the robot refused it with code 19024"),
        (b'{"errcode":0,"errmsg":"ok"}', None),
        (b'{"code":0,"StatusCode":0,"msg":"success"}', None),
        (b"[1]", None),
        (b"ok", None),
    ],
)
async def test_a_robot_that_refuses_with_status_200_is_understood(
    body: bytes, fault: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The robots' hosts are fixed, so that our webhook is taken for one of them."""
    monkeypatch.setattr(send, "ROBOTS", {"json"})
    async with Webhook(200, body).serving() as hook:
        (outcome,) = await send_test(group(hook.url))
    assert (outcome.ok, outcome.detail) == (fault is None, fault or "sent")


async def test_no_log_and_no_detail_holds_more_of_a_url_than_its_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    told, refusing, logged = Told(), Webhook(500), io.StringIO()
    monkeypatch.setattr(logging.getLogger(), "handlers", [logging.StreamHandler(logged)])
    async with refusing.serving():
        urls = [refusing.url, "json://u:a-secret@127.0.0.1:1/a-secret", "nope://a-secret", "mailto://a-secret"]
        channels = tuple(Channel(url=url) for url in urls)
        with capture_logs() as logs:
            async with running(delivery := Delivery(told, gaps=[0])):
                delivery.take(alert(), [ContactGroup(name="ops", channels=channels)])
                outcomes = await told.next(4)
    written = f"{logs} {outcomes} {logged.getvalue()}"
    assert "did not reach ops by json" in written
    assert "a-secret" not in written


async def test_a_test_tells_of_every_channel_in_order() -> None:
    async with Webhook().serving() as hook, Webhook(500).serving() as failing:
        channels = (
            Channel(url=failing.url),
            Channel(title="hook", url=hook.url),
            Channel(url_env="TRUNKLINE_TEST_UNSET"),
        )
        outcomes = await send_test(ContactGroup(name="ops", channels=channels))
        assert hook.got.get_nowait()["title"] == "trunkline: a test"
    unset = "the environment variable TRUNKLINE_TEST_UNSET is not set"
    assert [(one.channel, one.ok, one.tries, one.detail) for one in outcomes] == [
        ("json", False, 1, "it answered 500"),
        ("hook", True, 1, "sent"),
        ("TRUNKLINE_TEST_UNSET", False, 0, unset),
    ]


async def test_the_event_loop_goes_on_while_channels_hang_refuse_and_are_not_there() -> None:
    """A task that ticks gets its turns while the tries are under way."""
    told, ticks = Told(), 0
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        away = [f"json://127.0.0.1:{full.getsockname()[1]}/{n}" for n in range(5)]
        async with Webhook(None).serving() as slow, Webhook(500).serving() as failing:
            urls = [*(f"{slow.url}&n={n}" for n in range(10)), *away, failing.url]
            async with running(delivery := Delivery(told, gaps=[0.01], limit=0.2)):
                delivery.take(alert(), [group(*urls)])
                waiting = asyncio.create_task(told.next(len(urls)))
                while not waiting.done():
                    await asyncio.sleep(0.001)
                    ticks += 1
    assert not any(one.ok for one in waiting.result())
    assert ticks > 20
