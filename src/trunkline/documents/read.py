"""Documents from YAML text, or from data of the same shape: every fault with its place, field and the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import ValidationError

from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTIONS
from trunkline.errors import DocumentError, Problem

Path = tuple[str | int, ...]


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
            message = f"a second {document.kind} named {document.key}; the first is at {first.locate(())}"
            faults.append(Problem(draft.locate(()), "name", message, "rename one or delete it"))
    if faults:
        raise DocumentError(faults)
    return tuple(written.values())


def read_document(model: type[Document], data: Any, locate: Callable[[Path], str]) -> Document:
    """One document; raises DocumentError with a problem for each field that is wrong."""
    if not isinstance(data, Mapping):
        problem = Problem(locate(()), "", f"a {model.kind} is a mapping of fields, not {_named(data)}")
        raise DocumentError([problem])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise DocumentError([_problem(model, fault, locate) for fault in error.errors()]) from None


def _problem(model: type[Document], fault: Any, locate: Callable[[Path], str]) -> Problem:
    path: Path = tuple(fault["loc"])
    where = ".".join(str(step) for step in path)
    message = fault["msg"].removeprefix("Value error, ")
    remedy = ""
    if fault["type"] == "extra_forbidden":
        message, remedy = "unknown field", _nearest(str(path[-1]), _fields_at(model, path[:-1]))
    elif fault["type"] == "missing":
        message = "is missing"
    elif "input" in fault and isinstance(fault["input"], str | int | float):
        message = f"{message[0].lower()}{message[1:]}, not {fault['input']!r}"
    return Problem(locate(path), where, message, remedy)


def _fields_at(model: type[Any], path: Path) -> Sequence[str]:
    """The field names of the part that a path leads to: Pool, ("addresses", 2) → those of AddressReference."""
    for step in path:
        if isinstance(step, str):
            annotation = model.model_fields[step].annotation
            model = next((arg for arg in getattr(annotation, "__args__", ()) if hasattr(arg, "model_fields")), model)
    return tuple(model.model_fields)


def _nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known here: {', '.join(known)}"


def _named(data: Any) -> str:
    return "nothing" if data is None else f"{type(data).__name__} {data!r}"


def _dotted(source: str, path: Path) -> str:
    return ".".join([source, *(str(step) for step in path)])


def _drafts_of_text(source: str, text: str) -> Iterator[Draft]:
    root, data = _load(source, text)
    if root is None:
        return iter(())
    return _drafts_of_sections(data, lambda path: f"{source}:{_line(root, path)}")


def _drafts_of_sections(data: Any, locate: Callable[[Path], str]) -> Iterator[Draft]:
    if not isinstance(data, Mapping):
        message = f"expected sections of documents, not {_named(data)}"
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
        return Problem(locate((section,)), section, f"is a list of documents, not {_named(value)}")
    return None


def _below(locate: Callable[[Path], str], start: Path) -> Callable[[Path], str]:
    return lambda path: locate(start + path)


_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _load(source: str, text: str) -> tuple[yaml.Node | None, Any]:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None, None
        _refuse_twins(root, source)
        return root, loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{source}:{mark.line + 1}" if mark else source
        remedy = "check the indentation, quotes and brackets near that line"
        raise DocumentError([Problem(place, "", f"broken YAML: {error.problem or error}", remedy)]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DocumentError([Problem(source, "", f"broken YAML: {error}")]) from None
    finally:
        loader.dispose()


def _refuse_twins(root: yaml.Node, source: str) -> None:
    """YAML would silently keep the last of two equal keys."""
    stack, seen = [root], set[int]()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            _refuse_twin_keys(node, source)
            stack.extend(value for _, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)


def _refuse_twin_keys(node: yaml.MappingNode, source: str) -> None:
    first: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if key.value in first:
            message = f"{key.value} stands here a second time, first in line {first[key.value]}"
            raise DocumentError([Problem(f"{source}:{line}", str(key.value), message, "keep one of them")])
        if isinstance(key.value, str):
            first[key.value] = line


def _line(root: yaml.Node, path: Path) -> int:
    """The line where the value at `path` begins, or as near to it as the text goes."""
    node, line = root, root.start_mark.line + 1
    for step in path:
        found = _step(node, step)
        if found is None:
            break
        node, line = found
    return line


def _step(node: yaml.Node, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    return None
