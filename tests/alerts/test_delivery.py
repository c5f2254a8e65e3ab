"""Alerts on their way, with channels that a test holds in its hand: once, again at growing gaps, together, given up."""

import threading
from collections.abc import Sequence

import pytest
from telling import Clock, Told, alert, group, running

from trunkline.alerts.alert import Delivered
from trunkline.alerts.delivery import GAPS, Delivery
from trunkline.alerts.outbox import MOST_WAITING
from trunkline.documents.contact_group import Channel, ContactGroup
from trunkline.documents.event import Event
from trunkline.health.events import Message

pytestmark = pytest.mark.anyio

HOOK = "json://127.0.0.1/hook"
OPS = group(HOOK)


class Post:
    """Takes messages, and fails as often as it is told to."""

    def __init__(self, faults: int = 0) -> None:
        self.faults, self.sent = faults, list[tuple[str, Message, bool | None]]()

    def __call__(self, url: str, message: Message, good: bool | None) -> str | None:
        self.sent.append((url, message, good))
        self.faults -= 1
        return "it answered 500" if self.faults >= 0 else None

    @property
    def titles(self) -> Sequence[str]:
        return [message.title.removeprefix("trunkline: ") for _, message, _ in self.sent]


async def test_an_alert_goes_to_each_channel_of_each_group() -> None:
    told, post = Told(), Post()
    async with running(delivery := Delivery(told, send=post)):
        delivery.take(alert(7), [group("json://a", "json://b"), group("json://c", name="boss")])
        outcomes = await told.next(3)
    assert {(one.group, one.channel, one.ok, one.tries) for one in outcomes} == {
        ("ops", "0", True, 1),
        ("ops", "1", True, 1),
        ("boss", "0", True, 1),
    }
    assert sorted(url for url, _, _ in post.sent) == ["json://a", "json://b", "json://c"]


async def test_the_same_url_is_told_once_however_many_groups_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_TEST_HOOK", HOOK)
    hidden = ContactGroup(name="night", channels=(Channel(url_env="TRUNKLINE_TEST_HOOK"),))
    told, post = Told(), Post()
    async with running(delivery := Delivery(told, send=post)):
        delivery.take(alert(7), [OPS, group(HOOK, HOOK, name="boss"), hidden])
        outcomes = await told.next(3)
    assert [one.group for one in outcomes] == ["ops", "boss", "night"]
    assert post.titles == ["alert 7"]


async def test_what_was_taken_before_it_runs_is_delivered_too() -> None:
    told, post = Told(), Post()
    (delivery := Delivery(told, send=post)).take(alert(), [OPS])
    async with running(delivery):
        assert await told.next() == [Delivered(1, "ops", "0", True, 1, "sent")]


async def test_what_waits_when_it_is_cancelled_is_delivered_when_it_runs_again() -> None:
    told, post, clock = Told(), Post(1), Clock()
    delivery = Delivery(told, send=post, sleep=clock.sleep)
    async with running(delivery):
        delivery.take(alert(), [OPS])
        await clock.asked()
    async with running(delivery):
        assert await told.next() == [Delivered(1, "ops", "0", True, 2, "sent")]


async def test_a_channel_that_fails_is_tried_again_at_growing_gaps_and_then_given_up() -> None:
    told, post, clock = Told(), Post(99), Clock()
    async with running(delivery := Delivery(told, send=post, sleep=clock.sleep)):
        delivery.take(alert(), [OPS])
        for gap in GAPS:
            assert await clock.asked() == gap
            clock.go_on()
        assert await told.next() == [Delivered(1, "ops", "0", False, 5, "it answered 500")]
    assert post.titles == ["alert 1"] * 5


async def test_after_one_was_given_up_the_next_begins_anew() -> None:
    told, post, clock = Told(), Post(2), Clock()
    async with running(delivery := Delivery(told, send=post, sleep=clock.sleep, gaps=[5])):
        delivery.take(alert(1), [OPS])
        await clock.asked()
        clock.go_on()
        (lost,) = await told.next()
        delivery.take(alert(2), [OPS])
        (sent,) = await told.next()
    assert (lost.ok, sent.ok, sent.tries) == (False, True, 1)


async def test_what_waits_while_a_channel_fails_is_sent_as_one_message_when_it_works_again() -> None:
    told, post, clock = Told(), Post(1), Clock()
    async with running(delivery := Delivery(told, send=post, sleep=clock.sleep)):
        delivery.take(alert(1), [OPS])
        await clock.asked()
        delivery.take(alert(2, Event.ADDR_RESUME), [OPS])
        delivery.take(alert(3), [OPS])
        clock.go_on()
        outcomes = await told.next(3)
    assert [(one.alert, one.ok, one.tries) for one in outcomes] == [(1, True, 2), (2, True, 1), (3, True, 1)]
    assert post.titles == ["alert 1", "3 alerts: 2 gone bad, 1 good again"]


