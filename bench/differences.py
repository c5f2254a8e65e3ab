"""Where the engine and Knot may differ, and why: each rule levels out one difference, and what is left is a fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from both_told import is_within, nearest
from packets import Opt, Records, Said
from random_questions import Asked

EXTENDED_ERROR = 15
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, YXDOMAIN = range(7)
NS, CNAME, KEY, DNAME, DS, ANY = 2, 5, 25, 39, 43, 255
LONGEST_CHAIN = 16
"""So many aliases are followed by the engine."""
ENDED = Said(NOERROR, 0, b"", (), frozenset(), frozenset(), None)

Again = Callable[[bytes, int], Said]
"""Asks Knot for a name and a type, plainly."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What either said to a question; None is silence."""

    asked: Asked
    ours: Said | None
    theirs: Said | None
    truths: frozenset[Records]
    again: Again

    @property
    def is_alike(self) -> bool:
        return self.ours == self.theirs


@dataclass(frozen=True, slots=True)
class Rule:
    """A difference in words, why it may be, and the pair without it (the same pair where it is not seen)."""

    words: str
    reason: str
    level: Callable[[Pair], Pair]


def explain(pair: Pair) -> tuple[list[Rule], Pair]:
    """The rules that together explain how the pair differs, and what is left then: alike, or a fault."""
    found = []
    for rule in RULES:
        if pair.is_alike:
            break
        levelled = rule.level(pair)
        if levelled is not pair:
            found.append(rule)
            pair = levelled
    return found, pair


def whole_chain(pair: Pair) -> Pair:
    """Adds what Knot says of the name that its last alias leads to, until there is no alias, or one comes again."""
    said = first = pair.theirs
    if first is None or said is None or pair.asked.type in (CNAME, ANY):
        return pair
    name, answer = pair.asked.name.lower(), tuple[Records, ...]()
    while (led := leads_away(said, name, pair.asked.type)) is not None:
        passed, name = led
        passed_before = {one[0] for one in answer if one[1] == CNAME}
        answer += tuple(one for one in passed if one not in answer)
        aliases = [number for number, one in enumerate(answer) if one[1] == CNAME]
        if len(aliases) >= LONGEST_CHAIN:
            answer = answer[: aliases[LONGEST_CHAIN - 1] + 1]
        if len(aliases) >= LONGEST_CHAIN or name in passed_before or not nearest(name):
            said = ENDED
            break
        said = pair.again(name, pair.asked.type)
    if said is first:
        return pair
    answer += tuple(one for one in said.answer if one not in answer)
    said = replace(said, answer=answer, flags=first.flags, question=first.question, opt=first.opt, twice=first.twice)
    return replace(pair, theirs=said)


def leads_away(said: Said, name: bytes, type_: int) -> tuple[tuple[Records, ...], bytes] | None:
    """What stands before the first alias that leads out of the zone of `name`, or that is the last; where it leads."""
    aliases = {one[0]: one for one in said.answer if one[1] == CNAME}
    passed: list[Records] = []
    here = name
    while here in aliases and aliases[here] not in passed:
        moves = (one for one in said.answer if one[1] == DNAME and is_within(here, one[0]) and one not in passed)
        passed += [*moves, aliases[here]]
        (here,) = aliases[here][4]
        if zone_for(here, type_) != zone_for(name, type_):
            return tuple(passed), here
    ends = bool(passed) and here not in aliases and len(passed) == len(said.answer) and not said.authority
    return (tuple(passed), here) if ends and said.code == NOERROR else None


def zone_for(name: bytes, type_: int) -> bytes:
    """The zone that answers: for DS the one above a cut."""
    return nearest(name[1 + name[0] :] if type_ == DS and name != b"\0" else name)


def some_for_any(pair: Pair) -> Pair:
    """Ours is one true set of the name that Knot answers for, or the front of what Knot says: no more is needed."""
    ours, theirs = pair.ours, pair.theirs
    if pair.asked.type != ANY or not ours or not theirs or not ours.answer or not theirs.answer:
        return pair
    is_set = (
        len(ours.answer) == 1 and ours.answer[0][0] == theirs.answer[-1][0] and is_true(ours.answer[0], pair.truths)
    )
    is_front = theirs.answer[: len(ours.answer)] == ours.answer
    told = replace(ours, flags=theirs.flags, opt=theirs.opt)
    return replace(pair, theirs=told) if is_set or is_front else pair


def is_true(one: Records, truths: frozenset[Records]) -> bool:
    """Whether a zone has the set at this name, or at a wildcard that may stand for it."""
    above, at = [one[0]], 0
    while one[0][at]:
        at += 1 + one[0][at]
        above.append(b"\x01*" + one[0][at:])
    return any((owner, *one[1:]) in truths for owner in above)


def theirs_twice(pair: Pair) -> Pair:
    """A record that stands twice in Knot's response."""
    return replace(pair, theirs=replace(pair.theirs, twice=False)) if pair.theirs and pair.theirs.twice else pair


def extended_errors(pair: Pair) -> Pair:
    """Takes out the options that only tell people why."""
    if pair.ours is None or pair.theirs is None:
        return pair
    sides = [replace(said, opt=without_errors(said.opt)) for said in (pair.ours, pair.theirs)]
    return pair if sides == [pair.ours, pair.theirs] else replace(pair, ours=sides[0], theirs=sides[1])


