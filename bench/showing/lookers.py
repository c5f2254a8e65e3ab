"""Many people who look: each page is fetched and kept open as a browser does, but drawn by nobody.

Twenty real browsers would take the processor that is to be measured; people's browsers run on machines of their own.
"""

from __future__ import annotations

import ast
import asyncio
import re
import sys
import uuid

import httpx
import socketio

QUERY = re.compile(r"query: (\{[^}]*\})")
"""Where a page tells its browser how to come back by WebSocket."""


async def main(url: str, token: str, paths: list[str]) -> None:
    """Prints `ready` once all are open; at the end of its input, how many updates came to all of them together."""
    updates = 0
    async with httpx.AsyncClient(base_url=url, timeout=60, follow_redirects=True) as browser:
        await browser.post("/session", data={"token": token, "then": "/"}, headers={"Origin": url})
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        pages = []
        for path in paths:
            page = socketio.AsyncClient()

            @page.on("update")
            async def _(_: object) -> None:
                nonlocal updates
                updates += 1

            await _open(page, browser, path, cookie, url)
            pages.append(page)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for page in pages:
            await page.disconnect()
    print(updates, flush=True)


async def _open(page: socketio.AsyncClient, browser: httpx.AsyncClient, path: str, cookie: str, url: str) -> None:
    answer = (await browser.get(path)).raise_for_status()
    found = QUERY.search(answer.text)
    if found is None:
        raise SystemExit(f"{path} is no page that can be kept open: was the token refused?")
    ids = {"document_id": str(uuid.uuid4()), "tab_id": str(uuid.uuid4())}
    query = {**ast.literal_eval(found[1]), **ids, "implicit_handshake": False}
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    where = {"headers": {"Cookie": cookie, "Origin": url}, "transports": ["websocket"]}
    await page.connect(f"{url}?{asked}", socketio_path="/_nicegui_ws/socket.io", **where)
    if not await page.call("handshake", query):
        raise SystemExit(f"the console did not take {path} for an open page")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
