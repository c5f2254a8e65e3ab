"""All available members in one answer, the order turned from answer to answer (gtm.md section 6.1)."""

from __future__ import annotations

from trunkline.policies.policy import Asked, Draw, Members, Picked, Policy
from trunkline.policies.who import available, but_for


def _pick(members: Members, asked: Asked) -> Picked:
    up = available(members)
    if len(members) == 1:
        who = f"{up[0].name} is the only one"
    elif len(up) == 1:
        who = f"{up[0].name} is the only available one"
    else:
        who = f"{', '.join(member.name for member in up)} take turns"
    return Picked(Draw.ROTATE, up, "round_robin", f"{who}{but_for(members)}")


POLICY = Policy(
    name="round_robin", summary="all, the order turned by one from answer to answer", pick=_pick, several=True
)
