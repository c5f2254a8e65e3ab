"""Who a process may become, and what a folder must be like for that user."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from trunkline.__main__ import read_identity
from trunkline.errors import StoreUnreadable
from trunkline.serve.privileges import find_identity, make_folder

NOBODY = pwd.getpwnam("nobody")
US = pwd.getpwuid(os.getuid())
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@as_root
@pytest.mark.needs_root
@pytest.mark.parametrize("name", ["nobody", str(NOBODY.pw_uid)])
def test_a_user_is_found_by_name_and_by_number_with_its_own_group(name: str) -> None:
    found = find_identity(name)
    assert (found.name, found.user, found.group) == ("nobody", NOBODY.pw_uid, NOBODY.pw_gid)
    assert 0 not in found.groups


@as_root
@pytest.mark.needs_root
def test_a_group_may_be_another_one() -> None:
    found = find_identity("nobody", "daemon")
    assert found.group != NOBODY.pw_gid
    assert found.group in found.groups


REFUSED = [
    ("no-such-user", None, "there is no user no-such-user"),
    ("4000000000", None, "there is no user 4000000000"),
    (US.pw_name, "no-such-group", "there is no group no-such-group"),
    ("root", None, "root would keep every right"),
    (None, "daemon", "--group goes with --user"),
]


@pytest.mark.parametrize(("user", "group", "words"), REFUSED)
def test_who_cannot_be_become_is_a_fault_of_the_command_line(user: str | None, group: str | None, words: str) -> None:
    with pytest.raises(typer.BadParameter, match=words):
        read_identity(user, group)


AS_NOBODY = f"""
import os, sys
from trunkline.serve.privileges import find_identity
if os.geteuid() == 0:
    os.setresuid({NOBODY.pw_uid}, {NOBODY.pw_uid}, {NOBODY.pw_uid})
    assert find_identity("nobody").is_ours  # who is that user already need not be root
try:
    find_identity("daemon")
except ValueError as refused:
    print(refused)
"""


def test_only_root_becomes_another() -> None:
    done = subprocess.run([sys.executable, "-c", AS_NOBODY], capture_output=True, text=True)
    assert done.stdout.startswith("only root can become daemon: start it as root"), done.stderr


@as_root
@pytest.mark.needs_root
def test_a_folder_that_is_made_is_the_users_and_one_that_is_there_stays_whose_it_is(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "a" / "theirs", tmp_path / "ours"
    ours.mkdir()
    for folder in (theirs, ours):
        make_folder(folder, find_identity("nobody"))
    assert [folder.stat().st_uid for folder in (theirs, theirs.parent, ours)] == [NOBODY.pw_uid, NOBODY.pw_uid, 0]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnreadable, match=r"cannot make the state folder .*/file/state"):
        make_folder(tmp_path / "file" / "state", None)
