"""--json: every command writes JSON to standard output, and nothing else there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run
from trunkline.cli.app import COMMANDS, GROUPS
from trunkline.cli.errors import AMISS
from trunkline.client import Client
from trunkline.documents.contact_group import ContactGroup

NOBODY = ContactGroup.model_validate({"name": "nobody", "channels": [{"url": "json://127.0.0.1:1/"}]})
"""Reached by nothing that listens."""

TYPED = [
    "apply gtm.yaml",
    "plan gtm.yaml",
    "show",
    "show zones",
    "show pools",
    "show pool Mobile",
    "show access-domain gtm.example.com",
    "probe gtm.example.com",
    "probe gtm.example.com --line mobile --line telecom",
    "explain www.example.com --from 221.130.33.52",
    "enable gtm.example.com",
    "disable address server-mobile",
    "override server-mobile down --reason spring-cleaning",
    "drain server-mobile --reason new-disks --for 2h",
    "brake",
    "cookies",
    "cookies roll --why spring-cleaning",
    "references pool Mobile",
    "summary",
    "simulate --line telecom",
    "rollback 1 --dry-run",
    "show pools --contains mobile",
    "log alerts",
    "log deliveries",
    "log switches --since 1h",
    "log standings --key server-mobile",
    "zone check example.com --parent 127.0.0.1 --resolver 127.0.0.1 --port 1",
    "alerts test nobody",
    "delete monitor web",
    "history",
    "history pool Mobile",
    "lines tree",
    "lines tree mobile",
    "lines show 202.96.128.86",
    "lines coverage mobile",
    "lines test",
    "lines layers",
    "lines import list.txt --line unicom",
    "lines update --from-file networks.txt --plan",
    "lines compose --plan",
    "lines diff previous current",
    "lines agreement list.txt --line unicom",
    "lines rollback",
    "lines remove list --plan",
    "export",
    "token create carol",
    "token list",
    "token revoke carol",
    "token whoami",
]


@pytest.fixture
def said(run: Run, tutorial: None) -> Any:
    Path("gtm.yaml").write_text("addresses: [{name: b, endpoint: 192.0.2.2}]")

    def read(typed: str) -> Any:
        ended = run(*typed.split(), "--json")
        amiss = "zone check", "alerts test", "lines update"  # nothing listens there; and all other networks are missing
        code = AMISS if typed.startswith(amiss) else 0
        assert ended.exit_code == code, ended.output
        return json.loads(ended.stdout)

    return read


@pytest.mark.parametrize("typed", [typed for typed in TYPED if not typed.startswith(("token", "log", "lines"))])
def test_what_a_command_says_is_json(said: Any, gtm: Client, typed: str) -> None:
    gtm.put(NOBODY)
    assert said(typed)


@pytest.mark.parametrize("typed", [typed for typed in TYPED if typed.startswith("log")])
def test_so_are_logs(said: Any, typed: str) -> None:
    assert isinstance(said(typed), list)


def test_so_is_what_is_done_with_the_line_table(said: Any, gtm: Client) -> None:
    Path("list.txt").write_text("8.8.8.0/24\n")
    Path("networks.txt").write_text("8.8.8.0/24 telecom\n")
    for typed in (typed for typed in TYPED if typed.startswith("lines")):
        if typed == "lines remove list --plan":
            gtm.json("POST", "/v1/line_table/rollback")
        assert said(typed), typed
    gtm.json("POST", "/v1/line_table/rollback")


def test_so_it_is_for_tokens(said: Any) -> None:
    assert said("token create carol --role viewer")["secret"]
    assert ("carol", "viewer") in {(one["name"], one["role"]) for one in said("token list")}
    assert said("token revoke carol") == {"revoked": "carol"}
    assert said("token whoami") == {"name": "local", "role": "admin", "expires": None}


def test_every_command_is_tried_here() -> None:
    tried = {typed.split()[0] for typed in TYPED}
    assert {work.__name__ for work in COMMANDS} | GROUPS.keys() == tried
    of_two_words = {f"{first} {second}" for first, (_, commands) in GROUPS.items() for second in commands}
    assert of_two_words <= {" ".join(typed.split()[:2]) for typed in TYPED}


def test_an_explanation_in_json_is_the_whole_way(said: Any) -> None:
    found = said("explain www.example.com --from 221.130.33.52")
    assert (found["line"], found["answer"]) == ("mobile", ["127.1.1.1"])
    assert found["chain"] == ["www.example.com", "gtm.example.com"]
    assert [pool["name"] for pool in found["pools"] if pool["chosen"]] == ["Mobile"]
