"""Files of tests have names of their own: pytest imports them by these alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_no_two_files_of_tests_have_one_name() -> None:
    names = Counter(file.name for file in TESTS.rglob("test_*.py"))
    assert names
    assert [name for name, count in names.items() if count > 1] == []
