"""Is there someone who takes the connection? (gtm.md section 11.1)

The kernel takes connections for a process that hangs, as long as its backlog has room: only http sees that.
"""

from __future__ import annotations

import asyncio

from trunkline.documents.monitor import Monitor
from trunkline.health.observation import Observation
from trunkline.probes.duration import milliseconds


async def check_tcp(monitor: Monitor, endpoint: str, port: int) -> Observation:
    """Connect, and hang up. Raises whatever keeps it from connecting; the caller sets the time limit."""
    clock = asyncio.get_running_loop().time
    began = clock()
    _, writer = await asyncio.open_connection(endpoint, port)
    latency = clock() - began
    writer.close()
    return Observation(True, f"connected in {milliseconds(latency)}", latency)