async def test_who_came_later_is_tried_as_often_as_who_came_first() -> None:
    told, post, clock = Told(), Post(3), Clock()
    async with running(delivery := Delivery(told, send=post, sleep=clock.sleep, gaps=[5, 30])):
        delivery.take(alert(1), [OPS])
        assert await clock.asked() == 5
        clock.go_on()
        assert await clock.asked() == 30
        delivery.take(alert(2), [OPS])
        clock.go_on()
        assert [(one.alert, one.ok, one.tries) for one in await told.next()] == [(1, False, 3)]
        assert await clock.asked() == 30
        clock.go_on()
        assert [(one.alert, one.ok, one.tries) for one in await told.next()] == [(2, True, 2)]


async def test_only_good_news_is_sent_as_good_news() -> None:
    told, post = Told(), Post()
    async with running(delivery := Delivery(told, send=post)):
        for event in Event:
            delivery.take(alert(1, event), [OPS])
            await told.next()
    good = dict(zip(Event, (good for _, _, good in post.sent), strict=True))
    assert {event for event, is_good in good.items() if is_good} == {Event.ADDR_RESUME, Event.ADDR_POOL_AVAILABLE}


class Late:
    """Takes a message and answers when it is let."""

    def __init__(self) -> None:
        self.calls, self.let = 0, threading.Event()

    def __call__(self, url: str, message: Message, good: bool | None) -> str | None:
        self.calls += 1
        self.let.wait(10)
        return None


async def test_a_try_that_was_only_late_is_not_made_twice() -> None:
    told, late, clock = Told(), Late(), Clock()
    async with running(delivery := Delivery(told, send=late, sleep=clock.sleep, limit=0.01)):
        delivery.take(alert(1), [OPS])
        await clock.asked()
        delivery.take(alert(2), [OPS])
        late.let.set()
        clock.go_on()
        first, second = await told.next(2)
    assert (first.alert, first.ok, first.tries) == (1, True, 2)
    assert (second.alert, second.ok, second.tries) == (2, True, 1)
    assert late.calls == 2


async def test_a_try_that_never_ends_is_given_up_and_keeps_nobody_waiting() -> None:
    told, late, clock = Told(), Late(), Clock()
    both = [group("json://late"), group("json://quick", name="boss")]

    def send(url: str, message: Message, good: bool | None) -> str | None:
        return late(url, message, good) if "late" in url else None

    async with running(delivery := Delivery(told, send=send, sleep=clock.sleep, gaps=[5], limit=0.05)):
        delivery.take(alert(1), both)
        assert [(one.group, one.ok) for one in await told.next()] == [("boss", True)]
        await clock.asked()
        clock.go_on()
        assert await told.next() == [Delivered(1, "ops", "0", False, 2, "no answer within 0.05 s")]
        late.let.set()
        delivery.take(alert(2), both[:1])
        assert [(one.alert, one.ok) for one in await told.next()] == [(2, True)]


async def test_a_variable_that_is_not_set_is_told_at_once() -> None:
    told = Told()
    nowhere = ContactGroup(name="ops", channels=(Channel(url_env="TRUNKLINE_TEST_UNSET"),))
    async with running(delivery := Delivery(told)):
        delivery.take(alert(), [nowhere])
        (outcome,) = await told.next()
    said = "the environment variable TRUNKLINE_TEST_UNSET is not set"
    assert outcome == Delivered(1, "ops", "TRUNKLINE_TEST_UNSET", False, 0, said)


async def test_of_too_many_that_wait_the_oldest_are_given_up() -> None:
    told, post, clock = Told(), Post(1), Clock()
    async with running(delivery := Delivery(told, send=post, sleep=clock.sleep)):
        delivery.take(alert(0), [OPS])
        await clock.asked()
        for number in range(1, MOST_WAITING + 3):
            delivery.take(alert(number), [OPS])
        clock.go_on()
        outcomes = await told.next(MOST_WAITING + 3)
    assert [one.alert for one in outcomes if not one.ok] == [0, 1, 2]
    assert len(post.sent) == 2


async def test_neither_a_fault_in_sending_nor_one_in_telling_ends_it() -> None:
    heard, told = [], Told()

    def send(url: str, message: Message, good: bool | None) -> str | None:
        raise ValueError("json://a-secret")

    async def tell(outcome: Delivered) -> None:
        heard.append(outcome)
        await told(outcome)
        raise OSError("the disk is full")

    async with running(delivery := Delivery(tell, send=send, gaps=[0])):
        delivery.take(alert(1), [OPS])
        delivery.take(alert(2), [OPS])
        await told.next(2)
    assert [one.detail for one in heard] == ["a fault of ours: ValueError"] * 2
