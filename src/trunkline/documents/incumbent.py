"""Who is on duty in a sequence that does not preempt (gtm.md section 6.2): written by nodes, one for all of them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from trunkline.documents.document import Document


class Incumbent(Document):
    """Of one list: the pools of an access domain, or the addresses of a pool."""

    kind: ClassVar[str] = "incumbent"

    name: str = Field(description="whose list: `access_domain gtm.example.com/A`, or `pool Global`")
    member: str = Field(description="the pool, or the address, on duty")


def list_of(kind: str, key: str) -> str:
    """The name of the incumbent of that access domain's, or that pool's, list."""
    return f"{kind} {key}"
