"""What people see: each command says in words what it found or did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Run
from given import TUTORIAL, address, addresses, domain, pool, records, zone
from trunkline.client import Client
from trunkline.documents.line import OwnLine
from trunkline.documents.read import read_texts

pytestmark = pytest.mark.usefixtures("tutorial")

SERVED = {"address": "server-mobile", "lines": ["default", "cn_region_huanan"]}

SAID = {
    "show": ["ready: answering by revision", "gtm.example.com/A", "server-mobile", "127.1.1.1", "available"],
    "show zones": ["example.com", "600 s"],
    "show monitors": ["web", "http", "8080", "1 s"],
    "show pool Mobile": ["name: Mobile", "address: server-mobile", "revision"],
    "probe gtm.example.com": ["mobile", "127.1.1.1", "127.2.2.2", "127.3.3.3", "60 s"],
    "probe gtm.example.com --line cn_region_huanan": ["cn_region_huanan", "60 s"],
    "explain www.example.com --from 221.130.33.52": [
        "www.example.com → gtm.example.com",
        "in Mobile, ",
        "mobile",
        "✔ Mobile",
        "not chosen",
        "127.1.1.1",
        "TTL 60 s",
    ],
    "explain gtm.example.com --from 8.8.8.8": ["✔ Global", "server-mobile", "default"],
    "explain ns1.example.com --from 8.8.8.8": ["127.0.0.1", "the records of zone example.com answer"],
    "explain nothing.example.com --from 8.8.8.8": ["NXDOMAIN"],
    "disable gtm.example.com": ["access domain gtm.example.com/A is disabled"],
    "enable domain gtm.example.com": ["access domain gtm.example.com/A is already enabled"],
    "disable pool Mobile --why service": ["pool Mobile is disabled", ": in effect"],
    "override server-mobile down --reason service": ["+ override server-mobile", "1 created", "in effect"],
    "history zone example.com": ["+ zone example.com", "local"],
    "lines tree": ["mobile", "China Mobile", "中国移动", "cn_mobile_guangdong"],
    "lines tree cn_mobile_guangdong": ["cn_mobile_huanan › mobile › default"],
    "delete domain gtm.example.com": ["- access domain gtm.example.com/A", "1 deleted; in effect"],
}


@pytest.mark.parametrize(("typed", "words"), SAID.items(), ids=SAID)
def test_a_command_says_what_it_found_or_did(run: Run, typed: str, words: list[str]) -> None:
    ended = run(*typed.split())
    assert ended.exit_code == 0, ended.output
    assert [word for word in words if word not in ended.stdout] == []
    assert not ended.stderr


def test_a_plan_shows_who_would_be_answered_otherwise(run: Run) -> None:
    Path("gtm.yaml").write_text("pools: [{name: Telecom, addresses: [server-unicom]}]")
    planned = run("plan", "gtm.yaml").stdout
    assert "~ pool Telecom  addresses" in planned
    assert ["gtm.example.com/A", "telecom", "127.2.2.2", "127.3.3.3"] in [
        row.split()[:4] for row in planned.splitlines()
    ]
    assert "127.2.2.2" in run("explain", "gtm.example.com", "--from", "202.96.128.86").stdout


def test_a_probe_lists_every_configured_line_that_somebody_is_on(run: Run, gtm: Client) -> None:
    gtm.put(OwnLine(name="lab", networks=("2001:db8:77::/48",)))
    gtm.put(OwnLine(name="floor", networks=("198.18.0.0/16",)))
    gtm.put(OwnLine(name="whole-floor", networks=("198.18.0.0/16",)))
    gtm.patch("pool", "Mobile", {"policy": "source_nearest", "addresses": [SERVED]})
    rows = [row.split() for row in run("probe", "www.example.com").stdout.splitlines()]
    askers = {row[0]: row[1] for row in rows}
    assert {"lab", "floor", "whole-floor", "cn_region_huanan", "default"} <= askers.keys()
    assert askers["lab"].startswith("2001:db8:77:")


def test_what_the_zone_answers_is_told_of_the_name_that_was_asked(run: Run, gtm: Client) -> None:
    gtm.put(zone("example.net", records("www", "CNAME", "cdn.example.org.")))
    told = run("explain", "www.example.net", "--from", "8.8.8.8").stdout
    assert "www.example.net is no access domain of type A, so the records of zone example.net answer" in told
    assert "www.example.net → cdn.example.org" in told


def test_what_a_plan_shows_an_apply_does(run: Run) -> None:
    Path("gtm.yaml").write_text("pools: [{name: Telecom, addresses: [server-unicom]}]")
    assert run("apply", "gtm.yaml", "--why", "a test").exit_code == 0
    assert "127.3.3.3" in run("explain", "gtm.example.com", "--from", "202.96.128.86").stdout
    assert "a test" in run("history").stdout


def test_an_export_is_applied_without_a_change(run: Run) -> None:
    Path("all.yaml").write_text(run("export").stdout)
    assert run("plan", "all.yaml", "--prune", "--detailed-exitcode").exit_code == 0


def test_an_export_says_what_the_token_may_not_read(run: Run, gtm: Client) -> None:
    secret = gtm.create_token("looker", role="viewer")["secret"]
    ended = run("export", TRUNKLINE_TOKEN=secret)
    gtm.revoke_token("looker")
    assert ended.stderr.startswith("left out, for this token may not read them: contact_groups")
    assert ended.stdout == run("export").stdout


def test_an_export_looks_like_what_was_written(run: Run) -> None:
    exported = {(one.document.kind, one.document.key): one for one in read_texts([("all", run("export").stdout)])}
    written = read_texts([("gtm.yaml", TUTORIAL.read_text().replace(", monitors: [web]", ""))])
    assert {key: one.document for key, one in exported.items()} == {
        (one.document.kind, one.document.key): one.document for one in written
    }
    assert "addresses: [server-mobile, server-telecom, server-unicom]" in run("export").stdout


@pytest.mark.parametrize("remark", ["1e3", "010", "no", "~", "# not a comment", "a: b", "两行\n", "0x1f", "1_000"])
def test_an_export_keeps_text_that_looks_like_something_else(run: Run, gtm: Client, remark: str) -> None:
    gtm.put(address("odd", remark=remark))
    Path("all.yaml").write_text(run("export").stdout)
    assert run("plan", "all.yaml", "--prune", "--detailed-exitcode").exit_code == 0


def test_a_name_that_means_several_is_asked_for(run: Run, gtm: Client) -> None:
    gtm.apply([address("twin"), pool("twin", ["twin"])])
    ended = run("disable", "twin")
    assert ended.exit_code == 2
    assert "pool twin" in ended.stderr
    assert "address twin" in ended.stderr
    assert run("disable", "pool", "twin").exit_code == 0


def test_an_access_domain_of_two_types_is_asked_for(run: Run, gtm: Client) -> None:
    gtm.apply([zone("example.net"), domain("two.example.net"), domain("two.example.net", type="AAAA")])
    assert "two.example.net/AAAA" in run("disable", "two.example.net").stderr
    assert run("disable", "two.example.net/AAAA").exit_code == 0


def test_an_override_ends_when_it_is_cleared(run: Run) -> None:
    run("override", "server-mobile", "down", "--reason", "disk swap")
    assert "forced down by local: disk swap" in run("show", "addresses").stdout
    assert run("override", "server-mobile", "clear").exit_code == 0
    assert "forced" not in run("show", "addresses").stdout


def test_the_history_of_one_tells_values_as_json(run: Run) -> None:
    run("disable", "pool", "Mobile")
    assert "enabled: true → false" in run("history", "pool", "Mobile").stdout
    Path("gtm.yaml").write_text("pools: [{name: Mobile, addresses: [server-unicom], remark: moved}]")
    run("apply", "gtm.yaml")
    told = run("history", "pool", "Mobile", "-n", "1").stdout
    assert "enabled: false → true" in told
    assert 'remark: "" → "moved"' in told
    assert 'addresses: [{"address": "server-mobile"' in told


@pytest.mark.parametrize("type_", ["A", "AAAA"])
def test_what_is_deleted_has_a_history(run: Run, gtm: Client, type_: str) -> None:
    name = f"gone-{type_.lower()}.example.net"
    gtm.apply([zone("example.net"), domain(name, type=type_)])
    gtm.delete("access_domain", f"{name}/{type_}")
    assert f"- access domain {name}/{type_}" in run("history", "domain", name).stdout


def test_a_line_of_ones_own_is_shown_with_its_networks_and_its_title_once(run: Run, gtm: Client) -> None:
    gtm.put(OwnLine(name="lab", title="The laboratory", networks=("198.18.0.0/16", "2001:db8::/48")))
    shown = run("lines", "tree", "lab").stdout
    assert "198.18.0.0/16, 2001:db8::/48" in shown
    assert [line for line in shown.splitlines() if line.count("The laboratory") > 1] == []


def test_a_line_of_ones_own_is_shown_with_its_numbers(run: Run, gtm: Client) -> None:
    gtm.put(OwnLine(name="lab", asns=(4134, 64500)))
    shown = run("lines", "tree", "lab").stdout
    assert "AS numbers  4134, 64500" in shown
    assert "networks" not in shown


def test_a_line_is_shown_by_an_alias_and_guessed_where_it_is_misspelt(run: Run) -> None:
    assert "cn_region_shaanxi  Shaanxi" in run("lines", "tree", "cn_region_shannxi").stdout
    assert "did you mean telecom?" in run("lines", "tree", "TELECOM").stderr


def test_a_secret_stands_alone_on_standard_output(run: Run, gtm: Client, node: object) -> None:
    made = run("token", "create", "dave", "--expires", "90d")
    assert run("show", TRUNKLINE_TOKEN=made.stdout.strip()).exit_code == 0
    assert "dave" in made.stderr
    assert run("token", "revoke", "dave").exit_code == 0


def test_nothing_is_coloured_where_nobody_looks(run: Run) -> None:
    assert "\x1b" not in run("show").stdout + run("probe", "gtm.example.com").stdout


def test_what_documents_hold_is_not_taken_for_markup(run: Run, gtm: Client) -> None:
    gtm.put(address("[red]odd :smile:"))
    assert "[red]odd :smile:" in run("show", "addresses").stdout


def test_what_documents_hold_commands_no_terminal(run: Run, gtm: Client) -> None:
    gtm.put(zone("example.net", remark="\x1b[2J\u009b1Aall is well\u202e"), why="\x1b]0;hello\x07")
    for typed in ("show zones", "history"):
        assert run(*typed.split()).stdout.replace("\n", "").isprintable()
    assert "[2J" in run("show", "zones").stdout


def test_at_a_glance_there_are_forty_of_a_kind_and_how_many_more(run: Run, gtm: Client) -> None:
    gtm.apply(addresses(*(f"more-{number}" for number in range(42))))
    assert "… and 5 more: trunkline show addresses" in run("show").stdout
    assert len(run("show", "addresses").stdout.splitlines()) == 1 + 45


def test_a_plan_of_a_zone_names_its_record_sets(run: Run, gtm: Client) -> None:
    body = gtm.get("zone", "example.com").body
    body["records"].append({"name": "mail", "type": "A", "data": ["127.9.9.9"]})
    planned = run("plan", "-", typed=json.dumps({"zones": [body]})).stdout
    assert "~ zone example.com  + mail.example.com A\n" in planned
    assert "1 changed; 0 steered answers would change" in planned
