"""Which document a person means: by kind and key as typed, or by a name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

import typer

from trunkline.client import Client
from trunkline.client.wire import body_of
from trunkline.documents.kinds import SECTION_OF, SECTIONS
from trunkline.errors import NotFound

SWITCHED = ("access_domain", "pool", "address")
"""The kinds that are enabled and disabled."""

_SPELLINGS = {
    **{kind: kind for kind in SECTION_OF},
    **{section: model.kind for section, model in SECTIONS.items()},
    "domain": "access_domain",
    "domains": "access_domain",
}

_NAMED = "|".join([", ".join(SWITCHED[:-1]) + f" or {SWITCHED[-1]}", *SECTION_OF]).replace("_", "[_ ]")
_NOT_THERE = re.compile(rf"there is no ({_NAMED}) ([^,;:]+)(, and never was)?")


def read_kind(text: str) -> str:
    """The kind that `pool`, `pools`, `access-domain` or `domain` means; a usage error otherwise."""
    wanted = text.lower().replace("-", "_")
    if wanted in _SPELLINGS:
        return _SPELLINGS[wanted]
    close = get_close_matches(wanted, _SPELLINGS, n=1)
    remedy = f"did you mean {_SPELLINGS[close[0]]}?" if close else f"kinds are {', '.join(SECTION_OF)}"
    raise typer.BadParameter(f"there is no kind {text!r}: {remedy}")


def full_key(client: Client, kind: str, key: str) -> str:
    """The key, with the type where an access domain was named without it; NotFound, or a usage error if two fit."""
    if kind != "access_domain" or "/" in key:
        return key
    found = list(_present(client, kind, key))
    if not found:
        raise NotFound(f"there is no access domain {key}")
    if len(found) > 1:
        raise typer.BadParameter(f"{key} is two access domains: say {' or '.join(found)}")
    return found[0]


def find_switched(client: Client, name: str) -> tuple[str, str]:
    """The one access domain, pool or address of that name; NotFound, or a usage error if several fit."""
    found = [(kind, key) for kind in SWITCHED for key in _present(client, kind, name)]
    if not found:
        raise NotFound(f"there is no access domain, pool or address {name}")
    if len(found) > 1:
        named = " or ".join(f"{kind} {key}" for kind, key in found)
        raise typer.BadParameter(f"{name} may mean several: say {named}")
    return found[0]


def with_nearest(client: Client, error: NotFound) -> NotFound:
    """The same, and which name may be meant, if it says that a document does not exist: of the first thousand."""
    if not (found := _NOT_THERE.fullmatch(str(error))):
        return error
    kinds = [kind.replace(" ", "_") for kind in re.split(", | or ", found[1])]
    keys = [key for kind in kinds for key in _first_keys(client, kind)]
    named = {key if "/" in found[2] else key.partition("/")[0]: key for key in keys}
    close = get_close_matches(found[2], named, n=1)
    return NotFound(f"{error}: did you mean {named[close[0]]}?") if close else error


def _first_keys(client: Client, kind: str) -> Iterator[str]:
    for body in body_of(next(client.pages(f"/v1/{SECTION_OF[kind]}", {}))):
        yield f"{body['name']}/{body['type']}" if kind == "access_domain" else body["name"]


def _present(client: Client, kind: str, key: str) -> Iterator[str]:
    whole = kind != "access_domain" or "/" in key
    for candidate in [key] if whole else [f"{key}/A", f"{key}/AAAA"]:
        if kind != "access_domain" and "/" in candidate:
            continue
        try:
            body = client.get(kind, candidate).body
        except NotFound:
            continue
        yield f"{body['name']}/{body['type']}" if kind == "access_domain" else body["name"]
