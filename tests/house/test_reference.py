"""The reference pages say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("write_reference", ROOT / "scripts" / "write_reference.py")
assert _spec
assert _spec.loader
write_reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(write_reference)


PAGES = ["documents.md", "api.md", "command-line.md", "lines.md"]


@pytest.mark.parametrize("page", PAGES)
def test_a_reference_page_is_what_make_docs_writes(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_reference, "REFERENCE", tmp_path)
    write_reference.main()
    assert (tmp_path / page).read_text() == (ROOT / "docs" / "reference" / page).read_text(), "run `make docs`"


def test_every_field_and_route_is_explained() -> None:
    pages = [(ROOT / "docs" / "reference" / page).read_text() for page in PAGES]
    assert not [line for page in pages for line in page.splitlines() if line.endswith("|  |")]
