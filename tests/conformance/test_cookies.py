"""Cookies, which prove that an asker is at its address (RFC 7873, RFC 9018). The clock is the engine's own here; ages
are tested in Rust."""

from __future__ import annotations

import dns.edns
import dns.message
import dns.rcode
import pytest
from hosting import Host, change, data, header, told, wire

from trunkline.engine import Engine
from trunkline.snapshot.snapshot import Conduct

CLIENT = b"CLIENT42"
OPT_HEAD = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00"


def asked(cookie: bytes, questions: int = 1) -> bytes:
    """A query, or nothing at all, with a cookie of any length."""
    question = (wire("mail.example.com") + b"\x00\x01\x00\x01") * questions
    option = b"\x00\x0a" + len(cookie).to_bytes(2) + cookie
    opt = OPT_HEAD + len(option).to_bytes(2) + option
    return header(counts=(questions, 0, 0, 1)) + question + opt


def answered(engine: Engine, message: bytes, asker: str = "10.0.0.1") -> dns.message.Message:
    raw = engine.answer(message, asker)
    assert raw is not None
    return dns.message.from_wire(raw)


def cookie_of(response: dns.message.Message) -> bytes:
    (option,) = told(response, dns.edns.OptionType.COOKIE)
    return option.to_wire()


def test_whoever_shows_a_cookie_of_its_own_gets_ours(host: Host) -> None:
    response = host.ask("mail.example.com", options=[dns.edns.CookieOption(CLIENT, b"")])
    cookie = cookie_of(response)
    assert (data(response), cookie[:8], cookie[8:12], len(cookie)) == (["192.0.2.25"], CLIENT, b"\x01\0\0\0", 24)


def test_ours_comes_back_as_long_as_it_is_good(host: Host) -> None:
    first = cookie_of(host.ask("mail.example.com", options=[dns.edns.CookieOption(CLIENT, b"")]))
    again = host.ask("mail.example.com", options=[dns.edns.CookieOption(CLIENT, first[8:])], tcp=True)
    assert cookie_of(again) == first


@pytest.mark.parametrize("server", [b"x" * 8, b"x" * 16, b"x" * 32, b"\x01\0\0\0" + b"x" * 12])
def test_a_wrong_cookie_is_answered_with_the_right_one(host: Host, server: bytes) -> None:
    right = cookie_of(answered(host.engine, asked(CLIENT)))
    response = answered(host.engine, asked(CLIENT + server))
    assert (response.rcode(), data(response)) == (dns.rcode.NOERROR, ["192.0.2.25"])
    assert (cookie_of(response)[:12], len(cookie_of(response))) == (right[:12], 24)


@pytest.mark.parametrize("length", [0, 1, 7, 9, 15, 41, 100])
def test_no_cookie_is_of_another_length(host: Host, length: int) -> None:
    response = answered(host.engine, asked(b"x" * length))
    assert (response.rcode(), response.answer, response.options) == (dns.rcode.FORMERR, [], ())


@pytest.mark.parametrize("name", ["nothing.example.com", "elsewhere.test", "sub.example.com", "fails.example.com"])
def test_a_cookie_comes_with_every_code(host: Host, name: str) -> None:
    option = dns.edns.CookieOption(CLIENT, b"")
    assert cookie_of(host.ask(name, options=[option]))[:8] == CLIENT
    assert cookie_of(host.ask(name, "AXFR", tcp=True, options=[option]))[:8] == CLIENT


@pytest.mark.parametrize(
    ("server", "rcode"), [("none", dns.rcode.NOERROR), ("good", dns.rcode.NOERROR), ("wrong", dns.rcode.BADCOOKIE)]
)
def test_who_asks_nothing_but_a_cookie_gets_one(host: Host, server: str, rcode: dns.rcode.Rcode) -> None:
    """RFC 7873 section 5.4."""
    good = cookie_of(answered(host.engine, asked(CLIENT)))
    shown = {"none": CLIENT, "good": good, "wrong": CLIENT + b"x" * 16}[server]
    response = answered(host.engine, asked(shown, questions=0))
    assert (response.rcode(), response.question, response.answer) == (rcode, [], [])
    assert cookie_of(response)[:12] == good[:12]


def test_who_asks_nothing_and_shows_no_cookie_asks_nothing_that_can_be_answered(host: Host) -> None:
    response = answered(host.engine, header(counts=(0, 0, 0, 1)) + OPT_HEAD + b"\0\0")
    assert (response.rcode(), response.edns) == (dns.rcode.FORMERR, 0)


def test_a_cookie_is_for_one_address(host: Host) -> None:
    here = cookie_of(answered(host.engine, asked(CLIENT)))
    assert answered(host.engine, asked(here, questions=0), "10.0.0.2").rcode() == dns.rcode.BADCOOKIE
    assert answered(host.engine, asked(here, questions=0), "2001:db8::1").rcode() == dns.rcode.BADCOOKIE


def test_a_cookie_of_the_former_secret_is_good_and_another_goes_back() -> None:
    engine = Engine()
    old, new = b"o" * 16, b"n" * 16

    def shown(cookie: bytes, *secrets: bytes) -> dns.message.Message:
        engine.publish(change(None, [], [], Conduct(secrets=secrets)))
        return answered(engine, asked(cookie, questions=0))

    first = cookie_of(shown(CLIENT, old))
    rolled = shown(first, new, old)
    assert rolled.rcode() == dns.rcode.NOERROR
    assert cookie_of(rolled) != first
    assert shown(cookie_of(rolled), new).rcode() == dns.rcode.NOERROR
    assert shown(first, new).rcode() == dns.rcode.BADCOOKIE


@pytest.mark.parametrize("cookie", [CLIENT, b"of an odd length"[:9]])
def test_without_a_secret_cookies_are_ignored(cookie: bytes) -> None:
    response = answered(Engine(), asked(cookie))
    assert (response.rcode(), response.options) == (dns.rcode.REFUSED, ())
    assert answered(Engine(), asked(cookie, questions=0)).rcode() == dns.rcode.FORMERR


def test_of_two_cookies_the_first_counts(host: Host) -> None:
    options = [dns.edns.GenericOption(dns.edns.OptionType.COOKIE, data) for data in (CLIENT, b"other one")]
    assert cookie_of(host.ask("mail.example.com", options=options))[:8] == CLIENT


def test_a_bad_cookie_is_counted_as_such(host: Host) -> None:
    before = host.engine.counters().responses["BADCOOKIE"]
    raw = host.exchange(asked(CLIENT + b"x" * 16, questions=0))
    assert raw is not None
    assert dns.message.from_wire(raw).rcode() == dns.rcode.BADCOOKIE
    assert host.engine.counters().responses["BADCOOKIE"] == before + 1
