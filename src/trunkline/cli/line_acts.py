"""The commands lines import, update, remove, compose, rollback, diff, agreement: what is done with the line table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx
import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.text import Text

from trunkline.cli.drawing import MANY, count, table
from trunkline.cli.errors import AMISS
from trunkline.cli.session import Command, Session
from trunkline.client import Json, line_table
from trunkline.errors import LayerRefused

NETWORKS = "https://iptoasn.com/data/ip2asn-combined.tsv.gz"
"""Which autonomous system announces a network, in the public domain (PDDL 1.0)."""


class What(StrEnum):
    """Which of the embedded layers is updated."""

    ASN = "asn"
    COUNTRY = "country"


class Called(StrEnum):
    """A line table that the node has."""

    EMBEDDED = "embedded"
    CURRENT = "current"
    PREVIOUS = "previous"


NO_CARRIER = "no carrier"
"""How people say NOBODY."""

TOLD = ("alike", "otherwise", "silent")

SPEAKS = {What.ASN: ["carrier", "province", "cloud"], What.COUNTRY: ["country"]}

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
As = Annotated[
    str, typer.Option("--as", help="What it is: cidr, csv, iptoasn, mmdb, xdb; by default its content tells.")
]
Line = Annotated[str, typer.Option(help="The line that a bare list of networks means.")]
Plan = Annotated[bool, typer.Option("--plan", help="Change nothing, tell what would change.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept with the table, and logged.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Take what the guards refuse.")]


def import_file(
    session: Session,
    file: File,
    format_: As = "",
    name: Annotated[str, typer.Option(help="The layer's name; by default after the file's.")] = "",
    line: Line = "",
    only: Annotated[
        list[str] | None,
        typer.Option(help="A field that it may speak of, once for each: carrier, province, country, cloud, search."),
    ] = None,
    plan: Plan = False,
    anyway: Anyway = False,
    why: Why = "",
) -> None:
    """Lay a file over the line table: what it says of carriers, provinces, countries goes before what is embedded.

    For example: trunkline lines import ip2region.xdb --as xdb --name provinces
    """
    asked = {"name": name or line_table.name_after(file), "format": format_, "line": line, "only": only or []}
    _import(session, file, {**asked, "plan": plan, "anyway": anyway, "why": why})


def update(
    session: Session,
    what: Annotated[What, typer.Option(help="The embedded layer to replace.")] = What.ASN,
    from_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, readable=True, help="From here, not the network.")
    ] = None,
    from_url: Annotated[
        str, typer.Option(help="From where; there is a default for --what asn: iptoasn.com.", show_default=False)
    ] = "",
    plan: Plan = False,
    anyway: Anyway = False,
    why: Why = "",
) -> None:
    """Replace what is embedded by newer data, unless that would move too many.

    For example: trunkline lines update --from-file ip2asn-combined.tsv.gz
    """
    url = from_url or (NETWORKS if what is What.ASN else "")
    if not from_file and not url:
        raise typer.BadParameter(f"--what {what} goes with --from-file or --from-url")
    asked = {"name": what.value, "only": SPEAKS[what], "plan": plan, "anyway": anyway, "why": why}
    if from_file:
        _import(session, from_file, asked)
        return
    with TemporaryDirectory() as folder, _progress() as tell:
        fetched = _fetched(url, Path(folder), tell)
        done = line_table.import_file(session.client, fetched, asked, tell)
    _tell(session, done)


def remove(
    session: Session,
    layer: Annotated[str, typer.Argument(help="The layer's name, as `trunkline lines layers` tells it.")],
    plan: Plan = False,
    anyway: Anyway = False,
    why: Why = "",
) -> None:
    """Take an imported layer away; what lies under it speaks again.

    For example: trunkline lines remove provinces
    """
    _act(session, "DELETE", f"layers/{layer}", {"plan": plan, "anyway": anyway, "why": why})


def compose(session: Session, plan: Plan = False, anyway: Anyway = False, why: Why = "") -> None:
    """Compose the line table anew, of the embedded layers of this version and what was imported: after an upgrade.

    For example: trunkline lines compose --plan
    """
    _act(session, "POST", "compose", {"plan": plan, "anyway": anyway, "why": why})


def roll_back(session: Session, why: Why = "") -> None:
    """Go back to the line table of before; a second time brings back the one of now.

    For example: trunkline lines rollback --why 'too many moved'
    """
    used = session.client.json("POST", "/v1/line_table/rollback", {"why": why})
    session.tell(used, lambda found: [Text(f"answering by the line table of before: {found['version']}")])


def diff(
    session: Session,
    old: Annotated[Called, typer.Argument(help="embedded, current or previous.")] = Called.PREVIOUS,
    new: Annotated[Called, typer.Argument(help="embedded, current or previous.")] = Called.CURRENT,
) -> None:
    """Show who moves from one line table to another, by line and by access domain.

    For example: trunkline lines diff previous current
    """
    _act(session, "POST", "diff", {"old": old.value, "new": new.value})


def agreement(session: Session, file: File, format_: As = "", line: Line = "") -> None:
    """Show how far a file agrees with the line table, over all addresses; nothing is changed.

    What was imported before is part of the table: a file that is a layer already agrees with itself.

    For example: trunkline lines agreement GeoLite2-ASN.mmdb
    """
    with _progress() as tell:
        done = line_table.agreement(session.client, file, {"format": format_, "line": line}, tell)
    session.tell(done, draw_agreement)


LINE_ACTS: Mapping[str, Command] = {
    "import": import_file,
    "update": update,
    "remove": remove,
    "compose": compose,
    "rollback": roll_back,
    "diff": diff,
    "agreement": agreement,
}


def _import(session: Session, file: Path, asked: dict[str, Json]) -> None:
    with _progress() as tell:
        done = line_table.import_file(session.client, file, asked, tell)
    _tell(session, done)


def _act(session: Session, method: str, path: str, asked: dict[str, Json]) -> None:
    with _progress() as tell:
        done = line_table.act(session.client, method, path, asked, tell)
    _tell(session, done)


def _tell(session: Session, done: Json) -> None:
    session.tell(done, _draw)
    if done["state"] == "refused" or (done["plan"] and done["faults"]):
        raise typer.Exit(AMISS)


def _draw(done: Json) -> Iterator[RenderableType]:
    for fault in done["faults"]:
        yield Text(f"the guards: {fault}", "red")
    for notice in done["notices"]:
        yield Text(notice, "yellow")
    if done["rows"]:
        yield Text(f"{done['file']} was read as {done['format']}: {count(done['rows'], 'row')}")
    yield from draw_moved(done["moved"])
    if done["state"] == "refused":
        yield Text("refused: nothing was changed; --anyway takes it nonetheless", "red")
    elif done["plan"]:
        yield Text("nothing was changed: this was a plan")
    elif done["kind"] != "diff":
        yield Text(f"answering by the line table {done['version']}")


def draw_moved(moved: Json) -> Iterator[RenderableType]:
    """Who is on other lines, and whose answers are others."""
    if not moved["lines"]:
        yield Text("nobody is on another line")
        return
    drawn = table("line", "IPv4 addresses gained", "lost", "IPv6 /48s gained", "lost")
    for row in moved["lines"][:MANY]:
        drawn.add_row(row["line"], *(f"{row[key]:,}" for key in ("v4_gained", "v4_lost", "v6_gained", "v6_lost")))
    yield drawn
    if len(moved["lines"]) > MANY:
        yield Text(f"… and {len(moved['lines']) - MANY:,} more lines; --json has them all", "dim")
    for row in moved["access_domains"][:MANY]:
        yield Text(row["because"])
    if not moved["access_domains"]:
        yield Text("no access domain answers anyone otherwise")


def draw_agreement(done: Json) -> Iterator[RenderableType]:
    """Field by field, then where the two differ most."""
    yield Text(f"{done['file']} was read as {done['format']}: {count(done['rows'], 'row')}")
    drawn = table("field", "family", "alike", "otherwise", "we are silent", "alike, of what both say")
    for row in done["agreement"]["fields"]:
        both = row["alike"] + row["otherwise"]
        if not both + row["silent"]:
            continue
        share = f"{100 * row['alike'] / both:.2f} %" if both else ""
        drawn.add_row(row["field"], f"IPv{row['family']}", *(f"{row[key]:,}" for key in TOLD), share)
    yield drawn
    yield Text("IPv4 in addresses, IPv6 in networks of 48 bits; the largest differences:", "dim")
    drawn = table("field", "ours", "theirs", "how much", "such as")
    for row in _largest(done["agreement"]["differences"]):
        ours, theirs = (NO_CARRIER if row[side] == "-" else row[side] for side in ("ours", "theirs"))
        drawn.add_row(row["field"], ours, theirs, f"{row['size']:,}", row["network"])
    yield drawn


def _largest(differences: list[Json]) -> Iterator[Json]:
    """Five of each field and family; they come with the largest first."""
    for kind in dict.fromkeys((one["field"], one["family"]) for one in differences):
        yield from [one for one in differences if (one["field"], one["family"]) == kind][:5]


def _fetched(url: str, folder: Path, tell: line_table.Told) -> Path:
    """The file that was fetched; raises LayerRefused, naming the way out, when it does not come."""
    path = folder / (Path(httpx.URL(url).path).name or "fetched")
    try:
        with httpx.stream("GET", url, follow_redirects=True, timeout=60.0) as response, path.open("wb") as file:
            response.raise_for_status()
            size = int(response.headers.get("content-length", 0))
            for piece in response.iter_bytes():
                file.write(piece)
                tell("fetching", response.num_bytes_downloaded, size)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise LayerRefused(url, f"it cannot be fetched: {error}", "fetch it elsewhere and give --from-file") from None
    return path


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error, where somebody looks at it."""
    screen = Console(stderr=True)
    if not (screen.is_terminal and sys.stdout.isatty()):
        yield lambda step, done, of: None
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), console=screen, transient=True
    ) as bar:
        task = bar.add_task("waiting", total=None)
        yield lambda step, done, of: bar.update(task, description=step, completed=done, total=of or None)
