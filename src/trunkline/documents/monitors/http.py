"""Does the web server give the page that it should? (gtm.md sections 11, 11.1, Q15)"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.message import Message
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from trunkline.documents.document import PATH
from trunkline.documents.monitors.asks import Finding, HttpReply, HttpRequest, Tls
from trunkline.documents.monitors.monitor import PortMonitor
from trunkline.documents.monitors.words import Host, milliseconds

MAX_REDIRECTS = 5
BODY_LIMIT = 64 * 1024
"""Bytes of the body that are searched; Q15."""

DAY = 86_400

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = {
    "host": "it is the field host",
    "connection": "each check has a connection of its own",
    "content-length": "it follows from request_body",
    "transfer-encoding": "a request_body is sent as it is",
}


def _header_name(value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise ValueError(f"{value!r} is not the name of a header (RFC 9110 section 5.1)")
    if why := _OURS.get(value.lower()):
        raise ValueError(f"{value} cannot be given here: {why}")
    return value


HeaderName = Annotated[str, AfterValidator(_header_name)]
HeaderValue = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e\t]*$", max_length=8192)]


class WebMonitor(PortMonitor):
    """What http and https have in common: one request, judged by its status and by a text in the page."""

    host: Host | None = Field(None, description="the Host header; default: the address's endpoint")
    path: str = Field("/", pattern=PATH, description="what to ask for")
    method: Literal["GET", "HEAD", "POST", "PUT", "OPTIONS"] = Field("GET", description="how to ask")
    headers: Mapping[HeaderName, HeaderValue] = Field(
        {}, description="more headers to send; whoever may read sees them"
    )
    request_body: str = Field("", max_length=BODY_LIMIT, description="what to send along, in UTF-8")
    status_threshold: Literal[400, 500] = Field(500, description="this status or a higher one fails")
    follow_redirects: bool = Field(False, description="judge the end of the redirects, at most five")
    body_text: str | None = Field(None, min_length=1, description="must stand in the first 64 KiB of the body")

    def ask(self, token: int) -> HttpRequest:
        """The request."""
        return HttpRequest(
            self.judge,
            self.path,
            method=self.method,
            host=self.host,
            headers=self.headers,
            body=self.request_body.encode(),
            read=BODY_LIMIT if self.body_text else 0,
            redirects=MAX_REDIRECTS if self.follow_redirects else 0,
            tls=self._tls(),
        )

    def judge(self, reply: HttpReply) -> Finding:
        """The status must lie below the threshold, and the text stand in the body."""
        status = f"HTTP {reply.status}"
        if reply.status >= self.status_threshold:
            return Finding(False, f"{status}, {self.status_threshold} or higher fails")
        if self.body_text is not None and not _contains(reply, self.body_text):
            return Finding(False, f"{status}, but the text {self.body_text!r} is not in the first 64 KiB")
        return Finding(True, f"{status} in {milliseconds(reply.latency)}")

    def _tls(self) -> Tls | None:
        return None

    @field_validator("headers")
    @classmethod
    def _each_header_once(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        names = [name.lower() for name in value]
        if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
            raise ValueError(f"{twice} stands in it twice")
        return value

    @model_validator(mode="after")
    def _the_method_fits(self) -> Self:
        if self.request_body and self.method in ("GET", "HEAD"):
            raise ValueError(f"{self.method} sends no request_body: choose POST or PUT")
        if self.body_text is not None and self.method == "HEAD":
            raise ValueError("HEAD brings no body in which body_text could stand: choose GET")
        return self


class HttpMonitor(WebMonitor):
    """One request over plain HTTP/1.1."""

    default_port: ClassVar[int | None] = 80

    protocol: Literal["http"] = Field(description="how to look")


class HttpsMonitor(WebMonitor):
    """One request over HTTP/1.1 and TLS; certificates are verified only if told to."""

    default_port: ClassVar[int | None] = 443

    protocol: Literal["https"] = Field(description="how to look")
    sni: bool = Field(True, description="send the host name in the handshake")
    verify: bool = Field(False, description="a certificate that is not trusted here, or of another name, fails")
    certificate_days: int | None = Field(
        None, strict=True, ge=1, le=825, description="tell when the certificate ends within so many days"
    )
    certificate_fails: bool = Field(False, description="and fail then; else it is only told")

    def judge(self, reply: HttpReply) -> Finding:
        """As plain HTTP, and then by what is left of the certificate."""
        finding = super().judge(reply)
        left = reply.certificate_left
        if self.certificate_days is None or left is None or left >= self.certificate_days * DAY:
            return finding
        told = (
            "has ended" if left <= 0 else "ends in less than a day" if left < DAY else f"ends in {left // DAY:.0f} days"
        )
        return Finding(finding.ok and not self.certificate_fails, f"{finding.detail}; the certificate {told}")

    def _tls(self) -> Tls:
        return Tls(sni=self.sni, verify=self.verify, dated=self.certificate_days is not None)

    @model_validator(mode="after")
    def _tls_options_fit(self) -> Self:
        if self.verify and not self.sni:
            raise ValueError("verify compares the certificate with the name that sni sends: leave sni on")
        if self.certificate_fails and self.certificate_days is None:
            raise ValueError("certificate_fails needs certificate_days: how many days before its end")
        return self


def _contains(reply: HttpReply, text: str) -> bool:
    return any(spelling in reply.body for spelling in _spellings(text, _charset(reply)))


def _charset(reply: HttpReply) -> str | None:
    declared = Message()
    declared["content-type"] = reply.headers.get("content-type", "")
    return declared.get_content_charset()


def _spellings(text: str, declared: str | None) -> Iterator[bytes]:
    """The text as bytes; pages often declare their charset inside only, and Chinese ones are in one of these two."""
    for charset in (declared or "utf-8", "utf-8", "gb18030"):
        with suppress(LookupError, UnicodeError):
            yield text.encode(charset)
