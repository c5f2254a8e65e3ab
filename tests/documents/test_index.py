"""What is carried from one config to the next is what would be worked out anew."""

from __future__ import annotations

from hypothesis import given as for_all
from hypothesis import strategies as st

import given
from trunkline.documents.config import Config, Key, differences
from trunkline.documents.document import Document
from trunkline.documents.index import Index
from worlds import World, changes, worlds

STORY = st.lists(st.tuples(changes, st.booleans()), max_size=5)
"""Each time a document that is put, or deleted."""


def told(story: list[tuple[Document, bool]], found: Config) -> list[Config]:
    configs = [found]
    for document, deleted in story:
        put: list[Document] = [] if deleted else [document]
        gone: list[Key] = [(document.kind, document.key)] if deleted else []
        configs.append(configs[-1].changed(put, gone, configs[-1].revision + 1))
    return configs


@for_all(worlds(), STORY)
def test_indexes_that_are_carried_over_are_those_made_anew(world: World, story: list[tuple[Document, bool]]) -> None:
    last = told(story, world.config)[-1]
    anew = Index.of(last.documents)
    for target, referrers in anew.referrers.items():
        for key in [*last.documents, *((target, one) for one in referrers)]:
            assert sorted(last.referrers(*key)) == sorted(Config(1, last.documents).referrers(*key))
    assert last.zones == anew.kinds.get("zone", {})
    assert last.addresses == anew.kinds.get("address", {})
    assert last.pools == anew.kinds.get("pool", {})
    assert last.access_domains == anew.kinds.get("access_domain", {})
    assert last.overrides == anew.kinds.get("override", {})


@for_all(worlds(), STORY)
def test_configs_differ_alike_whether_they_descend_from_each_other_or_not(
    world: World, story: list[tuple[Document, bool]]
) -> None:
    *_, last = told(story, world.config)
    stranger = Config(world.config.revision, world.config.documents, world.config.revisions)
    assert differences(world.config, last) == differences(stranger, last)
    assert differences(last, world.config) == differences(world.config, last)


def test_what_a_change_does_not_touch_is_shared() -> None:
    before = given.config(given.zone(), given.addresses("a", "b"), given.pool("P", ["a"]), given.domain(pools=["P"]))
    after = before.changed([given.address("a", "192.0.2.9")], [], 2)
    assert after.zones is before.zones
    assert after.pools is before.pools
    assert after.access_domains is before.access_domains
    assert after.pools_of_address is before.pools_of_address
    assert after.domains_of_pool is before.domains_of_pool
