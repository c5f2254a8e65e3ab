"""Messages that break the rules: silence, or a short and true refusal."""

from __future__ import annotations

import dns.exception
import dns.message
import dns.opcode
import dns.rcode
import pytest
from hosting import SILENCE, Host, header, wire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUESTION = wire("www.example.com") + b"\x00\x01\x00\x01"
SUBNET = b"\x00\x08\x00\x07\x00\x01\x18\x00\x0a\x01\x02"
OPT = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x0b" + SUBNET
VALID = header(counts=(1, 0, 0, 1)) + QUESTION + OPT
RECORD = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(header()[:11], id="shorter than a header"),
        pytest.param(header(flags=0x8000) + QUESTION, id="a response"),
        pytest.param(header(flags=0x8000, counts=(0, 0, 0, 0)), id="an empty response"),
    ],
)
def test_some_messages_get_silence(host: Host, message: bytes) -> None:
    assert host.engine.answer(message, "127.0.0.1") is None
    assert host.exchange(message, wait=SILENCE) is None


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("no question", header(counts=(0, 0, 0, 0))),
        ("two questions", header(counts=(2, 0, 0, 0)) + QUESTION * 2),
        ("a question that is missing", header()),
        ("a question cut short", header() + QUESTION[:-1]),
        ("bytes left over", header() + QUESTION + b"\x00"),
        ("a pointer in the question", header() + b"\x03www\xc0\x0c\x00\x01\x00\x01"),
        ("a label of an unknown kind", header() + b"\x41a\x00\x00\x01\x00\x01"),
        ("a name too long", header() + b"\x3f" + b"a" * 63 + (b"\x3f" + b"a" * 63) * 3 + b"\x00\x00\x01\x00\x01"),
        ("a record that is missing", header(counts=(1, 0, 0, 1)) + QUESTION),
        (
            "a record cut short",
            header(counts=(1, 1, 0, 0)) + QUESTION + RECORD + b"abc",
        ),
        ("a record whose name points to itself", header(counts=(1, 1, 0, 0)) + QUESTION + b"\xc0\x21" + b"\x00" * 10),
    ],
)
def test_a_malformed_query_is_a_format_error(host: Host, fault: str, message: bytes) -> None:
    raw = host.exchange(message)
    assert raw is not None, fault
    response = dns.message.from_wire(raw)
    assert (response.rcode(), response.id, response.answer) == (dns.rcode.FORMERR, 7, []), fault


@pytest.mark.parametrize("opcode", [1, 2, 4, 5, 6, 15])
def test_other_opcodes_are_not_implemented(host: Host, opcode: int) -> None:
    raw = host.exchange(header(flags=opcode << 11) + QUESTION)
    assert raw is not None
    assert raw[2] >> 3 & 0x0F == opcode
    assert raw[3] & 0x0F == dns.rcode.NOTIMP


@pytest.mark.parametrize(
    ("type", "class_", "rcode"),
    [
        ("A", "CH", dns.rcode.REFUSED),
        ("TXT", "CH", dns.rcode.REFUSED),
        ("A", "ANY", dns.rcode.REFUSED),
        ("A", "NONE", dns.rcode.REFUSED),
        ("AXFR", "IN", dns.rcode.REFUSED),
        ("MAILB", "IN", dns.rcode.NOTIMP),
        ("OPT", "IN", dns.rcode.FORMERR),
    ],
)
def test_questions_that_are_not_about_data_are_refused(host: Host, type: str, class_: str, rcode: int) -> None:
    query = dns.message.make_query("www.example.com", type, class_)
    assert host.send(query).rcode() == rcode


def is_well_formed(response: bytes, id: bytes) -> bool:
    """Whether it can be read, is a response, and is to this query."""
    dns.message.from_wire(response)
    return response[:2] == id and bool(response[2] & 0x80) and len(response) <= 1232


fixture_is_constant = settings(
    max_examples=500, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@fixture_is_constant
@given(message=st.binary(max_size=600))
def test_any_bytes_get_silence_or_a_well_formed_response(host: Host, message: bytes) -> None:
    response = host.engine.answer(message, "127.0.0.1")
    assert response is None or is_well_formed(response, message[:2])


@fixture_is_constant
@given(
    edits=st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), max_size=8), cut=st.integers(0, 80)
)
def test_a_damaged_query_gets_silence_or_a_well_formed_response(
    host: Host, edits: list[tuple[int, int]], cut: int
) -> None:
    message = bytearray(VALID)
    for at, value in edits:
        message[at] = value
    response = host.engine.answer(bytes(message[: len(message) - cut]), "10.0.0.1")
    assert response is None or is_well_formed(response, bytes(message[:2]))


def test_a_question_comes_back_with_a_format_error_if_it_could_be_read(host: Host) -> None:
    raw = host.exchange(header() + QUESTION + b"left over")
    assert raw is not None
    assert raw[12:] == QUESTION
