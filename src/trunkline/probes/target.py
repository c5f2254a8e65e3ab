"""Whom to look at: an endpoint as it was written, and the one address that it leads to."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

_FAMILY = {None: socket.AF_UNSPEC, "IPv4": socket.AF_INET, "IPv6": socket.AF_INET6}


@dataclass(frozen=True, slots=True)
class Target:
    """`endpoint` is an IP address or a domain name; `ip_version` says which records of a name count, None: any."""

    endpoint: str
    port: int
    ip_version: str | None = None

    async def address(self) -> str:
        """The IP address to go to. Raises socket.gaierror if the name leads nowhere."""
        return await resolve(self.endpoint, self.ip_version)


async def resolve(host: str, ip_version: str | None) -> str:
    """An IP address is itself; of a domain name it is the first address that the system's resolver gives."""
    if _is_address(host):
        return host
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, family=_FAMILY[ip_version], type=socket.SOCK_STREAM)
    return str(found[0][4][0])


@lru_cache(65_536)
def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def family_of(address: str) -> socket.AddressFamily:
    """Of an IP address."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET
