"""Plays the tutorial on free ports and checks every answer: health, two failures, all down, recovery, the switch."""

from __future__ import annotations

import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import dns.edns
import dns.message
import dns.query
from stage import CARRIERS, Stage, free_ports, staged

MOBILE, TELECOM, UNICOM = CARRIERS.values()
PLAIN = "127.9.9.9"
ASKERS = {"mobile": "221.130.33.52", "telecom": "202.96.128.86", "unicom": "123.123.123.123", "anyone else": "8.8.8.8"}
INTERVAL, COUNT, TIMEOUT, MARGIN = 1.0, 2, 1.0, 0.2
"""Seconds and failures in a row, as in gtm.yaml; the margin is what the answer may take on top."""

PATIENCE = 15.0

Answers = dict[str, set[str]]


class Play:
    """Counts what was wrong."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.wrong = stage, 0

    def scene(self, title: str, expected: Answers) -> None:
        """Shows the probe table, and compares what each carrier's asker is answered."""
        lines = [word for line in ("mobile", "telecom", "unicom", "default") for word in ("--line", line)]
        print(f"\n{title}\n\n" + self.stage.trunkline("probe", "gtm.example.com", *lines), end="")
        before = self.wrong
        for line, addresses in expected.items():
            self.check(line, addresses, self.answer(line))
        if self.wrong == before:
            print(f"  right for {', '.join(expected)}")

    def moves(self, carrier: str, act: Callable[[], None], expected: Answers, limit: float) -> None:
        """Does something to a server and waits until that carrier's askers get the expected answer.

        Those whose answer must not change are asked all the while, and must never get another.
        """
        untouched = {line: self.answer(line) for line in expected if self.answer(line) == expected[line]}
        act()
        began = time.monotonic()
        while (found := self.answer(carrier)) != expected[carrier] and time.monotonic() < began + PATIENCE:
            for line, before in untouched.items():
                if line != carrier:
                    self.check(line, before, self.answer(line))
        took = time.monotonic() - began
        late = "" if took <= limit else ", which is late: is the machine busy?"
        print(f"  {carrier} gets {_named(found)} after {took:.2f} s, of {limit:.1f} s allowed{late}")

    def check(self, line: str, expected: set[str], found: set[str]) -> None:
        """Counts a wrong answer, and says so."""
        if expected != found:
            self.wrong += 1
            print(f"  WRONG: {line} gets {_named(found)}, not {_named(expected)}")

    def answer(self, line: str) -> set[str]:
        """What the DNS port says to a carrier's asker."""
        subnet = dns.edns.ECSOption(ASKERS[line], 32)
        query = dns.message.make_query("www.example.com.", "A", use_edns=0, options=[subnet])
        response = dns.query.udp(query, "127.0.0.1", timeout=2, port=self.stage.dns_port)
        return {rdata.to_text() for rrset in response.answer if rrset.rdtype == 1 for rdata in rrset}


def play(stage: Stage) -> int:
    """The tutorial, scene by scene; how many answers were wrong."""
    acts = Play(stage)
    stopped, refused = INTERVAL * COUNT + TIMEOUT + MARGIN, INTERVAL * COUNT + TIMEOUT + MARGIN
    back = INTERVAL + TIMEOUT + MARGIN
    own = {"mobile": {MOBILE}, "telecom": {TELECOM}, "unicom": {UNICOM}, "anyone else": {MOBILE}}
    acts.scene("All healthy: everyone is answered on their own carrier.", own)

    print("\nScenario 1: the Mobile server hangs (SIGSTOP).")
    after = own | {"mobile": {TELECOM}, "anyone else": {TELECOM}}
    acts.moves("mobile", lambda: stage.signal_server("mobile", signal.SIGSTOP), after, stopped)
    acts.scene("Mobile's users get the first available address of the default line.", after)

    print("\nScenario 2: the Telecom server dies as well (SIGKILL).")
    after = {line: {UNICOM} for line in ASKERS}
    acts.moves("telecom", lambda: stage.signal_server("telecom", signal.SIGKILL), after, refused)
    acts.scene("Everyone gets the one that is left.", after)

    print("\nAll down: the Unicom server dies too.")
    after = {line: {MOBILE, TELECOM, UNICOM} for line in ASKERS}
    acts.moves("unicom", lambda: stage.signal_server("unicom", signal.SIGKILL), after, refused)
    acts.scene("Better a chance than no answer: everyone gets all three.", after)

    print("\nRecovery: one after the other.")
    after = {line: {MOBILE} for line in ASKERS}
    acts.moves("mobile", lambda: stage.signal_server("mobile", signal.SIGCONT), after, back)
    acts.moves("telecom", lambda: stage.start_server("telecom"), after | {"telecom": {TELECOM}}, back)
    acts.moves("unicom", lambda: stage.start_server("unicom"), own, back)
    acts.scene("Everyone is back on their own carrier.", own)

    stage.trunkline("disable", "gtm.example.com", "--why", "the demo")
    acts.scene("Disabled: the zone's own record answers.", {line: {PLAIN} for line in ASKERS})
    stage.trunkline("enable", "gtm.example.com", "--why", "the demo")
    acts.scene("Enabled again.", own)
    return acts.wrong


def main() -> int:
    """0 only if every answer was right."""
    dns_port, http_port, server_port = free_ports()
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        with staged(Stage(state, dns_port, http_port, server_port, log=state / "node.log")) as stage:
            _wait_until_healthy(stage)
            wrong = play(stage)
        if wrong:
            print(f"\nWhat the node said meanwhile:\n\n{(state / 'node.log').read_text()}", end="")
    print("\nEvery answer was right." if not wrong else f"\n{wrong} answers were wrong.")
    return min(wrong, 1)


def _wait_until_healthy(stage: Stage) -> None:
    deadline = time.monotonic() + PATIENCE
    while not stage.all_healthy():
        if time.monotonic() > deadline:
            raise SystemExit(f"not every server was found healthy within {PATIENCE:g} s")


def _named(addresses: set[str]) -> str:
    return ", ".join(sorted(addresses, key=socket.inet_aton)) or "nothing"


if __name__ == "__main__":
    sys.exit(main())
