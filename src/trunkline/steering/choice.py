"""What was chosen for one class of askers, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Draw(IntEnum):
    """What one query takes from a list: all of it as it stands, all of it turned by one, or one by weight."""

    ALL = 0
    ROTATE = 1
    WEIGHT = 2


@dataclass(frozen=True, slots=True)
class ChosenAddress:
    """An address in a choice, with its weight there."""

    name: str
    endpoint: str
    weight: int


@dataclass(frozen=True, slots=True)
class ChosenPool:
    """A pool in a choice: the addresses it answers with, how a query draws from them, and why these."""

    name: str
    weight: int
    draw: Draw
    addresses: tuple[ChosenAddress, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is answered, how a query draws from the pools, and why these. `line` is the line that decided, if one did.

    `rule` names the way it came about: the policy, or the fallback rule of gtm.md section 10 (F1, F2, F3, Q2).
    """

    draw: Draw
    pools: tuple[ChosenPool, ...]
    line: str | None
    rule: str
    because: str

    @property
    def reason(self) -> str:
        """Both levels in one sentence: why these pools, and in each of them why these addresses."""
        inside = "; ".join(f"in {pool.name}, {pool.because}" for pool in self.pools)
        return f"{self.because}; {inside}"

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Every address that can stand in the answer, in order, each once."""
        return tuple(dict.fromkeys(address.endpoint for pool in self.pools for address in pool.addresses))
