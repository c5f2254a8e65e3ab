"""What is allowed and yet told: each warning with its field and the way out, and silence where all is meant."""

from __future__ import annotations

import pytest

from given import TUTORIAL, address, addresses, config, domain, pool, records, tutorial_config, warnings, zone
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.document import Document
from trunkline.documents.warn import warn

HOME = zone("example.com")
MOBILE = {"pool": "P", "lines": ["mobile"]}
P, NAMED = pool("P", ["a"]), pool("N", ["name"], type="domain")
OPS = ContactGroup.model_validate({"name": "ops", "channels": [{"url": "json://127.0.0.1"}]})
MEMBERS: list[Document] = [address("a"), address("name", "www.example.net"), P, NAMED]

CASES: list[tuple[str, list[Document], str]] = [
    ("no default line", [HOME, domain(pools=[MOBILE], policy="source_nearest")],
     "gtm.example.com/A: pools: none is on the line default, so whoever is on no line here gets the first available"),
    ("no default line in a pool", [pool("P", [{"address": "a", "lines": ["mobile"]}], policy="source_nearest")],
     "pool P: addresses: none is on the line default"),
    ("lines without effect", [HOME, domain(pools=[MOBILE])],
     "gtm.example.com/A: pools.0.lines: round_robin takes no notice of lines (take the policy source_nearest, or"),
    ("lines without effect in a pool", [pool("P", [{"address": "a", "lines": ["mobile"]}], policy="weight")],
     "pool P: addresses.0.lines: weight takes no notice of lines"),
    ("groups that nobody asks", [HOME, OPS, domain(pools=["P"], alert_groups=["ops"])],
     "gtm.example.com/A: alert_groups: alert_mode global takes no notice of them"),
    ("alerts of its own for nobody", [HOME, domain(pools=["P"], alert_mode="instance_config")],
     "gtm.example.com/A: alert_mode: nobody is told of what turns in it"),
    ("no pool", [HOME, domain()], "pools: no pool of it is enabled and holds an enabled address, so what else the"),
    ("no enabled pool", [HOME, domain(pools=["P"]), pool("P", ["a"], enabled=False)], "pools: no pool of it is"),
    ("no enabled address", [HOME, domain(pools=["P"]), address("a", enabled=False)], "pools: no pool of it is"),
    ("a child that is not delegated", [HOME, zone("sub.example.com")],
     "zone sub.example.com: name: the zone example.com above it does not delegate it"),
    ("a record below a DNAME",
     [zone("example.com", records("old", "DNAME", "new"), records("a.old", "A", "192.0.2.1"))],
     "zone example.com: records.2: a.old.example.com is below the DNAME at old.example.com"),
    ("an access domain below a DNAME", [zone("example.com", records("old", "DNAME", "new")),
     domain("a.old.example.com", ["P"])], "name: the DNAME at old.example.com answers for all names below it"),
    ("a CNAME that hides others", [zone("example.com", records("gtm", "MX", "5 mx"), records("gtm", "TXT", "x")),
     domain(pools=["N"], type="CNAME")], "type: while it is enabled it hides MX, TXT of gtm.example.com in zone"),
    ("names for A, and addresses for AAAA", [HOME, domain(pools=["N"]), domain(pools=["S"], type="AAAA"),
     address("six", "2001:db8::1"), pool("S", ["six"], type="IPv6")],
     "gtm.example.com/A: pools.0.pool: whoever keeps its CNAME does not ask for AAAA of gtm.example.com"),
    ("names beside other records", [zone("example.com", records("gtm", "MX", "5 mx")), domain(pools=["N"])],
     "pools.0.pool: whoever keeps its CNAME does not ask for MX of gtm.example.com"),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_seldom_meant_is_told_with_its_field_and_the_way_out(documents: list[Document], said: str) -> None:
    (found,) = warnings(MEMBERS, documents)
    assert said in found
    assert found.endswith(")")


MEANT: list[tuple[str, list[Document]]] = [
    ("default among the lines", [HOME, domain(pools=[{"pool": "P", "lines": ["default"]}], policy="source_nearest")]),
    ("weights without effect", [HOME, domain(pools=[{"pool": "P", "weight": 9, "serial": 3}])]),
    ("the same names for A and AAAA", [HOME, domain(pools=["N"]), domain(pools=["N"], type="AAAA")]),
    ("alerts of its own", [HOME, OPS, domain(pools=["P"], alert_mode="instance_config", alert_groups=["ops"])]),
    ("not enabled yet", [HOME, domain(enabled=False)]),
    ("a delegated child", [zone("example.com", records("sub", "NS", "ns.sub")), zone("sub.example.com")]),
    ("a DNAME with others beside it", [zone("example.com", records("o", "DNAME", "n"), records("o", "TXT", "x"))]),
    ("a CNAME that is not enabled", [zone("example.com", records("gtm", "TXT", "x")),
     domain(pools=["N"], type="CNAME", enabled=False)]),
    ("addresses beside other records", [zone("example.com", records("gtm", "TXT", "x")), domain(pools=["P"])]),
    ("shadowed records of its type", [zone("example.com", records("gtm", "A", "192.0.2.7")), domain(pools=["P"])]),
]  # fmt: skip


@pytest.mark.parametrize("documents", [case[1] for case in MEANT], ids=[case[0] for case in MEANT])
def test_what_is_meant_is_not_warned_of(documents: list[Document]) -> None:
    assert warnings(MEMBERS, documents) == []


def test_the_tutorial_gives_no_warning() -> None:
    assert TUTORIAL.exists()
    assert warn(tutorial_config()) == []


def test_only_what_changed_and_what_stands_on_it_is_warned_of() -> None:
    found = config(
        HOME, zone("example.org"), addresses("a", enabled=False), pool("P", ["a"]), pool("Q"),
        domain("x.example.com", ["P"]), domain("y.example.org", ["Q"]),
    )  # fmt: skip
    x, y = "access_domain x.example.com/A", "access_domain y.example.org/A"
    told = {
        key: [one.place for one in warn(found, [key])]
        for key in (("address", "a"), ("pool", "Q"), ("zone", "example.com"), ("zone", "example.org"), ("line", "no"))
    }
    assert list(told.values()) == [[x], [y], [x], [y], []]
