"""Each preset scenario: set up by one command, asked by `trunkline probe`, its servers failed and brought back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from processes import ASKERS, Node, Server, eventually, running_node
from typer.testing import CliRunner

from ports import free_port
from trunkline.cli.app import create_cli

CHECKS = ["--interval", "1", "--timeout", "0.5", "--evaluation-count", "1"]
DRAWS = 400
"""Of a weight of one half 200 are expected, give or take 10; 60 off is not chance."""


@dataclass
class Stage:
    """A scenario with its servers, known by numbers: 1 is 127.1.1.1."""

    node: Node
    code: str
    name: str
    servers: dict[str, Server] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def begin(self, numbers: str, *options: str) -> None:
        """Starts the servers, sets the scenario up, and waits until every check has found its server."""
        self.up(numbers)
        checks = ["--port", str(self.port), *CHECKS] if numbers else []
        done = self.node.run("scenario", self.code, self.name, "--zone", "example.com", "--enable", *checks, *options)
        assert done.returncode == 0, done.stderr
        self.wait_for(numbers, "ok")

    def up(self, numbers: str) -> None:
        for one in numbers.split():
            self.servers[one] = Server(endpoint(one), self.port)

    def down(self, numbers: str) -> None:
        for one in numbers.split():
            self.servers[one].kill()

    def wait_for(self, numbers: str, state: str) -> None:
        """Until the checks of these servers say so, and they are there to be answered with."""
        wanted = {endpoint(one): (state, True) for one in numbers.split()}
        eventually(self.states, lambda found: found.items() >= wanted.items())

    def states(self) -> dict[str, tuple[str, bool]]:
        """By endpoint, what the check of each server of this scenario says, and if it is available."""
        with self.node.client() as client:
            rows = client.statuses("address")
        mine = [(row, row["tasks"][0]) for row in rows if row["tasks"][0]["port"] == self.port]
        return {row["endpoint"]: (task["state"], row["available"]) for row, task in mine}

    def answer(self, line: str = "default") -> str:
        """The servers in one answer."""
        return numbered(self.node.ask(ASKERS[line], self.name))

    def answers(self) -> dict[str, str]:
        return {line: self.answer(line) for line in ASKERS}

    def drawn(self, line: str = "default", times: int = 40) -> Counter[str]:
        """How often each server stands in so many answers; one half is never missing from forty by chance."""
        return Counter(self.answer(line) for _ in range(times))

    def seen(self) -> dict[str, set[str]]:
        return {line: set(self.drawn(line)) for line in ASKERS}

    def probe(self, line: str = "default") -> str:
        """What `trunkline probe` says that a line is answered; in this process, for starting one takes long."""
        told = {"TRUNKLINE_URL": f"http://127.0.0.1:{self.node.http}", "TRUNKLINE_STATE": str(self.node.state)}
        done = CliRunner().invoke(create_cli(), ["probe", self.name, "--line", line, "--json"], env=told)
        assert done.exit_code == 0, done.output
        (row,) = json.loads(done.stdout)
        return numbered(row["answer"])


def endpoint(number: str) -> str:
    return ".".join(["127", *[number] * 3])


def numbered(endpoints: object) -> str:
    assert isinstance(endpoints, (set, list))
    return " ".join(sorted(one.split(".")[1] for one in endpoints))


ONE, TWO, THREE, FOUR, FIVE, SIX = map(endpoint, "123456")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running_node(tmp_path_factory.mktemp("scenarios")) as one:
        eventually(one.is_ready)
        yield one


@pytest.fixture
def staged(node: Node) -> Iterator[Callable[..., Stage]]:
    """Begins a scenario; its servers end with the story."""
    with ExitStack() as ends:

        def begin(code: str, numbers: str, *options: str, name: str = "") -> Stage:
            stage = Stage(node, code, f"{name or code}.example.com")
            ends.callback(lambda: stage.down(" ".join(stage.servers)))
            stage.begin(numbers, *options)
            return stage

        yield begin


Staged = Callable[..., Stage]


def test_health_check_only_tells_and_moves_nobody(staged: Staged) -> None:
    stage = staged("health-check-only", "1 2", "--addresses", f"{ONE},{TWO}")
    assert stage.probe() == "1 2"
    stage.down("1")
    stage.wait_for("1", "alert")
    assert stage.answer() == stage.probe() == "1 2"
    stage.up("1")
    stage.wait_for("1 2", "ok")
    assert stage.answer() == "1 2"


def test_active_standby_fails_over_and_switches_back(staged: Staged) -> None:
    stage = staged("active-standby", "1 2", "--primary", ONE, "--standby", TWO)
    assert stage.probe() == "1"
    stage.down("1")
    eventually(stage.answer, lambda found: found == "2")
    assert stage.probe() == "2"
    stage.up("1")
    eventually(stage.answer, lambda found: found == "1")


def test_active_standby_that_is_non_preemptive_stays_until_who_is_on_duty_fails(staged: Staged) -> None:
    mode = ("--sequence-mode", "non_preemptive")
    stage = staged("active-standby", "1 2", "--primary", ONE, "--standby", TWO, *mode, name="stays")
    assert stage.probe() == "1"
    stage.down("1")
    eventually(stage.answer, lambda found: found == "2")
    stage.up("1")
    stage.wait_for("1 2", "ok")
    assert stage.answer() == stage.probe() == "2"
    stage.down("2")
    eventually(stage.answer, lambda found: found == "1")
    stage.up("2")
    stage.wait_for("1 2", "ok")
    assert stage.answer() == "1"


def test_active_active_shares_by_weight_and_without_the_one_that_failed(staged: Staged) -> None:
    centres = ("--centres", ONE, "--centres", TWO, "--centres", THREE)
    stage = staged("active-active", "1 2 3", *centres, "--weights", "2,1,1")
    assert stage.probe() in {"1", "2", "3"}
    assert abs(stage.drawn(times=DRAWS)["1"] - DRAWS / 2) < 60
    stage.down("1")
    eventually(stage.drawn, lambda found: found.keys() == {"2", "3"})
    assert stage.probe() in {"2", "3"}
    assert abs(stage.drawn(times=DRAWS)["2"] - DRAWS / 2) < 60
    stage.up("1")
    eventually(stage.drawn, lambda found: found.keys() == {"1", "2", "3"})


OWN = {"mobile": "1", "telecom": "2", "unicom": "3", "default": "1"}


def test_multi_isp_moves_a_carriers_users_to_the_first_that_is_left(staged: Staged) -> None:
    stage = staged("multi-isp", "1 2 3", "--mobile", ONE, "--telecom", TWO, "--unicom", THREE)
    assert stage.answers() == OWN
    assert stage.probe("telecom") == "2"
    stage.down("1")
    eventually(stage.answers, lambda found: found == OWN | {"mobile": "2", "default": "2"})
    assert stage.probe("mobile") == "2"
    stage.down("2 3")
    eventually(stage.answers, lambda found: found == dict.fromkeys(OWN, "1 2 3"))
    stage.up("1 2 3")
    eventually(stage.answers, lambda found: found == OWN)


def test_active_standby_multi_isp_keeps_users_on_their_carrier_when_its_primary_fails(staged: Staged) -> None:
    primary = ("--primary-mobile", ONE, "--primary-telecom", TWO, "--primary-unicom", THREE)
    standby = ("--standby-mobile", FOUR, "--standby-telecom", FIVE, "--standby-unicom", SIX)
    stage = staged("active-standby-multi-isp", "1 2 3 4 5 6", *primary, *standby)
    assert stage.answers() == OWN
    stage.down("1")
    eventually(stage.answers, lambda found: found == OWN | {"mobile": "4", "default": "2"})
    assert stage.probe("mobile") == "4"
    stage.down("2 3 4")
    expected = {"mobile": "5", "telecom": "5", "unicom": "6", "default": "5"}
    eventually(stage.answers, lambda found: found == expected)
    stage.up("1 2 3 4")
    eventually(stage.answers, lambda found: found == OWN)


def test_active_active_multi_isp_shares_on_each_line_and_leaves_other_lines_alone(staged: Staged) -> None:
    egresses = [("mobile", ONE, FOUR), ("telecom", TWO, FIVE), ("unicom", THREE, SIX)]
    options = [word for line, *two in egresses for one in two for word in (f"--{line}", one)]
    stage = staged("active-active-multi-isp", "1 2 3 4 5 6", *options, "--weights", "1,1")
    own = {"mobile": {"1", "4"}, "telecom": {"2", "5"}, "unicom": {"3", "6"}}
    eventually(stage.seen, lambda found: found.items() >= own.items())
    assert stage.probe("unicom") in {"3", "6"}
    stage.down("1")
    eventually(stage.seen, lambda found: found.items() >= (own | {"mobile": {"4"}}).items())
    assert stage.probe("mobile") == "4"
    stage.up("1")
    eventually(stage.seen, lambda found: found.items() >= own.items())


CANVAS = """
monitors: [{{name: canvas, protocol: http, port: {port}, interval: 1, timeout: 0.5, evaluation_count: 1}}]
addresses:
  - {{name: one, endpoint: 127.1.1.1, monitors: [canvas]}}
  - {{name: two, endpoint: 127.2.2.2, monitors: [canvas]}}
pools: [{{name: canvas, policy: sequence, addresses: [one, two]}}]
access_domains: [{{name: custom.example.com, enabled: true, pools: [canvas]}}]
"""


def test_custom_answers_with_the_pools_that_it_is_given(staged: Staged, tmp_path: Path) -> None:
    stage = staged("custom", "")
    assert stage.probe() == ""
    stage.up("1 2")
    file = tmp_path / "canvas.yaml"
    file.write_text(CANVAS.format(port=stage.port))
    assert stage.node.run("apply", str(file)).returncode == 0
    stage.wait_for("1 2", "ok")
    assert stage.probe() == "1"
    stage.down("1")
    eventually(stage.answer, lambda found: found == "2")
    stage.up("1")
    eventually(stage.answer, lambda found: found == "1")
