"""The stack of layers that a line table is composed of: what comes with the package, and what operators brought."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.lines.embedded import embedded_layers
from trunkline.lines.layer import Layer
from trunkline.lines.stack import SPECIAL


def stack(brought: Sequence[Layer]) -> tuple[Layer, ...]:
    """The lowest first. A layer with the name of an embedded one takes its place; others lie above the embedded ones,
    the newest on top, below special-purpose networks."""
    replacing = {layer.name: layer for layer in brought}
    below = [replacing.pop(layer.name, layer) for layer in embedded_layers() if layer.name != SPECIAL]
    special = [layer for layer in embedded_layers() if layer.name == SPECIAL]
    return (*below, *(layer for layer in brought if layer.name in replacing), *special)


def with_layer(brought: Sequence[Layer], layer: Layer) -> tuple[Layer, ...]:
    """One more, the newest; one of its name is replaced where it lies."""
    if any(one.name == layer.name for one in brought):
        return tuple(layer if one.name == layer.name else one for one in brought)
    return (*brought, layer)


def without_layer(brought: Sequence[Layer], name: str) -> tuple[Layer, ...]:
    """One fewer."""
    return tuple(layer for layer in brought if layer.name != name)


def version_of(layers: Sequence[Layer]) -> str:
    """The layers that are made of data, with the day of each: "country 2026-06-17, asn 2026-11-01, cn 2026-11-20"."""
    return ", ".join(f"{layer.name} {layer.source.date}" for layer in layers if layer.source.date)
