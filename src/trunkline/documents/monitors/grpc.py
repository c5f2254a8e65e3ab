"""Does the gRPC server say that its service is serving? (the gRPC health checking protocol, grpc.health.v1)"""

from __future__ import annotations

from typing import ClassVar, Literal, Self
from urllib.parse import unquote

from pydantic import Field, model_validator

from trunkline.documents.monitors.asks import Finding, HttpReply, HttpRequest, Tls
from trunkline.documents.monitors.monitor import PortMonitor
from trunkline.documents.monitors.words import Host, milliseconds

CHECK = "/grpc.health.v1.Health/Check"
HEADERS = {"content-type": "application/grpc", "te": "trailers"}
STATES = ("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN")
SERVING = 1

_FRAME = 5
"""Bytes in front of a message: whether it is compressed, and its length in four."""

_KNOWN = {"5": "the server knows no such service", "12": "the server has no health service (grpc.health.v1)"}
"""What NOT_FOUND and UNIMPLEMENTED mean here."""


class GrpcMonitor(PortMonitor):
    """One call of grpc.health.v1.Health/Check."""

    default_port: ClassVar[int | None] = 50051

    protocol: Literal["grpc"] = Field(description="how to look")
    service: str = Field("", max_length=1024, description="whose health to ask for; empty: the server's as a whole")
    host: Host | None = Field(None, description="the :authority, and the name in the handshake; default: the endpoint")
    tls: bool = Field(False, description="speak TLS")
    verify: bool = Field(
        False, description="with tls: a certificate that is not trusted here, or of another name, fails"
    )

    @model_validator(mode="after")
    def _verify_needs_tls(self) -> Self:
        if self.verify and not self.tls:
            raise ValueError("verify needs tls: without it there is no certificate")
        return self

    def ask(self, token: int) -> HttpRequest:
        """The call: HealthCheckRequest holds the service as field 1."""
        service = self.service.encode()
        message = b"\x0a" + _varint(len(service)) + service if service else b""
        return HttpRequest(
            self.judge,
            CHECK,
            method="POST",
            host=self.host,
            headers=HEADERS,
            body=b"\0" + len(message).to_bytes(4) + message,
            read=1024,
            tls=Tls(verify=self.verify) if self.tls else None,
            http2=True,
        )

    def judge(self, reply: HttpReply) -> Finding:
        """Only SERVING is well."""
        if reply.status != 200:
            return Finding(False, f"HTTP {reply.status}: no gRPC is spoken there")
        outcome = reply.trailers or reply.headers  # a call that fails at once has its trailers in front
        code = outcome.get("grpc-status", "0" if reply.body else "")
        if code != "0":
            said = _KNOWN.get(code) or unquote(outcome.get("grpc-message", "")) or "no reason given"
            return Finding(False, f"gRPC status {code}: {said}" if code else "the answer is not gRPC")
        state = _state(reply.body)
        if state == SERVING:
            return Finding(True, f"SERVING in {milliseconds(reply.latency)}")
        return Finding(False, STATES[state] if 0 <= state < len(STATES) else "the answer is not a HealthCheckResponse")


def _varint(number: int) -> bytes:
    """Seven bits in each byte, the lowest first."""
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


def _state(body: bytes) -> int:
    """Field 1 of HealthCheckResponse, which is left out where it is 0; -1 if the message is another."""
    length = int.from_bytes(body[1:_FRAME])
    message = body[_FRAME : _FRAME + length]
    if len(body) < _FRAME or body[0] or len(message) != length:
        return -1
    if not message:
        return 0
    return message[1] if len(message) == 2 and message[0] == 0x08 else -1