def without_errors(opt: Opt | None) -> Opt | None:
    return opt and replace(opt, options=tuple(one for one in opt.options if one[0] != EXTENDED_ERROR))


def useful_addresses(pair: Pair) -> Pair:
    """Takes out what is not needed of the additional records, if all of ours are true."""
    ours, theirs = pair.ours, pair.theirs
    if not ours or not theirs or ours.additional == theirs.additional or not ours.additional <= pair.truths:
        return pair
    ours, theirs = (replace(said, additional=below_cuts(said)) for said in (ours, theirs))
    return replace(pair, ours=ours, theirs=theirs)


def below_cuts(said: Said) -> frozenset[Records]:
    """The addresses of servers that are below their own cut."""
    cuts = [one[0] for one in said.authority if one[1] == NS]
    return frozenset(one for one in said.additional if any(is_within(one[0], cut) for cut in cuts))


def glue_of_wildcards(pair: Pair) -> Pair:
    """Takes out Knot's glue of servers that have none, but for a wildcard."""
    theirs = pair.theirs
    made = {one for one in below_cuts(theirs) - pair.truths if is_true(one, pair.truths)} if theirs else set()
    return replace(pair, theirs=replace(theirs, additional=theirs.additional - made)) if theirs and made else pair


def refused_by_us(odd: str, code: int) -> Callable[[Pair], Pair]:
    """Takes our bare refusal with this code for whatever Knot says to questions that are odd in this way."""

    def level(pair: Pair) -> Pair:
        ours, theirs = pair.ours, pair.theirs
        if not pair.asked.odd.startswith(odd) or not ours or not is_bare(ours) or ours.code != code:
            return pair
        return replace(pair, theirs=ours if theirs is None else replace(ours, opt=theirs.opt and ours.opt))

    return level


def is_bare(said: Said) -> bool:
    return not (said.answer or said.authority or said.additional or said.authoritative)


def no_types_of_data(pair: Pair) -> Pair:
    """Each such type has its code."""
    type_ = pair.asked.type
    if type_ not in (0, 41) and not 128 <= type_ <= 254:
        return pair
    code = FORMERR if type_ in (0, 41, 128) else REFUSED if type_ in (251, 252) else NOTIMP
    return refused_by_us("type", code)(pair)


def beside_aliases(pair: Pair) -> Pair:
    """Ours says that there is no KEY here, or where DNAMEs led to, and Knot follows the alias there."""
    ours, theirs = pair.ours, pair.theirs
    if pair.asked.type != KEY or not ours or not theirs or ours.code:
        return pair
    here = min(ours.answer[-1][4]) if ours.answer else pair.asked.name.lower()
    passed, rest = theirs.answer[: len(ours.answer)], theirs.answer[len(ours.answer) :]
    if passed != ours.answer or not rest or rest[0][:2] != (here, CNAME):
        return pair
    return replace(pair, theirs=replace(ours, flags=theirs.flags, opt=theirs.opt))


RULES = (
    Rule(
        "a record twice", "RFC 2181 section 5 has each once; Knot adds the host of several records again", theirs_twice
    ),
    Rule("extended errors", "RFC 8914 section 2: what is told, if anything, is for people alone", extended_errors),
    Rule(
        "opcodes other than QUERY: NOTIMP",
        "RFC 1035 section 4.1.1; Knot knows updates and transfers, and looks who may",
        refused_by_us("opcode", NOTIMP),
    ),
    Rule(
        "types that are no data: FORMERR, NOTIMP, REFUSED",
        "RFC 6895 section 3.1 sets them apart, RFC 9824 section 3.5 has FORMERR for NXNAME; Knot looks most of them up",
        no_types_of_data,
    ),
    Rule(
        "class ANY: REFUSED",
        "RFC 1035 section 3.2.5; one class is served, and nobody is authoritative for all; Knot takes it for IN",
        refused_by_us("class 255", REFUSED),
    ),
    Rule(
        "client subnets with octets or bits beyond the prefix: FORMERR",
        "RFC 7871 section 6; Knot clears them",
        refused_by_us("bad", FORMERR),
    ),
    Rule(
        "messages that are cut short: FORMERR",
        "RFC 1035 section 4.1.1; Knot says nothing",
        refused_by_us("cut", FORMERR),
    ),
    Rule("two questions: FORMERR", "RFC 9619 section 4; Knot says nothing", refused_by_us("two questions", FORMERR)),
    Rule("ANY is answered in part", "RFC 8482 section 4.1 leaves open what is told", some_for_any),
    Rule(
        "aliases are followed into other zones, and farther",
        "RFC 1034 section 4.3.2 looks for the nearest zone anew after each; Knot stays in the first, and stops sooner",
        whole_chain,
    ),
    Rule(
        "KEY beside an alias",
        "RFC 4035 section 2.5 lets KEY stand there, so the alias does not answer for it; Knot follows it",
        beside_aliases,
    ),
    Rule("glue of wildcards", "RFC 1034 section 4.3.3: delegation cancels wildcards; Knot does not", glue_of_wildcards),
    Rule(
        "other addresses in the additional section",
        "RFC 1034 section 4.3.2 step 6 leaves open which are useful; those of RFC 9471 are alike, and ours are true",
        useful_addresses,
    ),
)
"""In the order in which they are tried."""
