"""The systemd unit that we ship: understood by systemd, and its command by us."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from trunkline.__main__ import command_line, read_place

UNIT = Path(__file__).parents[2] / "packaging" / "trunkline.service"


def service() -> dict[str, str]:
    """Its settings; of one that stands there twice the first."""
    found = configparser.RawConfigParser(strict=False)
    found.optionxform = str  # type: ignore[assignment, method-assign]  # the letters' case counts
    found.read(UNIT)
    return dict(found["Service"])


def test_its_command_is_one_that_the_command_line_knows() -> None:
    serve = typer.main.get_command(command_line()).commands["serve"]  # type: ignore[attr-defined]
    program, command, *words = shlex.split(service()["ExecStart"])
    assert (Path(program).name, command) == ("trunkline", "serve")
    found = serve.make_context("serve", words).params
    assert [read_place(place) for place in found["dns"]] == [("0.0.0.0", 53), ("::", 53)]
    assert found["state"] == Path("${STATE_DIRECTORY}")


def test_it_is_told_when_the_node_answers_and_replaced_by_sighup() -> None:
    found = service()
    assert (found["Type"], found["NotifyAccess"]) == ("notify", "main")
    assert found["ExecReload"].endswith(" -HUP $MAINPID")


def test_it_has_one_right_of_roots_and_can_get_no_other() -> None:
    found = service()
    assert found["AmbientCapabilities"] == found["CapabilityBoundingSet"] == "CAP_NET_BIND_SERVICE"
    assert (found["NoNewPrivileges"], found["User"]) == ("yes", "trunkline")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_understands_it(tmp_path: Path) -> None:
    copy = tmp_path / UNIT.name
    copy.write_text(re.sub(r"/opt/trunkline/bin/trunkline", sys.executable, UNIT.read_text()))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
