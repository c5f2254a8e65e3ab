"""Bars, drawn by hand as SVG: what a query by client subnet costs each server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compare.report import Speed, speeds
from compare.results import Results

SORT = "ecs"
WIDTH, LEFT, RIGHT = 860, 190, 170
BAR, ROW, HEAD, TITLE = 18, 26, 34, 56
KERNEL, USER = "#9aa5b1", "#2f6f9f"
FONT = "font-family='system-ui, sans-serif'"


@dataclass(frozen=True, slots=True)
class Ruler:
    """From µs to pixels."""

    most: float

    def length(self, micros: float) -> float:
        """So that the longest bar ends where its label begins."""
        return micros / self.most * (WIDTH - LEFT - RIGHT)


def plot(kept: Mapping[int, Results]) -> str:
    """A group of bars for each number of names: CPU time of a query, the kernel's part first, then the server's own."""
    groups = {names: [speed for speed in speeds(results) if speed.sort == SORT] for names, results in kept.items()}
    ruler = Ruler(max(speed.user + speed.kernel for group in groups.values() for speed in group))
    height = TITLE + sum(HEAD + ROW * len(group) for group in groups.values()) + 10
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' {FONT} font-size='13'>",
            f"<rect width='{WIDTH}' height='{height}' fill='white'/>",
            *_title(),
            *_groups(groups, ruler),
            "</svg>\n",
        ]
    )


def _title() -> Iterator[str]:
    yield "<text x='12' y='24' font-size='16'>CPU time of a query by client subnet; × that of the echo</text>"
    for x, colour, words in ((LEFT, KERNEL, "kernel"), (LEFT + 90, USER, "user")):
        yield f"<rect x='{x}' y='36' width='12' height='12' fill='{colour}'/>"
        yield f"<text x='{x + 18}' y='47'>{words}</text>"


def _groups(groups: Mapping[int, list[Speed]], ruler: Ruler) -> Iterator[str]:
    y = TITLE
    for names, group in groups.items():
        yield f"<text x='12' y='{y + 24}' font-weight='bold'>{names:,} names</text>"
        y += HEAD
        for speed in group:
            yield from _bar(speed, y, ruler)
            y += ROW


def _bar(speed: Speed, y: int, ruler: Ruler) -> Iterator[str]:
    kernel, user = ruler.length(speed.kernel), ruler.length(speed.user)
    middle = y + BAR - 4
    yield f"<text x='{LEFT - 8}' y='{middle}' text-anchor='end'>{speed.server}</text>"
    yield f"<rect x='{LEFT}' y='{y}' width='{kernel:.1f}' height='{BAR}' fill='{KERNEL}'/>"
    yield f"<rect x='{LEFT + kernel:.1f}' y='{y}' width='{user:.1f}' height='{BAR}' fill='{USER}'/>"
    end = LEFT + kernel + user + 8
    told = f"{speed.kernel + speed.user:.2f} µs, × {speed.ratio:.2f}"
    yield f"<text x='{end:.1f}' y='{middle}'>{told}</text>"
