"""How to check whether an address is up (gtm.md section 11)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from trunkline.documents.document import PATH, VISIBLE, Document, Name

Port = Annotated[int, Field(strict=True, ge=1, le=65535)]

DEFAULT_PORT = {"tcp": 80, "http": 80, "https": 443}


class Monitor(Document):
    """A template: attached to an address it becomes a health task."""

    kind: ClassVar[str] = "monitor"

    protocol: Literal["ping", "tcp", "http", "https"] = Field(description="how to look")
    interval: float = Field(60, strict=True, ge=1, le=86_400, description="seconds from one probe to the next")
    timeout: float = Field(5, strict=True, ge=0.05, le=60, description="seconds; a later answer is a failure")
    evaluation_count: int = Field(2, strict=True, ge=1, le=100, description="failures in a row that make it abnormal")
    failure_rate: int = Field(
        50, strict=True, ge=1, le=100, description="per cent of places that must find it abnormal"
    )
    recovery_count: int = Field(1, strict=True, ge=1, le=100, description="good checks in a row that end it")
    fail_back_delay: float = Field(
        0, strict=True, ge=0, le=86_400, description="seconds of nothing but good checks that end it"
    )
    places: tuple[Name, ...] = Field((), description="names of the places that run it; default: all")
    port: Port | None = Field(None, description="where to connect, unless the address says otherwise")
    host: str | None = Field(
        None, pattern=VISIBLE, description="http: the Host header; https: also the name in the handshake"
    )
    path: str = Field("/", pattern=PATH, description="http: what to ask for")
    status_threshold: Literal[400, 500] = Field(500, description="http: this status or a higher one fails")
    follow_redirects: bool = Field(False, description="http: judge the end of the redirects, at most five")
    sni: bool = Field(True, description="https: send the host name in the handshake")
    body_text: str | None = Field(None, description="http: must stand in the first 64 KiB of the body")
    packets: int = Field(4, strict=True, ge=1, le=100, description="ping: packets of one check")
    loss_rate: int = Field(100, strict=True, ge=1, le=100, description="ping: per cent lost that fails the check")

    def port_for(self, given: int | None) -> int | None:
        """Where to connect when the address says `given`; None for ping (gtm.md section 5)."""
        return given or self.port or DEFAULT_PORT.get(self.protocol)

    @model_validator(mode="after")
    def _one_probe_ends_before_the_next(self) -> Self:
        if self.timeout > self.interval:
            raise ValueError(f"timeout {self.timeout:g} s is longer than interval {self.interval:g} s")
        return self

    @model_validator(mode="after")
    def _ping_has_no_port(self) -> Self:
        if self.protocol == "ping" and self.port is not None:
            raise ValueError("a ping monitor has no port")
        return self
