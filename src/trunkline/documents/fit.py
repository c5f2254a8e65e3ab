"""Whether a monitor can look at an address: at which port, over which version of IP."""

from __future__ import annotations

from trunkline.documents.address import Address
from trunkline.documents.fault import Faults
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.reference import MonitorReference


def misfits(field: str, ref: MonitorReference, monitor: Monitor, address: Address) -> Faults:
    """What keeps this monitor of the address from looking; `field` leads to the reference."""
    if not monitor.takes_port and ref.port is not None:
        message = f"{ref.monitor} is a {monitor.protocol} monitor and has no port"
        yield f"{field}.port", message, "leave the port out"
    if monitor.takes_port and monitor.port_for(ref.port) is None:
        message = f"{ref.monitor} names no port, and {monitor.protocol} has none by default"
        yield f"{field}.port", message, "name one here or in the monitor"
    if address.type != "domain" and monitor.ip_version not in (None, address.type):
        message = f"{ref.monitor} looks over {monitor.ip_version}, the endpoint is {address.type}"
        yield f"{field}.monitor", message, f"use a monitor whose ip_version is {address.type}, or none"
