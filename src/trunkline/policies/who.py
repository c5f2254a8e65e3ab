"""Who of a list is available, and how that is said."""

from __future__ import annotations

from trunkline.policies.policy import Member, Members


def available(members: Members) -> tuple[Member, ...]:
    """Those who can serve, in the same order."""
    return tuple(member for member in members if member.available)


def outs(members: Members) -> str:
    """Each one that is not available, with the reason; empty when all are."""
    return "; ".join(f"{member.name} is out ({member.because})" for member in members if not member.available)


def but_for(members: Members) -> str:
    """The same as the end of a sentence."""
    out = outs(members)
    return f"; {out}" if out else ""
