"""--json: every command writes JSON to standard output, and nothing else there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run
from trunkline.cli.app import COMMANDS, TOKEN_COMMANDS

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
    "delete monitor web",
    "history",
    "history pool Mobile",
    "lines",
    "lines mobile",
    "export",
    "token create carol",
    "token list",
    "token revoke carol",
]


@pytest.fixture
def said(run: Run, tutorial: None) -> Any:
    Path("gtm.yaml").write_text("addresses: [{name: b, endpoint: 192.0.2.2}]")

    def read(typed: str) -> Any:
        ended = run(*typed.split(), "--json")
        assert ended.exit_code == 0, ended.output
        return json.loads(ended.stdout)

    return read


@pytest.mark.parametrize("typed", [typed for typed in TYPED if not typed.startswith("token")])
def test_what_a_command_says_is_json(said: Any, typed: str) -> None:
    assert said(typed)


def test_so_it_is_for_tokens(said: Any) -> None:
    assert said("token create carol")["secret"]
    assert "carol" in {one["name"] for one in said("token list")}
    assert said("token revoke carol") == {"revoked": "carol"}


def test_every_command_is_tried_here() -> None:
    tried = {typed.split()[0] for typed in TYPED}
    assert {work.__name__ for work in COMMANDS} | {"token"} == tried
    assert {f"token {name}" for name in TOKEN_COMMANDS} <= {" ".join(typed.split()[:2]) for typed in TYPED}


def test_an_explanation_in_json_is_the_whole_way(said: Any) -> None:
    found = said("explain www.example.com --from 221.130.33.52")
    assert (found["line"], found["answer"]) == ("mobile", ["127.1.1.1"])
    assert found["chain"] == ["www.example.com", "gtm.example.com"]
    assert [pool["name"] for pool in found["pools"] if pool["chosen"]] == ["Mobile"]
