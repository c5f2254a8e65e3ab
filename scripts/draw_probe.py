"""Draws docs/probe.svg: what the probe tool really shows, in health and after a carrier's server has failed."""

from __future__ import annotations

import io
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "examples" / "carrier-failover"))

from stage import Stage, free_ports, staged  # noqa: E402  (an example, not a package)

COLUMNS = 130
LINES = ("--line", "mobile", "--line", "telecom", "--line", "unicom", "--line", "oversea")
THEME = TerminalTheme(
    (13, 17, 23),
    (201, 209, 217),
    [
        *[(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)],
        *[(88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)],
    ],
)
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ white-space: pre;
font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px;
line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""


def main() -> None:
    """Plays one failure on free ports and draws the table before and after."""
    os.environ |= {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as state, staged(Stage(Path(state), *free_ports())) as stage:
        _wait(lambda: _answers(stage) == ["127.1.1.1", "127.2.2.2", "127.3.3.3", "127.1.1.1"])
        _show(console, stage, "$ trunkline probe gtm.example.com")
        stage.signal_server("mobile", signal.SIGSTOP)
        _wait(lambda: _answers(stage)[0] == "127.2.2.2")
        _show(
            console,
            stage,
            "\n$ kill -STOP …    # the Mobile server hangs; three seconds later\n$ trunkline probe gtm.example.com",
        )
    picture = console.export_svg(title="trunkline", theme=THEME, code_format=FRAME, unique_id="probe")
    (ROOT / "docs" / "probe.svg").write_text(picture)


def _show(console: Console, stage: Stage, command: str) -> None:
    console.print(Text(command, "bold"))
    console.print(Text.from_ansi(stage.trunkline("probe", "gtm.example.com", *LINES).rstrip()))


def _answers(stage: Stage) -> list[str]:
    return [row["answer"][0] for row in stage.asked("probe", "gtm.example.com", *LINES)]


def _wait(holds: object) -> None:
    deadline = time.monotonic() + 20
    while not holds():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise SystemExit("the picture did not come about")


if __name__ == "__main__":
    main()
