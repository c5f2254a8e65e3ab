"""Documents as people call them: the kind in their language, and the key."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.console.words import Words

KINDS: Mapping[str, str] = {
    "zone": "Zone",
    "monitor": "Monitor",
    "address": "Address",
    "pool": "Pool",
    "access_domain": "Access domain",
    "line": "Line",
    "override": "Override",
    "place": "Place",
    "contact_group": "Contact group",
    "settings": "Settings",
    "token": "Token",
}
"""Kinds of documents that people write."""


def kind_word(say: Words, kind: str) -> str:
    """One that people do not write is called as the node calls it."""
    return say(KINDS[kind]) if kind in KINDS else kind.replace("_", " ")


def titled_key(say: Words, kind: str, key: str) -> str:
    """`Pool Mobile`, 地址池 Mobile."""
    return f"{kind_word(say, kind)} {key}"
