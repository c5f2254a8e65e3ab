"""From settings to how the engine treats every asker."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.documents.config import Config
from trunkline.snapshot.snapshot import Conduct


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a node may tell of itself, each as it was started; settings say whether it does."""

    hostname: str = ""
    nsid: str = ""


NAMELESS = Introduction()
"""A node that has nothing to tell of itself."""


def conduct_of(config: Config, introduction: Introduction) -> Conduct:
    """What the settings want of this node; there are cookies only with a secret to make them with."""
    dns, secret = config.settings.dns, config.cookie_secret
    found = (secret.present, secret.former) if secret and dns.cookies else ()
    return Conduct(
        nsid=introduction.nsid.encode() if dns.nsid else b"",
        version=(dns.version or "").encode(),
        hostname=introduction.hostname.encode() if dns.hostname else b"",
        secrets=tuple(bytes.fromhex(one) for one in found if one),
        tcp_idle=round(dns.tcp_idle * 10),
        explains=dns.extended_errors,
        query_log=dns.query_log or 0,
    )
