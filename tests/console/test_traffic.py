"""Queries per second are the difference of two counts, by the node's clock."""

from __future__ import annotations

from typing import Any

import pytest

from trunkline.console.traffic import Rates, rates


def told(at: float, queries: int, **domains: int) -> Any:
    rows = [{"name": name, "type": "A", "queries": count} for name, count in domains.items()]
    return {"at": at, "queries": queries, "access_domains": rows, "others": 0, "lines": {"mobile": queries}}


def test_a_rate_is_what_came_between_by_the_time_that_passed() -> None:
    found = rates(told(10, 100, www=40), told(12, 300, www=60, api=10))
    assert found == Rates(100.0, {("www", "A"): 10.0, ("api", "A"): 5.0}, {"mobile": 100.0})


def test_a_count_that_fell_began_anew() -> None:
    assert rates(told(10, 1000), told(12, 50)).all == 25.0


@pytest.mark.parametrize("later", [10.0, 9.0])
def test_without_time_between_there_is_no_rate(later: float) -> None:
    assert rates(told(10, 100), told(later, 200)) == Rates()
