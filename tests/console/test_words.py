"""Whatever the pages say can be said in Chinese, with the same values in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import trunkline.console
from trunkline.console.words import CHINESE, Words, preferred

SOURCES = sorted(Path(trunkline.console.__file__).parent.rglob("*.py"))


def said() -> Iterator[tuple[str, str]]:
    """Where and what: the literals given to `say`, and to what is titled."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and (place := _place(node)) is not None and len(node.args) > place:
                for text in _literals(node.args[place]):
                    yield f"{source.name}:{node.lineno}", text


def _place(call: ast.Call) -> int | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return {"say": 0, "_say": 0, "Page": 1, "State": 2}.get(name)


def _literals(node: ast.expr) -> Iterator[str]:
    """A text, either of two, or any of a table of texts."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        for value in node.value.values:
            yield from _literals(value)


def test_the_pages_were_found() -> None:
    assert len({text for _, text in said()}) > 30


def test_everything_that_is_said_has_chinese_words() -> None:
    assert [f"{where}: {text}" for where, text in said() if text not in CHINESE] == []


@pytest.mark.parametrize("english", CHINESE, ids=range(len(CHINESE)))
def test_a_sentence_and_its_translation_take_the_same_values(english: str) -> None:
    assert sorted(re.findall(r"\{(\w+)\}", english)) == sorted(re.findall(r"\{(\w+)\}", CHINESE[english]))


def test_what_has_no_translation_is_said_in_english() -> None:
    assert Words("zh")("server-mobile is the only one") == "server-mobile is the only one"
    assert Words("zh")("{count} s ago", count=3) == "3 秒前"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,en;q=0.9", "en"), ("de,fr;q=0.5", "en"), ("", "en"), ("fr, zh", "zh")],
)
def test_a_browser_is_answered_in_the_first_of_its_languages_that_is_spoken(accepted: str, language: str) -> None:
    assert preferred(accepted) == language
