"""What holds for every choice, whatever the documents, whoever is down and whatever is remembered."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from given import KNOWN_LINES, pool
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.check import check
from trunkline.documents.config import Config
from trunkline.lines.catalogue import chain
from trunkline.steering.choice import Choice, Draw
from trunkline.steering.choose import choose, choose_for_each, configured_lines
from trunkline.steering.members import stays
from trunkline.steering.remember import remember
from worlds import World, downs, drawn, worlds

GIVEN = ("sorry.example.net",)

ASKERS = ["default", "mobile", "cn_mobile_beijing", "telecom", "cn_region_shaanxi"]
askers = drawn(lambda chance: chance.choice(ASKERS))


def views(world: World, asker: str) -> Iterator[tuple[AccessDomain, tuple[str, ...]]]:
    """Each access domain, and those of the asker's lines that it knows."""
    for domain in world.config.access_domains.values():
        configured = configured_lines(domain, world.config)
        yield domain, tuple(line for line in chain(asker) if line in configured)


def choices(world: World, asker: str) -> Iterator[tuple[AccessDomain, Choice | None]]:
    for domain, lines in views(world, asker):
        yield domain, choose(domain, lines, world.config, world.availability)


@given(worlds())
def test_a_world_passes_the_checks(world: World) -> None:
    assert check(world.config, KNOWN_LINES) == []


@settings(max_examples=300)
@given(worlds(), askers)
def test_a_choice_never_holds_a_disabled_address_or_pool(world: World, asker: str) -> None:
    for _, made in choices(world, asker):
        for one in made.pools if made and made.rule != "given_records" else ():
            assert world.config.pools[one.name].enabled
            assert all(world.config.addresses[each.name].enabled for each in one.addresses)


@given(worlds(), askers)
def test_there_is_an_answer_exactly_when_an_enabled_pool_holds_an_enabled_address(world: World, asker: str) -> None:
    for domain, made in choices(world, asker):
        assert (made is not None) == bool(world.enabled_addresses(domain.key))
        assert made is None or all(one.addresses for one in made.pools)


@given(worlds(), askers)
def test_an_answer_is_empty_only_where_to_fail_is_wished_for_and_all_is_down(world: World, asker: str) -> None:
    for domain, made in choices(world, asker):
        failing = made is not None and not made.endpoints
        assert failing == (made is not None and made.draw is Draw.FAIL)
        if failing:
            assert domain.all_down == "servfail"
            assert not any(world.availability.pools[ref.pool].available for ref in domain.pools)


@settings(max_examples=300)
@given(worlds(), askers)
def test_only_who_is_available_is_chosen_unless_nobody_is(world: World, asker: str) -> None:
    standings = world.availability
    for domain, made in choices(world, asker):
        if made and made.rule in ("F2", "F3", "last_good", "given_records", "servfail"):
            assert not any(standings.pools[ref.pool].available for ref in domain.pools)
        elif made:
            assert all(standings.pools[one.name].available for one in made.pools)
            assert all(standings.addresses[each.name].available for one in made.pools for each in one.addresses)


@settings(max_examples=300)
@given(worlds(), askers)
def test_when_all_is_down_what_was_wished_for_is_answered(world: World, asker: str) -> None:
    for domain, made in choices(world, asker):
        if made is None or any(world.availability.pools[ref.pool].available for ref in domain.pools):
            continue
        by_rule = {"all_addresses": ("F2", "F3"), "last_good": ("last_good", "F2", "F3")}
        assert made.rule in by_rule.get(domain.all_down, ("given_records", "servfail"))
        assert (made.rule == "given_records") == (domain.all_down == "records")
        assert made.rule != "given_records" or made.endpoints == GIVEN
        remembered = world.config.last_good.get(domain.key)
        assert made.rule != "last_good" or (remembered and _names(made) <= set(remembered.addresses))


@given(worlds(), askers)
def test_one_is_chosen_where_the_policy_says_one(world: World, asker: str) -> None:
    for domain, made in choices(world, asker):
        if made and made.draw is not Draw.FAIL and domain.policy in ("sequence", "source_nearest"):
            assert (made.draw, len(made.pools)) == (Draw.ALL, 1)


@given(worlds(), askers)
def test_every_choice_says_why(world: World, asker: str) -> None:
    for _, made in choices(world, asker):
        assert made is None or (made.rule and made.because and made.reason and all(one.because for one in made.pools))


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


@given(worlds())
def test_what_is_remembered_is_remembered_once(world: World) -> None:
    """After writing what it says it says nothing, and who serves now serves then."""
    before, keys = world.config, world.config.access_domains
    put, gone = remember(before, world.availability, keys)
    after = World(before.changed(put, gone, 2), world.down)
    assert remember(after.config, after.availability, keys) == ([], [])
    assert not {(one.kind, one.key) for one in put} & set(gone)
    for domain in before.access_domains.values():
        if domain.enabled and domain.all_down != "last_good":
            made = [choose(domain, (), one.config, one.availability) for one in (world, after)]
            assert made[0] is None or made[1] is None or made[0].endpoints == made[1].endpoints


@given(worlds(), st.lists(downs, min_size=1, max_size=4))
def test_who_is_on_duty_stays_as_long_as_it_is_available(world: World, story: list[frozenset[str]]) -> None:
    keys = world.config.access_domains
    for down in story:
        world = World(world.config, down)
        put, gone = remember(world.config, world.availability, keys)
        for one in put:
            before = world.config.incumbents.get(one.key)
            owner, _, key = one.key.partition(" ")
            if one.kind == "incumbent" and before and owner == "access_domain":
                assert stays(world.config.access_domains[key])
                listed = {ref.pool: world.config.pools[ref.pool] for ref in world.config.access_domains[key].pools}
                assert before.member not in listed or not world.availability.pools[before.member].available
        world = World(world.config.changed(put, gone, world.config.revision + 1), down)


def _names(made: Choice) -> set[str]:
    return {address.name for one in made.pools for address in one.addresses}
