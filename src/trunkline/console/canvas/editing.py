"""The draft of one page, from the first thing changed to what the node wrote of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from trunkline.client import Json
from trunkline.console.canvas.draft import Change, Draft, Id, checked, document_of
from trunkline.console.feed import World
from trunkline.console.parts.plan import reviewed
from trunkline.console.visit import Visit
from trunkline.documents.override import Override
from trunkline.errors import Conflict, TrunklineError

TRIES = 5
"""While others write other documents all the time."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was applied last, the revision that holds it, and the one before, to which an undo leads."""

    draft: Draft
    revision: int
    before: int


class Editing:
    """`redraw` is called when the draft is another, `focus` when the keyboard should come to it. Everything that is
    refused is told to the person."""

    def __init__(self, visit: Visit, redraw: Callable[[], None], focus: Callable[[], None]) -> None:
        self.visit, self._redraw, self._focus = visit, redraw, focus
        self.world, self.draft = World(), Draft()
        self.written: Written | None = None
        self._asking = False

    def hear(self, world: World) -> None:
        """How things are by now; what somebody else made of it just so is in the draft no more."""
        self.world = world
        if any(document_of(world, id) == change.after for id, change in self.draft.changes.items()):
            self.draft = self.draft.onto(world)

    def body(self, id: Id) -> Json | None:
        """A document as the draft has it, or else the node."""
        return self.draft.body(self.world, id)

    def put(self, id: Id, body: Mapping[str, Json]) -> None:
        """The draft has that document so from now on."""
        self.take(self.draft.changed(self.world, id, body))

    def begun(self, id: Id) -> Json | None:
        """What whoever opens a form of it now begins with; None for one that is to be new."""
        return self.draft.begun(self.world, id)

    def keep(self, id: Id, change: Change) -> None:
        """As `put`, for a change that was begun when a form was opened: what others wrote since is a clash."""
        self.take(self.draft.having(id, change))
        self._focus()

    def take(self, draft: Draft) -> None:
        """Another draft in place of this one."""
        self.draft, self.written = draft, None
        self._redraw()

    async def check(self, id: Id, body: Mapping[str, Json]) -> None:
        """Asks the node whether it would take the draft with that document so; raises what it says against it."""
        await self._plan(self.draft.changed(self.world, id, body))

    async def review(self, why: str = "") -> None:
        """Shows what the draft would do, and applies it if the person says so. Pressed twice, it is shown once."""
        with self._once() as first:
            if first:
                await self._review(why)

    async def undo(self) -> None:
        """Takes back what was applied last, and only that. Its plan is shown; overrides are lifted or put back as they
        were."""
        with self._once() as first:
            if first and self.written is not None:
                await self._undo(self.written)

    @contextmanager
    def _once(self) -> Iterator[bool]:
        """False while another plan is shown."""
        if self._asking:
            yield False
            return
        self._asking = True
        try:
            yield True
        finally:
            self._asking = False
            self._focus()

    async def _review(self, why: str) -> None:
        try:
            plan = await self._plan(self.draft)
        except TrunklineError as error:
            self.visit.tell(error)
            return
        said = await reviewed(self.visit.say, plan, why)
        if said is not None:
            await self._apply(said)

    async def _undo(self, written: Written) -> None:
        held = {id: change for id, change in written.draft.changes.items() if id[0] == Override.kind}
        declared = len(held) < len(written.draft.changes)
        try:
            if declared and not await self._take_back(written):
                return
            for id, change in held.items():
                await self._restore(id, change)
        except TrunklineError as error:
            self.visit.tell(error)
            return
        self.written = None
        self._redraw()

    async def _take_back(self, written: Written) -> bool:
        """By a rollback, which takes away what was made new too; once anybody wrote since, field by field."""
        say, visit, client = self.visit.say, self.visit, self.visit.client
        reason = say("Undo of revision {revision}", revision=written.revision)
        plan = await visit.ask(client.plan_rollback, written.before)
        if plan["revision"] != written.revision:
            return await self._take_back_fields(written.draft, reason)
        why = await reviewed(say, plan, reason)
        if why is None:
            return False
        await visit.ask(client.rollback, written.before, why=why, expected=written.revision)
        return True

    async def _take_back_fields(self, draft: Draft, reason: str) -> bool:
        back = draft.taken_back(await self._as_it_is())
        if not back.changes:
            self.visit.tell_refusal(self.visit.say("Others wrote since, and nothing of it is left to take back."))
            return False
        why = await reviewed(self.visit.say, await self._plan(back), reason)
        if why is None:
            return False
        await self._write(back, why)
        return True

    async def _restore(self, id: Id, change: Change) -> None:
        if change.before is None:
            await self.visit.ask(self.visit.client.delete, *id)
        else:
            await self.visit.ask(self.visit.client.put, checked(id[0], change.before))

    async def delete(self, id: Id) -> bool:
        """Deletes it now, if nothing refers to it; whether it is gone."""
        gone = await self.visit.do(self.visit.client.delete, *id)
        if gone:
            self.take(self.draft.without(id))
        return gone

    async def _as_it_is(self) -> World:
        """The node's documents, read now."""
        found = await self.visit.ask(self.visit.client.documents)
        return replace(self.world, documents=found.body, revision=found.revision)

    async def _plan(self, draft: Draft) -> Json:
        return await self.visit.ask(self.visit.client.plan, draft.documents())

    async def _apply(self, why: str) -> None:
        try:
            written = await self._write(self.draft, why)
        except TrunklineError as error:
            self.visit.tell(error)
            return
        self.take(Draft())
        self.written = written
        self._redraw()

    async def _write(self, draft: Draft, why: str) -> Written:
        """Only who changed what the draft changes is in its way: for any other write it is tried again."""
        client, world = self.visit.client, self.world
        for _ in range(TRIES):
            if draft.clashes(world):
                break
            try:
                done = await self.visit.ask(client.apply, draft.documents(), why=why, expected=world.revision)
            except Conflict:
                world = await self._as_it_is()
            else:
                return Written(draft, done["revision"], world.revision)
        raise Conflict(f"revision {world.revision} is not the one that the draft is of")
