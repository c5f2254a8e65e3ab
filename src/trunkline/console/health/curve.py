"""Latency over the last checks of an address: a curve for each task and place, with its numbers in words."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from nicegui import ui

from trunkline.client import Json
from trunkline.console.parts.text import Text
from trunkline.console.words import Words

GREY = "#75818d"
"""Of axes and legends: readable on the light ground and on the dark."""


class Curve:
    """`show` changes it in place. A check that was not answered is a gap."""

    def __init__(self, say: Words) -> None:
        self._say = say
        with ui.element("section"):
            Text("h3", say("Latency of the last checks"))
            self._chart = ui.echart(_drawn([])).classes("curve").props("aria-hidden=true")
            self._words = ui.element("ul").classes("curve-words")
            self._told: tuple[str, ...] = ()
            Text("p", say("The node keeps the last 120 checks in its memory, from its start on."), "quiet block")

    def show(self, told: Iterable[Json]) -> None:
        """`told` is what the API tells of the checks of one address."""
        found = [(_title(one), one["checks"]) for one in told]
        self._chart.options["series"] = [_series(title, checks) for title, checks in found]
        self._chart.update()
        words = tuple(self._said(title, checks) for title, checks in found)
        if words != self._told:
            self._told = words
            self._words.clear()
            with self._words:
                for line in words:
                    Text("li", line)

    def _said(self, title: str, checks: Json) -> str:
        answered = [one["latency"] * 1e3 for one in checks if one["latency"] is not None]
        lost = len(checks) - len(answered)
        if not answered:
            return self._say("{what}: none of {count} checks was answered", what=title, count=len(checks))
        return self._say(
            "{what}: half within {middle} ms, slowest {most} ms; {lost} of {count} checks not answered",
            what=title,
            middle=f"{median(answered):.1f}",
            most=f"{max(answered):.1f}",
            lost=lost,
            count=len(checks),
        )


def _title(one: Json) -> str:
    return f"{one['monitor']}:{one['port']} · {one['place']}" if one["port"] else f"{one['monitor']} · {one['place']}"


def _series(title: str, checks: Json) -> Json:
    points = [[one["at"] * 1e3, None if one["latency"] is None else round(one["latency"] * 1e3, 2)] for one in checks]
    return {"name": title, "type": "line", "showSymbol": False, "data": points}


def _drawn(series: list[Json]) -> Json:
    axis = {
        "axisLabel": {"color": GREY, "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": GREY, "opacity": 0.25}},
    }
    return {
        "animation": False,
        "grid": {"left": 44, "right": 8, "top": 28, "bottom": 24},
        "legend": {"top": 0, "textStyle": {"color": GREY}},
        "xAxis": {"type": "time", **axis, "splitLine": {"show": False}},
        "yAxis": {"type": "value", "min": 0, "name": "ms", "nameTextStyle": {"color": GREY}, **axis},
        "series": series,
    }
