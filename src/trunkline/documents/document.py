"""What every document has in common: frozen fields, none unknown, and a kind and a name to know it by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NAME = r"^[^\s/\x00-\x1f\x7f][^/\x00-\x1f\x7f]*$"
CODE = r"^[a-z][a-z0-9_-]*$"
VISIBLE = r"^[\x21-\x7e]+$"
PRINTABLE = r"^[\x20-\x7e]+$"
PATH = r"^/[\x21-\x7e]*$"

FORMS: Mapping[str, str] = {
    NAME: "a name: no slash, no control characters, no space in front",
    CODE: "a line's code: small letters, digits, _ and -, a letter in front",
    VISIBLE: "plain ASCII without spaces",
    PRINTABLE: "plain ASCII in one line",
    PATH: "a path: it begins with /, and has neither spaces nor letters beyond ASCII (percent-encode them)",
}
"""What each pattern asks for, in words."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=NAME)]
"""A document's name: any script, spaces inside, no slash (it stands in URLs)."""

LineCode = Annotated[str, StringConstraints(pattern=CODE, max_length=64)]
"""A line's code, as in gtm.md section 8."""

Serial = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
"""Order in a list: the smaller goes first (gtm.md section 4)."""

Weight = Annotated[int, Field(strict=True, ge=1, le=100)]
"""A share of the work, 1 to 100 (gtm.md section 6.3)."""

Ttl = Annotated[int, Field(strict=True, ge=0, le=2_147_483_647)]
"""Seconds; RFC 2181 section 8 gives the upper bound."""


class Part(BaseModel):
    """A value inside a document."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class Document(Part):
    """Something an operator declares, known by its kind and its name."""

    kind: ClassVar[str]
    name: Name = Field(description="what others refer to it by")
    remark: str = Field("", description="for people")

    @property
    def key(self) -> str:
        """What tells it from others of its kind; the name, unless the kind says otherwise."""
        return self.name

    @classmethod
    def model_for(cls, data: Mapping[str, Any]) -> type[Document]:
        """The model that this data is of; this one, unless the kind has several."""
        return cls

    @classmethod
    def where_else(cls, field: str) -> str:
        """Which other models of this kind have a field that this one has not; empty if none has."""
        return ""
