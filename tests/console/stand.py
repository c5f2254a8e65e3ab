"""The console as a process, and how a person comes in."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page
from tutorial import Tutorial

READY = "window.did_handshake === true"
"""Of NiceGUI's script: the page is connected, so what is clicked is heard."""


@dataclass
class Console:
    """Where a console is, and what people do to get to its pages."""

    url: str

    def log_in(self, page: Page, path: str, token: str) -> None:
        """As a person does: by the form, which leads to the page that was wanted."""
        page.goto(f"{self.url}/login?then={quote(path, safe='')}")
        page.get_by_label("Token").or_(page.get_by_label("令牌")).fill(token)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.url}{path}")
        page.wait_for_function(READY)

    def go(self, page: Page, path: str) -> None:
        """To another page, by its address."""
        page.goto(f"{self.url}{path}")
        page.wait_for_function(READY)


@dataclass
class Stand(Console):
    """The tutorial's servers and node, and where its console is."""

    tutorial: Tutorial

    @property
    def token(self) -> str:
        """The state folder's, which may do all."""
        return (self.tutorial.node.state / "token").read_text().strip()


@contextmanager
def running_console(node: str, state: Path) -> Iterator[str]:
    """Runs `trunkline console`; its URL."""
    where = ["--listen", "127.0.0.1:0", "--url", node, "--state", str(state), "--log-format", "json"]
    command = [sys.executable, "-m", "trunkline", "console", *where]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        log = process.stderr
        told = ""
        for line in log:
            told += line
            if line.startswith("{") and (event := json.loads(line)["event"]).startswith("console on "):
                break
        else:
            raise AssertionError(f"the console ended before it said where it is:\n{told}")
        drain = threading.Thread(target=lambda: [None for _ in log])
        drain.start()
        try:
            yield event.removeprefix("console on ").partition(";")[0]
        finally:
            process.terminate()
            drain.join()
