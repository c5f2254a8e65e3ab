"""The JSON schema of a scenario's parameters, from which doors are made."""

from __future__ import annotations

from typing import Any

from trunkline.scenarios.scenario import Scenario


def schema_of(model: type[Scenario]) -> dict[str, Any]:
    """A schema that stands by itself: nothing in it is a reference to a part elsewhere."""
    schema = model.model_json_schema()
    models = schema.pop("$defs", {})
    return {name: _inlined(part, models) for name, part in schema.items()}


def _inlined(part: Any, models: dict[str, Any]) -> Any:
    """With what is referred to in the place of each reference; what stands beside the reference counts more."""
    if isinstance(part, list):
        return [_inlined(one, models) for one in part]
    if not isinstance(part, dict):
        return part
    meant = _inlined(models[part["$ref"].rpartition("/")[2]], models) if "$ref" in part else {}
    return meant | {name: _inlined(one, models) for name, one in part.items() if name != "$ref"}
