"""What is refused changes nothing, what is planned changes nothing, and what was planned is what then happens."""

import json
from typing import Any

import pytest
from processes import ASKERS, GTM, MOBILE, PLAIN, TELECOM
from tutorial import OWN, Tutorial

REFUSED = {
    "broken YAML": "pools: [",
    "an unknown field": "pools: [{name: New, colour: red}]",
    "a reference to nothing": "pools: [{name: New, addresses: [nobody]}]",
    "an address twice in a pool": "pools: [{name: New, addresses: [server-mobile, server-mobile]}]",
    "two documents of one name": "pools: [{name: New}, {name: New}]",
    "a weight of 0": "pools: [{name: New, addresses: [{address: server-mobile, weight: 0}]}]",
    "a TTL of -1": "access_domains: [{name: new.example.com, type: A, ttl: -1}]",
    "a name outside every zone": "access_domains: [{name: new.example.org, type: A}]",
    "a CNAME beside other data": (
        "zones: [{name: other.example, records: [{name: '@', type: NS, data: ns1.example.com.},"
        " {name: a, type: CNAME, data: b.example.}, {name: a, type: A, data: 127.0.0.1}]}]"
    ),
    "one fault among good ones": "monitors: [{name: good, protocol: tcp}]\npools: [{name: New, addresses: [nobody]}]",
}


def state_of(tutorial: Tutorial) -> tuple[int, Any, dict[str, set[str]]]:
    """Revision, documents and answers."""
    with tutorial.node.client() as client:
        documents = client.documents()
    return documents.revision, documents.body, tutorial.node.answers()


@pytest.mark.parametrize("why", REFUSED)
def test_an_apply_that_is_refused_says_where_and_changes_nothing(tutorial: Tutorial, why: str) -> None:
    before = state_of(tutorial)
    file = tutorial.file.with_name("refused.yaml")
    file.write_text(REFUSED[why])
    done = tutorial.node.run("apply", str(file))
    assert done.returncode == 3
    assert done.stderr.startswith(f"{file}:")
    assert state_of(tutorial) == before


def test_an_apply_at_a_revision_that_is_past_is_refused_and_changes_nothing(tutorial: Tutorial) -> None:
    before = state_of(tutorial)
    done = tutorial.node.run("apply", str(tutorial.file), "--expect", f"{before[0] - 1}")
    assert (done.returncode, f"is at revision {before[0]}" in done.stderr) == (5, True)
    assert state_of(tutorial) == before


def test_an_apply_of_what_is_there_makes_no_revision(tutorial: Tutorial) -> None:
    before = state_of(tutorial)
    assert tutorial.node.run("apply", str(tutorial.file)).returncode == 0
    assert state_of(tutorial) == before


CHANGES = {
    "disabled": ("enabled: true", "enabled: false", {line: {PLAIN} for line in ASKERS}),
    "a carrier's pool on another's server": (
        "name: Mobile, addresses: [server-mobile]",
        "name: Mobile, addresses: [server-telecom]",
        OWN | {"mobile": {TELECOM}},
    ),
    "an address that is disabled": (
        "endpoint: 127.3.3.3,",
        "endpoint: 127.3.3.3, enabled: false,",
        OWN | {"unicom": {MOBILE}},
    ),
    "a line that goes": ("- {pool: Telecom, lines: [telecom]}", "", OWN | {"telecom": {MOBILE}}),
    "another default": ("judgement: any_ok\n    policy: sequence", "judgement: any_ok\n    policy: round_robin", None),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_plan_changes_nothing_and_what_it_tells_is_what_then_happens(healthy: Tutorial, what: str) -> None:
    old, new, after = CHANGES[what]
    file = healthy.file.with_name("changed.yaml")
    file.write_text(changed := healthy.file.read_text().replace(old, new))
    assert changed != healthy.file.read_text()
    before = state_of(healthy)
    planned = healthy.node.run("plan", str(file), "--json", "--detailed-exitcode")
    assert planned.returncode == 10
    assert state_of(healthy) == before
    applied = healthy.node.run("apply", str(file), "--json")
    told = json.loads(planned.stdout)
    assert json.loads(applied.stdout)["documents"] == told["documents"]
    found = healthy.node.answers()
    assert after is None or found == after
    foretold = {row["line"]: set(row["after"]) or {PLAIN} for row in told["answers"]}
    lines = {line: foretold.get(line, before[2][line]) for line in ASKERS}
    assert found == lines
    assert {row["access_domain"] for row in told["answers"]} == {f"{GTM}/A"}
