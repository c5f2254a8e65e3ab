"""`trunkline scenario`: listed, explained, written as YAML or set up, with options made from the parameters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Run
from trunkline.client import Client
from trunkline.scenarios.presets import SCENARIOS

TYPED = [code.replace("_", "-") for code in SCENARIOS]
WWW = ["www.example.com", "--zone", "example.com"]
STANDBY = ["scenario", "active-standby", *WWW, "--primary", "127.1.1.1", "--standby", "127.2.2.2"]


def test_they_are_listed_with_a_line_each(run: Run) -> None:
    listed = run("scenario", COLUMNS="160")
    assert listed.exit_code == 0
    assert [name for name in TYPED if f" {name} " not in listed.stdout] == []
    assert "Monitor and alert without switching traffic." in listed.stdout


@pytest.mark.parametrize("code", SCENARIOS)
def test_help_shows_an_option_for_every_parameter(run: Run, code: str) -> None:
    shown = run("scenario", code.replace("_", "-"), "--help", COLUMNS="200").stdout
    options = [f"--{field.replace('_', '-')}" for field in SCENARIOS[code].model_fields if field != "name"]
    assert [option for option in options if f"{option} " not in shown] == []


@pytest.mark.parametrize("name", TYPED)
def test_one_command_sets_each_up(run: Run, gtm: Client, name: str) -> None:
    done = run("scenario", name, "--enable")
    assert done.exit_code == 0, done.output
    assert "+ access domain gtm.example.com/A" in done.stdout
    assert "next: a business name on other DNS is connected by a record there" in done.stdout
    assert gtm.get("access_domain", "gtm.example.com/A").body["enabled"]


def test_options_become_parameters(run: Run, gtm: Client) -> None:
    options = "--port 8080 --ttl 30 --sequence-mode non_preemptive --judgement all_ok --timeout 0.5 --interval 1"
    assert run(*STANDBY, "--standby", "127.2.2.3,127.2.2.4", *options.split()).exit_code == 0
    monitor = gtm.get("monitor", "www check").body
    assert (monitor["port"], monitor["timeout"], monitor["interval"]) == (8080, 0.5, 1)
    domain = gtm.get("access_domain", "www.example.com/A").body
    assert (domain["ttl"], domain["sequence_mode"], domain["enabled"]) == (30, "non_preemptive", False)
    pool = gtm.get("pool", "www Backup-DC").body
    assert (pool["judgement"], len(pool["addresses"])) == ("all_ok", 3)


def test_each_data_centre_is_an_option_and_weights_are_a_list(run: Run, gtm: Client) -> None:
    centres = ["--centres", "127.1.1.1,127.1.1.2", "--centres", "127.2.2.2"]
    assert run("scenario", "active-active", *WWW, *centres, "--weights", "3,1").exit_code == 0
    domain = gtm.get("access_domain", "www.example.com/A").body
    assert [(one["pool"], one["weight"]) for one in domain["pools"]] == [("www DC-1", 3), ("www DC-2", 1)]
    assert len(gtm.get("pool", "www DC-1").body["addresses"]) == 2


@pytest.mark.parametrize("name", TYPED)
def test_a_dry_run_writes_yaml_that_apply_takes(run: Run, gtm: Client, name: str) -> None:
    shown = run("scenario", name, "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert gtm.list("access_domain").body == []
    Path("gtm.yaml").write_text(shown.stdout)
    assert run("apply", "gtm.yaml").exit_code == 0
    assert run("scenario", name).exit_code == 3


def test_as_json_the_documents_come_with_what_was_done(run: Run) -> None:
    found = json.loads(run(*STANDBY, "--json").stdout)
    assert {change["what"] for change in found["applied"]["documents"]} == {"created"}
    assert found["documents"]["access_domains"][0]["name"] == "www.example.com"
    assert json.loads(run("scenario", "custom", "b.example.com", "--dry-run", "--json").stdout)["applied"] is None


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("active-standby www.example.com", 3, "primary is missing: beside a name, primary and standby must be given"),
        ("custom www.example.com", 3, "name one to be made, such as --zone example.com"),
        ("active-active --weights 1,x", 2, "'x' is not a whole number"),
        ("active-passive", 2, "No such command 'active-passive'"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_out(run: Run, typed: str, code: int, told: str) -> None:
    ended = run("scenario", *typed.split(), COLUMNS="200")
    assert ended.exit_code == code, ended.output
    assert told in ended.stderr
