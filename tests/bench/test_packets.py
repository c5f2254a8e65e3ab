"""The reader of responses that the comparison with a peer goes by."""

from __future__ import annotations

import dns.edns
import dns.flags
import dns.message
import dns.rdatatype
import pytest
from dns.rrset import from_text
from packets import Said, Unsound, read


def response(*answer: str, options: tuple[dns.edns.Option, ...] = ()) -> bytes:
    """A response of these record sets, each as "name type data, data"."""
    query = dns.message.make_query("www.Example.com", "MX", options=options or None)
    made = dns.message.make_response(query, our_payload=1232)
    made.use_edns(0, dns.flags.DO, 1232, options=options)
    for line in answer:
        name, type_, data = line.split(" ", 2)
        made.answer.append(from_text(name, 60, "IN", type_, *data.split(", ")))
    return made.to_wire()


def test_compression_case_and_order_do_not_matter() -> None:
    one = read(response("www.Example.com. MX 10 a.example.com., 20 B.example.com."))
    other = read(response("WWW.example.com. MX 20 b.example.com., 10 a.EXAMPLE.com."))
    assert one.answer == other.answer
    assert one.answer[0][0] == b"\x03www\x07example\x03com\x00"


def test_an_alias_before_its_target_differs_from_one_after_it() -> None:
    alias, target = "www.example.com. CNAME x.example.com.", "x.example.com. A 192.0.2.1"
    assert read(response(alias, target)).answer != read(response(target, alias)).answer


def test_the_opt_is_read_apart() -> None:
    said = read(response(options=(dns.edns.ECSOption("192.0.2.0", 24, 0),)))
    assert said.opt is not None
    assert (said.opt.payload, said.opt.version, said.opt.flags) == (1232, 0, 0x8000)
    assert said.opt.options == ((8, b"\0\1\x18\0\xc0\0\2"),)


def test_a_record_that_stands_twice_is_seen() -> None:
    plain = response("www.example.com. A 192.0.2.1, 192.0.2.2")
    assert not read(plain).twice
    assert read(plain.replace(b"\xc0\0\2\2", b"\xc0\0\2\1")).twice


@pytest.mark.parametrize("odd", ["cut short", "left over", "a name that leads to itself"])
def test_a_message_that_is_not_one_to_its_last_byte_is_unsound(odd: str) -> None:
    sound = response("www.example.com. A 192.0.2.1")
    at = sound.index(b"\xc0\x0c", 12)
    broken = {
        "cut short": sound[:-1],
        "left over": sound + b"\0",
        "a name that leads to itself": sound[:at] + (0xC000 | at).to_bytes(2) + sound[at + 2 :],
    }
    assert isinstance(read(sound), Said)
    with pytest.raises(Unsound):
        read(broken[odd])
