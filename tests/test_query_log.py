"""The lines of the query log: printable whatever is asked, and JSON whatever form the log has."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from trunkline.engine import Sample
from trunkline.logs import QUERIES, set_up_logs
from trunkline.query_log import told_of

SAMPLE = Sample(1.5, "192.0.2.1", None, "udp", (b"\x03www\x04test\x00", 65), 23, True, "telecom", 2, 90)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("question", "name", "type"),
    [
        ((b"\x03www\x04test\x00", 65), "www.test", "HTTPS"),
        ((b"\x00", 65_280), ".", "TYPE65280"),
        ((b'\x07a\nb\x1b[2J\x04\xe9"\\.\x00', 1), r"a\010b\027[2J.\233\"\\\.", "A"),
        (None, None, None),
    ],
)
def test_a_name_is_told_as_zone_files_write_it(
    question: tuple[bytes, int] | None, name: str | None, type: str | None
) -> None:
    told = told_of(SAMPLE._replace(question=question))
    assert (told["name"], told["type"], told["code"]) == (name, type, "BADCOOKIE")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_is_json_in_either_form_and_says_its_logger(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(form)
    structlog.get_logger("trunkline").info("a sentence")
    structlog.get_logger(QUERIES).info("query", **told_of(SAMPLE))
    sentence, query = capsys.readouterr().err.splitlines()
    assert QUERIES not in sentence
    assert json.loads(query) == {
        "logger": "trunkline.queries",
        "level": "info",
        "event": "query",
        "timestamp": "1970-01-01T00:00:01.500000Z",
        "asker": "192.0.2.1",
        "subnet": None,
        "transport": "udp",
        "name": "www.test",
        "type": "HTTPS",
        "code": "BADCOOKIE",
        "steered": True,
        "line": "telecom",
        "answers": 2,
        "size": 90,
    }
