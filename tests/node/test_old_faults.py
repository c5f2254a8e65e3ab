"""A store of an older version may hold what is a fault by now: it stays as it is, and in the way of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from looping import Stage, healthy

import given
from trunkline.control.apply import apply, put
from trunkline.documents.document import Document
from trunkline.errors import DocumentError

pytestmark = pytest.mark.anyio

TOO_MANY = [given.address("spare", "192.0.2.9"), *(given.pool(f"Spare{number}", ["spare"]) for number in range(11))]
"""One pool more than the limit; written to the store as an older version would have."""

UNRELATED: list[list[Document]] = [
    [given.zone("example.net")],
    [given.limits(addresses_per_pool=40)],
    [given.address("new", "192.0.2.10"), given.pool("New", ["new"])],
    [given.pool("Spare1", [])],
]


@pytest.mark.parametrize("documents", UNRELATED, ids=["a zone", "settings", "a pool", "the way out"])
async def test_what_was_wrong_before_does_not_hinder_another_write(tmp_path: Path, documents: list[Document]) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(*TOO_MANY)
        done = await apply(stage.node, documents, by=given.ANN, why="")
    assert len(done.documents) == len(documents)


@pytest.mark.parametrize(
    "document",
    [given.pool("Spare11", ["spare"]), given.address("spare", "192.0.2.8"), given.limits(references_per_address=9)],
    ids=["one more", "itself", "a stricter limit"],
)
async def test_nobody_makes_it_worse(tmp_path: Path, document: Document) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(*TOO_MANY)
        with pytest.raises(DocumentError, match=r"address spare: 1[12] pools refer to it"):
            await put(stage.node, document, by=given.ANN, why="")
