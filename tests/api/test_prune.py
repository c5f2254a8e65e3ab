"""Pruning: what is not named goes, but never everything at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from given import address, override, pool
from trunkline.client import Client
from trunkline.errors import DocumentError


def test_what_is_not_among_them_is_deleted(gtm: Client) -> None:
    gtm.apply([address("a"), address("b"), pool("P", ["a"])])
    gtm.apply([address("a")], prune=True)
    assert gtm.list("pool").body == []
    assert [one["name"] for one in gtm.list("address").body] == ["a"]


@pytest.mark.parametrize("verb", [Client.apply, Client.plan])
def test_no_documents_at_all_delete_nothing_and_are_told_the_way_out(gtm: Client, verb: Callable[..., Any]) -> None:
    gtm.apply([address("a"), pool("P", ["a"])])
    with pytest.raises(DocumentError, match=r"all 2 documents of the node would be deleted \(.*trunkline delete"):
        verb(gtm, [], prune=True)
    assert gtm.list("pool").body != []


def test_an_empty_node_may_be_pruned_to_nothing(gtm: Client) -> None:
    assert gtm.apply([], prune=True)["documents"] == []


def test_an_address_that_is_forced_is_not_pruned_before_its_override_is_cleared(gtm: Client) -> None:
    gtm.apply([address("a"), address("b")])
    gtm.put(override("a", "down"))
    with pytest.raises(DocumentError, match="trunkline override a clear"):
        gtm.apply([address("b")], prune=True)
