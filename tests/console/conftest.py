"""A real browser, and the console beside the tutorial's node: skipped with a word where there is no Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from processes import eventually, example, running_node, running_servers
from tutorial import Tutorial

from console.stand import Stand, running_console
from ports import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file of stories: while open, its event loop runs in this thread, and other tests trip over it."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: install Debian's package `chromium` to run the stories of the console")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Stand]:
    """The tutorial, everyone on their own carrier, with its console; one for each file of stories."""
    folder, port = tmp_path_factory.mktemp("console"), free_port()
    file = folder / "gtm.yaml"
    file.write_text(example(port))
    with running_servers(port) as servers, running_node(folder / "state") as node:
        eventually(node.is_ready)
        tutorial = Tutorial(node, servers, port, file)
        tutorial.restore()
        with running_console(f"http://127.0.0.1:{node.http}", folder / "state") as url:
            yield Stand(url, tutorial)


@pytest.fixture
def open_page(stand: Stand, browser: Browser) -> Iterator[Open]:
    """`open_page("/zones")` is that page as a person sees it who logged in; each call is another person's browser.

    `token` is another than the state folder's; what else is given goes to the browser: `locale`, `viewport` …
    """
    contexts = []

    def open_it(path: str = "/", *, token: str | None = None, **browser_options: Any) -> Page:
        context = browser.new_context(base_url=stand.url, **{"locale": "en-US", **browser_options})
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        stand.log_in(page, path, token or stand.token)
        return page

    yield open_it
    for context in contexts:
        context.close()
