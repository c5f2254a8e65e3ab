"""Draws docs/probe.svg: what the probe tool really shows, in health and after a carrier's server has failed."""

from __future__ import annotations

import html
import io
import os
import re
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
COMMAND = "probe gtm.example.com --line mobile --line telecom --line unicom --line oversea"
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
        _show(console, stage)
        stage.signal_server("mobile", signal.SIGSTOP)
        _wait(lambda: _answers(stage)[0] == "127.2.2.2")
        console.print(Text("\n$ kill -STOP …    # the Mobile server hangs; three seconds later", "bold"))
        _show(console, stage)
    picture = console.export_svg(title="trunkline", theme=THEME, code_format=FRAME, unique_id="probe")
    (ROOT / "docs" / "probe.svg").write_text(_TEXT.sub(_placed, picture))


def _show(console: Console, stage: Stage) -> None:
    console.print(Text(f"$ trunkline {COMMAND}", "bold"))
    console.print(Text.from_ansi(stage.trunkline(*COMMAND.split()).rstrip()))


def _answers(stage: Stage) -> list[str]:
    return [row["answer"][0] for row in stage.asked(*COMMAND.split())]


_TEXT = re.compile(r'<text class="(\S+)" x="([\d.]+)" (y="[\d.]+") textLength="([\d.]+)" ([^>]*)>([^<]*)</text>')
_CELL = re.compile(r"\S+(?: \S+)*")


def _placed(text: re.Match[str]) -> str:
    """The same with each cell of a row at its own place: blanks before a text or within are as wide as a viewer likes,
    and what goes on in the next line would not stand under its column."""
    style, left, down, length, clip, told = text.groups()
    row = html.unescape(told).replace("\xa0", " ")
    wide = float(length) / len(row)
    return "".join(
        f'<text class="{style}" x="{float(left) + wide * cell.start():.1f}" {down} '
        f'textLength="{wide * len(cell[0]):.1f}" {clip}>{html.escape(cell[0])}</text>'
        for cell in _CELL.finditer(row)
    )


def _wait(holds: object) -> None:
    deadline = time.monotonic() + 20
    while not holds():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise SystemExit("the picture did not come about")


if __name__ == "__main__":
    main()
