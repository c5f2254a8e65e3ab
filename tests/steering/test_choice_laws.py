"""What holds for every choice, whatever the documents and whoever is down."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from given import pool
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.lines.catalogue import chain
from trunkline.steering.choice import Choice, Draw
from trunkline.steering.choose import choose, choose_for_each, configured_lines
from worlds import World, worlds

askers = st.sampled_from(["default", "mobile", "cn_mobile_beijing", "telecom", "cn_region_shaanxi"])


def views(world: World, asker: str) -> Iterator[tuple[AccessDomain, tuple[str, ...]]]:
    """Each access domain, and those of the asker's lines that it knows."""
    for domain in world.config.access_domains.values():
        configured = configured_lines(domain, world.config)
        yield domain, tuple(line for line in chain(asker) if line in configured)


def choices(world: World, asker: str) -> Iterator[tuple[AccessDomain, Choice | None]]:
    for domain, lines in views(world, asker):
        yield domain, choose(domain, lines, world.config, world.availability)


@given(worlds(), askers)
def test_a_choice_never_holds_a_disabled_address_or_pool(world: World, asker: str) -> None:
    for _, made in choices(world, asker):
        for one in made.pools if made else ():
            assert world.config.pools[one.name].enabled
            assert all(world.config.addresses[each.name].enabled for each in one.addresses)


@given(worlds(), askers)
def test_there_is_an_answer_exactly_when_an_enabled_pool_holds_an_enabled_address(world: World, asker: str) -> None:
    for domain, made in choices(world, asker):
        pools = [world.config.pools[ref.pool] for ref in domain.pools]
        enabled = [ref.address for one in pools if one.enabled for ref in one.addresses]
        assert (made is not None) == any(world.config.addresses[name].enabled for name in enabled)
        assert made is None or (made.pools and all(one.addresses for one in made.pools))


@given(worlds(), askers)
def test_only_who_is_available_is_chosen_unless_nobody_is(world: World, asker: str) -> None:
    standings = world.availability
    for domain, made in choices(world, asker):
        if made and made.rule in ("F2", "F3"):
            assert not any(standings.pools[ref.pool].available for ref in domain.pools)
        elif made:
            assert all(standings.pools[one.name].available for one in made.pools)
            assert all(standings.addresses[each.name].available for one in made.pools for each in one.addresses)


@given(worlds(), askers)
def test_one_is_chosen_where_the_policy_says_one(world: World, asker: str) -> None:
    for domain, made in choices(world, asker):
        if made and domain.policy in ("sequence", "source_nearest"):
            assert (made.draw, len(made.pools)) == (Draw.ALL, 1)


@given(worlds(), askers)
def test_every_choice_says_why(world: World, asker: str) -> None:
    for _, made in choices(world, asker):
        assert made is None or (made.rule and made.because and all(one.because for one in made.pools))


@given(worlds(), askers, st.randoms())
def test_a_choice_depends_on_nothing_but_its_arguments(world: World, asker: str, chance: object) -> None:
    """Not on the order of documents, not on documents that it does not refer to, not on what was chosen before."""
    documents = [*world.config.documents.values(), pool("unrelated", ["a0"])]
    chance.shuffle(documents)  # type: ignore[attr-defined]
    shuffled = World(Config.of(documents, 9), world.down)
    assert dict(choices(world, asker)) == dict(choices(shuffled, asker)) == dict(choices(world, asker))


@given(worlds(), st.lists(askers, min_size=1, unique=True))
def test_choosing_for_many_is_choosing_for_each(world: World, many: list[str]) -> None:
    for domain in world.config.access_domains.values():
        wanted = {lines for asker in many for one, lines in views(world, asker) if one is domain}
        found = choose_for_each(domain, wanted, world.config, world.availability)
        for lines in wanted:
            assert found.get(lines) == choose(domain, lines, world.config, world.availability)
