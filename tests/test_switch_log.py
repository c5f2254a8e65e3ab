"""One sentence for each change of the world, and how many more where there are too many."""

from __future__ import annotations

import pytest

import given
from trunkline.switch_log import MOST, log_standings

NAMES = [f"server-{number:03}" for number in range(MOST + 20)]
CONFIG = given.config(
    given.monitor("web"), [given.address(name, f"10.0.0.{at}", monitors=["web"]) for at, name in enumerate(NAMES, 1)]
)
ALL = [("address", name) for name in NAMES]
UP, DOWN = given.availability(CONFIG), given.availability(CONFIG, down=NAMES)


def test_a_flip_of_very_many_is_told_in_numbers_too(capsys: pytest.CaptureFixture[str]) -> None:
    log_standings(CONFIG, UP, DOWN, ALL)
    told = capsys.readouterr().out.splitlines()
    assert len(told) == MOST + 1
    assert "and of 20 more addresses 20 are not available, the others are again" in told[-1]


def test_who_stays_as_it_was_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    log_standings(CONFIG, DOWN, given.availability(CONFIG, down=NAMES), ALL)
    assert capsys.readouterr().out == ""


def test_who_comes_back_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    log_standings(CONFIG, given.availability(CONFIG, down=NAMES[:1]), UP, ALL)
    assert "address server-000 (10.0.0.1) is available again" in capsys.readouterr().out
