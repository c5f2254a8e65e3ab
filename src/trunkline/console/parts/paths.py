"""Where the page of something is: its name may hold whatever a name of the DNS may."""

from __future__ import annotations

from urllib.parse import quote


def domain_path(name: str, type_: str) -> str:
    """The canvas of an access domain."""
    return f"/domains/{quote(name, safe='')}/{quote(type_, safe='')}"


def zone_path(name: str) -> str:
    """A zone's records."""
    return f"/zones/{quote(name, safe='')}"
