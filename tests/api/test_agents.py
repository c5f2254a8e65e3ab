"""What agents ask and tell: assignments that wait for a change, and reports that are heard or refused in words."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx
import pytest

from api.node_process import NodeProcess
from given import address, monitor
from trunkline.client import Client
from trunkline.documents.place import Place
from trunkline.errors import DocumentError, NotFound

BEIJING = "beijing-telecom"
SHOP = address("shop", "127.0.0.1", monitors=[{"monitor": "web"}])


@pytest.fixture
def shop(gtm: Client) -> None:
    """One address that only the agent's place looks at."""
    gtm.apply([Place(name=BEIJING, city="Beijing", carrier="telecom"), monitor("web", port=1, places=[BEIJING]), SHOP])


def word(**fields: Any) -> dict[str, Any]:
    told = {"address": "shop", "endpoint": "127.0.0.1", "monitor": "web", "port": 1, "state": "alert"}
    return {**told, "detail": "refused", "ago": 5, "lasts": 60, **fields}


def task_of_shop(gtm: Client) -> Any:
    (row,) = (one for one in gtm.statuses("address") if one["name"] == "shop")
    return row["tasks"][0]


def place(gtm: Client, name: str) -> Any:
    return next(one for one in gtm.statuses("place") if one["name"] == name)


@pytest.mark.usefixtures("shop")
def test_a_place_is_told_its_tasks_and_how_to_look(gtm: Client) -> None:
    told = gtm.assignments(BEIJING)
    assert told is not None
    body, _ = told
    assert body["tasks"] == [{"address": "shop", "endpoint": "127.0.0.1", "monitor": "web", "port": 1}]
    assert [(one["name"], one["protocol"]) for one in body["monitors"]] == [("web", "tcp")]


@pytest.mark.usefixtures("shop")
def test_assignments_that_are_known_are_not_sent_again(gtm: Client) -> None:
    told = gtm.assignments(BEIJING)
    assert told is not None
    assert gtm.assignments(BEIJING, known=told[1]) is None
    assert gtm.assignments(BEIJING, known='"another"') == told


@pytest.mark.usefixtures("shop")
def test_a_question_that_waits_is_answered_when_there_is_something_else_to_do_and_not_before(
    node: NodeProcess, gtm: Client
) -> None:
    found, waited = [], list[float]()
    _, tag = gtm.assignments(BEIJING) or (None, "")

    def wait() -> None:
        with node.client() as other:
            found.append(other.assignments(BEIJING, known=tag, wait=20))
            waited.append(time.monotonic())

    asking = threading.Thread(target=wait)
    asking.start()
    gtm.apply([monitor("idle")])  # concerns nobody there
    gtm.apply([address("shop", "127.0.0.2", monitors=["web"])])
    changed = time.monotonic()
    asking.join(10)
    assert [one["endpoint"] for one in found[0][0]["tasks"]] == ["127.0.0.2"]
    assert waited[0] - changed < 1


@pytest.mark.usefixtures("shop")
def test_a_report_of_the_place_that_runs_the_task_decides(gtm: Client) -> None:
    assert gtm.report(BEIJING, [word()]) == {"taken": 1, "ignored": 0}
    found = task_of_shop(gtm)
    assert (found["state"], found["detail"], found["stale"]) == ("alert", "refused", False)
    assert 4 < time.time() - found["since"] < 15


@pytest.mark.usefixtures("shop")
def test_what_a_place_said_comes_along_with_its_tasks_and_is_no_change_of_them(gtm: Client) -> None:
    _, tag = gtm.assignments(BEIJING) or ({}, "")
    gtm.report(BEIJING, [word()])
    task_of_shop(gtm)
    told, same = gtm.assignments(BEIJING) or ({}, "")
    said = told["reports"][0]
    assert (said["endpoint"], said["state"], said["detail"], same) == ("127.0.0.1", "alert", "refused", tag)
    assert 4 < said["ago"] < 15


