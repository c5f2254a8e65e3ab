"""Channels of contact groups: where they lead, what they are called, and whether Apprise understands them."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches

from trunkline.documents.contact_group import Channel, ContactGroup
from trunkline.errors import Problem

FORMS = {
    "dingtalk": "dingtalk://TOKEN, or dingtalk://SECRET@TOKEN for a robot that wants signatures",
    "wecombot": "wecombot://KEY",
    "feishu": "feishu://TOKEN",
    "lark": "lark://TOKEN",
    "slack": "slack://TOKEN_A/TOKEN_B/TOKEN_C",
    "mailto": "mailto://USER:PASSWORD@HOST?from=ME&to=YOU, with every @ inside a value as %40",
    "json": "json://HOST:PORT/PATH, or jsons:// with TLS",
}
"""How the URLs of the usual schemes look."""

HOSTS = {
    "oapi.dingtalk.com": "dingtalk",
    "qyapi.weixin.qq.com": "wecombot",
    "open.feishu.cn": "feishu",
    "open.larksuite.com": "lark",
    "hooks.slack.com": "slack",
}
"""Whose webhook is meant by an address that Apprise does not take as it is."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,31})://")


def url_of(channel: Channel) -> str | None:
    """Its Apprise URL; None if the environment variable that should hold it is empty or not set."""
    return channel.url or os.environ.get(channel.url_env) or None


def title_of(channel: Channel) -> str:
    """What the log calls it: its title, the variable that holds its URL, or the scheme; nothing else of the URL."""
    return channel.title or channel.url_env or scheme_of(channel.url) or "a channel without a title"


def scheme_of(url: str) -> str:
    """The scheme in small letters; empty if there is none."""
    found = _SCHEME.match(url)
    return found[1].lower() if found else ""


def faults_of(group: ContactGroup) -> list[Problem]:
    """Every channel whose URL Apprise does not understand; what stands in the environment is not looked at.

    Imports Apprise, which takes half a second once: not for the thread of an event loop.
    """
    from trunkline.alerts.send import plugin_of

    return [
        Problem(f"{group.kind} {group.key}", f"channels.{place}.url", *_told(channel.url))
        for place, channel in enumerate(group.channels)
        if channel.url and plugin_of(channel.url) is None
    ]


def _told(url: str) -> tuple[str, str]:
    """Message and remedy, of which neither may hold more of the URL than its scheme."""
    from trunkline.alerts.send import known_schemes

    scheme = scheme_of(url)
    if scheme in ("http", "https"):
        host = url.partition("://")[2].partition("/")[0].lower()
        return "is the address of a web page or webhook, not an Apprise URL", f"write {FORMS[HOSTS.get(host, 'json')]}"
    if not scheme:
        return "has no scheme", "it begins like mailto:// or dingtalk://; docs/alerts.md shows the usual ones"
    if scheme in known_schemes():
        form = FORMS.get(scheme.removesuffix("s"))
        return f"is not a whole {scheme}:// URL", f"write {form}" if form else ""
    close = get_close_matches(scheme, known_schemes(), n=1)
    remedy = f"did you mean {close[0]}://?" if close else "docs/alerts.md shows the usual ones"
    return f"{scheme}:// is no scheme that Apprise knows", remedy
