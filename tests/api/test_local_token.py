"""The token of the state folder: kept once made, and for its owner's eyes only."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from trunkline.control.tokens import local_secret
from trunkline.errors import StoreUnreadable


@pytest.mark.parametrize("before", [None, "", "\n"], ids=["missing", "empty", "blank"])
def test_a_new_secret_is_for_its_owner_only(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "token"
    if before is not None:
        path.write_text(before)
        path.chmod(0o644)
    secret = local_secret(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert local_secret(path) == secret == path.read_text().strip()


def test_a_secret_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreadable, match="cannot be kept"):
        local_secret(tmp_path / "nowhere" / "token")
