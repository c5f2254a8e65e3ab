"""Names in their one spelling."""

from __future__ import annotations

import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.documents.dns_name import normal_name, to_wire, wire_of, with_parents

PARENTS = [
    ("a.example.com", ["a.example.com", "example.com", "com"]),
    ("com", ["com"]),
    (r"a\.b.com", [r"a\.b.com", "com"]),
    (r"a\\.com", [r"a\\.com", "com"]),
    (r"\046\\\..com", [r"\046\\\..com", "com"]),
]


@pytest.mark.parametrize(("name", "above"), PARENTS)
def test_the_names_above_a_name_are_cut_at_real_dots_only(name: str, above: list[str]) -> None:
    assert with_parents(name) == above


LABELS = st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=5)


@given(LABELS)
def test_a_name_of_any_bytes_keeps_its_labels_in_every_form(labels: list[bytes]) -> None:
    name = dns.name.Name([*labels, b""])
    text = normal_name(name.to_text())
    assert wire_of(text) == to_wire(name)
    assert len(with_parents(text)) == len(labels)
