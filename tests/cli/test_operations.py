"""What people see of the commands by which a node is operated: what if, drain, brake, back, logs, references."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from cli.conftest import Run
from given import address, domain, monitor, override, zone
from trunkline.cli import drain
from trunkline.cli.errors import AMISS
from trunkline.client import Client

pytestmark = pytest.mark.usefixtures("tutorial")

SAID = {
    "simulate --address server-mobile": ["server-mobile: no monitor would see it", "0 steered answers would change"],
    "references address server-mobile": ["Mobile", "directly", "gtm.example.com/A", "THROUGH", "pool Global"],
    "references domain gtm.example.com": ["nobody refers to access domain gtm.example.com/A"],
    "summary": ["4 pools", "3 addresses", "health tasks", "probe tasks"],
    "brake": ["the brake holds nothing back; any part may move"],
    "show pools --contains MOB": ["Mobile", "available"],
    "show overrides": ["ADDRESS", "UNTIL"],
    "show contact_groups": ["CHANNELS"],
    "show settings": ["all as by default"],
    "rollback 1 --dry-run": ["- access domain gtm.example.com/A", "would change"],
}


@pytest.mark.parametrize(("typed", "words"), SAID.items(), ids=SAID)
def test_a_command_says_what_it_found(run: Run, typed: str, words: list[str]) -> None:
    ended = run(*typed.split())
    assert ended.exit_code == 0, ended.output
    assert [word for word in words if word not in ended.stdout] == []


def test_a_list_is_narrowed_to_what_is_wanted(run: Run) -> None:
    shown = run("show", "access-domains", "--zone", "example.com", "--pool", "Mobile").stdout
    assert "gtm.example.com/A" in shown
    assert "gtm.example.com/A" not in run("show", "access-domains", "--disabled").stdout


def test_a_simulation_says_who_moves_and_who_loses_their_line(run: Run, gtm: Client) -> None:
    gtm.put(monitor("far", port=1, interval=3600))
    gtm.patch("address", "server-telecom", {"monitors": ["far"]})
    told = run("simulate", "--line", "telecom").stdout
    assert "server-telecom" in told
    assert "gtm.example.com/A: askers on telecom lose their own line, served 127.1.1.1 (F1)" in told
    assert "1 steered answer would change" in told


def test_a_drain_counts_down_to_when_caches_let_go(run: Run) -> None:
    told = run("drain", "server-telecom", "--reason", "new disks", "--for", "2h").stdout
    assert re.search(r"server-telecom is answered to nobody any more; caches let go in (59|60) s, at ", told)
    assert "it is back by itself at" in told
    assert re.search(r"draining since .*caches let go at ", run("show", "addresses").stdout)


def test_a_drain_waits_until_caches_have_let_go(run: Run, gtm: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(drain.time, "sleep", slept.append)
    began = time.time()
    monkeypatch.setattr(drain.time, "time", lambda: began + sum(slept))
    ended = run("drain", "server-telecom", "--reason", "new disks", "--wait")
    assert ended.stdout == "server-telecom is answered to nobody any more; caches let go\n"
    assert sum(slept) == pytest.approx(60, abs=2)


def test_a_drain_does_not_wait_for_what_will_not_come(run: Run, gtm: Client) -> None:
    gtm.apply([override(name, "drain") for name in ("server-mobile", "server-telecom", "server-unicom")])
    ended = run("drain", "server-telecom", "--reason", "new disks", "--wait")
    assert (ended.exit_code, ended.stdout) == (5, "")
    assert "still answered for gtm.example.com/A: nothing else is available there" in ended.stderr


def test_an_override_ends_by_itself(run: Run, gtm: Client) -> None:
    before = time.time()
    run("override", "server-mobile", "down", "--reason", "disk swap", "--for", "30m")
    assert before + 1800 <= gtm.get("override", "server-mobile").body["expires"] <= time.time() + 1800
    assert run("override", "server-mobile", "down", "--reason", "x", "--for", "long").exit_code == 2


def test_what_was_is_put_back_by_one_command(run: Run, gtm: Client) -> None:
    then = gtm.documents()
    run("delete", "domain", "gtm.example.com")
    told = run("rollback", str(then.revision), "--why", "too early").stdout
    assert "+ access domain gtm.example.com/A" in told
    assert gtm.documents().body == then.body
    assert "too early" in run("history", "--since", "1h", "--by", "local").stdout


def test_a_moment_of_the_past_is_explained(run: Run, gtm: Client) -> None:
    asked = ("explain", "gtm.example.com", "--from", "202.96.128.86")
    while (moment := time.time()) <= gtm.history(limit=1)[0]["at"]:
        pass
    run("override", "server-telecom", "down", "--reason", "disk swap")
    then = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(moment)) + f"{moment % 1:.6f}"[1:]
    was = run(*asked, "--at", then)
    assert "as it was at" in was.stdout, was.output
    assert "127.2.2.2" in was.stdout
    assert "127.2.2.2," not in run(*asked).stdout


def test_switches_are_logged_with_their_reason(run: Run, gtm: Client) -> None:
    gtm.put(override("server-telecom", "down", "disk swap"))
    wanted = ("log", "switches", "--key", "gtm.example.com", "--contains", "TELECOM", "--since", "1m")
    deadline = time.monotonic() + 10
    while "127.2.2.2" not in (told := run(*wanted).stdout) and time.monotonic() < deadline:
        pass
    assert "telecom" in told


def test_what_others_need_says_who_feels_it(run: Run) -> None:
    refused = run("delete", "address", "server-telecom").stderr
    assert "is still needed by pool Global, pool Telecom" in refused
    assert "(and through them by access_domain gtm.example.com/A)" in refused


WARNED = "pools: [{name: Odd, policy: weight, addresses: [{address: server-mobile, lines: [telecom]}]}]"


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_what_is_seldom_meant_is_warned_of_with_its_line(run: Run, command: str) -> None:
    Path("gtm.yaml").write_text(WARNED)
    told = run(command, "gtm.yaml")
    assert told.exit_code == 0
    assert "warning: gtm.yaml:1: pool Odd: addresses.0.lines: weight takes no notice of lines" in told.stdout


def test_a_contact_group_that_nobody_can_reach_is_refused(run: Run) -> None:
    Path("gtm.yaml").write_text("contact_groups: [{name: ops, channels: [{url: 'mialto://x'}]}]")
    refused = run("apply", "gtm.yaml")
    assert refused.exit_code == 3
    assert "contact_group ops: channels.0.url" in refused.stderr
    assert "mailto" in refused.stderr


@pytest.mark.parametrize(
    ("code", "typed", "words"),
    [
        (2, "show --contains x", "contains narrow a list"),
        (2, "explain gtm.example.com --from 192.0.2.1 --at soon", "is no moment"),
        (2, "history --since soon", "is no moment"),
        (3, "explain gtm.example.com --from 192.0.2.1 --at 2999-01-01", "is a moment to come"),
        (3, "show zones --health ok", "query: health: unknown parameter"),
        (3, "show pools --health bad", "health"),
        (2, "brake --why x", "--why goes with release"),
        (2, "cookies --why x", "--why goes with roll"),
        (3, "simulate", "nothing is supposed to fail"),
        (3, "simulate --line nowhere", "`trunkline lines tree` lists them"),
        (3, "simulate --pool Mobil", "did you mean Mobile?"),
        (4, "brake release", "the brake holds nothing back"),
        (4, "alerts test nobody", "there is no contact_group nobody"),
        (4, "zone check exmple.com", "there is no zone exmple.com: did you mean example.com?"),
        (4, "zone check nowhere.example", "there is no zone nowhere.example"),
        (4, "rollback 999999", "there is no revision 999999 yet"),
        (4, "references pool None", "there is no pool None"),
        (5, "rollback 1 --expect 1", "the store is at revision"),
    ],
)
def test_a_command_ends_with_the_code_and_the_words_of_what_went_wrong(
    run: Run, code: int, typed: str, words: str
) -> None:
    ended = run(*typed.split())
    assert ended.exit_code == code, ended.output
    assert words in re.sub(r"[\s│]+", " ", ended.output)


def test_an_address_that_only_looks_alike_is_not_meant(run: Run, gtm: Client) -> None:
    gtm.apply([address("server-telecom-2", "127.7.7.7"), zone("example.net"), domain("x.example.net")])
    told = run("drain", "server-telecom-2", "--reason", "x").stdout
    assert told.startswith("server-telecom-2 is answered to nobody any more; caches let go\n")


def test_a_zone_that_is_not_in_order_has_its_own_exit_code(run: Run) -> None:
    ended = run("zone", "check", "example.com", "--parent", "127.0.0.1", "--resolver", "127.0.0.1", "--port", "1")
    assert ended.exit_code == AMISS
    assert "not in order" in ended.stdout
    assert "ns1.example.com" in ended.stdout


def test_a_channel_that_fails_has_its_own_exit_code(run: Run) -> None:
    Path("gtm.yaml").write_text("contact_groups: [{name: ops, channels: [{url: 'json://127.0.0.1:1'}]}]")
    assert run("apply", "gtm.yaml").exit_code == 0
    ended = run("alerts", "test", "ops")
    assert ended.exit_code == AMISS, ended.output
    assert re.search(r"json +no +connection refused", ended.stdout)


def test_the_switches_of_an_access_domain_that_is_gone_are_found_by_its_name(run: Run) -> None:
    run("delete", "domain", "gtm.example.com")
    ended = run("log", "switches", "--key", "gtm.example.com")
    assert (ended.exit_code, ended.stderr) == (0, "")
