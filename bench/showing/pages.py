"""How long people wait: for a page, for what they press on it, and for a change of the world to come to them."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from playwright.sync_api import Page
from ten_thousand import tell, wait_for

from showing.stage import Stage, opened
from showing.world import CANVAS, FIFTY, NAMES

TIMES = 9
FLIPS = 10

UNTIL = """
([pressed, value, awaited]) => new Promise((done) => {
  const began = performance.now();
  const there = () => document.evaluate(awaited, document, null, XPathResult.BOOLEAN_TYPE).booleanValue;
  const look = new MutationObserver(() => { if (there()) { look.disconnect(); done(performance.now() - began); } });
  look.observe(document.body, {childList: true, subtree: true, characterData: true, attributes: true});
  const element = document.evaluate(pressed, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
  if (value === null) element.click();
  else { element.value = value; element.dispatchEvent(new Event("input", {bubbles: true})); }
})
"""
"""Milliseconds from a press or a text typed until the page holds what is awaited, the browser's own time included."""

WHEN = """
(awaited) => new Promise((done) => {
  const there = () => document.evaluate(awaited, document, null, XPathResult.BOOLEAN_TYPE).booleanValue;
  const look = new MutationObserver(() => { if (there()) { look.disconnect(); done(Date.now() / 1000); } });
  look.observe(document.body, {childList: true, subtree: true, characterData: true, attributes: true});
})
"""

FIRST = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
SERVED = (
    "() => { const [one] = performance.getEntriesByType('navigation'); return one.responseEnd - one.requestStart; }"
)


def measure_pages(stage: Stage) -> None:
    """Home with a thousand names, the canvas with a pool of fifty."""
    context = stage.person()
    for title, path in ((f"home, {NAMES:,} access domains", "/"), (f"the canvas, a pool of {FIFTY}", CANVAS)):
        paints, served = [], []
        for _ in range(TIMES):
            page = opened(context, path)
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
            paints.append(page.evaluate(FIRST))
            served.append(page.evaluate(SERVED))
            page.close()
        tell(f"{title}: the server's answer", _told(served))
        tell("  first paint", _told(paints))
    home = opened(context, "/")
    _act(
        home,
        "  home: a search typed",
        "//main//input",
        "n77.",
        "contains(string(//main//tbody), 'n77.bench') and not(contains(string(//main//tbody), 'n10.bench'))",
        lambda: _type(home, ""),
    )
    _act(
        home,
        "  home: the next page",
        "//button[@aria-label='Next page']",
        None,
        "contains(string(//*[contains(@class, 'pager')]), '16')",
        lambda: home.get_by_role("button", name="Page before").click(),
    )
    home.close()
    canvas = opened(context, CANVAS)
    card = "//section[@aria-label='Pools']//button"
    _act(
        canvas,
        "  canvas: a card opened",
        card,
        None,
        "boolean(//aside[@aria-label='Details']//h2)",
        lambda: canvas.get_by_role("button", name="Close").click(),
    )
    canvas.get_by_role("region", name="Pools").get_by_role("button").first.click()
    canvas.get_by_role("button", name="Edit").wait_for()
    _act(
        canvas,
        f"  canvas: the form of the pool of {FIFTY}",
        "//aside//button[contains(., 'Edit')]",
        None,
        "count(//fieldset//li) = 10",
        lambda: _leave(canvas),
    )
    context.close()


def measure_news(stage: Stage) -> None:
    """From the node's verdict to the word on an open page."""
    context = stage.person()
    page = opened(context, CANVAS)
    took = []
    for flip in range(FLIPS):
        down = flip % 2 == 0
        word = "Down" if down else "Not monitored' or .='OK"
        awaited = f"boolean(//section[@aria-label='Addresses']//button[contains(., 'turning')]//span[.='{word}'])"
        waiting = page.evaluate_handle("(awaited) => { window.shown = (" + WHEN + ")(awaited); }", awaited)
        stage.turn(down=down)
        shown = page.evaluate("() => window.shown")
        waiting.dispose()
        (place,) = next(row["tasks"][0]["places"] for row in stage.node.statuses("address") if row["name"] == "turning")
        took.append((shown - place["since"]) * 1000)
    tell("a verdict turns → the open page says so", _told(took))
    context.close()


def _act(page: Page, title: str, pressed: str, value: str | None, awaited: str, back: Callable[[], object]) -> None:
    took = []
    for _ in range(TIMES):
        page.wait_for_timeout(300)
        took.append(page.evaluate(UNTIL, [pressed, value, awaited]))
        back()
        wait_for(
            lambda: (
                not page.evaluate(
                    f"document.evaluate(`{awaited}`, document, null, XPathResult.BOOLEAN_TYPE).booleanValue"
                )
            ),
            "way back",
        )
    tell(title, _told(took))


def _type(page: Page, text: str) -> None:
    page.locator("main input").first.fill(text)


def _leave(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()


def _told(took: list[float]) -> str:
    return f"{statistics.median(took):.0f} ms in the median of {len(took)}, {max(took):.0f} at most"
