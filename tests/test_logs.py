"""The log: one line a sentence, whatever stands in it, and no reason for a node to end."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from trunkline.logs import set_up_logs


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


FORGED = "forced down by eve: x\n2026-01-01T00:00:00Z [info] all is well \x1b[2J\u009b1A\u2028\u202e"


def test_a_reason_with_line_breaks_and_escapes_stays_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("text")
    structlog.get_logger("trunkline").warning(FORGED)
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert told.rstrip("\n").isprintable()
    assert r"x\n2026" in told


def test_names_of_any_script_are_told_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("json")
    structlog.get_logger("trunkline").info("pool 移动 is available again")
    assert json.loads(capsys.readouterr().err)["event"] == "pool 移动 is available again"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_log_that_cannot_be_written_ends_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full").open("w")  # noqa: SIM115 - to close it is to fail
    monkeypatch.setattr(sys, "stderr", full)
    set_up_logs("text")
    structlog.get_logger("trunkline").error("the snapshot cannot be saved")
    with pytest.raises(OSError, match="No space left"):
        full.close()
