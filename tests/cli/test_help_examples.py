"""The help of a command shows how it is typed."""

from __future__ import annotations

import inspect
import re

import pytest

from trunkline.__main__ import agent, check
from trunkline.cli.app import COMMANDS, GROUPS
from trunkline.cli.session import Command

TYPED: dict[str, Command] = {
    **{work.__name__: work for work in (*COMMANDS, agent, check)},
    **{f"{first} {second}": work for first, (_, group) in GROUPS.items() for second, work in group.items()},
}


@pytest.mark.parametrize(("typed", "work"), TYPED.items(), ids=TYPED)
def test_the_help_of_a_command_has_an_example_of_it(typed: str, work: Command) -> None:
    assert re.search(rf"^For example: trunkline {typed}\b", inspect.getdoc(work) or "", re.MULTILINE)
