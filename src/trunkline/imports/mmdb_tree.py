"""The search tree of a MaxMind DB, walked from end to end (https://maxmind.github.io/MaxMind-DB/).

A node is two records, for the next bit 0 and 1: the number of a node below, the number of nodes for nothing, or more
than that for data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from mmap import mmap
from types import MappingProxyType

from trunkline.imports.format import ROWS, Progress

SEPARATOR = 16
"""So many bytes of zero stand between the tree and the data."""

_NODES = 4 * ROWS
_TELL_EVERY = 1 << 16

_SAME_AGAIN = frozenset(
    {
        (0xFFFF << 32, 32),
        (0x2002 << 112, 112),
        (0x2001_0000 << 96, 96),
        (0x64_FF9B << 96, 32),
    }
)
"""Networks of IPv6, by first address and free bits, in which some files repeat all of IPv4: ::ffff:0:0/96, 2002::/16,
2001::/32 and 64:ff9b::/96."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Where the tree is: `content` begins with it. `bits` is 32 or 128, `record_size` 24, 28 or 32 bits."""

    content: mmap | bytes
    bits: int
    nodes: int
    record_size: int

    def __post_init__(self) -> None:
        if self.bits not in (32, 128) or self.record_size not in _SPLIT or not 0 < self.nodes <= _NODES:
            raise ValueError("its metadata describe no tree that can be read")
        if self.size + SEPARATOR > len(self.content):
            raise ValueError("it is cut off")

    @property
    def size(self) -> int:
        """In bytes."""
        return self.nodes * self.record_size // 4


def leaves(tree: Tree, progress: Progress) -> Iterator[tuple[int, int, int, int]]:
    """(32 or 128 bits, first address, last address, where its data begin in the file), ascending in each family.

    What an IPv6 tree says below ::/96 is said of IPv4. Raises ValueError for a tree that has loops.
    """
    content, nodes, width = tree.content, tree.nodes, tree.record_size // 4
    split = _SPLIT[tree.record_size]
    data = tree.size - nodes
    walked = 0
    waiting = [(0, 0, tree.bits)]
    while waiting:
        record, first, free = waiting.pop()
        if (first, free) in _SAME_AGAIN:
            continue
        if record < nodes:
            walked += 1
            if walked > nodes or not free:
                raise ValueError("its tree has loops")
            if walked % _TELL_EVERY == 0:
                progress(walked * width, len(content))
            at, free = record * width, free - 1
            left, right = split(int.from_bytes(content[at : at + width], "big"))
            if right != nodes:
                waiting.append((right, first | 1 << free, free))
            if left != nodes:
                waiting.append((left, first, free))
        else:
            bits = 32 if free <= 32 and not first >> 32 else tree.bits
            yield bits, first, first + (1 << free) - 1, record + data


def _of_28(node: int) -> tuple[int, int]:
    """The byte in the middle has the highest four bits of either record."""
    return node >> 32 | (node >> 4 & 0xF00_0000), node & 0xFFF_FFFF


_SPLIT: Mapping[int, Callable[[int], tuple[int, int]]] = MappingProxyType(
    {
        24: lambda node: (node >> 24, node & 0xFF_FFFF),
        28: _of_28,
        32: lambda node: (node >> 32, node & 0xFFFF_FFFF),
    }
)
"""A node, as one number, into its two records."""
