"""What was chosen for one class of askers, and why."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.policies.policy import Draw as Draw


@dataclass(frozen=True, slots=True)
class ChosenAddress:
    """An address in a choice, with its weight there. A record that was given for when all is down has no name."""

    name: str
    endpoint: str
    weight: int


@dataclass(frozen=True, slots=True)
class ChosenPool:
    """A pool in a choice: the addresses it answers with, how a query draws from them, and why these.

    `served` is the line whose addresses these are, if it was one that decided. Given records stand in a pool without
    name.
    """

    name: str
    weight: int
    draw: Draw
    addresses: tuple[ChosenAddress, ...]
    because: str
    served: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is answered, how a query draws from the pools, and why these. `line` is the line that decided, if one did.

    `rule` names the way it came about: the policy, a fallback rule of gtm.md section 10 (F1, F2, F3, Q2, Q3), or what
    the access domain wishes when all is down (last_good, given_records, servfail). `served` is the line whose pools
    these are: the asker's, or the one that stands in for it.
    """

    draw: Draw
    pools: tuple[ChosenPool, ...]
    line: str | None
    rule: str
    because: str
    served: str | None = None

    @property
    def reason(self) -> str:
        """Both levels in one sentence: why these pools, and in each of them why these addresses."""
        inside = (f"in {pool.name}, {pool.because}" for pool in self.pools if pool.name)
        return "; ".join([self.because, *inside])

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Every address that can stand in the answer, in order, each once."""
        return tuple(dict.fromkeys(address.endpoint for pool in self.pools for address in pool.addresses))

    @property
    def told(self) -> tuple[str, ...]:
        """What an asker can be told: addresses, domain names, or that there is none to be had."""
        return ("SERVFAIL",) if self.draw is Draw.FAIL else self.endpoints
