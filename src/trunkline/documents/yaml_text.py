"""Plain data from YAML text, with the line of every part: the core schema of YAML 1.2, and no surprises.

Of unquoted words only true, false, null and decimal numbers are more than text; `on`, `no`, `010`, `1:30` and dates
are the text that was written. The text is read event by event, so that nesting never grows the C stack: the composer
of libyaml's binding dies of 100,000 brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from trunkline.errors import DocumentError, Problem

Path = tuple[str | int, ...]

MAX_DEPTH = 32
MAX_REPEATED = 100_000
"""Values that aliases may repeat in one text; a few lines can otherwise stand for billions of values."""

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class YamlText:
    """What a text says. `data` is None when it says nothing."""

    data: Any
    start: int
    _lines: Mapping[int, Mapping[str | int, int]] = field(repr=False)

    def line(self, path: Path) -> int:
        """The line, counted from 1, where the value at `path` begins, or as near to it as the text goes."""
        found, line = self.data, self.start
        for step in path:
            line = self._lines.get(id(found), {}).get(step, line)
            try:
                found = found[step]
            except (LookupError, TypeError):
                break
        return line


def load(source: str, text: str) -> YamlText:
    """Reads one YAML document; raises DocumentError with source and line for what is broken, doubtful or too much."""
    builder = _Builder(source)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "nesting" in (error.problem or ""):  # libyaml 0.2.6 and later look ahead, and stop before we hear of it
            raise builder.refuse_depth(mark.line + 1 if mark else None) from None
        message = ": ".join(part for part in (error.context, error.problem) if part)
        remedy = "check the indentation, quotes and brackets near that line"
        raise builder.refuse(mark.line + 1 if mark else None, f"broken YAML: {message}", remedy) from None
    except (yaml.YAMLError, UnicodeError) as error:
        # Neither tells the line: yaml's reader gives a position in bytes, Python's encoder one in characters.
        before = text[: error.start] if isinstance(error, UnicodeEncodeError) else text[: getattr(error, "position", 0)]
        reason = str(error).splitlines()[0]
        raise builder.refuse(before.count("\n") + 1, f"not readable as text: {reason}", "save it as UTF-8") from None
    return YamlText(builder.data, builder.start, builder.lines)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end is still to come. `size` counts the values in it, aliases written out."""

    values: Any
    line: int
    anchor: str | None
    key: str | None = None
    size: int = 1


class _Builder:
    """Turns events into lists, mappings and scalars."""

    def __init__(self, source: str) -> None:
        self.data: Any = None
        self.start = 1
        self.lines: dict[int, dict[str | int, int]] = {}
        self._source = source
        self._documents = 0
        self._open: list[_Open] = []
        self._anchored: dict[str, tuple[Any, int]] = {}
        self._repeated = 0

    def refuse(self, line: int | None, message: str, remedy: str = "", field: str = "") -> DocumentError:
        place = f"{self._source}:{line}" if line else self._source
        return DocumentError([Problem(place, field, message, remedy)])

    def refuse_depth(self, line: int | None) -> DocumentError:
        return self.refuse(line, f"nested deeper than {MAX_DEPTH} levels", "no document is that deep")

    def take(self, event: Event) -> None:
        if isinstance(event, CollectionEndEvent):
            self._close()
        elif isinstance(event, NodeEvent):
            self._take_value(event, _line(event))
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self.refuse(
                    _line(event), "a second YAML document begins", "join the two, or give each a file of its own"
                )

    def _take_value(self, event: NodeEvent, line: int) -> None:
        if isinstance(event, ScalarEvent):
            value = self._scalar(event, line)
            if event.anchor:
                self._anchored[event.anchor] = value, 1
            self._put(value, line, 1)
        elif isinstance(event, AliasEvent):
            self._put(*self._repeat(event.anchor or "", line))
        elif isinstance(event, CollectionStartEvent):
            self._begin(event, line)

    def _scalar(self, event: ScalarEvent, line: int) -> Any:
        at_key = self._open and isinstance(self._open[-1].values, dict) and self._open[-1].key is None
        if event.tag and event.tag not in ("!", "tag:yaml.org,2002:str"):
            raise self.refuse(line, f"the tag {event.tag} is not known here", "leave the tag out")
        return event.value if at_key or event.tag or not event.implicit[0] else _plain(event.value)

    def _repeat(self, anchor: str, line: int) -> tuple[Any, int, int]:
        if anchor not in self._anchored:
            raise self.refuse(line, f"nothing before this line is anchored as &{anchor}")
        value, size = self._anchored[anchor]
        self._repeated += size
        if self._repeated > MAX_REPEATED:
            message = f"aliases repeat more than {MAX_REPEATED} values"
            raise self.refuse(line, message, "write out what is meant, or split the file")
        return value, line, size

    def _begin(self, event: CollectionStartEvent, line: int) -> None:
        if event.tag:
            raise self.refuse(line, f"the tag {event.tag} is not known here", "leave the tag out")
        if len(self._open) == MAX_DEPTH:
            raise self.refuse_depth(line)
        values: Any = [] if isinstance(event, SequenceStartEvent) else {}
        self.lines[id(values)] = {}
        self._open.append(_Open(values, line, event.anchor))

    def _close(self) -> None:
        done = self._open.pop()
        if isinstance(done.values, dict) and "<<" in done.values:
            self._merge(done.values, done.line)
        if done.anchor:
            self._anchored[done.anchor] = done.values, done.size
        self._put(done.values, done.line, done.size)

    def _put(self, value: Any, line: int, size: int) -> None:
        if not self._open:
            self.data, self.start = value, line
            return
        top = self._open[-1]
        top.size += size
        if isinstance(top.values, list):
            self.lines[id(top.values)][len(top.values)] = line
            top.values.append(value)
        elif top.key is None:
            self._begin_field(top, value, line)
        else:
            top.values[top.key] = value
            top.key = None

    def _begin_field(self, top: _Open, key: Any, line: int) -> None:
        if not isinstance(key, str):
            raise self.refuse(line, "a field's name is a word, not a list, a mapping or an alias of one")
        lines = self.lines[id(top.values)]
        if key in lines:
            message = f"{key} stands here a second time, first in line {lines[key]}"
            raise self.refuse(line, message, "keep one of them", field=key)
        lines[key] = line
        top.key = key

    def _merge(self, values: dict[str, Any], line: int) -> None:
        """`<<: *other` fills in what is not said; a list of others does so in its order."""
        merged = values.pop("<<")
        others: Iterable[Any] = merged if isinstance(merged, list) else [merged]
        for other in others:
            if not isinstance(other, dict):
                raise self.refuse(line, "<< takes a mapping", "as in {<<: *other, name: web}", field="<<")
            for key, value in other.items():
                values.setdefault(key, value)


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


_WORDS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]{0,30})(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


def _plain(text: str) -> Any:
    """An unquoted word. What has leading zeros, underscores or more than 31 digits is left as text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
