"""The first available member by serial; or, if so told, who is on duty for as long as possible (gtm.md section 6.2)."""

from __future__ import annotations

from trunkline.policies.policy import Asked, Draw, Members, Picked, Policy
from trunkline.policies.who import available, but_for


def _pick(members: Members, asked: Asked) -> Picked:
    up = available(members)
    one = next((member for member in up if member.name == asked.incumbent), up[0])
    if one is up[0]:
        because = f"{one.name} is the first available one{but_for(members[: members.index(one)])}"
    else:
        because = f"{one.name} is on duty and stays, though {up[0].name} comes first"
    return Picked(Draw.ALL, (one,), "sequence", because)


POLICY = Policy(name="sequence", summary="the first available one by serial", pick=_pick, keeps_incumbent=True)
