"""Pictures of every page of the console: light and dark, English and Chinese, on a laptop and on a phone.

They go to build/screenshots; the few that the README shows, taken while a carrier's server is out, to docs/pictures.
"""

from __future__ import annotations

import itertools
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

HERE = Path(__file__).parent.parent
sys.path.insert(0, str(HERE / "examples" / "carrier-failover"))

from stage import Stage, free_ports, staged  # noqa: E402

from trunkline.console.page import all_pages  # noqa: E402

ALL, BEST = HERE / "build" / "screenshots", HERE / "docs" / "pictures"
SIZES: dict[str, ViewportSize] = {
    "laptop": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}
THEMES, LANGUAGES = ("light", "dark"), {"en": "en-US", "zh": "zh-CN"}
CANVAS = "/domains/gtm.example.com/A"
PARAMETERS = {"/domains/{name:path}/{type}": CANVAS, "/zones/{name:path}": "/zones/example.com"}
CARRIER, OUT = "unicom", "server-unicom"


def main() -> None:
    """Runs the tutorial with its console, and looks at all of it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("there is no Chromium here: install Debian's package `chromium`, or run `make browser`")
    for folder in (ALL, BEST):
        folder.mkdir(parents=True, exist_ok=True)
    with _tutorial() as (url, token, stage), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size, theme, language in itertools.product(SIZES, THEMES, LANGUAGES):
            with _person(browser, url, token, size, theme, language) as page:
                for path in _paths():
                    _take(page, url, path, ALL / f"{_name(path)}-{language}-{theme}-{size}.png")
        stage.signal_server(CARRIER, signal.SIGSTOP)
        _take_best(browser, url, token)
        stage.signal_server(CARRIER, signal.SIGCONT)
        browser.close()
    print(
        f"{len(list(ALL.glob('*.png')))} pictures in {ALL.relative_to(HERE)}, the README's in {BEST.relative_to(HERE)}"
    )


def _take_best(browser: Browser, url: str, token: str) -> None:
    with _person(browser, url, token, "laptop", "light", "en") as page:
        page.goto(f"{url}{CANVAS}")
        expect(page.get_by_role("button", name=OUT)).to_contain_text("Down", timeout=30_000)
        _take(page, url, CANVAS, BEST / "canvas.png")
        _take(page, url, "/", BEST / "home.png")
    with _person(browser, url, token, "laptop", "dark", "zh") as page:
        _take(page, url, CANVAS, BEST / "canvas-zh-dark.png")
    with _person(browser, url, token, "phone", "light", "en") as page:
        _take(page, url, "/", BEST / "home-phone.png", whole=False)


@contextmanager
def _tutorial() -> Iterator[tuple[str, str, Stage]]:
    dns, http, servers = free_ports()
    console = free_ports()[0]
    with tempfile.TemporaryDirectory() as state:
        folder = Path(state)
        stage = Stage(folder, dns, http, servers, console_port=console, log=folder / "node.log")
        with staged(stage):
            yield f"http://127.0.0.1:{console}", (folder / "token").read_text().strip(), stage


@contextmanager
def _person(browser: Browser, url: str, token: str, size: str, theme: str, language: str) -> Iterator[Page]:
    """Somebody who is logged in."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme, locale=LANGUAGES[language])
    page = context.new_page()
    page.goto(f"{url}/login?then={quote('/')}")
    page.locator("input[type=password]").fill(token)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")
    yield page
    context.close()


def _take(page: Page, url: str, path: str, file: Path, *, whole: bool = True) -> None:
    page.goto(f"{url}{path}")
    page.wait_for_function("window.did_handshake === true")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, full_page=whole, animations="disabled")


def _paths() -> list[str]:
    return [PARAMETERS.get(page.path, page.path) for page in all_pages()]


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-") or "home"


if __name__ == "__main__":
    main()
