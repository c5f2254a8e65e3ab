"""One message through one Apprise URL, now, in the calling thread; the only importer of Apprise.

Apprise says whether a message went out; why not, it says in its log, which may hold what is secret in a URL. So that
log goes nowhere, and why is told in words of ours alone, made of the errors and the answers that are seen on the way.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import requests
from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat, NotifyType
from apprise.logger import logger
from apprise.manager_plugins import NotificationManager

from trunkline.health.events import Message

_ASSET = AppriseAsset(
    app_id="trunkline",
    app_desc="trunkline",
    app_url="",
    storage_mode="memory",
    async_mode=False,
    service_timeout=0,  # else it sends in a pool of few threads, which is waited for when the process ends
)

ROBOTS = frozenset({"dingtalk", "wecombot", "feishu", "lark"})
"""They refuse a message with status 200 and a code in the body, which Apprise does not look at."""


def fault_of(url: str, message: Message, good: bool | None) -> str | None:
    """Sends; None if the message went out, else why not, with nothing of the URL in it.

    `good` is whether it is good news, for the channels that show it; None: neither.
    """
    plugin = plugin_of(url)
    if plugin is None:
        return "Apprise does not understand the URL"
    channel = Apprise(plugin, asset=_ASSET)
    heard: list[Any] = []
    _HEARD.set(heard)
    try:
        done = channel.notify(message.body, message.title, _TYPES[good], body_format=NotifyFormat.TEXT)
    except Exception as error:
        done = None
        heard.append(error)
    if not done:
        return _words(heard)
    code = _robots_code(heard) if plugin.schema in ROBOTS else None
    return f"the robot refused it with code {code}" if code else None


def plugin_of(url: str) -> NotifyBase | None:
    """What Apprise makes of a URL; None if it does not understand it, or if that cannot work on this machine."""
    try:
        return Apprise.instantiate(url, asset=_ASSET)
    except Exception:
        return None


def known_schemes() -> list[str]:
    """Every scheme that Apprise has a plugin for."""
    return sorted(NotificationManager().schemas())  # type: ignore[no-untyped-call]


_TYPES = {True: NotifyType.SUCCESS, False: NotifyType.WARNING, None: NotifyType.INFO}

_HEARD: ContextVar[list[Any] | None] = ContextVar("heard", default=None)
"""What was seen while a message was sent: exceptions, and responses of requests."""


class _Ear(logging.Handler):
    """Apprise logs an exception in words of its choice, but while the exception itself is still at hand."""

    def emit(self, record: logging.LogRecord) -> None:
        _hear(sys.exc_info()[1])


def _hear(one: object) -> None:
    heard = _HEARD.get()
    if heard is not None and one is not None:
        heard.append(one)


def _send_and_hear(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
    response = _session_send(session, request, **options)
    _hear(response)
    return response


logger.handlers, logger.propagate = [_Ear(logging.DEBUG)], False
logger.setLevel(logging.DEBUG)
_session_send = requests.Session.send
requests.Session.send = _send_and_hear  # type: ignore[method-assign, assignment]  # nobody else here uses requests


def _robots_code(heard: list[Any]) -> int | None:
    """The code with which a robot refused; None if it did not."""
    for response in heard:
        try:
            answer = response.json()
            code = answer.get("errcode", answer.get("code"))
        except (AttributeError, ValueError):
            continue
        if isinstance(code, int) and code != 0:
            return code
    return None


def _words(heard: list[Any]) -> str:
    """Why it failed: the first thing that we have words for, else only that it did."""
    for one in heard:
        if isinstance(one, requests.Response) and not one.ok:
            return f"it answered {one.status_code}"
        for error in _causes(one) if isinstance(one, BaseException) else ():
            if isinstance(error, smtplib.SMTPResponseException):
                return f"the mail server answered {error.smtp_code}"
            for kind, words in _WORDS:
                if isinstance(error, kind):
                    return words
    return "it was not accepted"


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, "no TLS that can be trusted"),
    (socket.gaierror, "its name cannot be resolved"),
    (ConnectionRefusedError, "connection refused"),
    (TimeoutError, "no answer in time"),
    (requests.Timeout, "no answer in time"),
    (smtplib.SMTPRecipientsRefused, "the mail server refused the recipients"),
    (smtplib.SMTPException, "the mail server broke off"),
    (ConnectionError, "the connection was broken off"),
    (OSError, "no connection"),
)
"""What is more particular stands first."""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error that all began with first, for libraries wrap it."""
    chain: list[BaseException] = []
    while error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__ or error
    return reversed(chain)
