"""Documents and health in, ready answers out: the same for the same, and no more work than what changed."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

from hypothesis import given
from hypothesis import strategies as st

from given import (
    addresses,
    availability,
    carriers,
    choice,
    config,
    domain,
    monitor,
    override,
    pool,
    tutorial_config,
    verdicts,
    zone,
)
from trunkline.documents.config import Config, affected_domains
from trunkline.documents.document import Document
from trunkline.lines.table import table
from trunkline.policies import all_policies
from trunkline.snapshot.compile import Compiled, Compiler, steered_key
from trunkline.snapshot.snapshot import Answer, Change, Group, Snapshot
from trunkline.steering.choice import Draw
from worlds import World, changes, downs, worlds

TABLE = carriers()
OTHER_TABLE = table({"10.1.0.0/17": ["cn_mobile_beijing"], "10.3.0.0/16": ["telecom"], "2001:db8::/32": ["mobile"]})
GTM = steered_key("gtm.example.com/A")


def compiled(found: Config, *down: str) -> Compiled:
    return Compiler(TABLE).compile(found, availability(found, down))


def answer_to(asker: str, made: Compiled) -> Answer:
    steered = made.snapshot.steered[GTM]
    return steered.answers[steered.plan.answer_of_class[TABLE.find(asker).asker_class]]


def texts(answer: Answer) -> list[list[str]]:
    return [[str(ip_address(rdata)) for rdata in group.rdatas] for group in answer.groups]


def after(snapshot: Snapshot, change: Change) -> Snapshot:
    """What the engine makes of a change."""
    zones = {key: one for key, one in snapshot.zones.items() if key not in change.zones_gone}
    steered = {key: one for key, one in snapshot.steered.items() if key not in change.steered_gone}
    steered |= {key: replace(steered[key], plan=plan) for key, plan in change.replanned.items()}
    return Snapshot(
        change.askers or snapshot.askers,
        zones | dict(change.zones),
        steered | dict(change.steered),
        change.conduct or snapshot.conduct,
        change.limits or snapshot.limits,
    )


def test_each_carriers_askers_get_their_own_server() -> None:
    made = compiled(tutorial_config())
    answers = {asker: texts(answer_to(asker, made)) for asker in ("10.1.2.3", "10.2.2.3", "10.3.2.3", "8.8.8.8", "::1")}
    own = {"10.1.2.3": "127.1.1.1", "10.2.2.3": "127.2.2.2", "10.3.2.3": "127.3.3.3"}
    assert answers == {asker: [[own.get(asker, "127.1.1.1")]] for asker in answers}


def test_views_that_are_answered_alike_share_an_answer() -> None:
    found = tutorial_config()
    normal, all_down = compiled(found), compiled(found, *found.addresses)
    assert len(normal.snapshot.steered[GTM].answers) == 3  # mobile and default both get 127.1.1.1
    assert len(all_down.snapshot.steered[GTM].answers) == 1
    assert set(all_down.snapshot.steered[GTM].plan.answer_of_class) == {0}


def test_access_domains_that_divide_askers_alike_share_a_plan() -> None:
    pools = [{"pool": "P", "lines": ["mobile"]}, {"pool": "Q", "lines": ["default"]}]
    members = (addresses("a", "b"), pool("P", ["a"]), pool("Q", ["b"]))
    twins = [domain(name, pools, policy="source_nearest") for name in ("x.example.com", "y.example.com")]
    x, y = compiled(config(zone("example.com"), *members, twins)).snapshot.steered.values()
    assert x.plan is y.plan


def test_an_access_domain_without_lines_has_one_answer_for_all() -> None:
    found = config(addresses("a", "b"), pool("P", ["a", "b"]), domain(pools=["P"], ttl=7))
    steered = compiled(found).snapshot.steered[GTM]
    assert steered.plan.answer_of_class == (0,) * len(TABLE.classes)
    assert (steered.ttl, texts(steered.answers[0])) == (7, [["192.0.2.1", "192.0.2.2"]])


def test_weights_are_told_where_they_count_and_nowhere_else() -> None:
    weighted = [{"address": "a", "weight": 9}, {"address": "b", "weight": 1}]
    pools = [{"pool": "P", "weight": 3}, {"pool": "Q", "weight": 5}]
    found = config(
        addresses("a", "b", "c", "d"),
        pool("P", weighted, policy="weight"),
        pool("Q", ["c", "d"]),
        domain(pools=pools, policy="weight"),
    )
    answer = answer_to("8.8.8.8", compiled(found))
    assert (answer.draw, answer.weights) == (Draw.WEIGHT, (3, 5))
    assert [(group.draw, group.weights) for group in answer.groups] == [(Draw.WEIGHT, (9, 1)), (Draw.ROTATE, ())]


def test_an_address_that_two_pools_share_stands_once_in_an_answer() -> None:
    """RFC 2181 section 5: no record twice in a set."""
    found = config(addresses("a", "b"), pool("P", ["a"]), pool("Q", ["b", "a"]), pool("R", ["b"]), domain(pools="PQR"))
    assert texts(answer_to("8.8.8.8", compiled(found))) == [["192.0.2.1"], ["192.0.2.2"]]


def test_of_pools_that_are_drawn_by_weight_each_keeps_its_addresses() -> None:
    found = config(addresses("a"), pool("P", ["a"]), pool("Q", ["a"]), domain(pools="PQ", policy="weight"))
    assert texts(answer_to("8.8.8.8", compiled(found))) == [["192.0.2.1"], ["192.0.2.1"]]


def test_however_one_address_is_drawn_it_is_the_same_answer() -> None:
    answers = set()
    for policy in all_policies():
        found = config(addresses("a"), pool("P", ["a"], policy=policy), domain(pools=["P"], policy=policy))
        answers.add(answer_to("8.8.8.8", compiled(found)))
    assert answers == {Answer(Draw.ALL, (Group(Draw.ALL, (b"\xc0\0\2\1",)),))}


def test_what_is_disabled_is_not_steered() -> None:
    made = compiled(config(domain("off.example.com", ["P"], enabled=False), addresses("a"), pool("P", ["a"])))
    assert (made.snapshot.steered, made.choices) == ({}, {})


def test_what_has_nothing_to_answer_with_is_there_and_leaves_the_answer_to_the_zone() -> None:
    made = compiled(config(domain("none.example.com")))
    (entry,) = made.snapshot.steered.values()
    assert made.choices == {"none.example.com/A": {}}
    assert [answer.groups for answer in entry.answers] == [()]
    assert set(entry.plan.answer_of_class) == {0}


def test_a_and_aaaa_of_one_name_are_steered_apart() -> None:
    six = config(addresses("a"), pool("P", ["a"]), pool("Q", type="IPv6"), domain(pools=["P"]), domain(type="AAAA"))
    answers = {key: entry.answers[0].groups for key, entry in compiled(six).snapshot.steered.items()}
    assert {key: bool(groups) for key, groups in answers.items()} == {GTM: True, (GTM[0], 28): False}
    assert steered_key("gtm.example.com/AAAA") == (GTM[0], 28)


def test_the_choices_are_those_that_choose_gives() -> None:
    found = tutorial_config()
    made = compiled(found, "server-mobile").choices["gtm.example.com/A"]
    assert made == {view: choice(found, *view, down=["server-mobile"]) for view in made}
    assert set(made) == {("mobile", "default"), ("telecom", "default"), ("unicom", "default"), ("default",)}


def test_a_flip_changes_the_access_domains_that_it_reaches_and_no_zone() -> None:
    found = config(
        zone("example.com"), monitor("web"), addresses("a", "b", monitors=["web"]), pool("P", ["a", "b"]),
        pool("Q", ["b"]), domain("x.example.com", ["P"]), domain("y.example.com", ["Q"]),
    )  # fmt: skip
    compiler = Compiler(TABLE)
    before = compiler.compile(found, availability(found))
    _, change = compiler.compile_again(
        before, found, availability(found, ["a"]), ["x.example.com/A", "y.example.com/A"]
    )
    assert change == Change(steered={steered_key("x.example.com/A"): change.steered[steered_key("x.example.com/A")]})


def test_a_zone_put_again_unchanged_has_its_new_revision_as_serial() -> None:
    found = config(zone("example.com"))
    compiler = Compiler(TABLE)
    before = compiler.compile(found, availability(found))
    again = found.changed([found.zones["example.com"]], [], 2)
    made, change = compiler.compile_again(before, again, availability(again), ())
    assert list(change.zones) == [b"\7example\3com\0"]
    assert made.snapshot == Compiler(TABLE).compile(again, availability(again)).snapshot


def test_a_deleted_zone_and_access_domain_are_gone_from_the_snapshot() -> None:
    found = config(zone("example.com"), addresses("a"), pool("P", ["a"]), domain(pools=["P"]))
    compiler = Compiler(TABLE)
    before = compiler.compile(found, availability(found))
    bare = found.changed([], [("zone", "example.com"), ("access_domain", "gtm.example.com/A")], 2)
    made, change = compiler.compile_again(before, bare, availability(bare), ["gtm.example.com/A"])
    assert change == Change(zones_gone=frozenset({b"\7example\3com\0"}), steered_gone=frozenset({GTM}))
    assert (made.snapshot.zones, made.snapshot.steered, made.choices) == ({}, {}, {})


@given(worlds(), st.randoms())
def test_the_same_inputs_make_the_same_snapshot(world: World, chance: object) -> None:
    documents = list(world.config.documents.values())
    chance.shuffle(documents)  # type: ignore[attr-defined]
    shuffled = Config.of(documents)
    made = compiled(world.config), Compiler(TABLE).compile(shuffled, World(shuffled, world.down).availability)
    assert made[0].snapshot == compiled(world.config).snapshot
    assert Compiler(TABLE).compile(world.config, world.availability).snapshot == made[1].snapshot


@given(worlds(), st.lists(downs, min_size=1, max_size=3))
def test_compiling_again_after_flips_is_compiling_anew(world: World, story: list[frozenset[str]]) -> None:
    compiler, standings = Compiler(TABLE), world.availability
    made = compiler.compile(world.config, standings)
    down = world.down
    for now in story:
        flipped = {name for name in now ^ down if world.config.addresses[name].monitors}
        reached = world.config.dependents(("address", name) for name in flipped)
        failing = {name for name in now if world.config.addresses[name].monitors}
        standings = standings.judged_again(world.config, verdicts(world.config, failing), flipped)
        before = made.snapshot
        keys = {key for kind, key in reached if kind == "access_domain"}
        made, change = compiler.compile_again(made, world.config, standings, keys)
        expected = Compiler(TABLE).compile(world.config, World(world.config, now).availability)
        assert (made.snapshot, made.choices) == (expected.snapshot, expected.choices)
        assert after(before, change) == expected.snapshot
        down = now


@given(worlds(), st.lists(changes, min_size=1, max_size=4), downs)
def test_compiling_again_after_changes_is_compiling_anew(
    world: World, story: list[Document], now: frozenset[str]
) -> None:
    compiler, found = Compiler(TABLE), world.config
    made = compiler.compile(found, World(found, now).availability)
    for revision, document in enumerate(story, start=2):
        deleted = revision % 3 == 0 and document.kind in ("override", "access_domain")
        gone = [(document.kind, document.key)] if deleted else []
        following = found.changed([] if gone else [document], gone, revision)
        standings = World(following, now).availability
        before = made.snapshot
        made, change = compiler.compile_again(made, following, standings, affected_domains(found, following))
        expected = Compiler(TABLE).compile(following, standings)
        assert (made.snapshot, made.choices) == (expected.snapshot, expected.choices)
        assert after(before, change) == expected.snapshot
        found = following


@given(worlds(), downs)
def test_compiling_again_over_another_table_is_compiling_anew(world: World, now: frozenset[str]) -> None:
    compiler, other = Compiler(TABLE), Compiler(OTHER_TABLE)
    before = compiler.compile(world.config, world.availability)
    standings = World(world.config, now).availability
    made, change = compiler.over(OTHER_TABLE).compile_again(
        before, world.config, standings, world.config.access_domains
    )
    assert made.snapshot == other.compile(world.config, standings).snapshot
    assert after(before.snapshot, change) == made.snapshot
    assert change.replanned.keys() | change.steered.keys() == made.snapshot.steered.keys()


def test_another_table_leaves_answers_where_they_are() -> None:
    refs = [{"pool": "P", "lines": ["telecom"]}, {"pool": "Q", "lines": ["default"]}]
    steered = domain(pools=refs, policy="source_nearest")
    found = config(zone("example.com"), addresses("a", "b"), pool("P", ["a"]), pool("Q", ["b"]), steered)
    compiler = Compiler(TABLE)
    before = compiler.compile(found, availability(found))
    made, change = compiler.over(OTHER_TABLE).compile_again(before, found, availability(found), found.access_domains)
    assert change == Change(OTHER_TABLE.askers, replanned={GTM: made.snapshot.steered[GTM].plan})


def test_a_name_keeps_its_case_and_escapes_in_wire_format() -> None:
    assert steered_key("xn--fiqs8s.example.com/A")[0] == b"\x0axn--fiqs8s\7example\3com\0"
    assert steered_key("a\\.b.example.com/A")[0] == b"\3a.b\7example\3com\0"


def test_an_override_changes_the_answer_at_once() -> None:
    found = config(addresses("a", "b"), pool("P", ["a", "b"], policy="sequence"), domain(pools=["P"]))
    forced = found.changed([override("a", "down")], [], 2)
    assert texts(answer_to("8.8.8.8", compiled(found))) == [["192.0.2.1"]]
    assert texts(answer_to("8.8.8.8", compiled(forced))) == [["192.0.2.2"]]
