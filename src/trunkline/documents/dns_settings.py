"""How every asker is treated: what nodes tell of themselves, what goes with answers, and what is told of askers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from trunkline.documents.document import PRINTABLE, Part

Text = Annotated[str, StringConstraints(pattern=PRINTABLE, max_length=255)]


class DnsSettings(Part):
    """What askers are told besides answers, and the log of them; of the node itself nothing, unless it is wished."""

    version: Text | None = Field(
        None, description="what version.bind and version.server say in the class CHAOS; default: they are refused"
    )
    hostname: bool = Field(
        False, description="whether hostname.bind and id.server tell in the class CHAOS which node answers (RFC 4892)"
    )
    nsid: bool = Field(False, description="whether who asks by NSID is told which node answers (RFC 5001)")
    cookies: bool = Field(True, description="whether cookies prove to nodes that askers are there (RFC 7873)")
    extended_errors: bool = Field(True, description="whether refusals and failures say why (RFC 8914)")
    tcp_idle: Annotated[float, Field(strict=True, ge=1, le=3600)] = Field(
        10, description="seconds that a TCP connection may idle; told to those who ask (RFC 7828)"
    )
    query_log: Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)] | None = Field(
        None, description="one query in so many, on average, is told in the log; 1: every query; default: none"
    )
