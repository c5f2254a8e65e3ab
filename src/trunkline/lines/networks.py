"""Networks as people write them, turned into plain integers."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

IPAddress = IPv4Address | IPv6Address

_MAPPED = IPv6Network("::ffff:0:0/96")


def parse_network(text: str) -> tuple[int, int, int]:
    """(bits, first, last) of a CIDR or of a single address; an IPv4-mapped IPv6 network counts as IPv4.

    Raises ValueError, with the reason, for anything else and for bits set beyond the prefix.
    """
    network = ip_network(text.strip())
    first, last = int(network.network_address), int(network.broadcast_address)
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        return 32, first & 0xFFFF_FFFF, last & 0xFFFF_FFFF
    return network.max_prefixlen, first, last


def parse_address(address: str | IPAddress) -> IPAddress:
    """An address, out of its text if need be; an IPv4-mapped IPv6 one becomes IPv4. Raises ValueError."""
    parsed = ip_address(address)
    return (isinstance(parsed, IPv6Address) and parsed.ipv4_mapped) or parsed


def to_address(bits: int, number: int) -> IPAddress:
    """The address of a family (32 or 128 bits) that has this number."""
    return IPv4Address(number) if bits == 32 else IPv6Address(number)
