"""Started as root on port 53, a node goes on as a user who could not take that port."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from processes import eventually
from programs import Program, running_program

from trunkline import __file__ as program

NOBODY = pwd.getpwnam("nobody").pw_uid
HOST = "127.0.0.153"

pytestmark = [
    pytest.mark.needs_root,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root takes a port below 1024 and becomes another user"),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that every user can reach, as pytest's are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def open_to_all(path: str) -> bool:
    return all(one.stat().st_mode & 0o005 == 0o005 for one in Path(path).resolve().parents)


def command() -> tuple[list[str], dict[str, str]]:
    """A Python that every user can read, with this one's packages, and the environment that it needs."""
    system = f"/usr/bin/python3.{sys.version_info.minor}"
    if open_to_all(os.__file__):
        return [sys.executable, "-m", "trunkline"], {}
    if not Path(system).exists() or not open_to_all(program):
        pytest.skip("there is no Python that every user can read")
    packages = os.pathsep.join([str(Path(program).parents[1]), sysconfig.get_path("purelib")])
    return [system, "-m", "trunkline"], {"PYTHONPATH": packages}


@pytest.fixture
def node(folder: Path) -> Iterator[Program]:
    words, environment = command()
    with running_program(
        folder / "state", "--user", "nobody", dns=53, host=HOST, command=words, told=environment
    ) as node:
        eventually(node.is_fresh)
        yield node


def rights(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: " ".join(value.split()) for name, _, value in (line.partition(":") for line in lines)}


def threads_are_nobodys(pid: int) -> None:
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found = rights(int(thread.name))
        assert found["Uid"] == " ".join([str(NOBODY)] * 4)
        assert "0" not in found["Gid"].split() + found["Groups"].split()
        assert all(int(found[kind], 16) == 0 for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"))


def test_it_answers_on_port_53_as_nobody_writes_its_state_and_is_replaced_as_nobody(node: Program) -> None:
    threads_are_nobodys(node.pid)
    assert node.response("192.0.2.53", "no.such.zone").rcode().name == "REFUSED"
    assert node.run("token", "create", "alice").returncode == 0
    assert {path.stat().st_uid for path in (node.state, *node.state.iterdir())} == {NOBODY}
    node.replace()
    threads_are_nobodys(node.pid)
    assert node.response("192.0.2.53", "no.such.zone").rcode().name == "REFUSED"
    assert "alice" in node.run("token", "list").stdout


def test_the_user_that_it_becomes_could_not_take_such_a_port() -> None:
    """What the story before says of capabilities means this; where any user may take any port it would mean nothing."""
    if int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) <= 54:
        pytest.skip("here any user may take port 54")
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            from trunkline.serve.privileges import _change_to, find_identity

            _change_to(find_identity("nobody"))
            with socket.socket() as one:
                try:
                    one.bind((HOST, 54))
                except PermissionError:
                    os._exit(54)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 54


def test_a_state_folder_of_another_is_refused_with_the_way_out(folder: Path) -> None:
    (folder / "state").mkdir(mode=0o700)
    words, environment = command()
    node = Program(folder / "state", "--user", "nobody", wait=False, command=words, told=environment)
    assert node.end(signal.SIGCONT) == 9
    (sentence,) = node.log
    assert sentence.endswith(f"(give it to that user: chown -R nobody: {folder / 'state'})")
