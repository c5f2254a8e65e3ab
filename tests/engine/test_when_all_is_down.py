"""What an access domain may wish for when nothing is available, from documents to the bytes that the engine answers."""

from __future__ import annotations

from typing import Any

import pytest
from published import Published, world

ONE, TWO = "192.0.2.1", "192.0.2.2"


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"all_down": "all_addresses"}, ONE),
        ({"all_down": "records", "all_down_records": ["192.0.2.77"]}, "192.0.2.77"),
        ({"all_down": "records", "all_down_records": ["sorry.example.net"]}, "sorry.example.net."),
        ({"all_down": "servfail"}, "SERVFAIL"),
        ({"all_down": "last_good"}, TWO),
    ],
    ids=["all addresses", "given addresses", "a given name", "a failure", "the last good"],
)
def test_when_all_is_down_the_answer_is_the_one_wished_for(wish: dict[str, Any], expected: str) -> None:
    published = Published.of(world("sequence", **wish))
    published.plays(("a1 a3", TWO), ("a1 a2 a3", expected))
    published.restart()
    assert published.ask() == expected
    published.plays(("", ONE))
