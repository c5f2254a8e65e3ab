"""What is about to be changed: in which order things stand, and what becomes of it when others change things too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.console.canvas.draft import Change, Draft
from trunkline.console.canvas.shares import arranged, in_order, moved, names, stepped
from trunkline.console.feed import World
from trunkline.errors import DocumentError

POOL = {"name": "Mobile", "policy": "sequence", "remark": "", "addresses": []}
ID = ("pool", "Mobile")

orders = st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=6, unique=True)


def world(*pools: dict[str, Any], revision: int = 1) -> World:
    return World(documents={"pools": list(pools)}, revision=revision)


@given(order=orders, data=st.data())
def test_whoever_is_moved_stands_where_the_other_stood_and_nobody_is_lost(
    order: list[str], data: st.DataObject
) -> None:
    name, onto = data.draw(st.sampled_from(order)), data.draw(st.sampled_from(order))
    after = moved(order, name, onto)
    assert sorted(after) == sorted(order)
    assert after.index(name) == order.index(onto)
    assert [one for one in after if one != name] == [one for one in order if one != name]


@pytest.mark.parametrize(
    ("name", "by", "after"),
    [("a", 1, "bac"), ("c", -1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("b", 5, "acb"), ("b", -5, "bac")],
)
def test_a_step_goes_at_most_to_an_end(name: str, by: int, after: str) -> None:
    assert stepped([*"abc"], name, by) == [*after]


def test_who_is_unknown_is_moved_nowhere() -> None:
    assert moved(["a", "b"], "c", "a") == ["a", "b"]
    assert moved(["a", "b"], "a", "c") == ["a", "b"]


def test_members_stand_by_their_serials_and_are_numbered_anew_when_they_are_put_in_order() -> None:
    pool = {"addresses": [{"address": "b", "serial": 20, "weight": 3}, {"address": "a", "serial": 10, "weight": 1}]}
    assert names("pool", pool) == ["a", "b"]
    after = in_order("pool", arranged("pool", pool, ["b", "c", "a"]))
    assert [(one["address"], one["serial"], one["weight"]) for one in after] == [("b", 1, 3), ("c", 2, 1), ("a", 3, 1)]


def test_a_change_that_is_taken_back_leaves_no_draft() -> None:
    draft = Draft().changed(world(POOL), ID, {**POOL, "remark": "ours"})
    assert draft.changes[ID].fields == ("remark",)
    assert not draft.changed(world(POOL), ID, POOL).changes


def test_the_world_with_a_draft_over_it_has_the_documents_of_the_draft_and_all_others() -> None:
    other = {**POOL, "name": "Telecom"}
    before = world(POOL, other)
    draft = Draft().changed(before, ID, {**POOL, "policy": "weight"})
    documents = draft.over(before).documents["pools"]
    assert {one["name"]: one["policy"] for one in documents} == {"Mobile": "weight", "Telecom": "sequence"}
    assert before.documents["pools"] == [POOL, other]


def test_what_others_write_elsewhere_is_no_clash() -> None:
    draft = Draft().changed(world(POOL), ID, {**POOL, "policy": "weight"})
    assert draft.clashes(world(POOL, {**POOL, "name": "Telecom"}, revision=9)) == {}


def test_what_others_write_in_the_same_document_is_a_clash_told_by_its_fields() -> None:
    draft = Draft().changed(world(POOL), ID, {**POOL, "policy": "weight"})
    assert draft.clashes(world({**POOL, "remark": "theirs"})) == {ID: ("remark",)}
    assert draft.clashes(world()) == {ID: ()}


def test_ones_own_fields_go_over_what_others_wrote_and_their_other_fields_stay() -> None:
    draft = Draft().changed(world(POOL), ID, {**POOL, "policy": "weight"})
    now = world({**POOL, "remark": "theirs", "policy": "round_robin"})
    again = draft.onto(now)
    assert again.clashes(now) == {}
    assert again.changes[ID].after == {**POOL, "remark": "theirs", "policy": "weight"}


def test_what_others_wrote_just_so_is_drafted_no_more() -> None:
    draft = Draft().changed(world(POOL), ID, {**POOL, "policy": "weight"})
    assert not draft.onto(world({**POOL, "policy": "weight"})).changes


def test_what_others_deleted_is_made_again_when_ones_own_is_kept() -> None:
    draft = Draft().changed(world(POOL), ID, {**POOL, "policy": "weight"})
    again = draft.onto(world())
    assert again.clashes(world()) == {}
    assert again.changes[ID].after["policy"] == "weight"


def test_a_draft_that_is_no_document_says_which_field_is_wrong() -> None:
    draft = Draft().changed(world(), ID, {"name": "Mobile", "policy": "fastest"})
    with pytest.raises(DocumentError, match="pool Mobile: policy"):
        draft.documents()


def test_what_others_wrote_while_a_form_was_open_is_a_clash() -> None:
    begun = Draft().begun(world(POOL), ID)
    theirs = {**POOL, "remark": "theirs"}
    draft = Draft().having(ID, Change(begun, {**POOL, "policy": "weight"}))
    assert draft.clashes(world(theirs)) == {ID: ("remark",)}
    assert draft.onto(world(theirs)).changes[ID].after == {**theirs, "policy": "weight"}


@pytest.mark.parametrize(
    ("now", "after"),
    [
        ({"policy": "weight"}, {"policy": "sequence"}),
        ({"policy": "weight", "remark": "theirs"}, {"policy": "sequence", "remark": "theirs"}),
        ({"policy": "order"}, None),
        (None, None),
    ],
    ids=["as it was written", "another field changed since", "the same field changed since", "deleted since"],
)
def test_what_is_taken_back_is_ones_own_and_nobody_elses(
    now: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    written = Draft().changed(world(POOL), ID, {**POOL, "policy": "weight"})
    back = written.taken_back(world({**POOL, **now}) if now else world())
    assert {id: change.after for id, change in back.changes.items()} == ({ID: {**POOL, **after}} if after else {})
