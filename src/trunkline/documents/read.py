"""Documents from YAML text, or from data of the same shape: every fault with its place, field and the way out."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError

from trunkline.documents.document import FORMS, Document, Part
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.settings import Settings
from trunkline.documents.yaml_text import Path, load
from trunkline.errors import DocumentError, Problem

P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Draft:
    """A document as it was written: which model it wants to be, its data, and where each field of it stands."""

    section: str
    data: Any
    locate: Callable[[Path], str] = field(repr=False)


@dataclass(frozen=True)
class Written:
    """A document and where it, and each field of it, was written."""

    document: Document
    locate: Callable[[Path], str] = field(repr=False)


def read_texts(texts: Iterable[tuple[str, str]]) -> tuple[Written, ...]:
    """All documents of (source, YAML text) pairs; raises DocumentError with every fault found in any of them."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for source, text in texts:
        try:
            drafts.extend(_drafts_of_text(source, text))
        except DocumentError as error:
            problems.extend(error.problems)
    return read_drafts(drafts, problems)


def read_data(data: Any, source: str = "body") -> tuple[Written, ...]:
    """The same from parsed data: a mapping of sections to lists of documents."""
    return read_drafts(_drafts_of_sections(data, lambda path: _dotted(source, path)))


def read_drafts(drafts: Iterable[Draft], problems: Sequence[Problem] = ()) -> tuple[Written, ...]:
    """Validates each draft by itself, and refuses two documents of one kind and name."""
    written: dict[tuple[str, str], Written] = {}
    faults = list(problems)
    for draft in drafts:
        try:
            document = read_document(SECTIONS[draft.section], draft.data, draft.locate)
        except DocumentError as error:
            faults.extend(error.problems)
            continue
        first = written.setdefault((document.kind, document.key), Written(document, draft.locate))
        if first.document is not document:
            faults.append(told_twice(document, draft.locate(()), first))
    if faults:
        raise DocumentError(faults)
    return tuple(written.values())


def told_twice(document: Document, place: str, first: Written) -> Problem:
    """That `document`, written at `place`, is of the kind and name of one that was written before."""
    message = f"a second {document.kind} named {document.key}; the first is at {first.locate(())}"
    remedy = "there is only one: put both into it" if isinstance(document, Settings) else "rename one or delete it"
    return Problem(place, "name", message, remedy)


def read_document(model: type[P], data: Any, locate: Callable[[Path], str]) -> P:
    """One document, or another part; raises DocumentError with a problem for each field that is wrong."""
    if not isinstance(data, Mapping):
        problem = Problem(locate(()), "", f"should be a mapping of fields, not {_shown(data)}")
        raise DocumentError([problem])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        meant = model.model_for(data) if issubclass(model, Document) else model
        faults = error.errors()
        told = [_problem(meant, fault, locate) for fault in faults if not _follows(fault, faults)]
        raise DocumentError(told) from None


def _follows(fault: Any, faults: Sequence[Any]) -> bool:
    """Whether a list is too short only because its entries are wrong, which is told of each."""
    at = fault["loc"]
    return fault["type"] == "too_short" and any(one["loc"][: len(at)] == at != one["loc"] for one in faults)


def _problem(model: type[Part], fault: Any, locate: Callable[[Path], str]) -> Problem:
    path: Path = tuple(step for step in fault["loc"] if step != "[key]")
    where = ".".join(str(step) for step in path)
    if fault["type"] == "extra_forbidden":
        if issubclass(model, Document) and (elsewhere := model.where_else(where)):
            return Problem(locate(path), where, f"unknown field: {elsewhere}", "leave it out, or choose that protocol")
        known = tuple(_part_at(model, path[:-1]).model_fields)
        return Problem(locate(path), where, "unknown field", _nearest(str(path[-1]), known))
    message, remedy = _told(fault)
    if fault["input"] in (0, False, "") and _is_none_by_default(model, path):
        remedy = "leave it out if none is meant"
    return Problem(locate(path), where, message, remedy)


