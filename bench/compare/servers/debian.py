"""Getting peers and tools from Debian where they are missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
"""What it forbids by 101, the installation of a package does not start (Debian's invoke-rc.d)."""


class NotInstalled(Exception):
    """What is missing, and how to get it."""


def install(packages: Sequence[str]) -> None:
    """Makes sure that they are there; the services in them are not started. Raises NotInstalled."""
    missing = [package for package in packages if not _is_there(package)]
    if not missing:
        return
    wanted = " ".join(missing)
    if not shutil.which("apt-get"):
        raise NotInstalled(f"{wanted} is not installed, and this is no Debian to get it from")
    if os.geteuid() != 0:
        raise NotInstalled(f"{wanted} is not installed: apt-get install {wanted}, or run this as root")
    print(f"Installing {wanted} from Debian; services are not started", flush=True)
    with _services_stay_down():
        command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *missing]
        done = subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, capture_output=True)
    if done.returncode:
        raise NotInstalled(f"{wanted} cannot be installed: {done.stderr.decode(errors='replace').strip()[-300:]}")


def version_of(package: str) -> str:
    """Of an installed package; empty if it is not."""
    command = ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Version}", package]
    if not shutil.which("dpkg-query"):
        return ""
    done = subprocess.run(command, capture_output=True, text=True)
    status, _, version = done.stdout.partition(" ")
    return version if status == "installed" else ""


def _is_there(package: str) -> bool:
    return bool(version_of(package))


@contextmanager
def _services_stay_down() -> Iterator[None]:
    """A machine that already has a policy keeps it."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
