"""One message through each channel of a contact group, now, to see whether it arrives."""

from __future__ import annotations

import asyncio
from functools import partial

from trunkline.alerts.alert import Delivered
from trunkline.alerts.aside import aside
from trunkline.alerts.channels import title_of, url_of
from trunkline.alerts.delivery import LIMIT, Send, send
from trunkline.documents.contact_group import Channel, ContactGroup
from trunkline.health.events import Message


async def send_test(group: ContactGroup, *, limit: float = LIMIT, send: Send = send) -> tuple[Delivered, ...]:
    """What became of each channel's message after one try, in order; the alert's number is 0."""
    message = Message("trunkline: a test", f"Whoever reads this is told what turns, as contact group {group.name}.")
    return tuple(await asyncio.gather(*(_try(group, channel, message, limit, send) for channel in group.channels)))


async def _try(group: ContactGroup, channel: Channel, message: Message, limit: float, send: Send) -> Delivered:
    url, title = url_of(channel), title_of(channel)
    if url is None:
        fault = f"the environment variable {channel.url_env} is not set"
        return Delivered(0, group.name, title, False, 0, fault)
    future = aside(partial(send, url, message, None))
    await asyncio.wait({future}, timeout=limit)
    said = future.result() if future.done() else f"no answer within {limit:g} s"
    return Delivered(0, group.name, title, said is None, 1, said or "sent")
