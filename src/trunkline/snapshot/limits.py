"""What operators set against floods, as the engine is told it."""

from __future__ import annotations

from trunkline.documents.floods import Floods
from trunkline.documents.line import prefix_of
from trunkline.snapshot.snapshot import Limits


def limits_of(floods: Floods) -> Limits:
    """A rate that is not set is 0: as many as come."""
    exempt = [prefix_of(text) for text in floods.exempt]
    return Limits(
        alike=floods.alike_per_second or 0,
        all=floods.responses_per_second or 0,
        slip=floods.slip,
        connections=floods.connections,
        share=floods.connections_per_network,
        query=floods.query_seconds,
        exempt=tuple((network.network_address.packed, network.prefixlen) for network in exempt),
    )
