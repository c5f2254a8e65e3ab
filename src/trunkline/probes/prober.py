"""One check of one address: its monitor's ask goes out by the transport for such asks (gtm.md sections 9.1 and 11)."""

from __future__ import annotations

import asyncio
import secrets
from typing import Protocol

from trunkline.documents.monitors.asks import Connect, Echo, Exchange, HttpRequest
from trunkline.documents.monitors.monitor import Monitor
from trunkline.errors import CannotProbe
from trunkline.health.observation import Observation
from trunkline.probes.datagram import exchange
from trunkline.probes.failure import in_words
from trunkline.probes.http import request
from trunkline.probes.icmp import echo
from trunkline.probes.target import Target
from trunkline.probes.tcp import connect

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
        where = monitor.port_for(port)
        if where is None and monitor.takes_port:
            raise CannotProbe(f"no port is named, neither by the address nor by the monitor {monitor.name}")
        try:
            return await _look(monitor, Target(endpoint, where or 0, monitor.ip_version))
        except CannotProbe:
            raise
        except TimeoutError:
            return Observation(False, f"no answer within {monitor.timeout:g} s")
        except Exception as error:
            return Observation(False, in_words(error))


async def _look(monitor: Monitor, target: Target) -> Observation:
    """By the transport for what the monitor asks; where silence says something, the transport itself ends in time."""
    match ask := monitor.ask(secrets.randbits(16)):
        case Echo():
            echoed = await echo(ask, target, monitor.timeout)
            finding, latency = ask.judge(echoed), echoed.latency
        case Exchange():
            datagram = await exchange(ask, target, monitor.timeout)
            finding, latency = ask.judge(datagram), datagram.latency
        case Connect():
            async with asyncio.timeout(monitor.timeout):
                connected = await connect(ask, target)
            finding, latency = ask.judge(connected), connected.latency
        case HttpRequest():
            async with asyncio.timeout(monitor.timeout):
                reply = await request(ask, target)
            finding, latency = ask.judge(reply), reply.latency
        case _:
            raise CannotProbe(f"nobody here can ask as {monitor.protocol} does: {type(ask).__name__}")
    return Observation(finding.ok, finding.detail, latency)
