"""How all stood at a moment of the past, as the log of standings tells it."""

from __future__ import annotations

from datetime import UTC, datetime

from trunkline.documents.address import Address
from trunkline.documents.config import Config
from trunkline.errors import NotFound
from trunkline.health.availability import Availability, Health, Standing, stand, stand_pool
from trunkline.node import Node
from trunkline.store.contract import Entry


async def availability_at(node: Node, config: Config, at: float) -> Availability:
    """The standing of each of these documents' addresses and pools at `at`, in seconds since the epoch.

    An address that nothing was written of yet counts as it did then: unknown is not down. Raises NotFound when the log
    does not reach back so far.
    """
    entries = await node.store.latest("standing", until=at)
    if not entries and config.addresses:
        raise NotFound(
            f"how the addresses stood at {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC is not known"
        )
    known = {entry.key: _standing(entry) for entry in entries if entry.kind == Address.kind}
    addresses = {name: known.get(name) or stand(one, config, {}) for name, one in config.addresses.items()}
    return Availability(addresses, {name: stand_pool(pool, config, addresses) for name, pool in config.pools.items()})


def _standing(entry: Entry) -> Standing:
    """As it was answered by: what the brake held went on as if the checks had not turned it."""
    body = entry.body
    available, because = bool(body["available"]), str(body["because"])
    if body.get("held"):
        return Standing(Health(body["health"]), not available, f"the brake held it back; by its checks: {because}")
    return Standing(Health(body["health"]), available, because)
