"""The command export, and how documents look as YAML."""

from __future__ import annotations

from typing import Any

import yaml

from trunkline.cli.errors import say
from trunkline.cli.files import documents_of
from trunkline.cli.session import Session, tell_json
from trunkline.client import Json, sections_of
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.read import read_data


def export(session: Session) -> None:
    """Write all documents as YAML, which apply takes back.

    For example: trunkline export > gtm.yaml
    """
    found = session.client.documents().body
    if missing := [section for section in SECTIONS if section not in found]:
        say(f"left out, for this token may not read them: {', '.join(missing)} (apply --prune would delete them)")
    if session.as_json:
        tell_json(found)
        return
    print(written(found), end="")


def written(found: Json) -> str:
    """Sections of documents, as the node tells them, as a file."""
    sections = sections_of(documents_of(read_data(found, "the node")))
    return "\n".join(to_yaml({section: list(map(_as_written, bodies))}) for section, bodies in sections.items())


def to_yaml(data: Json) -> str:
    """Documents as people write them: short lists on one line, keys in their own order."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, default_flow_style=None)


def _as_written(body: Json) -> Json:
    """A body whose references say no more than they must: their place is their serial, a name alone needs no braces."""
    names = {"pools": "pool", "addresses": "address", "monitors": "monitor"}
    return {field: _references(names[field], value) if field in names else value for field, value in body.items()}


def _references(name: str, found: list[Json]) -> list[Json]:
    in_order = all(one.get("serial", place) == place for place, one in enumerate(found, start=1))
    shown = [{name: one[name]} | one for one in found]
    for one in shown if in_order else ():
        one.pop("serial", None)
    return [one[name] if one.keys() == {name} else one for one in shown]


_FastDumper: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_FastDumper):  # type: ignore[misc]  # which of the two it is, only the machine knows
    """Quotes what YAML 1.2 takes for a number; PyYAML knows only which words YAML 1.1 does."""


def _quote_numbers(dumper: Any, text: str) -> Any:
    try:
        float(text)
    except ValueError:
        return dumper.represent_str(text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'")


_Dumper.add_representer(str, _quote_numbers)
