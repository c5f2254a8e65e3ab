"""What went wrong with a check, in words a person can act on; and whose fault it is."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator

import h11
from h2.exceptions import ProtocolError
from httptools import HttpParserError

from trunkline.errors import CannotProbe


class BadReply(Exception):
    """What came back is no answer, or leads nowhere; says in words what it is."""


NO_HTTP = "the answer is not HTTP, or broke off"

_WORDS = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "the connection was reset",
    errno.EPIPE: "the connection was closed",
    errno.ENETUNREACH: "no route to this network from here",
    errno.EHOSTUNREACH: "the host is unreachable",
    errno.EPERM: "not permitted from here: does a firewall on this machine forbid it?",
    errno.EACCES: "not permitted from here: does a firewall on this machine forbid it?",
}

_OUR_OWN_FAULT = {
    errno.EMFILE: "this process has no free file descriptor: raise its limit (ulimit -n)",
    errno.ENFILE: "this machine has no free file descriptor: raise fs.file-max",
    errno.ENOBUFS: "this machine has no buffer space",
    errno.ENOMEM: "this machine has no memory",
    errno.EADDRNOTAVAIL: "this machine has no free port, or no address of that family",
    errno.EAFNOSUPPORT: "this machine does not know that family of addresses",
}


def in_words(error: Exception) -> str:
    """Why the check failed; CannotProbe if it says nothing of the server, because this machine could not look."""
    for cause in _causes(error):
        if words := _words(cause):
            return words
    return f"{type(error).__name__}: {error}"


def _words(cause: BaseException) -> str | None:
    match cause:
        case CannotProbe():
            raise cause
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {cause.verify_message}"
        case ssl.SSLError():  # an OSError that numbers in its own way, as the next does
            reason = getattr(cause, "reason", None) or cause.strerror or str(cause)
            return f"TLS handshake failed: {reason.replace('_', ' ').lower()}"
        case socket.gaierror():
            return f"its name cannot be resolved: {cause.strerror}"
        case OSError() if cause.errno in _OUR_OWN_FAULT:
            raise CannotProbe(_OUR_OWN_FAULT[cause.errno]) from cause
        case OSError() if cause.errno is not None:
            return _WORDS.get(cause.errno, os.strerror(cause.errno).lower())
        case ConnectionError():  # asyncio's own have no number
            return "the connection broke off"
        case BadReply():
            return str(cause)
        case HttpParserError():
            return f"{NO_HTTP}: {cause}"
        case h11.LocalProtocolError():
            return f"this cannot be asked: {cause}"
        case ProtocolError():
            return f"the answer is not HTTP/2, or broke off: {cause}"
        case _:
            return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what lies beneath it, deepest last; of a group the first."""
    yield error
    beneath = error.__cause__ or error.__context__
    if isinstance(error, BaseExceptionGroup):
        beneath = error.exceptions[0]
    if beneath is not None:
        yield from _causes(beneath)
