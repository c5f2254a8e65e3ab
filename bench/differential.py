"""Whether the engine and Knot DNS answer alike: random zones in both, random questions to both, every difference told.

Both are only asked over loopback, many questions at once. The zones are others every 20,000 questions. A difference is
one of those listed in `differences.py`, each with its reason, or a fault; faults are printed, and then the exit is 1.

    python bench/differential.py --questions 1000000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace

from asking import Address, Asking, Hangs
from both_told import Told, told
from differences import RULES, Pair, explain
from knot import HOW_TO_INSTALL, is_installed, knot
from packets import Said, Unsound, read
from random_questions import Asked, header, question

from trunkline.engine import Engine

WINDOW = 1000
"""Questions that are made, asked and compared together."""


@dataclass
class Tally:
    """What was seen: how many questions, of which kinds, what explains differences, and what nothing explains."""

    seen: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def fault(self, kind: str, text: str) -> None:
        """Notes a difference that nothing explains; of each kind the first is told."""
        self.faults.setdefault(kind, []).append(text)

    def add(self, other: Tally) -> None:
        """All that the other has seen too."""
        self.seen += other.seen
        self.rules += other.rules
        for kind, texts in other.faults.items():
            self.faults.setdefault(kind, []).extend(texts)

    @property
    def count(self) -> int:
        return sum(len(texts) for texts in self.faults.values())


class Round:
    """Both servers with the same zones."""

    def __init__(self, ours: Address, theirs: Address, zones: Told) -> None:
        self.sides = (Asking(ours), Asking(theirs))
        self.zones = zones
        self.tally = Tally()
        self._known: dict[tuple[bytes, int], Said] = {}

    def compare(self, asked: list[Asked]) -> Tally:
        """Asks and compares; of who cuts short over UDP what is said over TCP counts.

        Of Knot it counts whoever cuts: a SOA that does not fit (RFC 2308 section 3) it leaves out and does not say so.
        """
        self.tally = Tally()
        cut: list[tuple[Asked, tuple[bytes | None, bytes | None]]] = []
        for one, pair in self._both(asked):
            self.tally.seen["TCP" if one.tcp else "UDP"] += 1
            if pair[0] and not one.tcp and len(pair[0]) > one.limit:
                self.tally.fault("longer than asked for", str(one))
            if any(map(is_cut, pair)):
                cut.append((one, pair))
            else:
                self._judge(one, *pair)
        again = self._both([replace(one, tcp=True) for one, _ in cut])
        for (one, first), (_, second) in zip(cut, again, strict=True):
            self.tally.seen[CUT[is_cut(first[0]), is_cut(first[1])]] += 1
            if is_cut(first[0]) and second[0] and len(second[0]) <= one.limit:
                self.tally.fault("cut short though it fits", str(one))
            self._judge(one, second[0] if is_cut(first[0]) else first[0], second[1])
        return self.tally

    def _both(self, asked: list[Asked]) -> list[tuple[Asked, tuple[bytes | None, bytes | None]]]:
        """Each question with both answers, those over UDP first."""
        found = []
        for tcp in (False, True):
            mine = [one for one in asked if one.tcp == tcp]
            messages = [one.message for one in mine]
            ours, theirs = (side.over_tcp(messages) if tcp else side.over_udp(messages) for side in self.sides)
            found += list(zip(mine, zip(ours, theirs, strict=True), strict=True))
        return found

    def _judge(self, asked: Asked, ours: bytes | None, theirs: bytes | None) -> None:
        """Equal bytes need no reading; others are held against each other as values, then against the rules."""
        self.tally.seen[asked.odd.split()[0] if asked.odd else "plain"] += 1
        if ours is not None:
            self.tally.seen[f"code {ours[3] & 15}"] += 1
        if ours == theirs:
            self.tally.seen["byte for byte"] += 1
            return
        try:
            mine, yours = (None if one is None else read(one) for one in (ours, theirs))
        except Unsound as fault:
            self.tally.fault(str(fault), f"{asked}\n  ours   {ours!r}\n  theirs {theirs!r}")
            return
        rules, left = explain(Pair(asked, mine, yours, self.zones.truths, self.again))
        if not left.is_alike:
            self.tally.fault(kind_of(left), f"{asked}\n  ours   {left.ours}\n  theirs {left.theirs}")
        elif rules:
            self.tally.rules.update(rule.words for rule in rules)
        else:
            self.tally.seen["but for compression and order"] += 1

    def again(self, name: bytes, type_: int) -> Said:
        """What Knot says to a plain question, all of it; asked once."""
        key = (name, type_)
        if key not in self._known:
            message = header() + name + type_.to_bytes(2) + b"\0\1"
            (answer,) = self.sides[1].over_tcp([message])
            self._known[key] = read(answer or b"")
        return self._known[key]

    def close(self) -> None:
        for side in self.sides:
            side.close()


def is_cut(message: bytes | None) -> bool:
    return bool(message and message[2] & 2)


CUT = {(True, True): "cut by both", (True, False): "cut by us alone", (False, True): "cut by Knot alone"}


def kind_of(left: Pair) -> str:
    """What differs, in short."""
    if left.ours is None or left.theirs is None:
        return f"{left.asked.odd}: silence of {'us' if left.ours is None else 'Knot'} alone"
    fields = [name for name in Said.__slots__ if getattr(left.ours, name) != getattr(left.theirs, name)]
    return f"{left.asked.odd or 'plain'}: {', '.join(fields)} (codes {left.ours.code}, {left.theirs.code})"


def compare(questions: int, seed: int, names: int, each: int) -> Tally:
    """So many questions, `each` of them to the same zones of so many names."""
    chance, tally = random.Random(seed), Tally()
    engine = Engine()
    (ours,) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    for start in range(0, questions, each):
        zones = told(chance, names)
        engine.publish(zones.change, whole=True)
        asked = [question(chance) for _ in range(min(each, questions - start))]
        tally.add(compare_on(zones, ours, [asked[at : at + WINDOW] for at in range(0, len(asked), WINDOW)]))
    tally.seen["steered"] = engine.counters().steered
    engine.stop()
    return tally


def compare_on(zones: Told, ours: Address, waiting: list[list[Asked]]) -> Tally:
    """On the same zones. Where Knot hangs another one is begun, until the question that does it is found and left."""
    tally = Tally()
    while waiting:
        with knot(zones.texts) as theirs:
            round_ = Round(ours, theirs, zones)
            try:
                while waiting:
                    tally.add(round_.compare(waiting[0]))
                    waiting.pop(0)
            except Hangs as hangs:
                if hangs.args == (ours,):
                    raise
                first = waiting.pop(0)
                half = len(first) // 2
                waiting[:0] = [part for part in (first[:half], first[half:]) if half]
                tally.seen["never answered by Knot, which hangs"] += not half
            finally:
                round_.close()
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", type=int, default=60, help="names in each zone")
    parser.add_argument("--each", type=int, default=20_000, help="questions to the same zones")
    asked = parser.parse_args()
    if not is_installed():
        sys.exit(HOW_TO_INSTALL)
    began = time.monotonic()
    tally = compare(asked.questions, asked.seed, asked.names, asked.each)
    for kind, texts in tally.faults.items():
        print(f"{len(texts):>9,}  {kind}, such as {texts[0]}")
    for rule in RULES:
        print(f"{tally.rules[rule.words]:>9,}  {rule.words}: {rule.reason}")
    print(", ".join(f"{count:,} {what}" for what, count in tally.seen.most_common()))
    print(f"{asked.questions:,} questions in {time.monotonic() - began:.0f} s, {tally.count:,} unexplained differences")
    sys.exit(bool(tally.faults))


if __name__ == "__main__":
    main()
