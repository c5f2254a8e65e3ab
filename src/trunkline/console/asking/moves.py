"""Who moves where: an answer before, the line that gets it, an answer after, as a Sankey diagram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trunkline.client import Json

DRAWN = 60
"""Lines of access domains in the drawing; the table beside it has all of them."""

HEIGHT = 28
"""Pixels for each of these."""


def sankey(rows: Sequence[Json], names: Mapping[str, str], words: tuple[str, str, str], ink: str) -> dict[str, Any]:
    """Options for ECharts. `rows` are changed answers as the API tells them, `names` endpoint → address.

    `words` are for before, after, and nothing; `ink` is the colour of text.
    """
    before, after, nothing = words
    nodes: dict[str, dict[str, Any]] = {}
    links: list[dict[str, Any]] = []
    for row in rows[:DRAWN]:
        middle = _node(nodes, 1, f"{row['access_domain']} · {row['line']}")
        for depth, word, side in ((0, before, "before"), (2, after, "after")):
            answers = row[side] or [""]
            for answer in answers:
                end = _node(nodes, depth, f"{word}: {names.get(answer, answer) or nothing}")
                source, target = (end, middle) if depth == 0 else (middle, end)
                links.append({"source": source, "target": target, "value": 1 / len(answers)})
    series = {
        "type": "sankey",
        "data": [*nodes.values()],
        "links": links,
        "nodeGap": 10,
        "left": 8,
        "right": 140,
        "top": 8,
        "bottom": 8,
        "draggable": False,
        "emphasis": {"focus": "adjacency"},
        "label": {"color": ink},
        "lineStyle": {"color": "gradient", "opacity": 0.4},
    }
    return {"series": [series], "animation": False, "backgroundColor": "transparent"}


def _node(nodes: dict[str, dict[str, Any]], depth: int, name: str) -> str:
    nodes.setdefault(name, {"name": name, "depth": depth})
    return name
