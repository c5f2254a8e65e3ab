"""A file laid over the line table: how its layer is called, what it is and what it may speak of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from nicegui import events, ui

from trunkline.client import Client, Json, line_table
from trunkline.client.line_table import Told
from trunkline.console.lines.proposal import Proposal, proposed
from trunkline.console.lines.titles import Titles, told_field
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.console.words import Words

FORMATS = ("cidr", "csv", "iptoasn", "mmdb", "xdb")
SPOKEN = ("carrier", "province", "country", "cloud", "search")


async def lay_file(visit: Visit, titles: Titles, event: events.UploadEventArguments) -> bool:
    """Asks what the file is, shows whom it would move, and lays it over the table if that is wanted: whether it is."""
    with TemporaryDirectory(prefix="trunkline-") as folder:
        path = Path(folder) / (Path(event.file.name).name or "file")
        await event.file.save(path)
        return await _ask(visit, titles, path)


def laying(say: Words, client: Client, path: Path, asked: Mapping[str, Json]) -> Proposal:
    """`asked` says what the file is: name, format, line, only, as the API takes them."""

    def act(plan: bool, anyway: bool, why: str, tell: Told) -> Json:
        return line_table.import_file(client, path, {**asked, "plan": plan, "anyway": anyway, "why": why}, tell)

    title = say("Lay {file} over the line table", file=path.name)
    return Proposal(title, partial(act, True, False, ""), partial(act, False))


async def _ask(visit: Visit, titles: Titles, path: Path) -> bool:
    """The form stays until the file is used or given up: what is refused can be told otherwise."""
    say = visit.say
    with titled_dialog(say("Lay {file} over the line table", file=path.name), "form-dialog") as dialog:
        Text(
            "p", say("What it says goes before the layers under it. You see whom it moves before it is used."), "quiet"
        )
        fields = Fields(say)
        hint = say("letters, digits, - and _; a layer of that name is replaced")
        value = line_table.name_after(path)
        name = fields.text("name", say("Name of the layer"), value=value, hint=hint).props("autofocus")
        formats = {"": say("as its content tells"), **{one: one for one in FORMATS}}
        format_ = fields.add("format", ui.select(formats, label=say("Format"), value="").classes("wide"))
        hint = say("only for a bare list of networks: the line that they are on")
        line = fields.text("line", say("Line"), hint=hint)
        speaks = {field: told_field(say, field) for field in SPOKEN}
        only = ui.select(speaks, label=say("May speak of"), value=[], multiple=True).props("use-chips").classes("wide")
        fields.add("only", only, say("nothing chosen: of all that it knows"))

        async def go_on() -> None:
            typed = {"name": name.value.strip(), "line": line.value.strip()}
            asked = {**typed, "format": format_.value, "only": only.value}
            if await proposed(visit, titles, laying(say, visit.client, path, asked)):
                dialog.submit(True)

        with ui.row().classes("actions"):
            ui.button(say("Cancel"), on_click=dialog.close).props("flat no-caps")
            ui.button(say("See whom it moves"), on_click=go_on).props("no-caps")
    return bool(await answered(dialog))
