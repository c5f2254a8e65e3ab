"""One member a query, drawn by its share of the weights of those available (gtm.md section 6.3)."""

from __future__ import annotations

from trunkline.policies.policy import Asked, Draw, Members, Picked, Policy
from trunkline.policies.who import available, but_for


def _pick(members: Members, asked: Asked) -> Picked:
    up = available(members)
    shares = ", ".join(f"{member.name} {member.weight}" for member in up)
    return Picked(Draw.WEIGHT, up, "weight", f"one by weight ({shares}){but_for(members)}")


POLICY = Policy(name="weight", summary="one a query, drawn by weight among those available", pick=_pick)
