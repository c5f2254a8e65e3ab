"""How the classes of a line table look to who only knows some of the lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.lines.table import LineTable, table
from trunkline.snapshot.views import Views

TABLE = table({
    "10.1.0.0/16": ["cn_mobile_beijing", "cn_region_beijing"],
    "10.2.0.0/16": ["cn_mobile_shanghai"],
    "10.3.0.0/16": ["cn_telecom_beijing"],
    "2001:db8::/32": ["cn_mobile_beijing"],
})  # fmt: skip
LINES = sorted({line for lines in TABLE.classes for line in lines})


def view_of(asker: str, *configured: str, of: LineTable = TABLE) -> tuple[str, ...]:
    views = Views.of(of, frozenset(configured))
    return views.distinct[views.of_class[of.find(asker).asker_class]]


@pytest.mark.parametrize(
    ("asker", "configured", "view"),
    [
        ("10.1.0.1", "mobile default", "mobile default"),
        ("10.1.0.1", "default mobile cn_mobile_beijing", "cn_mobile_beijing mobile default"),
        ("10.1.0.1", "internal mobile", "mobile internal"),
        ("10.2.0.1", "cn_mobile_beijing default", "default"),
        ("10.3.0.1", "mobile", ""),
        ("8.8.8.8", "mobile default", "default"),
        ("2001:db8::1", "mobile default", "mobile default"),
        ("10.1.0.1", "", ""),
    ],
)
def test_a_view_keeps_the_configured_lines_of_an_asker_best_first(asker: str, configured: str, view: str) -> None:
    assert view_of(asker, *configured.split()) == tuple(view.split())


def test_classes_that_differ_only_in_lines_that_are_not_configured_have_one_view() -> None:
    views = Views.of(TABLE, frozenset({"mobile", "default"}))
    assert sorted(views.distinct) == [("default",), ("mobile", "default")]


def test_without_configured_lines_there_is_one_view() -> None:
    assert Views.of(TABLE, frozenset()).distinct == ((),)


def test_a_plan_gives_each_class_the_answer_of_its_view_and_equal_plans_are_one() -> None:
    views = Views.of(TABLE, frozenset({"mobile"}))
    answers = [10 * number for number in range(len(views.distinct))]
    plan = views.plan(answers)
    assert plan.answer_of_class == tuple(10 * view for view in views.of_class)
    assert views.plan(list(answers)) is plan


@given(st.frozensets(st.sampled_from(LINES)))
def test_a_view_is_all_that_is_configured_of_a_class_and_nothing_else(configured: frozenset[str]) -> None:
    views = Views.of(TABLE, configured)
    assert len(set(views.distinct)) == len(views.distinct)
    for lines, number in zip(TABLE.classes, views.of_class, strict=True):
        assert views.distinct[number] == tuple(line for line in lines if line in configured)
