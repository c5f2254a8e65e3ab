"""Whose fault it is when a check fails, and in what words."""

import errno
import resource
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from h2.exceptions import ProtocolError
from httptools import HttpParserError

from trunkline.documents.monitors.monitor import Monitor
from trunkline.errors import CannotProbe
from trunkline.probes.failure import BadReply, in_words
from trunkline.probes.prober import NetworkProber


def beneath(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


WORDS = {
    "refused": (OSError(errno.ECONNREFUSED, ""), "refused"),
    "wrapped": (beneath(RuntimeError("all failed"), OSError(errno.ECONNREFUSED, "")), "refused"),
    "of several": (
        beneath(OSError("all failed"), ExceptionGroup("", [OSError(errno.EHOSTUNREACH, "")])),
        "unreachable",
    ),
    "no route": (OSError(errno.ENETUNREACH, ""), "no route to this network from here"),
    "the name": (socket.gaierror(socket.EAI_NONAME, "unknown"), "its name cannot be resolved: unknown"),
    "the handshake": (ssl.SSLError(1, "bad version"), "TLS handshake failed: bad version"),
    "cut off": (ConnectionResetError(), "the connection broke off"),
    "gibberish": (HttpParserError("illegal"), "the answer is not HTTP, or broke off: illegal"),
    "no HTTP/2": (ProtocolError("illegal"), "the answer is not HTTP/2, or broke off: illegal"),
    "no answer": (BadReply("it hung up"), "it hung up"),
    "unheard of": (RuntimeError("boom"), "RuntimeError: boom"),
}


@pytest.mark.parametrize(("error", "words"), WORDS.values(), ids=WORDS)
def test_a_failure_is_told_in_plain_words(error: Exception, words: str) -> None:
    assert words in in_words(error)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT])
def test_what_this_machine_lacks_says_nothing_of_the_server(number: int) -> None:
    with pytest.raises(CannotProbe, match=r"this (machine|process)"):
        in_words(beneath(RuntimeError(""), OSError(number, "")))


def test_what_a_group_hides_is_still_not_held_against_the_server() -> None:
    with pytest.raises(CannotProbe, match="may not"):
        in_words(ExceptionGroup("", [CannotProbe("may not")]))


@contextmanager
def without_file_descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.anyio
@pytest.mark.parametrize("protocol", ["tcp", "http", "https"])
async def test_a_prober_out_of_file_descriptors_says_so_instead_of_down(protocol: str) -> None:
    monitor = Monitor.model_validate({"name": "web", "protocol": protocol, "timeout": 0.3})
    await NetworkProber().check(monitor, "127.0.0.1", 9)  # so that all that is imported late is here
    with without_file_descriptors(), pytest.raises(CannotProbe, match="no free file descriptor"):
        await NetworkProber().check(monitor, "127.0.0.1", 9)
