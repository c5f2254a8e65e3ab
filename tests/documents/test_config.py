"""All documents at one revision, and what a change among them reaches."""

from __future__ import annotations

import pytest

from given import address, addresses, config, domain, monitor, override, pool, zone
from trunkline.documents.config import Config, Key, affected_domains, differences
from trunkline.documents.document import Document

CONFIG = config(
    zone("example.com"),
    monitor("web"),
    addresses("a", "b", monitors=["web"]),
    address("c", "192.0.2.3"),
    pool("P", ["a", "b"]),
    pool("Q", ["c"]),
    domain("x.example.com", ["P"]),
    domain("y.example.com", ["Q", "P"]),
    domain("z.example.com", ["Q"]),
)
X, Y, Z = (f"{letter}.example.com/A" for letter in "xyz")


@pytest.mark.parametrize(
    ("kind", "key", "by"),
    [
        ("monitor", "web", (("address", "a"), ("address", "b"))),
        ("address", "a", (("pool", "P"),)),
        ("pool", "P", (("access_domain", X), ("access_domain", Y))),
        ("pool", "none", ()),
        ("zone", "example.com", ()),
        ("access_domain", X, ()),
    ],
)
def test_every_document_knows_who_refers_to_it(kind: str, key: str, by: tuple[Key, ...]) -> None:
    assert CONFIG.referrers(kind, key) == by


@pytest.mark.parametrize(
    ("put", "reached"),
    [
        (monitor("web", timeout=1), {X, Y}),
        (address("a", "192.0.2.9"), {X, Y}),
        (address("c", "192.0.2.9"), {Y, Z}),
        (pool("P", ["a"]), {X, Y}),
        (domain("x.example.com", ["Q"]), {X}),
        (domain("new.example.com"), {"new.example.com/A"}),
        (override("c", "down"), {Y, Z}),
        (zone("example.com", ttl=5), set()),
    ],
    ids=lambda given: str(given) if isinstance(given, Document) else " ".join(sorted(given)),
)
def test_a_change_reaches_the_access_domains_above_it_and_no_others(put: Document, reached: set[str]) -> None:
    after = CONFIG.changed([put], [], 2)
    assert affected_domains(CONFIG, after) == reached
    assert affected_domains(after, CONFIG) == reached


def test_what_is_deleted_reaches_those_who_referred_to_it() -> None:
    after = CONFIG.changed([domain("y.example.com", ["Q"])], [("pool", "P"), ("access_domain", X)], 2)
    assert affected_domains(CONFIG, after) == {X, Y}


def test_a_config_is_not_changed_by_its_successor() -> None:
    after = CONFIG.changed([pool("P")], [("access_domain", Z), ("pool", "never was")], 7)
    assert (CONFIG.revision, after.revision) == (1, 7)
    assert CONFIG.pools["P"].addresses
    assert Z in CONFIG.access_domains
    assert differences(CONFIG, after) == {("pool", "P"), ("access_domain", Z)}


def test_each_document_keeps_the_revision_of_its_own_last_change() -> None:
    after = CONFIG.changed([pool("P")], [("access_domain", Z)], 7)
    assert after.revisions["pool", "P"] == 7
    assert after.revisions["pool", "Q"] == 1
    assert after.revisions.keys() == after.documents.keys()


def test_an_empty_config_holds_nothing() -> None:
    assert not Config().documents
    assert Config().zone_of("example.com") is None
