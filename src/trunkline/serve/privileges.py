"""Rights given away for good: what root was needed for is done, and the process goes on as a user without any."""

from __future__ import annotations

import grp
import os
import pwd
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import trunkline
from trunkline.errors import CannotBecome, StoreUnreadable


@dataclass(frozen=True, slots=True)
class Identity:
    """A user with a group and the further groups that go with it, all by number but for the name that people know."""

    name: str
    user: int
    group: int
    groups: tuple[int, ...]

    @property
    def is_ours(self) -> bool:
        """Whether the process is that user already, as one that was started by a process which became it."""
        return os.getresuid() == (self.user,) * 3


def find_identity(user: str, group: str | None = None) -> Identity:
    """The user of that name or number, in its own group or that one; ValueError says why it cannot be become."""
    try:
        found = pwd.getpwuid(int(user)) if user.isdecimal() else pwd.getpwnam(user)
    except KeyError:
        raise ValueError(f"there is no user {user} on this system") from None
    identity = Identity(found.pw_name, found.pw_uid, gid := _group(found.pw_gid, group), _groups(found, gid))
    if identity.user == 0:
        raise ValueError("root would keep every right: name a user who has none")
    if os.geteuid() != 0 and not identity.is_ours:
        raise ValueError(f"only root can become {identity.name}: start it as root, or as {identity.name}")
    return identity


def _group(own: int, group: str | None) -> int:
    if group is None:
        return own
    try:
        return (grp.getgrgid(int(group)) if group.isdecimal() else grp.getgrnam(group)).gr_gid
    except KeyError:
        raise ValueError(f"there is no group {group} on this system") from None


def _groups(user: pwd.struct_passwd, group: int) -> tuple[int, ...]:
    """Those that the user is in by name, but not root's."""
    return tuple(one for one in os.getgrouplist(user.pw_name, group) if one)


def become(identity: Identity) -> None:
    """Makes every thread of this process that user's, with no way back; does nothing if it is.

    Raises CannotBecome if that user cannot read the program: what is imported later would be missing then.
    """
    if not identity.is_ours:
        _change_to(identity)
    for path in (os.__file__, trunkline.__file__):
        if not os.access(path, os.R_OK):
            remedy = "install trunkline, and the Python that it runs by, where all users can read them"
            raise CannotBecome(f"the user {identity.name} cannot read {path} ({remedy})")


def _change_to(identity: Identity) -> None:
    os.setgroups(identity.groups)
    os.setresgid(identity.group, identity.group, identity.group)
    os.setresuid(identity.user, identity.user, identity.user)  # with root's number the kernel takes all capabilities
    with suppress(PermissionError):
        os.setuid(0)
        raise RuntimeError(f"this process became {identity.name}, and could become root again")


def make_folder(folder: Path, owner: Identity | None) -> None:
    """Makes the state folder where there is none, with those above it, the owner's; raises StoreUnreadable. One that is
    there stays whose it is: whose files stand in it is not for us to say."""
    try:
        for one in reversed([folder, *folder.parents]):
            if not one.exists():
                one.mkdir()
                if owner and not owner.is_ours:
                    os.chown(one, owner.user, owner.group)
        folder.mkdir(exist_ok=True)  # which a file of that name is in the way of
    except OSError as error:
        raise StoreUnreadable(f"cannot make the state folder {folder}: {error.strerror}") from None


def refuse_foreign_folder(folder: Path, owner: Identity) -> None:
    """StoreUnreadable with the way out, if the process, being that user by now, cannot write there."""
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"give it to that user: chown -R {owner.name}: {folder}"
        raise StoreUnreadable(f"the user {owner.name} cannot write in the state folder {folder} ({remedy})")
