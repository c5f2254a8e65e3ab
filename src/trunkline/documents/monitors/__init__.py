"""What may be asked of a server, and how its reply is judged: one file for each protocol (gtm.md section 11).

A file here that holds a monitor with a `protocol` of its own is all that it takes to add one: `docs/monitors/README.md`
shows how. Protocols are pure; how bytes travel is the matter of `probes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules


def find_protocols(places: Iterable[str]) -> None:
    """Imports every module of this package, so that a monitor can be any of them."""
    for module in iter_modules(places):
        import_module(f"{__name__}.{module.name}")


find_protocols(__path__)