def _is_none_by_default(model: type[Part], path: Path) -> bool:
    """Whether the field is null where nobody writes it: 0, false or an empty text is most likely meant so."""
    field = _part_at(model, path[:-1]).model_fields.get(str(path[-1])) if path else None
    return field is not None and not field.is_required() and field.default is None


def _told(fault: Any) -> tuple[str, str]:
    """Message and remedy of one of pydantic's faults, in the words of documents instead of Python's."""
    said = fault["msg"].removeprefix("Value error, ").removeprefix("Input ")
    given = _shown(fault["input"])
    match fault["type"]:
        case "missing":
            return "is missing", ""
        case "value_error":
            return said, ""
        case _ if fault["input"] is None:
            return "has no value", "give it one, or leave it out"
        case "int_type":
            remedy = "write it plainly: no quotes, units, fractions or leading zeros"
            return f"should be a whole number, not {given}", remedy
        case "float_type":
            return f"should be a number, not {given}", "write it plainly: no quotes, units or leading zeros"
        case "bool_parsing" | "bool_type":
            return f"should be true or false, not {given}", ""
        case "string_type":
            return f"should be text, not {given}", "put it in quotes"
        case "too_short":
            return f"should have at least {fault['ctx']['min_length']} item", ""
        case "tuple_type":
            return f"should be a list, not {given}", "write [one, two], or a line with a dash for each"
        case "model_type":
            return f"should be a name or a mapping of fields, not {given}", ""
        case "string_pattern_mismatch":
            return f"{given} is not {FORMS.get(fault['ctx']['pattern'], 'of the form ' + fault['ctx']['pattern'])}", ""
        case "literal_error":
            close = get_close_matches(str(fault["input"])[:64], re.findall("'(.*?)'", fault["ctx"]["expected"]), n=1)
            return f"{said}, not {given}", f"did you mean {close[0]}?" if close else ""
        case _:
            return f"{said}, not {given}", ""


def _part_at(model: type[Any], path: Path) -> type[Any]:
    """The part that a path leads to: Pool, ("addresses", 2) → AddressReference."""
    for step in path:
        if isinstance(step, str):
            annotation = model.model_fields[step].annotation
            found = (annotation, *getattr(annotation, "__args__", ()))
            model = next((one for one in found if hasattr(one, "model_fields")), model)
    return model


def _nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known here: {', '.join(known)}"


def _shown(data: Any) -> str:
    """Short however long or deep it is."""
    return "nothing" if data is None else reprlib.repr(data)


def _dotted(source: str, path: Path) -> str:
    return ".".join([source, *(str(step) for step in path)])


def _drafts_of_text(source: str, text: str) -> Iterator[Draft]:
    loaded = load(source, text)
    if loaded.data is None:
        return iter(())
    return _drafts_of_sections(loaded.data, lambda path: f"{source}:{loaded.line(path)}")


def _drafts_of_sections(data: Any, locate: Callable[[Path], str]) -> Iterator[Draft]:
    if not isinstance(data, Mapping):
        message = f"should be sections of documents, not {_shown(data)}"
        raise DocumentError([Problem(locate(()), "", message, f"sections are {', '.join(SECTIONS)}")])
    problems = [_section_problem(section, value, locate) for section, value in data.items()]
    if faults := [problem for problem in problems if problem]:
        raise DocumentError(faults)
    return (
        Draft(section, item, _below(locate, (section, place)))
        for section, items in data.items()
        for place, item in enumerate(items or ())
    )


def _section_problem(section: Any, value: Any, locate: Callable[[Path], str]) -> Problem | None:
    if section not in SECTIONS:
        return Problem(locate((section,)), str(section), "unknown section", _nearest(str(section), tuple(SECTIONS)))
    if value is not None and not isinstance(value, list):
        message = f"should be a list of documents, not {_shown(value)}"
        return Problem(locate((section,)), section, message, "begin each with a dash")
    return None


def _below(locate: Callable[[Path], str], start: Path) -> Callable[[Path], str]:
    return lambda path: locate(start + path)
