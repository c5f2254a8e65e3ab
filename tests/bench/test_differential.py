"""A short run of the comparison with Knot, where it is installed."""

from __future__ import annotations

import pytest
from differential import compare
from knot import HOW_TO_INSTALL, is_installed


@pytest.mark.skipif(not is_installed(), reason=HOW_TO_INSTALL)
def test_no_difference_from_knot_is_unexplained() -> None:
    tally = compare(questions=2000, seed=1, names=60, each=1000)
    assert tally.faults == {}
    assert tally.seen["TCP"] > 0
    assert tally.seen["steered"] > 0
