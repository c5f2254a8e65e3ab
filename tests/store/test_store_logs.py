"""What every store promises of its logs (trunkline.store.contract), held against each of them."""

from typing import Any

import pytest

from trunkline.errors import StoreUnreadable
from trunkline.store.contract import ALERT, STANDING, SWITCH, Entry, Store

pytestmark = pytest.mark.anyio


def alert(at: float, key: str = "telecom-1", kind: str = "address", **body: Any) -> Entry:
    return Entry(ALERT, at, kind, key, body)


def standing(at: float, key: str, state: str = "up") -> Entry:
    return Entry(STANDING, at, "address", key, {"state": state})


async def numbers(store: Store, log: str = ALERT, **asked: Any) -> list[int]:
    return [entry.number for entry in await store.logged(log, **asked)]


async def test_entries_are_told_newest_first_as_they_were_recorded_and_numbered(store: Store) -> None:
    first, second = alert(1.5, text="refused", to=["ops", {"n": [None, 2.5, "移动"]}]), alert(0.5, "two", "pool")
    await store.record([first, second])
    assert await store.logged(ALERT) == (
        Entry(ALERT, 0.5, "pool", "two", {}, 2),
        Entry(ALERT, 1.5, "address", "telecom-1", first.body, 1),
    )


async def test_each_log_tells_its_own_entries_and_one_count_numbers_them_all(store: Store) -> None:
    await store.record([alert(1), Entry(SWITCH, 1, "access_domain", "a/A", {}), standing(1, "a"), alert(2)])
    assert [await numbers(store, log) for log in (ALERT, SWITCH, STANDING, "none")] == [[4, 1], [2], [3], []]


async def test_an_entry_makes_no_revision(store: Store) -> None:
    await store.record([alert(1)])
    assert (await store.revision(), await store.history()) == (0, ())


async def test_of_entries_with_one_that_is_no_json_none_is_recorded(store: Store) -> None:
    with pytest.raises((ValueError, TypeError)):
        await store.record([alert(1), alert(2, text=float("nan"))])
    await store.record([alert(3)])
    assert [entry.at for entry in await store.logged(ALERT)] == [3]


async def test_to_change_an_entry_in_hand_changes_nothing_in_the_store(store: Store) -> None:
    body: dict[str, Any] = {"to": ["ops"]}
    await store.record([Entry(ALERT, 1, "address", "a", body)])
    body["to"].append("more")
    (await store.logged(ALERT))[0].body["to"].append("more")
    assert (await store.logged(ALERT))[0].body == {"to": ["ops"]}


ASKED: dict[str, tuple[dict[str, Any], list[int]]] = {
    "kind": ({"kind": "pool"}, [3]),
    "key": ({"key": "telecom-1"}, [4, 1]),
    "kind and key": ({"kind": "pool", "key": "telecom-1"}, []),
    "from a time on": ({"since": 20}, [4, 3, 2]),
    "up to a time": ({"until": 20}, [2, 1]),
    "between": ({"since": 20, "until": 30}, [3, 2]),
    "a page": ({"limit": 2}, [4, 3]),
    "the next page": ({"limit": 2, "before": 3}, [2, 1]),
    "no page": ({"limit": 0}, []),
    "part of the key": ({"contains": "ECOM-"}, [4, 1]),
    "part of a text": ({"contains": "REFUSED by"}, [1]),
    "a text deep inside": ({"contains": "straße"}, [2]),
    "its capitals": ({"contains": "STRASSE"}, [2]),
    "a wildcard is a letter": ({"contains": "%"}, [3]),
    "a number is no text": ({"contains": "503"}, []),
    "a field's name is no text": ({"contains": "status"}, []),
    "nothing in particular": ({"contains": ""}, [4, 3, 2, 1]),
    "all at once": ({"kind": "address", "since": 5, "until": 50, "contains": "e", "before": 4, "limit": 1}, [2]),
}


@pytest.mark.parametrize(("asked", "found"), ASKED.values(), ids=ASKED)
async def test_entries_are_found_by(store: Store, asked: dict[str, Any], found: list[int]) -> None:
    await store.record([alert(10, "telecom-1", detail="Refused by the server", status=503)])
    await store.record([alert(20, "unicom-1", told=[{"to": "Große Straße"}, "移动"])])
    await store.record([alert(30, "Mobile", "pool", detail="100 % down")])
    await store.record([alert(40, "telecom-1")])
    assert await numbers(store, **asked) == found


async def test_what_is_sought_is_not_found_across_two_texts(store: Store) -> None:
    await store.record([alert(1, "ab", one="cd", two="ef")])
    assert [await numbers(store, contains=text) for text in ("bc", "de", "cd")] == [[], [], [1]]


async def test_the_latest_is_the_last_entry_of_each_subject_at_or_before_a_time(store: Store) -> None:
    await store.record([standing(1, "b"), standing(1, "a"), standing(2, "a", "down"), standing(3, "b", "down")])
    await store.record([alert(1, "a"), Entry(STANDING, 2, "pool", "a", {})])

    async def latest(until: float | None) -> list[int]:
        return [entry.number for entry in await store.latest(STANDING, until=until)]

    assert [await latest(until) for until in (0.5, 1, 2, 2.5, None)] == [[], [2, 1], [3, 1, 6], [3, 1, 6], [3, 4, 6]]


async def test_forgotten_entries_are_gone_and_no_number_is_given_twice(store: Store) -> None:
    await store.record([alert(1), Entry(SWITCH, 1, "access_domain", "a/A", {}), alert(2), alert(3)])
    await store.forget(ALERT, 2)
    assert (await numbers(store), await numbers(store, SWITCH)) == ([4, 3], [2])
    await store.forget(ALERT, 9)
    await store.record([alert(10)])
    assert await numbers(store) == [5]


async def test_what_stood_when_the_rest_was_forgotten_still_stands(store: Store) -> None:
    await store.record([standing(1, "a"), standing(2, "a", "down"), standing(3, "b"), standing(4, "a")])
    after = [await store.latest(STANDING, until=time) for time in (3.5, 4, None)]
    await store.forget(STANDING, 3.5)
    assert await numbers(store, STANDING) == [4, 3, 2]
    assert [await store.latest(STANDING, until=time) for time in (3.5, 4, None)] == after


async def test_ten_thousand_entries_are_recorded_at_once(store: Store) -> None:
    await store.record([alert(n, f"a{n % 100}", detail="refused " * 8) for n in range(10_000)])
    assert await numbers(store, key="a7", limit=2) == [9908, 9808]
    assert len(await store.latest(ALERT)) == 100


async def test_a_closed_store_says_so_of_its_logs_too(store: Store) -> None:
    await store.close()
    for use in (store.record([alert(1)]), store.logged(ALERT), store.latest(ALERT), store.forget(ALERT, 1)):
        with pytest.raises(StoreUnreadable, match="closed"):
            await use
