"""Every exit code that the help tells, by a command that ends with it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from cli.conftest import Run
from given import address
from trunkline.cli.errors import AMISS, EXIT, MEANING, code_of
from trunkline.client import Client
from trunkline.errors import TrunklineError

CASES: list[tuple[int, str | list[str], str]] = [
    (0, "show", ""),
    (0, "plan -", "nothing changes"),
    (2, "show poool", "did you mean pool?"),
    (2, "apply nowhere.yaml", "nowhere.yaml"),
    (2, "override server-mobile down", "--reason"),
    (2, ["override", "server-mobile", "down", "--reason", " "], "--reason"),
    (2, "override server-mobile sideways --reason x", "sideways"),
    (2, "explain gtm.example.com", "--from"),
    (2, "token create bob --expires soon", "90d"),
    (2, "override server-mobile sideways", "'up|down|clear': 'sideways' is not one of"),
    (2, "rollback x", "'revision': should be a whole number"),
    (2, "history --limit 0", "should be greater than or equal to 1"),
    (2, "brake let", "brake [OPTIONS] [release]"),
    (2, "enable monitor web", "neither enabled nor disabled"),
    (2, "show --url 127.0.0.1:8300", "'127.0.0.1:8300' is no URL: write http://127.0.0.1:8300"),
    (2, "show --url nowhere", "write http://nowhere"),
    (2, "show --url ftp://nowhere:21", "write http://nowhere:21"),
    (2, "show --url http://[::1", "is no URL"),
    (3, "explain gtm.example.com --from nobody", "query: from: "),
    (3, "override a/b down --reason x", "override a/b: name: 'a/b' is not a name"),
    (3, "token create bob --expires 999999999d", "token: expires: "),
    (3, ["probe", "bad name"], "query: name: 'bad name' is not a domain name: there is a space in it"),
    (3, ["explain", "bad name", "--from", "192.0.2.1"], "query: name: "),
    (4, "probe gtm.example.com --line nowhere", "there is no line nowhere; `trunkline lines tree` lists them"),
    (4, "show pool None", "there is no pool None"),
    (4, "history pool None", "there is no pool None, and never was"),
    (4, "history domain none.example.com", "there is no access domain none.example.com, and never was"),
    (4, "enable nothing", "there is no access domain, pool or address nothing"),
    (4, "delete domain none.example.com", "there is no access domain none.example.com"),
    (4, "override server-mobile clear", "there is no override server-mobile"),
    (4, "lines tree no-such-line", "there is no line no-such-line"),
    (4, "token revoke nobody", "nobody"),
    (4, "show pool Mobil", "there is no pool Mobil: did you mean Mobile?"),
    (4, "delete address server-mobil", "did you mean server-mobile?"),
    (4, "references domain gtn.example.com", "did you mean gtm.example.com/A?"),
    (4, "drain server-mobil --reason x", "there is no address server-mobil: did you mean server-mobile?"),
    (4, "override server-mobil up --reason x", "did you mean server-mobile?"),
    (4, "enable telekom", "did you mean Telecom?"),
    (4, "disable pool mobile", "there is no pool mobile: did you mean Mobile?"),
    (4, "history zone exmple.com", "and never was: did you mean example.com?"),
    (4, "log switches --key gtn.example.com", "did you mean gtm.example.com/A?"),
    (5, "delete pool Mobile", "gtm.example.com/A"),
    (5, "token create local", "there is a token local already, and a token cannot be changed: choose another name, or"),
    (6, "show --token wrong", "token"),
    (6, "show --state .", "no token in token: give --state or --token, or set TRUNKLINE_STATE or TRUNKLINE_TOKEN"),
    (6, "apply broken.yaml --state .", "no token in token: give --state or --token"),  # told before all is read
    (7, "show --url http://127.0.0.1:1", "no node answers at http://127.0.0.1:1"),
    (7, "show --url http://nowhere.invalid", "no node answers at http://nowhere.invalid"),
]


@pytest.mark.usefixtures("tutorial")
@pytest.mark.parametrize(("code", "typed", "words"), CASES, ids=[str(case[1]) for case in CASES])
def test_a_command_ends_with_the_code_of_what_went_wrong(
    run: Run, code: int, typed: str | list[str], words: str
) -> None:
    ended = run(*(typed.split() if isinstance(typed, str) else typed))
    assert ended.exit_code == code, ended.output
    assert words in re.sub(r"[\s│]+", " ", ended.output)
    assert "Traceback" not in ended.output
    assert code == 0 or not ended.stdout


def test_without_a_token_for_a_node_elsewhere_one_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trunkline.cli.session.is_local", lambda _: False)
    ended = run("show")
    assert ended.exit_code == 6
    assert re.fullmatch(r"no token for http://\S+: give --token, or set TRUNKLINE_TOKEN\n", ended.stderr)


REFUSED = {
    "broken YAML": ("pools: [}", "gtm.yaml:1: broken YAML"),
    "an unknown field": ("pools:\n- name: P\n  adresses: []\n", "gtm.yaml:3: adresses: unknown field"),
    "a reference to nothing": (
        "pools:\n- name: P\n  addresses:\n  - nothing\n",
        "gtm.yaml:4: pool P: addresses.0.address: there is no address nothing",
    ),
    "two of one name": ("pools:\n- name: P\n- name: P\n", "gtm.yaml:3: name: a second pool named P"),
    "a TTL of -1": ("zones:\n- name: example.com\n  ttl: -1\n", "gtm.yaml:3: ttl: "),
    "no UTF-8": ("\udcff", "gtm.yaml: is not UTF-8"),
}


@pytest.mark.parametrize("command", ["apply", "plan"])
@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_documents_are_refused_with_file_and_line(run: Run, gtm: Client, command: str, text: str, words: str) -> None:
    Path("gtm.yaml").write_text(text, errors="surrogateescape")
    before = gtm.documents().revision
    ended = run(command, "gtm.yaml")
    assert ended.exit_code == 3
    assert ended.stderr.startswith(words)
    assert gtm.documents().revision == before


def test_each_fault_has_a_line_of_its_own(run: Run) -> None:
    Path("gtm.yaml").write_text("addresses:\n- name: a\n- name: b\npools:\n- nme: P\n")
    assert [line.partition(": ")[0] for line in run("apply", "gtm.yaml").stderr.splitlines()] == [
        "gtm.yaml:2",
        "gtm.yaml:3",
        "gtm.yaml:5",
        "gtm.yaml:5",
    ]


def test_a_stale_revision_is_a_conflict(run: Run, gtm: Client) -> None:
    stale = gtm.documents().revision
    gtm.put(address("a"))
    Path("gtm.yaml").write_text("addresses: [{name: b, endpoint: 192.0.2.2}]")
    ended = run("apply", "gtm.yaml", "--expect", str(stale))
    assert ended.exit_code == 5
    assert str(stale) in ended.stderr


@pytest.mark.parametrize(("text", "code"), [("addresses: []", 0), ("addresses: [{name: b, endpoint: 192.0.2.2}]", 10)])
def test_a_plan_can_tell_by_its_code_that_there_are_changes(run: Run, text: str, code: int) -> None:
    Path("gtm.yaml").write_text(text)
    assert run("plan", "gtm.yaml", "--detailed-exitcode").exit_code == code
    assert run("plan", "gtm.yaml").exit_code == 0


def test_an_expired_token_is_told(run: Run, gtm: Client) -> None:
    expires = time.time() + 1  # a busy machine needs some of it to ask for the token
    secret = gtm.create_token("brief", expires=expires)["secret"]
    while time.time() < expires:
        gtm.status()
    ended = run("show", TRUNKLINE_TOKEN=secret)
    gtm.revoke_token("brief")
    assert (ended.exit_code, ended.stderr.partition(" on ")[0]) == (6, "the token brief expired")


@pytest.mark.usefixtures("tutorial")
def test_a_role_that_does_not_go_that_far_is_told(run: Run, gtm: Client) -> None:
    secret = gtm.create_token("looker", role="viewer")["secret"]
    ended = run("override", "server-mobile", "down", "--reason", "x", TRUNKLINE_TOKEN=secret)
    gtm.revoke_token("looker")
    assert (ended.exit_code, ended.stderr.partition(";")[0]) == (
        12,
        "the token looker is a viewer's: it may look, not change",
    )


def test_the_help_tells_every_code(run: Run) -> None:
    told = run("--help").stdout
    assert all(re.search(rf"^ +{code}  {re.escape(meaning)}", told, re.MULTILINE) for code, meaning in MEANING.items())


def test_every_error_of_the_family_has_a_code_with_a_meaning() -> None:
    assert {code_of(kind("")) for kind in TrunklineError.__subclasses__()} <= MEANING.keys()
    assert set(EXIT.values()) | {0, 1, 2, 10, AMISS} == MEANING.keys()
