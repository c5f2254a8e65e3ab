"""For every test: the same examples each time, however busy the machine is."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("trunkline", deadline=None, derandomize=True)
settings.load_profile("trunkline")
