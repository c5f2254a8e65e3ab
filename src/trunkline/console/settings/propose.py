"""A document changed by a form: judged, shown as a plan, and written if nobody else wrote meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from trunkline.client import Json
from trunkline.client.client import Fetched
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.plan import reviewed
from trunkline.console.parts.sure import sure
from trunkline.console.visit import Visit
from trunkline.documents.read import read_data
from trunkline.errors import NotFound, TrunklineError


async def present(visit: Visit, kind: str, key: str) -> Fetched:
    """The document and its revision: an empty one, and 0, where there is none. Raises TrunklineError."""
    try:
        return await visit.ask(visit.client.get, kind, key)
    except NotFound:
        return Fetched({}, 0)


Form = Callable[[Visit, Json, int], Awaitable[None]]
"""Asks for the fields of a document, of which it is given the present ones and their revision."""


async def edit(visit: Visit, kind: str, name: str, form: Form) -> None:
    """Opens the form upon the document as it is by now."""
    try:
        found = await present(visit, kind, name)
    except TrunklineError as error:
        visit.tell(error)
        return
    await form(visit, found.body, found.revision)


async def delete(visit: Visit, kind: str, name: str, consequence: str) -> None:
    """Deletes the document once its name was typed; `consequence` is what comes of it, in the visitor's language."""
    say = visit.say
    try:
        found = await present(visit, kind, name)
    except TrunklineError as error:
        visit.tell(error)
        return
    if await sure(say, say("Delete {name}", name=name), consequence, name, say("Delete")):
        await visit.do(visit.client.delete, kind, name, expected=found.revision)


async def proposed(visit: Visit, fields: Fields, section: str, body: Json, expected: int) -> bool:
    """Whether it was written. Faults are shown at their fields; `expected` is the revision it was edited from."""
    try:
        document = read_data({section: [body]})[0].document
        plan = await visit.ask(visit.client.plan, [document])
        fields.accept()
        why = await reviewed(visit.say, plan)
        if why is None:
            return False
        await visit.ask(visit.client.put, document, why=why, expected=expected)
    except TrunklineError as error:
        fields.refuse(error)
        return False
    return True
