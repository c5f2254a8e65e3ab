"""A monitor names places that exist."""

from __future__ import annotations

from given import config, faults, monitor
from trunkline.documents.place import Place

BEIJING = Place(name="beijing")


def test_a_place_that_nobody_declared_is_refused_with_a_guess() -> None:
    assert faults(BEIJING, monitor("web", places=["bejing"])) == [
        "monitor web: places.0: there is no place bejing (did you mean beijing?)"
    ]


def test_places_that_are_declared_are_accepted() -> None:
    assert faults(BEIJING, monitor("web", places=["beijing"]), monitor("mail")) == []


def test_a_monitor_refers_to_the_places_that_it_names() -> None:
    found = config(BEIJING, monitor("web", places=["beijing"]), monitor("mail"))
    assert found.referrers("place", "beijing") == (("monitor", "web"),)
