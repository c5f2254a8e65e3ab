"""The policies there are: each module here that holds a POLICY is one, so a new one is a new file and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from trunkline.policies.policy import Policy


@cache
def all_policies() -> Mapping[str, Policy]:
    """Every policy by its name, in order of names."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found: list[Policy] = [module.POLICY for module in modules if hasattr(module, "POLICY")]
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.name)})


def find_policy(name: str) -> Policy:
    """The policy of that name; ValueError names those that there are."""
    known = all_policies()
    if name not in known:
        close = get_close_matches(name, known, n=1)
        guess = f"; did you mean {close[0]}?" if close else ""
        raise ValueError(f"{name!r} is not a policy: there are {', '.join(known)}{guess}")
    return known[name]
