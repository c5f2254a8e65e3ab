"""One check of one address, by the protocol that its monitor names (gtm.md sections 9.1 and 11)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from trunkline.documents.monitor import DEFAULT_PORT, Monitor
from trunkline.errors import CannotProbe
from trunkline.health.observation import Observation
from trunkline.probes.failure import in_words
from trunkline.probes.http import check_http
from trunkline.probes.icmp import ping
from trunkline.probes.tcp import check_tcp

__all__ = ["CannotProbe", "NetworkProber", "Prober"]


class Prober(Protocol):
    """Whoever can look at a server."""

    async def check(self, monitor: Monitor, endpoint: str, port: int | None) -> Observation:
        """Look once, for at most `monitor.timeout` seconds. `endpoint` is an IP address, or a domain name.

        `port` None means the monitor's own, or else the protocol's. CannotProbe if nothing can be said of the server
        because this machine could not look; every other trouble is an Observation.
        """
        ...


class NetworkProber:
    """Looks over the network."""

    async def check(self, monitor: Monitor, endpoint: str, port: int | None) -> Observation:
        """See Prober.check."""
        try:
            if monitor.protocol == "ping":
                return await ping(monitor, endpoint)  # ends by itself: what is not back in time is lost
            async with asyncio.timeout(monitor.timeout):
                port = port or monitor.port or DEFAULT_PORT[monitor.protocol]
                return await _CHECKS[monitor.protocol](monitor, endpoint, port)
        except CannotProbe:
            raise
        except TimeoutError:
            return Observation(False, f"no answer within {monitor.timeout:g} s")
        except Exception as error:
            return Observation(False, in_words(error))


_Check = Callable[[Monitor, str, int], Awaitable[Observation]]

_CHECKS: dict[str, _Check] = {"tcp": check_tcp, "http": check_http, "https": check_http}
