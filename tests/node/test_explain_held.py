"""What the brake held back is told as it was answered, now and later; what it would hold back is told beforehand."""

import asyncio
import time
from pathlib import Path

import pytest
from looping import DOWN, PATIENCE, Stage, healthy

from trunkline.control.brake import release_brake
from trunkline.control.explain import explain, explain_at
from trunkline.control.simulate import Failing, simulate
from trunkline.documents.settings import Settings
from trunkline.store.contract import STANDING

pytestmark = pytest.mark.anyio

BRAKE = Settings.model_validate({"brake": {"per_cent": 20}})
ASKED = "one.example.com", "192.0.2.53", "A"


async def written_down(stage: Stage, *, held: bool) -> None:
    """Waits until the log says of `left`, which is down, whether it is held."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = {entry.key: entry.body for entry in await stage.store.latest(STANDING) if entry.kind == "address"}
            if "left" in found and not found["left"]["available"] and found["left"]["held"] is held:
                return
            await asyncio.sleep(0.005)


async def hold(stage: Stage) -> None:
    await stage.put(BRAKE)
    stage.prober.tell("192.0.2.1", DOWN)
    await written_down(stage, held=True)


async def test_while_the_brake_holds_both_explanations_tell_what_is_answered(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await hold(stage)
        at = time.time()
        now, then = explain(stage.node, *ASKED), await explain_at(stage.node, *ASKED, at)
        assert now.answer == then.answer == ("192.0.2.1",)
        await release_brake(stage.node, by="ops", why="it is down indeed")
        await written_down(stage, held=False)
        assert (await explain_at(stage.node, *ASKED, at)).answer == ("192.0.2.1",)
        now, then = explain(stage.node, *ASKED), await explain_at(stage.node, *ASKED, time.time())
        assert now.answer == then.answer == ("192.0.2.2",)


async def test_a_simulation_while_the_brake_holds_says_that_nothing_would_move(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await hold(stage)
        said = await simulate(stage.node, Failing(addresses=["left"]))
        assert [(one.access_domain, one.after) for one in said.answers] == [("one.example.com/A", ("192.0.2.2",))]
        assert "the brake is set to 20 %" in said.brake


async def test_a_simulation_adds_to_what_moved_lately(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(Settings.model_validate({"brake": {"per_cent": 50, "window": 3600}}))
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        assert stage.node.publisher.held is None
        assert "1 of them already" in (await simulate(stage.node, Failing(addresses=["right"]))).brake
