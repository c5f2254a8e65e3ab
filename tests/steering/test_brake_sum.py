"""What is held, by how much moved within the window."""

import pytest

from trunkline.documents.settings import Brake
from trunkline.steering.brake import Moves


@pytest.mark.parametrize(
    ("per_cent", "earlier", "moved", "answered", "holds"),
    [
        (None, [], 100, 100, False),
        (50, [], 50, 100, False),
        (50, [], 51, 100, True),
        (50, [(990.0, 30)], 20, 100, False),
        (50, [(990.0, 30)], 21, 100, True),
        (50, [(939.0, 30)], 50, 100, False),
        (50, [(990.0, 100)], 0, 100, False),
        (100, [], 100, 100, False),
        (1, [], 1, 0, True),
    ],
)
def test_moves_within_the_window_are_added_up(
    per_cent: int | None, earlier: list[tuple[float, int]], moved: int, answered: int, holds: bool
) -> None:
    brake = Brake(per_cent=per_cent, window=60)
    assert bool(Moves(tuple(earlier)).held(brake, moved, answered, now=1000.0)) is holds


def test_what_is_out_of_the_window_is_forgotten() -> None:
    assert Moves(((900.0, 3), (990.0, 4))).and_now(5, 60, now=1000.0).made == ((990.0, 4), (1000.0, 5))
