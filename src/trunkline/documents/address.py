"""One server's address as an answer (gtm.md section 5)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trunkline.documents.document import Document
from trunkline.documents.endpoint import Endpoint, EndpointType, endpoint_type
from trunkline.documents.judgement import Judgement
from trunkline.documents.reference import MonitorReference


class Address(Document):
    """An endpoint, who checks it, and whether a failed check takes it out of the answers by itself."""

    kind: ClassVar[str] = "address"

    endpoint: Endpoint = Field(description="an IPv4 or IPv6 address, or a domain name, which is answered as CNAME")
    enabled: bool = Field(True, description="false: out of every answer, whatever its health")
    mode: Literal["auto", "manual"] = Field("auto", description="manual: health only tells; manual_status decides")
    manual_status: Literal["available", "unavailable"] = Field("available", description="counts in manual mode only")
    judgement: Judgement = Field(Judgement.ANY_OK, description="how many of its monitors must be ok")
    monitors: tuple[MonitorReference, ...] = Field((), description="how it is checked; none: it always counts as up")

    @property
    def type(self) -> EndpointType:
        """What kind of endpoint, in gtm.md's words."""
        return endpoint_type(self.endpoint)
