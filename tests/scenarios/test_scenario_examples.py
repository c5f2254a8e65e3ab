"""The examples are what the code makes, and the page beside them names every one."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from trunkline.scenarios.presets import SCENARIOS

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("write_scenarios", ROOT / "scripts" / "write_scenarios.py")
assert _spec
assert _spec.loader
write_scenarios = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(write_scenarios)


@pytest.mark.parametrize("code", SCENARIOS)
def test_an_example_is_what_make_docs_writes(code: str) -> None:
    kept = (ROOT / "examples" / "scenarios" / f"{code}.yaml").read_text()
    assert kept == write_scenarios.text_of(code), "run `make docs`"


def test_there_is_an_example_of_each_scenario_and_the_pages_name_them_all() -> None:
    folder = ROOT / "examples" / "scenarios"
    assert {path.stem for path in folder.glob("*.yaml")} == set(SCENARIOS)
    for page in (folder / "README.md", ROOT / "docs" / "scenarios.md"):
        text = page.read_text()
        assert [code for code in SCENARIOS if code.replace("_", "-") not in text] == []
