"""The first available member on the asker's best line; F1, Q2 and Q3 when there is none (gtm.md sections 6.4, 10)."""

from __future__ import annotations

from trunkline.policies.policy import Asked, Draw, Member, Members, Picked, Policy
from trunkline.policies.who import available, but_for, outs

DEFAULT = "default"


def _pick(members: Members, asked: Asked) -> Picked:
    """The best configured line decides; when all of it is out, others stand in."""
    matched = next((line for line in asked.lines if _on(line, members)), None)
    if matched is None:
        first = available(members)[0]
        because = f"no line here matches and none is default, so {first.name}, the first available one"
        return Picked(Draw.ALL, (first,), "Q3", because)
    own = _on(matched, members)
    if up := available(own):
        because = f"{up[0].name} serves line {matched}{but_for(own[: own.index(up[0])])}"
        return Picked(Draw.ALL, up[:1], "source_nearest", because, matched, matched)
    return _stand_in(own, matched, members, asked)


def _stand_in(own: list[Member], matched: str, members: Members, asked: Asked) -> Picked:
    """A wider line if that is wished, then default (F1), then the smallest serial (Q2)."""
    before = f"line {matched}: {outs(own)}"
    for line in asked.wider.get(matched, ()):
        if line != DEFAULT and (up := available(_on(line, members))):
            because = f"{before}; so {up[0].name} of the wider line {line}"
            return Picked(Draw.ALL, up[:1], "parent_line", because, matched, line)
    if up := available(_on(DEFAULT, members)):
        because = f"{before}; so {up[0].name} of the default line"
        return Picked(Draw.ALL, up[:1], "F1", because, matched, DEFAULT)
    first = available(members)[0]
    nothing = "" if matched == DEFAULT else ", and nothing of the default line is available"
    because = f"{before}{nothing}; so {first.name}, the first available one"
    return Picked(Draw.ALL, (first,), "Q2", because, matched)


def _on(line: str, members: Members) -> list[Member]:
    return [member for member in members if line in member.lines]


POLICY = Policy(
    name="source_nearest", summary="the first available one on the asker's best line", pick=_pick, by_line=True
)
