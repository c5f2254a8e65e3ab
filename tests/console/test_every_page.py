"""What holds of every page: nothing serious is found by axe, and a phone shows the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from console.stand import Stand
from console.test_editing import serious
from trunkline.console.page import all_pages

EXAMPLES = {
    "/domains/{name:path}/{type}": "/domains/gtm.example.com/A",
    "/zones/{name:path}": "/zones/example.com",
    "/explain": "/explain?name=gtm.example.com&from=221.130.33.52",
    "/simulate": "/simulate?line=mobile",
    "/health": "/health?address=server-mobile",
}
PATHS = [EXAMPLES.get(page.path, page.path) for page in all_pages()]


SIZES: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light", "locale": "en-US"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "locale": "zh-CN"},
}


@pytest.fixture(scope="module", params=SIZES)
def page(stand: Stand, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Of somebody who is logged in: on a laptop, light, in English, or on a phone, dark, in Chinese."""
    with browser.new_context(base_url=stand.url, **SIZES[request.param]) as context:
        page = context.new_page()
        stand.log_in(page, "/", stand.token)
        yield page


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_serious_and_the_whole_width_is_seen(page: Page, stand: Stand, path: str) -> None:
    stand.go(page, path)
    expect(page.locator("main h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert serious(page) == []
