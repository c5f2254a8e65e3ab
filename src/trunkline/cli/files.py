"""Documents from paths: files, folders, zone files, standard input; each document remembers where it was written."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from trunkline.documents.config import Key
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.read import Written, read_texts, told_twice
from trunkline.documents.zone import Zone
from trunkline.documents.zone_file import read_written_zone
from trunkline.errors import DocumentError, Problem

ZONE_SUFFIX = ".zone"
SUFFIXES = (".yaml", ".yml", ".json", ZONE_SUFFIX)
STDIN = Path("-")

_RECORD = re.compile(r"^(\$(TTL|ORIGIN|INCLUDE|GENERATE)\s|[^#:{\n]*\s(IN|\d+)\s+[A-Z][A-Z0-9]*\s)", re.MULTILINE)
_SECTION = re.compile(rf"""^\s*[{{"']*({"|".join(SECTIONS)})["']?\s*:""", re.MULTILINE)

Paths = Annotated[
    list[Path],
    typer.Argument(
        help="Files (*.yaml, *.yml, *.json, *.zone), folders of such, or - for YAML on standard input.",
        show_default=False,
        metavar="PATH…",
    ),
]
Origin = Annotated[
    str | None,
    typer.Option(
        "--origin",
        help="The zone that the one zone file is of, whatever its name ends in; default: what stands before .zone.",
    ),
]


def read_paths(paths: Sequence[Path], origin: str | None = None) -> tuple[Written, ...]:
    """Every document of these paths; raises DocumentError with every fault in any of them."""
    problems: list[Problem] = []
    files = list(dict.fromkeys(_files(paths, problems)))
    zone_files = [path for path in files if path.suffix == ZONE_SUFFIX]
    if origin:
        named = set(paths)
        zone_files = zone_files or _zone_files_by_origin([path for path in files if path in named])
        if len(zone_files) != 1:
            raise typer.BadParameter(f"--origin goes with one zone file, not {len(zone_files)}")
    apart = set(zone_files)
    found = [*_read_yaml([path for path in files if path not in apart], problems)]
    for path in zone_files:
        found += _read_zone(path, origin or path.stem, problems)
    problems += _twins(found)
    if problems:
        raise DocumentError([*problems, *located(_faults_within(found), found)])
    return tuple(found)


def _zone_files_by_origin(named: Sequence[Path]) -> list[Path]:
    """With --origin a file is a zone file whatever its name ends in, but rather one that does not end as YAML does."""
    return [path for path in named if path.suffix not in SUFFIXES] or list(named)


def documents_of(written: Iterable[Written]) -> list[Document]:
    """Without where they were written."""
    return [one.document for one in written]


def located(problems: Iterable[Problem], written: Iterable[Written]) -> list[Problem]:
    """The same problems with file and line in place of "kind key", where the document came from a file."""
    places = {f"{one.document.kind} {one.document.key}": one for one in written}
    return [_located(problem, places) for problem in problems]


def _located(problem: Problem, places: Mapping[str, Written]) -> Problem:
    if not (one := places.get(problem.place)):
        return problem
    path = tuple(int(step) if step.isdecimal() else step for step in problem.field.split(".") if step)
    field = ": ".join(part for part in (problem.place, problem.field) if part)
    return Problem(one.locate(path), field, problem.message, problem.remedy)


def _files(paths: Iterable[Path], problems: list[Problem]) -> Iterator[Path]:
    for path in paths:
        if not (path == STDIN or path.exists()):
            raise typer.BadParameter(f"there is no {path}")
        if not path.is_dir():
            yield path
            continue
        within = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file())
        if not within:
            remedy = f"documents end in {', '.join(SUFFIXES)}"
            problems.append(Problem(str(path), "", "there are no documents in this folder", remedy))
        yield from within


def _read_yaml(files: Iterable[Path], problems: list[Problem]) -> tuple[Written, ...]:
    texts = [(_name(path), text) for path in files if (text := _text(path, problems)) is not None]
    zone_files = [name for name, text in texts if _looks_like_zone_file(text)]
    for name in zone_files:
        remedy = "say which zone it is of: --origin example.com, or name it example.com.zone"
        problems.append(Problem(name, "", "looks like a zone file, not like YAML", remedy))
    texts = [(name, text) for name, text in texts if name not in zone_files]
    try:
        return read_texts(texts)
    except DocumentError as error:
        problems += error.problems
        return ()


def _read_zone(path: Path, origin: str, problems: list[Problem]) -> Iterator[Written]:
    if (text := _text(path, problems)) is None:
        return
    try:
        zone, lines = read_written_zone(text, origin, str(path))
    except DocumentError as error:
        problems += error.problems
        return
    yield Written(zone, partial(_locate, path, lines))


def _locate(path: Path, lines: Sequence[int], at: Sequence[str | int]) -> str:
    """The line of the record set that a field is in; the file alone for what stands on no line of it."""
    match at:
        case ["records", int(number), *_]:
            return f"{path}:{lines[number]}"
    return str(path)


def _faults_within(found: Iterable[Written]) -> Iterator[Problem]:
    """What is wrong in a zone by itself, told beside what is wrong in other files; else it is for the node to tell."""
    for zone in (one.document for one in found if isinstance(one.document, Zone)):
        for fault in zone.contents.faults:
            yield Problem(f"{zone.kind} {zone.key}", fault.field, fault.message, fault.remedy)


def _text(path: Path, problems: list[Problem]) -> str | None:
    try:
        text = sys.stdin.buffer.read().decode() if path == STDIN else path.read_text("utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(_name(path), "", f"is not UTF-8 text: byte {error.start}", "save it as UTF-8"))
        return None
    except OSError as error:
        problems.append(Problem(_name(path), "", f"cannot be read: {error.strerror}"))
        return None
    # JSON is YAML, but for tabs between its tokens; inside its strings there are none (RFC 8259 section 7).
    return text.replace("\t", " ") if path.suffix == ".json" else text


def _looks_like_zone_file(text: str) -> bool:
    """A record or a directive begins a line, and no section of documents does."""
    return bool(_RECORD.search(text)) and not _SECTION.search(text)


def _name(path: Path) -> str:
    return "standard input" if path == STDIN else str(path)


def _twins(found: Iterable[Written]) -> Iterator[Problem]:
    """Zone files are read apart from the others; YAML files have been held against each other already."""
    first: dict[Key, Written] = {}
    for one in found:
        document = one.document
        earlier = first.setdefault((document.kind, document.key), one)
        if earlier is not one:
            yield told_twice(document, one.locate(()), earlier)
