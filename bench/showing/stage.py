"""A node, its console, a server that fails when it is told to, and a real browser: all processes of their own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from ten_thousand import Node, wait_for

from showing.world import TURNING, write_world

BROWSER = """\
#!/bin/sh
# People's browsers run on machines of their own: this one takes only what is left over.
exec nice -n 19 {chromium} "$@"
"""


@dataclass
class Stage:
    """`url` is the console's; `server` reads from its input which addresses are down."""

    node: Node
    console: subprocess.Popen[str]
    server: subprocess.Popen[str]
    browser: Browser
    url: str

    def turn(self, *, down: bool) -> None:
        """Lets the server fail, or come back."""
        assert self.server.stdin
        assert self.server.stdout
        self.server.stdin.write(f"{TURNING if down else ''}\n")
        self.server.stdin.flush()
        self.server.stdout.readline()

    def person(self) -> BrowserContext:
        """A browser's profile in which somebody is logged in."""
        context = self.browser.new_context(base_url=self.url, locale="en-US")
        page = context.new_page()
        page.goto(f"/login?then={quote('/')}")
        page.get_by_label("Token").fill((self.node.state / "token").read_text().strip())
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.url}/")
        page.close()
        return context


def opened(context: BrowserContext, path: str) -> Page:
    """A page that is there and hears what is clicked."""
    page = context.new_page()
    page.goto(path)
    page.wait_for_function("window.did_handshake === true")
    return page


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """All of it, with the documents applied and checked once."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("there is no Chromium here: install Debian's package `chromium`, or run `make browser`")
    wrapper = folder / "chromium"
    wrapper.write_text(BROWSER.format(chromium=chromium))
    wrapper.chmod(0o755)
    with ExitStack() as ends:
        server, port = _server(ends)
        node = Node(folder / "state")
        ends.callback(node.stop)
        node.start()
        wait_for((node.state / "token").exists, "token in the state folder")
        write_world(folder / "gtm.yaml", port)
        node.run("apply", str(folder / "gtm.yaml"), "--why", "the bench")
        wait_for(lambda: all(row["available"] for row in node.statuses("address")), "a first round")
        console, url = _console(ends, node)
        playwright = ends.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=wrapper, args=["--no-sandbox"])
        ends.callback(browser.close)
        yield Stage(node, console, server, browser, url)


def _server(ends: ExitStack) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, str(Path(__file__).parent.parent / "web_server.py")]
    server = ends.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    ends.callback(server.kill)
    assert server.stdout
    return server, int(server.stdout.readline())


def _console(ends: ExitStack, node: Node) -> tuple[subprocess.Popen[str], str]:
    where = ["--listen", "127.0.0.1:0", "--url", f"http://127.0.0.1:{node.http}", "--state", str(node.state)]
    command = [sys.executable, "-m", "trunkline", "console", *where, "--log-format", "json"]
    console = ends.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
    ends.callback(console.terminate)
    assert console.stderr
    event = json.loads(console.stderr.readline())["event"]
    threading.Thread(target=console.stderr.read, daemon=True).start()
    return console, event.removeprefix("console on ").partition(";")[0]
