"""What simulate says is what then really happens, and nothing is touched by asking."""

from pathlib import Path

import pytest
from hypothesis import given as of
from hypothesis import strategies as st
from looping import DOWN, UP, Stage, healthy

import given
from trunkline.control.simulate import Failing, _simulate, addresses_of, simulate
from trunkline.documents.document import Document
from trunkline.errors import DocumentError
from trunkline.health.availability import Availability
from trunkline.publisher import Answered
from trunkline.snapshot.changes import answer_changes
from trunkline.snapshot.compile import Compiler
from worlds import ADDRESSES, World, worlds

MOBILE_DOWN = Failing(lines=["mobile"])


@of(worlds(), st.frozensets(st.sampled_from(ADDRESSES), min_size=1))
def test_a_simulation_equals_what_then_really_happens(world: World, failing: frozenset[str]) -> None:
    compiler, config = Compiler(given.carriers()), world.config
    seen = {name for name in world.down if config.addresses[name].monitors}
    answered = Answered(compiler, world.availability, compiler.compile(config, world.availability))
    said = _simulate(answered, given.verdicts(config, seen), sorted(failing))
    real = Availability.of(config, given.verdicts(config, seen | failing))
    then = compiler.compile(config, real)
    sides = (compiler, answered.compiled), (compiler, then)
    assert {(one.access_domain, one.line, one.before, one.after) for one in said.answers} == {
        (one.access_domain, one.line, one.before, one.after)
        for one in answer_changes(*sides, config.access_domains.keys())
    }
    assert set(said.addresses_out) <= {name for name, one in real.addresses.items() if not one.available}


@pytest.mark.anyio
async def test_what_was_simulated_comes_when_the_servers_fail(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        said = await simulate(stage.node, Failing(addresses=["left"]))
        assert stage.ask("one.example.com") == {"192.0.2.1"}
        (change,) = said.answers
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == set(change.after))


@pytest.mark.anyio
async def test_to_ask_touches_nothing(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        published, revision = len(stage.engine.published), await stage.store.revision()
        answered = stage.node.answered
        await simulate(stage.node, Failing(pools=["Left", "Right"]))
        assert stage.node.answered is answered
        assert (len(stage.engine.published), await stage.store.revision()) == (published, revision)


async def tutorial(folder: Path) -> Stage:
    """The tutorial's documents on a node whose servers are all up."""
    stage = Stage(folder)
    config = given.tutorial_config()
    documents: list[Document] = list(config.documents.values())
    domain = config.access_domains["gtm.example.com/A"]
    documents.append(domain.model_copy(update={"enabled": True}))
    await stage.put(*{(one.kind, one.key): one for one in documents}.values())
    for address in config.addresses.values():
        stage.prober.tell(address.endpoint, UP)
    return stage


@pytest.mark.anyio
async def test_a_carrier_that_fails_loses_its_own_line_and_falls_to_the_default_one(tmp_path: Path) -> None:
    stage = await tutorial(tmp_path)
    async with stage.running():
        await stage.first_round()
        said = await simulate(stage.node, MOBILE_DOWN)
        assert said.pools_out == ("Mobile",)
        (lost,) = said.own_lines_lost
        assert (lost.line, lost.rule) == ("mobile", "F1")
        assert said.fallen_back == ()


@pytest.mark.anyio
async def test_when_everything_fails_the_rule_of_the_fallback_is_told(tmp_path: Path) -> None:
    stage = await tutorial(tmp_path)
    async with stage.running():
        await stage.first_round()
        said = await simulate(stage.node, Failing(pools=["Global"]))
        assert [one.rule for one in said.fallen_back] == ["F2"]
        assert len(said.fallen_back[0].after) == 3


def test_a_server_that_nobody_watches_fails_unnoticed() -> None:
    compiler = Compiler(given.carriers())
    config = given.config(given.address("blind"), given.pool("P", ["blind"]), given.domain(pools=["P"]))
    availability = given.availability(config)
    said = _simulate(Answered(compiler, availability, compiler.compile(config, availability)), {}, ["blind"])
    assert (said.unnoticed, said.addresses_out, said.answers) == (("blind",), (), ())


def test_a_server_that_is_set_by_hand_stays() -> None:
    compiler = Compiler(given.carriers())
    address = given.address("kept", monitors=["web"], mode="manual")
    config = given.config(given.monitor(), address, given.pool("P", ["kept"]), given.domain(pools=["P"]))
    availability = given.availability(config)
    said = _simulate(Answered(compiler, availability, compiler.compile(config, availability)), {}, ["kept"])
    assert (said.kept_by_hand, said.addresses_out, said.answers) == (("kept",), (), ())


def test_what_does_not_exist_is_named_with_what_may_be_meant() -> None:
    with pytest.raises(DocumentError) as refused:
        addresses_of(Failing(pools=["Mobil"], lines=["mars"]), given.tutorial_config())
    assert [str(problem) for problem in refused.value.problems] == [
        "query: pool: there is no pool Mobil (did you mean Mobile?)",
        "query: line: there is no line mars (`trunkline lines tree` lists them)",
    ]
