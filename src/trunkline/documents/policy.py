"""How documents name a policy, and how a sequence goes on after a recovery (gtm.md section 6)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from trunkline.policies import all_policies, find_policy

DEFAULT_POLICY = "round_robin"

SequenceMode = Literal["preemptive", "non_preemptive"]


def _known(name: str) -> str:
    return find_policy(name).name


def _names(schema: dict[str, Any]) -> None:
    schema["enum"] = list(all_policies())


PolicyName = Annotated[str, AfterValidator(_known), Field(json_schema_extra=_names)]
"""A policy by its name; the schema tells which there are."""

SHARES = f"share the work: {', '.join(all_policies())}"
SEQUENCE_MODE = "under sequence, whether an earlier one takes over again once it is back, or who is on duty stays"
