"""Which policies there are: those that lie in the package, and a new one is a new file."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

import trunkline.policies
from given import addresses, choice, config, domain, pool
from trunkline.documents.access_domain import AccessDomain
from trunkline.policies import all_policies, find_policy

ROOT = Path(__file__).parents[2]

TRAITS = {
    "round_robin": (False, True, False),
    "sequence": (False, False, True),
    "source_nearest": (True, False, False),
    "weight": (False, False, False),
}
"""By line, several members in one answer, may keep who is on duty."""

LAST = dedent("""
    from trunkline.policies.policy import Draw, Picked, Policy
    from trunkline.policies.who import available

    def _pick(members, asked):
        one = available(members)[-1]
        return Picked(Draw.ALL, (one,), "last", f"{one.name} is the last available one")

    POLICY = Policy(name="last", summary="the last available one by serial", pick=_pick)
""")


@pytest.fixture
def with_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package with one more file in it."""
    (tmp_path / "last.py").write_text(LAST)
    monkeypatch.setattr(trunkline.policies, "__path__", [*trunkline.policies.__path__, str(tmp_path)])
    all_policies.cache_clear()
    yield
    all_policies.cache_clear()
    sys.modules.pop("trunkline.policies.last", None)


def test_there_are_the_four_of_the_model_each_with_its_traits() -> None:
    assert {name: (one.by_line, one.several, one.keeps_incumbent) for name, one in all_policies().items()} == TRAITS


def test_an_unknown_policy_is_told_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"'wieght' is not a policy: there are round_robin, .* did you mean weight\?"):
        find_policy("wieght")


def test_the_schema_of_documents_tells_the_policies() -> None:
    assert AccessDomain.model_json_schema()["properties"]["policy"]["enum"] == list(TRAITS)


@pytest.mark.usefixtures("with_last")
def test_a_policy_is_added_by_adding_a_file() -> None:
    found = config(
        addresses("a", "b", "c"),
        pool("P", ["a"]),
        pool("Q", ["b", "c"], policy="last"),
        domain(pools=["P", "Q"], policy="last"),
    )
    made = choice(found)
    assert made is not None
    assert (made.rule, made.endpoints) == ("last", ("192.0.2.3",))
    assert made.reason == "Q is the last available one; in Q, c is the last available one"
    assert "last" in AccessDomain.model_json_schema()["properties"]["policy"]["enum"]


def test_a_policy_that_was_taken_away_is_unknown() -> None:
    with pytest.raises(ValueError, match="'last' is not a policy"):
        domain(policy="last")


@pytest.mark.parametrize("name", TRAITS)
def test_every_policy_has_its_page(name: str) -> None:
    page = (ROOT / "docs" / "policies" / f"{name}.md").read_text()
    assert page.startswith(f"# {name}\n")


def test_nobody_asks_for_a_policy_by_its_name() -> None:
    compared = {
        (file.name, one.value)
        for file in (ROOT / "src" / "trunkline").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Compare)
        for part in [node.left, *node.comparators]
        for one in ast.walk(part)
        if isinstance(one, ast.Constant) and one.value in TRAITS
    }
    assert compared == set()
