"""The command drain: an address that is answered to nobody any more, and when caches have let go of it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import when
from trunkline.cli.errors import say
from trunkline.cli.moments import LASTS, read_duration
from trunkline.cli.session import Session
from trunkline.client import Client, Json
from trunkline.documents.override import Override
from trunkline.documents.read import read_document
from trunkline.errors import Conflict

Address = Annotated[str, typer.Argument(help="The name of the address.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", help="Why; shown wherever it has effect.", show_default=False)]
Lasts = Annotated[str | None, typer.Option("--for", help=f"Lifted by itself after {LASTS}; default: never.")]


def written(address: str, state: str, reason: str, lasts: str | None) -> Override:
    """The override of an address that ends after so long, if at all; a usage error, or DocumentError."""
    if not reason.strip():
        raise typer.BadParameter(f"say why: trunkline override {address} {state} --reason '…'")
    expires = None if lasts is None else time.time() + read_duration(lasts)
    told = {"name": address, "state": state, "reason": reason, "expires": expires}
    document = read_document(Override, told, lambda path: f"{Override.kind} {address}")
    assert isinstance(document, Override)
    return document


def force(session: Session, address: str, state: str, reason: str, lasts: str | None) -> Json:
    """Puts the override of an address into effect; NotFound if there is no such address."""
    document = written(address, state, reason, lasts)
    session.client.get("address", address)
    return session.client.put(document, why=reason)


def drain(
    session: Session,
    address: Address,
    reason: Reason,
    lasts: Lasts = None,
    wait: Annotated[bool, typer.Option("--wait", help="End once every cache has let go of it.")] = False,
) -> None:
    """Stop answering with an address, and tell when caches have let go of it, so that work on it can begin.

    For example: trunkline drain server-mobile --reason 'new disks' --for 2h --wait
    """
    force(session, address, "drain", reason, lasts)
    found = _override(session.client, address)
    while wait and (ends := _drained_at(address, found)) > time.time():
        left = ends - time.time()
        say(f"{address}: caches let go in {math.ceil(left)} s")
        time.sleep(max(0.0, min(left, 10.0)))
        found = _override(session.client, address)
    session.tell({"address": address, **found}, _draw)


def _override(client: Client, address: str) -> Json:
    rows = client.statuses("address", contains=address)
    found = next((row["override"] for row in rows if row["name"] == address), None)
    if found is None:
        raise Conflict(f"the override of {address} was lifted, or ended, before caches let go")
    return found


def _drained_at(address: str, found: Json) -> float:
    if found["state"] != "drain":
        raise Conflict(f"somebody forced {address} {found['state']} meanwhile")
    if found["drained_at"] is None:
        raise Conflict(
            f"{address} is still answered for {', '.join(found['still_answered'])}: nothing else is available there"
        )
    return float(found["drained_at"])


def _draw(found: Json) -> Iterator[RenderableType]:
    if found["drained_at"] is None:
        told = ", ".join(found["still_answered"])
        yield Text(f"{found['address']} drains, but is still answered for {told}: nothing else is available", "yellow")
        return
    left = found["drained_at"] - time.time()
    gone = f"caches let go in {math.ceil(left)} s, at {when(found['drained_at'])}" if left > 0 else "caches let go"
    yield Text(f"{found['address']} is answered to nobody any more; {gone}")
    if found["expires"] is not None:
        yield Text(f"it is back by itself at {when(found['expires'])}", "dim")
