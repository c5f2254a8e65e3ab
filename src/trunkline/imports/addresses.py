"""Addresses and networks as files write them, turned into numbers: quickly, for there may be millions."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_pton

_MAPPED = 0xFFFF << 32
_V4_LAST = (1 << 32) - 1


def parse_address(text: str) -> tuple[int, int]:
    """(32 or 128 bits, the number) of an address; ValueError for any other text."""
    try:
        if ":" in text:
            return 128, int.from_bytes(inet_pton(AF_INET6, text), "big")
        return 32, int.from_bytes(inet_pton(AF_INET, text), "big")
    except (OSError, ValueError) as error:
        raise ValueError("this is no address") from error


def parse_network(text: str) -> tuple[int, int, int]:
    """(bits, first, last) of a CIDR or a single address; ValueError for what is neither, or has host bits set."""
    address, slash, length = text.partition("/")
    bits, first = parse_address(address)
    if slash and not (length.isascii() and length.isdecimal() and len(length) <= 3 and int(length) <= bits):
        raise ValueError(f"the prefix length is no number from 0 to {bits}")
    host = (1 << bits - int(length)) - 1 if slash else 0
    if first & host:
        raise ValueError("it has bits set beyond its prefix")
    return ordered(bits, first, first | host)


def parse_range(first_text: str, last_text: str) -> tuple[int, int, int]:
    """(bits, first, last) of two addresses of one family; ValueError when they are not, or stand backwards."""
    bits, first = parse_address(first_text)
    last_bits, last = parse_address(last_text)
    if bits != last_bits:
        raise ValueError("its addresses are of two families")
    return ordered(bits, first, last)


def parse_numbers(first_text: str, last_text: str) -> tuple[int, int, int]:
    """(bits, first, last) of addresses written as numbers; what fits into 32 bits is IPv4."""
    if not (first_text.isascii() and first_text.isdecimal() and last_text.isascii() and last_text.isdecimal()):
        raise ValueError("these are no addresses")
    if max(len(first_text), len(last_text)) > 39:
        raise ValueError("this is no address: the number is too large")
    first, last = int(first_text), int(last_text)
    bits = 32 if max(first, last) <= _V4_LAST else 128
    if max(first, last) >> bits:
        raise ValueError("this is no address: the number is too large")
    return ordered(bits, first, last)


def ordered(bits: int, first: int, last: int) -> tuple[int, int, int]:
    """The same range, an IPv4-mapped one as IPv4; ValueError when it stands backwards."""
    if first > last:
        raise ValueError("its last address comes before its first")
    if bits == 128 and first >> 32 == 0xFFFF == last >> 32:
        return 32, first - _MAPPED, last - _MAPPED
    return bits, first, last
