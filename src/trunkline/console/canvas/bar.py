"""What stands over the canvas while there is a draft, and after it was applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nicegui import ui

from trunkline.console.canvas.draft import Draft, Id
from trunkline.console.canvas.editing import Editing
from trunkline.console.parts.kinds import titled_key
from trunkline.console.parts.text import Text

WHEN_NO_DIALOG_HOLDS_IT = (
    "const focus = (tries) => document.querySelector('.q-dialog') && tries"
    " ? setTimeout(focus, 50, tries - 1) : getHtmlElement(%d)?.focus(); focus(40)"
)
"""A dialog that closes takes the keyboard back to where it came from, which may be gone by now."""


class Bar:
    """Tells how much is drafted, what others changed of it meanwhile, and the ways on."""

    def __init__(self, editing: Editing) -> None:
        self._editing, self._say = editing, editing.visit.say
        say = self._say
        with ui.element("section").classes("draft-bar").props(f'aria-label="{say("Draft")}"') as self._bar:
            with ui.element("div").props("role=status"):
                self._told = Text("p")
                self._clash = Text("p", classes="refused")
            with ui.element("div").classes("row"):
                self._mine = ui.button(say("Keep my changes over theirs"), on_click=self._keep_mine)
                self._theirs = ui.button(say("Drop mine where they changed it"), on_click=self._take_theirs)
                self._discard = ui.button(say("Discard"), on_click=lambda: editing.take(Draft()))
                self._undo = ui.button(say("Undo"), icon="undo", on_click=editing.undo)
                self._review = ui.button(say("Review and apply"), on_click=lambda: editing.review())
                for button in (self._mine, self._theirs, self._discard, self._undo):
                    button.props("flat no-caps")
                self._review.props("no-caps")

    def show(self) -> None:
        """As it is now; hidden where there is nothing to tell."""
        draft, written = self._editing.draft, self._editing.written
        clashes = draft.clashes(self._editing.world)
        self._bar.set_visibility(bool(draft.changes or written))
        for button in (self._mine, self._theirs):
            button.set_visibility(bool(clashes))
        self._discard.set_visibility(bool(draft.changes))
        self._review.set_visibility(bool(draft.changes) and not clashes)
        self._undo.set_visibility(written is not None)
        self._told.set_text(self._summary())
        meanwhile = self._list(clashes)
        self._clash.set_text(self._say("Somebody else changed meanwhile: {what}", what=meanwhile) if clashes else "")

    def focus(self) -> None:
        """The keyboard comes to what is to be done next."""
        button = self._review if self._review.visible else self._undo
        if self._bar.visible and button.visible:
            ui.run_javascript(WHEN_NO_DIALOG_HOLDS_IT % button.id)

    def _summary(self) -> str:
        draft, written = self._editing.draft, self._editing.written
        if written is not None:
            return self._say("Applied as revision {revision}.", revision=written.revision)
        changes = self._list({id: one.fields for id, one in draft.changes.items()})
        return self._say("Draft, not applied yet: {what}", what=changes)

    def _list(self, fields: Mapping[Id, Sequence[str]]) -> str:
        """Documents, each with the fields of it that are meant."""
        return "; ".join(f"{titled_key(self._say, *id)}: {', '.join(one) or '–'}" for id, one in fields.items())

    def _keep_mine(self) -> None:
        self._editing.take(self._editing.draft.onto(self._editing.world))

    def _take_theirs(self) -> None:
        draft = self._editing.draft
        for id in draft.clashes(self._editing.world):
            draft = draft.without(id)
        self._editing.take(draft)
