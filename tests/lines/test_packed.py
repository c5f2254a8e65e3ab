"""A layer as a file, and back."""

from __future__ import annotations

import lzma

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.errors import LineTableUnreadable
from trunkline.lines.facts import Facts
from trunkline.lines.layer import Layer, Source, build_layer
from trunkline.lines.networks import parse_network
from trunkline.lines.packed import MAGIC, pack, unpack

unhurried = settings(deadline=None, derandomize=True)

NETWORKS = [
    "0.0.0.0/8", "1.2.3.4/32", "1.2.4.0/23", "128.0.0.0/1", "::/128", "240e::/18", "2400::1:2:300/120", "ffff::/16",
]  # fmt: skip


def layer(said: dict[str, Facts], source: Source) -> Layer:
    return build_layer("a", ((*parse_network(network), facts) for network, facts in said.items()), source)


PACKED = pack(layer({"1.1.0.0/16": Facts("mobile"), "2400::/12": Facts("unicom")}, Source("csv")))
FACTS = st.builds(Facts, st.sampled_from(["", "telecom"]), said=st.text())
SOURCES = st.builds(Source, st.text(), st.text(), licence=st.text(), attribution=st.tuples(st.text()))


@unhurried
@given(st.dictionaries(st.sampled_from(NETWORKS), FACTS), SOURCES)
def test_a_layer_comes_back_as_it_was(said: dict[str, Facts], source: Source) -> None:
    before = layer(said, source)
    assert unpack(pack(before)) == before


def test_the_same_layer_gives_the_same_bytes() -> None:
    assert pack(unpack(PACKED)) == PACKED


@unhurried
@given(st.integers(0, len(PACKED) - 1))
def test_a_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises(LineTableUnreadable):
        unpack(PACKED[:length])


@unhurried
@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_noticed(place: int, flip: int) -> None:
    damaged = PACKED[:place] + bytes([PACKED[place] ^ flip]) + PACKED[place + 1 :]
    with pytest.raises(LineTableUnreadable):
        unpack(damaged)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"trunkline layer 2\n{}\n",
        MAGIC,
        MAGIC + b"[]\n",
        MAGIC + b'{"name": "", "source": {}, "facts": [], "v4": 0, "v6": 0}\n',
        MAGIC + b'{"name": "", "source": {}, "facts": [[]], "v4": 1, "v6": 1}\n' + bytes(10),
        MAGIC + b'{"name": "", "source": {}, "facts": [[]], "v4": 1, "v6": 1}\n' + b"\1" + bytes(23),
        MAGIC + b'{"name": "", "source": {}, "facts": [[]], "v4": 1, "v6": 1}\n' + bytes(4) + b"\1" + bytes(19),
    ],
    ids=["empty", "version", "nothing", "list", "no ranges", "short", "not from zero", "class unknown"],
)
def test_what_is_no_layer_is_refused(content: bytes) -> None:
    with pytest.raises(LineTableUnreadable):
        unpack(lzma.compress(content))
