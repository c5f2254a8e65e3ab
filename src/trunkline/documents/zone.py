"""A zone that we are authoritative for, with its ordinary records."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, ClassVar
from weakref import WeakValueDictionary

from pydantic import Field, field_validator

from trunkline.documents.dns_name import DomainName
from trunkline.documents.document import Document, Part, Ttl
from trunkline.documents.records import Contents, read_records


class RecordSet(Part):
    """Name, type, TTL and data, as in a zone file; `@` is the zone itself, a name without final dot is relative."""

    name: str = Field("@", description="relative to the zone, or absolute with a final dot")
    type: str = Field(description="any type that a zone file may hold: A, MX, TXT, HTTPS, TYPE65280 …")
    ttl: Ttl | None = Field(None, description="seconds; default: the zone's")
    data: tuple[str, ...] = Field(min_length=1, description="one text a record, in zone-file notation")

    @field_validator("data", mode="before")
    @classmethod
    def _from_one(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class Zone(Document):
    """Record sets under one origin. Without an SOA record one is made, its serial the zone's revision."""

    kind: ClassVar[str] = "zone"

    name: DomainName = Field(description="the origin, such as example.com")
    ttl: Ttl = Field(600, description="seconds; of record sets that name none")
    min_ttl: Annotated[int, Field(strict=True, ge=1, le=86_400)] = Field(
        1, description="seconds; the least that its access domains may have as TTL"
    )
    records: tuple[RecordSet, ...] = Field((), description="among them the name servers, NS at @")

    @cached_property
    def contents(self) -> Contents:
        """The records read once by dnspython, and what is wrong with them.

        Once for all zones that say the same, such as the one that was checked and the one that the store brings back:
        reading ten thousand zones takes many seconds.
        """
        said = (self.name, self.ttl, self.records)
        if (contents := _READ.get(said)) is None:
            contents = _READ[said] = read_records(*said)
        return contents


_READ: WeakValueDictionary[tuple[str, int, tuple[RecordSet, ...]], Contents] = WeakValueDictionary()
"""What some zone still holds."""
