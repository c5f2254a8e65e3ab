"""A node begins: it answers nobody before it knows who is up, unless the last snapshot is at hand, and says so."""

import re
import signal
import socket
from pathlib import Path

import pytest
from processes import (
    ASKERS,
    GTM,
    MOBILE,
    PATIENCE,
    TELECOM,
    UNICOM,
    Node,
    Server,
    eventually,
    example,
    running_node,
    running_servers,
)
from tutorial import OWN, everyone_gets

from ports import free_port


def life_before(state: Path, port: int, **replacements: str) -> None:
    """A node that had the example applied and every server up, and was ended."""
    file = state.parent / "gtm.yaml"
    file.write_text(example(port, **replacements))
    with running_servers(port), running_node(state) as node:
        eventually(node.is_ready)
        assert node.run("apply", str(file)).returncode == 0
        assert node.answers() == OWN
        assert node.end() == 0


def without_snapshot(state: Path) -> Path:
    (state / "snapshot.bin").unlink()
    return state


def damage(state: Path) -> bytes:
    """Makes the store unreadable, and answers what it was."""
    store = state / "store.sqlite"
    for beside in state.glob("store.sqlite-*"):
        beside.unlink()
    whole = store.read_bytes()
    store.write_bytes(b"this is no database, and never was" * 200)
    return whole


def test_with_every_server_down_it_waits_for_the_first_round_and_then_answers_with_all_addresses(
    tmp_path: Path,
) -> None:
    state = tmp_path / "state"
    life_before(state, free_port())
    with running_node(without_snapshot(state)) as node:
        eventually(lambda: node.said("has had its first round"))
        assert node.answers() == everyone_gets(MOBILE, TELECOM, UNICOM)
        for carrier, address in {"mobile": MOBILE, "telecom": TELECOM, "unicom": UNICOM}.items():
            assert node.said(f"address server-{carrier} ({address}) is not available: web: refused")
        assert "nothing is available" in node.run("explain", GTM, "--from", ASKERS["mobile"]).stdout


def test_nothing_is_answered_before_every_monitored_address_had_its_first_round(tmp_path: Path) -> None:
    state, port = tmp_path / "state", free_port()
    patient = {"interval: 1 ": "interval: 60 ", "timeout: 1": "timeout: 60"}
    life_before(state, port, **patient)
    two = {"mobile": MOBILE, "telecom": TELECOM}
    with running_servers(port, two), running_node(without_snapshot(state)) as node:
        holding = Server(UNICOM, port, holding=True)
        try:
            waiting = "waiting for the first round of 1 health tasks, such as web on server-unicom"
            eventually(node.readiness, lambda found: found[0] == 503 and waiting in found[1])
            assert node.is_silent()
            holding.release()
            eventually(node.is_ready)
            assert node.answers() == OWN
        finally:
            holding.kill()


def test_with_a_saved_snapshot_it_answers_at_once_and_says_that_it_is_stale_until_it_is_fresh(tmp_path: Path) -> None:
    state, port = tmp_path / "state", free_port()
    life_before(state, port, **{"interval: 1 ": "interval: 60 ", "timeout: 1": "timeout: 60"})
    servers = [Server(address, port, holding=True) for address in (MOBILE, TELECOM, UNICOM)]
    try:
        with running_node(state) as node:
            eventually(node.is_ready)
            assert node.answers() == OWN
            stale = "by the health of before, until 3 health tasks had a first round"
            eventually(node.readiness, lambda found: stale in found[1])
            assert "stale" in node.run("show").stdout
            for server in servers:
                server.release()
            eventually(node.is_fresh)
            assert node.answers() == OWN
            assert "stale" not in node.run("show").stdout
    finally:
        for server in servers:
            server.kill()


def test_with_an_unreadable_store_it_answers_by_the_snapshot_says_so_and_recovers(tmp_path: Path) -> None:
    state, port = tmp_path / "state", free_port()
    life_before(state, port)
    whole = damage(state)
    with running_servers(port), running_node(state) as node:
        reason = "file is not a database"
        status, because = eventually(node.readiness, lambda found: reason in found[1])
        assert status == 200
        assert because.startswith("stale: ")
        assert because.endswith("; answering from the last snapshot")
        assert node.answers() == OWN
        shown = node.run("show")
        assert (shown.returncode, reason in shown.stderr) == (9, True)
        assert len(node.said(reason)) == 1
        (state / "store.sqlite").write_bytes(whole)
        eventually(node.is_fresh)
        assert node.answers() == OWN
        assert node.run("disable", GTM).returncode == 0


def test_with_an_unreadable_store_and_no_snapshot_it_ends_with_one_clear_sentence(tmp_path: Path) -> None:
    state = tmp_path / "state"
    life_before(state, free_port())
    damage(without_snapshot(state))
    node = Node(state, wait=False)
    assert node.process.wait(PATIENCE) == 9
    node.end()
    assert len(node.said("file is not a database")) == 1
    assert not node.said("Traceback")


@pytest.mark.parametrize("taken", ["dns", "http"])
def test_a_port_that_is_in_use_ends_it_with_one_clear_sentence(tmp_path: Path, taken: str) -> None:
    with running_node(tmp_path / "one") as first:
        port = getattr(first, taken)
        second = Node(tmp_path / "two", wait=False, **{taken: port})
        assert second.process.wait(PATIENCE) == 8
        second.end()
        (sentence,) = second.log
        assert {"127.0.0.1", str(port)} <= set(re.findall(r"[\d.]*\d", sentence))
        assert "in use" in sentence


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_dns_port_is_not_taken_by_half(tmp_path: Path, kind: socket.SocketKind) -> None:
    with socket.socket(type=kind) as other:
        other.bind(("127.0.0.1", free_port()))
        node = Node(tmp_path, dns=other.getsockname()[1], wait=False)
        assert node.process.wait(PATIENCE) == 8
        node.end()
        (sentence,) = node.log
        assert sentence.startswith("TCP port" if kind is socket.SOCK_STREAM else "UDP port")


def test_a_second_node_on_one_state_folder_says_who_has_it_and_takes_over_when_that_one_ends(tmp_path: Path) -> None:
    with running_node(tmp_path) as first:
        eventually((tmp_path / "snapshot.bin").exists)
        with running_node(tmp_path) as second:
            owner = f"is in use by another process, {first.process.pid}"
            eventually(second.readiness, lambda found: found[0] == 200 and owner in found[1])
            assert len(second.said(owner)) == 1
            assert first.end() == 0
            eventually(second.is_fresh)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_soon_and_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with running_node(tmp_path) as node:
        eventually(node.is_ready)
        assert node.end(number) == 0
        assert node.log[-1] == "stopped"


def test_a_state_folder_that_cannot_be_made_ends_it_with_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    node = Node(tmp_path / "file" / "state", wait=False)
    assert node.process.wait(PATIENCE) == 9
    node.end()
    (sentence,) = node.log
    assert "cannot make the state folder" in sentence
