"""What the prose and the examples say exists: commands, options, doors of the Makefile, documents that check clean."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from trunkline.__main__ import command_line
from trunkline.cli.files import read_paths
from trunkline.documents.check import check
from trunkline.documents.config import Config
from trunkline.documents.read import read_texts
from trunkline.lines.catalogue import published_codes

ROOT = Path(__file__).parents[2]
PROSE = [
    *ROOT.glob("*.md"),
    *(path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "reference"),
    *(ROOT / "examples").rglob("*.py"),
    *(ROOT / "examples").rglob("*.md"),
]
EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))

COMMAND = re.compile(r"(?:^\s*(?:\$ |\.venv/bin/)?|`)trunkline ((?:[a-z]+|--?[a-z])[^`#\n]*)", re.MULTILINE)
"""A line that begins with our name, as in a code block, or what stands between backticks."""

SENTENCE = re.compile(r"(is|answers|gives|moves|keeps|lets) ")
"""How prose goes on that begins a line with our name."""


def quoted_commands() -> list[tuple[str, str]]:
    """Every command line in the prose, with the file that it stands in."""
    found = [(path.name, told.strip()) for path in PROSE for told in COMMAND.findall(path.read_text())]
    return [(name, told) for name, told in found if not SENTENCE.match(told)]


def faults_of(words: list[str], command: Any) -> list[str]:
    """The subcommands and options among these words that a command does not have."""
    commands = getattr(command, "commands", None)
    if commands and words and not words[0].startswith("-"):
        below = commands.get(words[0])
        return faults_of(words[1:], below) if below else [f"there is no command {words[0]}"]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
    return [f"there is no option {word}" for word in words if re.match(r"--?[a-z]", word) and word not in known]


def test_every_command_and_option_that_the_prose_names_exists() -> None:
    tree = typer.main.get_command(command_line())
    quoted = quoted_commands()
    assert len(quoted) > 10
    faults = {(file, told): faults_of(shlex.split(told), tree) for file, told in quoted}
    assert {one: wrong for one, wrong in faults.items() if wrong} == {}


def test_every_door_that_the_prose_names_is_in_the_makefile() -> None:
    doors = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        door
        for path in PROSE
        for told in re.findall(r"(?:`|^)make ((?:[a-z-]+ ?)*)(?:`|$)", path.read_text(), re.MULTILINE)
        for door in told.split()
    }
    assert named
    assert named - doors == set()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_loads_and_checks_clean(example: Path) -> None:
    config = Config.of(one.document for one in read_paths([example]))
    assert config.access_domains
    assert check(config, published_codes()) == []


def test_the_documents_that_the_readme_shows_check_clean() -> None:
    shown = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    config = Config.of(one.document for one in read_texts([("README.md", text) for text in shown]))
    assert config.access_domains
    assert check(config, published_codes()) == []
