"""The console as an application: every page, who may see it, and what browsers are told with each answer."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from nicegui import app as pages_app
from nicegui import ui
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trunkline.client import Client
from trunkline.console.feed import Feed, World
from trunkline.console.frame import ASSETS, draw_frame
from trunkline.console.login import login_routes
from trunkline.console.missing import tell_missing
from trunkline.console.page import Page, all_pages
from trunkline.console.parts.text import Text
from trunkline.console.tabs import keep_tab
from trunkline.console.visit import Visit, kept, words_of
from trunkline.errors import NotReady, TrunklineError, Unauthorized, Unreachable

DAY = 86_400

HEADERS = {
    b"content-security-policy": b"default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    b"style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self' ws: wss:; "
    b"frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}
"""Nothing comes from elsewhere, and nobody may frame it. The framework's own scripts are inline and compile templates,
so scripts cannot be held more strictly."""


def create_console(url: str, cookie_secret: str) -> ASGIApp:
    """`url` is the node's API. One a process: the framework keeps its pages for the process as a whole."""
    app, feeds = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), Feeds(url)
    pages = all_pages()
    pages_app.colors(primary="#0b5cad", positive="#17703a", negative="#b42318")
    pages_app.config.quasar_config["loadingBar"]["skipHijack"] = True  # it would stand without a name over each page
    pages_app.add_static_files("/assets", ASSETS, max_cache_age=DAY)
    pages_app.include_router(login_routes(url))
    pages_app.exception_handler(404)(tell_missing)
    for page in pages:
        _add_page(page, pages, feeds)
    ui.run_with(
        app,
        title="trunkline",
        favicon=ASSETS / "icon.svg",
        tailwind=False,
        language="en-US",
        reconnect_timeout=30,
        storage_secret=cookie_secret,
        session_middleware_kwargs={"same_site": "strict", "session_cookie": "trunkline", "max_age": 30 * DAY},
        show_welcome_message=False,
    )
    return Border(app)


class Feeds:
    """A feed each token, for as long as somebody looks."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._feeds: dict[str, Feed] = {}

    def of(self, token: str) -> Feed:
        """The feed of that token; made where there is none. Those at which nobody looks any more end."""
        for left in [one for one, feed in self._feeds.items() if feed.over and one != token]:
            self._feeds.pop(left).client.close()
        if token not in self._feeds:
            self._feeds[token] = Feed(Client(self._url, token))
        return self._feeds[token]


def _add_page(page: Page, pages: tuple[Page, ...], feeds: Feeds) -> None:
    @ui.page(page.path, title="trunkline", response_timeout=30)
    async def show(request: Request) -> None:
        token = kept().get("token")
        if not token:
            _to_login(request)
            return
        feed = feeds.of(token)
        why_not: TrunklineError | None = None
        try:
            me = await asyncio.to_thread(feed.client.me)
            await feed.now()
        except Unauthorized:
            kept().pop("token", None)
            _to_login(request)
            return
        except TrunklineError as error:
            me, why_not = {"name": "?", "role": "viewer"}, error
        visit = Visit(
            words_of(request), feed, me["name"], me["role"], dict(request.path_params), dict(request.query_params)
        )
        keep_tab()
        with draw_frame(visit, page, pages):
            try:
                if why_not is not None:
                    raise why_not
                await page.build(visit)
            except TrunklineError as error:
                Text("p", str(error), "refused")
                _build_again_when_there_is_news(visit, error)


def _build_again_when_there_is_news(visit: Visit, error: TrunklineError) -> None:
    """Where the node could not be asked; what it refused it would refuse again."""
    if not isinstance(error, Unreachable | NotReady):
        return
    at = time.time()

    def hear(world: World) -> None:
        if world.seen > at and world.status.get("ready") and not world.trouble:
            ui.navigate.reload()

    visit.follow(hear)


def _to_login(request: Request) -> None:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    ui.navigate.to(f"/login?then={quote(wanted, safe='')}")


class Border:
    """Refuses what another site's page sends, and tells the browser what each answer may do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        if scope["type"] in ("http", "websocket") and not _same_origin(scope):
            await _refuse(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(name, value) for name, value in message["headers"] if name.lower() not in HEADERS]
                message = {**message, "headers": [*headers, *HEADERS.items()]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _same_origin(scope: Scope) -> bool:
    """A browser names the page that asks in Origin, for every WebSocket and whatever is no plain look (RFC 6454)."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    host = headers.get(b"host", b"").decode("latin-1")
    return not origin or urlsplit(origin).netloc == host


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"this was sent by a page of another site\n"})
