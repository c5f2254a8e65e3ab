"""Alerts as one message: short enough for every channel, whole where it can be."""

from hypothesis import given as for_all
from hypothesis import strategies as st
from telling import alert

from trunkline.alerts.text import MOST_BYTES, message_of_all
from trunkline.documents.event import Event


def test_one_alert_is_told_as_it_is_with_its_moment() -> None:
    message = message_of_all([alert(5, title="pool P is no longer available", body="It is not available: a is out")])
    assert message.title == "trunkline: pool P is no longer available"
    assert message.body == "It is not available: a is out\n2026-01-02 03:04:10 UTC"


def test_several_are_told_in_full_where_they_fit() -> None:
    message = message_of_all([alert(1), alert(2, Event.ADDR_RESUME, body="good again")])
    assert message.title == "trunkline: 2 alerts: 1 gone bad, 1 good again"
    assert message.body.split("\n\n") == [
        "alert 1\nwhy\n2026-01-02 03:04:06 UTC",
        "alert 2\ngood again\n2026-01-02 03:04:07 UTC",
    ]


def test_many_are_told_by_their_titles_alone() -> None:
    message = message_of_all([alert(number, body="long " * 50) for number in range(1, 11)])
    assert message.body.splitlines()[0] == "2026-01-02 03:04:06 UTC alert 1"
    assert len(message.body.splitlines()) == 10


def test_of_too_many_the_rest_is_counted() -> None:
    lines = message_of_all([alert(number) for number in range(500)]).body.splitlines()
    assert lines[-1] == f"and {500 - len(lines) + 1} more, which the alert log has"
    assert len(lines) > 30


WORDS = st.text(max_size=2000) | st.sampled_from(["线路" * 600, "é" * 3000])


@for_all(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=40))
def test_no_message_is_longer_than_the_shortest_channel_takes_and_each_says_who_it_is_from(
    said: list[tuple[str, str]],
) -> None:
    message = message_of_all([alert(at, title=title, body=body) for at, (title, body) in enumerate(said)])
    assert len((message.title + message.body).encode(errors="replace")) <= MOST_BYTES
    assert message.title.startswith("trunkline: ")