@pytest.mark.usefixtures("shop")
def test_words_on_what_the_place_does_not_run_are_counted_and_ignored(gtm: Client) -> None:
    strays = [word(address="nobody"), word(port=2), word(endpoint="127.0.0.9"), word(monitor="mail")]
    assert gtm.report(BEIJING, strays) == {"taken": 0, "ignored": 4}
    assert task_of_shop(gtm)["state"] == "no_data"


@pytest.mark.usefixtures("shop")
def test_a_word_counts_no_longer_than_three_intervals_whatever_it_says_of_itself(gtm: Client) -> None:
    gtm.apply([monitor("web", port=1, places=[BEIJING], interval=1, timeout=0.05)])
    gtm.report(BEIJING, [word(lasts=0)])
    assert task_of_shop(gtm)["stale"]
    gtm.report(BEIJING, [word(lasts=1_000_000)])
    deadline = time.monotonic() + 10
    while not task_of_shop(gtm)["stale"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert task_of_shop(gtm)["state"] == "alert"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"ago": -1}, "reports.0.ago"), ({"lasts": 1e11}, "reports.0.lasts"), ({"state": "odd"}, "reports.0.state")],
)
@pytest.mark.usefixtures("shop")
def test_a_word_that_cannot_be_is_refused_with_its_field(gtm: Client, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(DocumentError) as refused:
        gtm.report(BEIJING, [word(**fields)])
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_place_that_nobody_declared_is_refused_in_words(gtm: Client) -> None:
    for ask in (lambda: gtm.assignments("atlantis"), lambda: gtm.report("atlantis", [])):
        with pytest.raises(NotFound, match="declare it under `places`"):
            ask()


def test_an_agent_cannot_speak_for_the_node_itself(gtm: Client) -> None:
    with pytest.raises(DocumentError, match="the node itself looks from there"):
        gtm.report("here", [word()])


@pytest.mark.usefixtures("shop")
def test_places_tell_how_many_tasks_they_run_and_when_they_were_last_heard_of(gtm: Client) -> None:
    gtm.apply([Place(name="shanghai-unicom")])
    before = time.time()
    gtm.report(BEIJING, [])
    assert place(gtm, BEIJING)["tasks"] == 1
    assert place(gtm, BEIJING)["heard"] >= before - 1
    assert place(gtm, "shanghai-unicom")["heard"] is None
    assert (place(gtm, "here")["here"], place(gtm, "here")["tasks"]) == (True, 0)


def test_neither_door_opens_without_a_token(node: NodeProcess) -> None:
    asked = httpx.get(f"{node.url}/v1/assignments", params={"place": BEIJING})
    told = httpx.post(f"{node.url}/v1/reports", json={"place": BEIJING, "reports": []})
    assert (asked.status_code, told.status_code) == (401, 401)


@pytest.mark.usefixtures("shop")
def test_a_task_tells_what_each_place_says_and_if_that_counts(gtm: Client) -> None:
    gtm.report(BEIJING, [word()])
    (said,) = task_of_shop(gtm)["places"]
    assert 4 < time.time() - said.pop("since") < 15
    assert said == {"place": BEIJING, "state": "alert", "detail": "refused", "counts": True}
    gtm.report(BEIJING, [word(lasts=0)])
    assert not task_of_shop(gtm)["places"][0]["counts"]


@pytest.mark.usefixtures("shop")
def test_a_place_is_silent_while_it_has_tasks_and_nothing_fresh_to_say_of_them(gtm: Client) -> None:
    gtm.apply([Place(name="shanghai-unicom")])
    assert [place(gtm, name)["silent"] for name in (BEIJING, "shanghai-unicom", "here")] == [True, False, False]
    gtm.report(BEIJING, [word()])
    assert not place(gtm, BEIJING)["silent"]
    gtm.report(BEIJING, [word(lasts=0)])
    assert place(gtm, BEIJING)["silent"]
