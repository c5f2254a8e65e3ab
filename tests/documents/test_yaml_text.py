"""YAML without surprises: words stay words, and no text is too deep, too many or too clever."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.documents.yaml_text import MAX_DEPTH, load
from trunkline.errors import DocumentError


def refusal(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        load("gtm.yaml", text)
    (problem,) = caught.value.problems
    return str(problem)


@pytest.mark.parametrize(
    "word",
    ["on", "off", "yes", "no", "n", "010", "0x10", "1:30", "1_000", "2026-06-01", ".nan", ".inf", "1.2.3.4", "="],
)
def test_an_unquoted_word_stays_what_was_written(word: str) -> None:
    assert load("", f"a: {word}").data == {"a": word}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("true", True), ("False", False), ("~", None), ("", None), ("null", None), ("0", 0), ("-12", -12)),
        *(("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("'1'", "1"), ('"true"', "true"), ("!!str 1", "1"), ("''", "")),
    ],
)
def test_numbers_truth_and_nothing_are_read_as_such(text: str, value: object) -> None:
    found = load("", f"a: {text}").data["a"]
    assert (type(found), found) == (type(value), value)


def test_the_name_of_a_field_is_always_text() -> None:
    assert load("", "1: a\ntrue: b\n~: c\n").data == {"1": "a", "true": "b", "~": "c"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~"])
def test_a_text_may_say_nothing(text: str) -> None:
    assert load("", text).data is None


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("a: 1\n---\nb: 2\n", ":2", "a second YAML document begins"),
        ("a: 1\n? [x]\n: 1\n", ":2", "a field's name is a word"),
        ("a: 1\nb: 2\na: 3\n", ":3", "a stands here a second time, first in line 1"),
        ("a: 1\nb: *x\n", ":2", "nothing before this line is anchored as &x"),
        ("a: &x [*x]\n", ":1", "nothing before this line is anchored as &x"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", ":2", "is not known here"),
        ("a: !!binary aGk=\n", ":1", "is not known here"),
        ("a: {<<: 1}\n", ":1", "<< takes a mapping"),
        ("a: 1\nb: \x00\n", ":2", "control characters are not allowed"),
        ("a: 1\nb: \ud800\n", ":2", "surrogates not allowed"),
    ],
)
def test_what_is_doubtful_is_refused_with_its_line(text: str, place: str, reason: str) -> None:
    said = refusal(text)
    assert said.startswith(f"gtm.yaml{place}: ")
    assert reason in said


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000], ids=["lists", "mappings", "block"])
def test_nesting_is_refused_before_it_can_do_harm(text: str) -> None:
    assert f"nested deeper than {MAX_DEPTH} levels" in refusal(text)


def test_a_billion_laughs_are_refused_while_they_are_few() -> None:
    laughs = ["a: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    laughs += [f"a{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert refusal("\n".join(laughs)).startswith("gtm.yaml:6: aliases repeat more than 100000 values")


def test_an_alias_repeats_a_value_and_a_merge_fills_in_what_is_not_said() -> None:
    found = load("", "- &a {x: 1, y: 2}\n- *a\n- {<<: *a, y: 3}\n- {<<: [{z: 1}, *a], x: 4}\n").data
    assert found == [{"x": 1, "y": 2}, {"x": 1, "y": 2}, {"x": 1, "y": 3}, {"z": 1, "x": 4, "y": 2}]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(DocumentError):
        load("gtm.yaml", text)
