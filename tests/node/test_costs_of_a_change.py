"""What one written document costs a node that holds many: work is counted, not timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from looping import UP, Stage, web

import given
from trunkline import journal, switch_log
from trunkline.control import document_changes
from trunkline.control.apply import delete, put
from trunkline.documents import check, warn
from trunkline.documents.document import Document
from trunkline.documents.line import OwnLine
from trunkline.errors import StillReferenced
from trunkline.health import availability
from trunkline.probes import assignment
from trunkline.snapshot import compile as compiling
from trunkline.steering import choose

pytestmark = pytest.mark.anyio

MANY = 30
BY: dict[str, Any] = {"by": given.ANN, "why": "a test"}

COUNTED: dict[str, tuple[Any, str]] = {
    "addresses judged": (availability, "stand"),
    "pools judged": (availability, "stand_pool"),
    "access domains chosen": (compiling, "choose_for_each"),
    "zones compiled": (compiling, "compile_zone"),
    "documents compared": (document_changes, "_change"),
    "standings told": (journal, "_is_other"),
}
"""Each is a function that is called once for one of what it counts."""

PASSED: dict[str, tuple[Any, str]] = {
    "documents checked": (check, "concerned"),
    "documents looked at for warnings": (warn, "_touched"),
    "addresses looked at for tasks": (assignment, "_addresses"),
    "standings looked at for the log": (switch_log, "_turned"),
}
"""Each is a function that answers all of what it counts."""


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    found: Counter[str] = Counter()
    for what, (module, name) in COUNTED.items():
        monkeypatch.setattr(module, name, _counting(getattr(module, name), found, what))
    for what, (module, name) in PASSED.items():
        monkeypatch.setattr(module, name, _passing(getattr(module, name), found, what))
    return found


def _counting(work: Callable[..., Any], found: Counter[str], what: str) -> Callable[..., Any]:
    def counted(*given: Any, **named: Any) -> Any:
        found[what] += 1
        return work(*given, **named)

    return counted


def _passing(work: Callable[..., Any], found: Counter[str], what: str) -> Callable[..., Any]:
    def counted(*given: Any, **named: Any) -> Any:
        all_of_it = [*work(*given, **named)]
        found[what] += len(all_of_it)
        return all_of_it

    return counted


def _documents() -> Iterator[Document]:
    yield from (web(), given.zone("example.com"), OwnLine(name="office", networks=("10.1.0.0/24",)))
    for number in range(1, MANY + 1):
        yield given.address(f"a{number}", f"192.0.2.{number}", monitors=["web"])
        yield given.pool(f"p{number}", [{"address": f"a{number}", "lines": ["office"]}], policy="source_nearest")
        yield given.domain(f"n{number}.example.com", [f"p{number}"])


async def test_a_document_costs_what_it_concerns_and_not_what_there_is(tmp_path: Path, counts: Counter[str]) -> None:
    stage = Stage(tmp_path)
    await stage.put(*_documents())
    for number in range(MANY + 1):
        stage.prober.tell(f"192.0.2.{number}", UP)
        stage.prober.tell(f"198.51.100.{number}", UP)
    async with stage.running():
        await stage.first_round()
        table, running = stage.node.publisher.compiler.table, dict(stage.node.rounds._running)
        counts.clear()
        applied = await put(stage.node, given.address("a1", "198.51.100.1", monitors=["web"]), **BY)
        assert applied.published
        assert stage.ask("n1.example.com") == {"198.51.100.1"}
        assert counts == {
            "addresses judged": 1,
            "pools judged": 1,
            "access domains chosen": 1,
            "documents compared": 1,
            "standings told": 2,
            "documents checked": 4,  # it, its pool, that one's access domain; and its monitor, which counts references
            "documents looked at for warnings": 3,
            "addresses looked at for tasks": 3,  # what it was, what it is, and what there is to do
            "standings looked at for the log": 0,
        }
        assert stage.node.publisher.compiler.table is table
        others = {task for task in running if task.address != "a1"}
        assert len(others) == MANY - 1
        assert all(stage.node.rounds._running[task] is running[task] for task in others)


async def test_to_delete_a_document_costs_what_referred_to_it(tmp_path: Path, counts: Counter[str]) -> None:
    stage = Stage(tmp_path)
    await stage.put(*_documents())
    for number in range(MANY + 1):
        stage.prober.tell(f"192.0.2.{number}", UP)
    async with stage.running():
        await stage.first_round()
        counts.clear()
        await delete(stage.node, "access_domain", "n1.example.com/A", **BY)
        assert (counts["documents checked"], counts["documents compared"]) == (0, 1)
        assert counts["addresses judged"] == counts["access domains chosen"] == 0
        with pytest.raises(StillReferenced, match=r"access_domain n2\.example\.com/A"):
            await delete(stage.node, "pool", "p2", **BY)


async def test_the_members_of_a_pool_are_listed_once_for_all_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: Counter[str] = Counter()
    monkeypatch.setattr(choose, "address_members", _counting(choose.address_members, found, "lists"))
    monkeypatch.setattr(choose, "_expand", _counting(choose._expand, found, "choices"))
    lines = [{"address": "a1", "lines": ["mobile"]}, {"address": "a2", "lines": ["telecom", "default"]}]
    stage = Stage(tmp_path)
    await stage.put(
        given.zone("example.com"),
        *given.addresses("a1", "a2"),
        given.pool("P", lines, policy="source_nearest"),
        given.domain("one.example.com", ["P"]),
    )
    async with stage.running():
        await stage.first_round()
        assert found == {"lists": 1, "choices": 3}
