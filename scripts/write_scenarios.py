"""Writes examples/scenarios from the code: for each preset scenario the documents that it makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trunkline.cli.export import written
from trunkline.client import sections_of
from trunkline.scenarios.custom import Custom
from trunkline.scenarios.presets import SCENARIOS, read_scenario

EXAMPLES = Path(__file__).parent.parent / "examples" / "scenarios"

CHECKS = {"port": 8080, "interval": 1.0, "timeout": 1.0}
"""A plain user may listen on that port; and who looks on does not want to wait."""


def main() -> None:
    """Writes a file for each."""
    for code in SCENARIOS:
        (EXAMPLES / f"{code}.yaml").write_text(text_of(code))


def text_of(code: str) -> str:
    """The documents as YAML, under what they are for and the command that makes the same."""
    model = SCENARIOS[code]
    told: dict[str, Any] = {"enable": True} | ({} if model is Custom else CHECKS)
    options = " ".join(f"--{name}" if value is True else f"--{name} {value:g}" for name, value in told.items())
    about = f"# {model.summary[0].upper()}{model.summary[1:]}.\n# The same as: trunkline scenario "
    documents = written(sections_of(read_scenario(code, told).documents()))
    return f"{about}{code.replace('_', '-')} {options}\n\n{documents}"


if __name__ == "__main__":
    main()
