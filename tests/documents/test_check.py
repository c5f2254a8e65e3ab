"""What must hold between documents."""

from __future__ import annotations

import pytest

from given import (
    TUTORIAL,
    address,
    addresses,
    config,
    domain,
    faults,
    limits,
    monitor,
    override,
    pool,
    records,
    tutorial_config,
    zone,
)
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.check import check
from trunkline.documents.document import Document
from trunkline.documents.line import OwnLine
from trunkline.documents.read import read_texts

AB = addresses("a", "b")
P = pool("P", ["a"])
V6 = address("six", "2001:db8::1")
HOME = zone("example.com")


def test_the_tutorial_has_no_fault() -> None:
    found = tutorial_config()
    assert faults(found.documents.values()) == []


CASES: list[tuple[list[Document], str]] = [
    ([pool("P", ["a", "q"]), *AB], "pool P: addresses.1.address: there is no address q (declare the address first, or"),
    ([pool("P", ["server-telcom"]), address("server-telecom")], "there is no address server-telcom (did you mean serv"),
    ([address("a", monitors=["web"])], "address a: monitors.0.monitor: there is no monitor web (declare"),
    ([HOME, domain(pools=["P"])], "access_domain gtm.example.com/A: pools.0.pool: there is no pool P (declare"),
    ([override("a", "down")], "there is no address a (declare the address first, or in the same apply; or clear the o"
     "verride: `trunkline override a clear`)"),
    ([override("server-telcom", "down"), address("server-telecom")],
     "(did you mean server-telecom? or clear the override: `trunkline override server-telcom clear`)"),
    ([pool("P", ["a", "b", "a"]), *AB], "pool P: addresses.2: address a stands in it twice (keep one)"),
    ([HOME, domain(pools=["P", "P"]), P, *AB], "gtm.example.com/A: pools.1: pool P stands in it twice"),
    ([pool("P", ["a", "b"]), address("a"), address("b")], "addresses.1.address: b has the endpoint 192.0.2.1, and so"),
    ([pool("P", ["six"]), V6], "is IPv6, the pool is IPv4 (a pool holds one type: IPv4 unless it says `type: IPv6`)"),
    ([pool("P", ["a"], type="IPv6"), *AB], "a is IPv4, the pool is IPv6 (a pool holds one type)"),
    ([HOME, domain(pools=["P"], type="AAAA"), P, *AB], "pools.0.pool: P holds IPv4, type AAAA answers with IPv6 or "),
    ([pool("P", [{"address": "a", "lines": ["moon"]}]), *AB], "addresses.0.lines.0: there is no line moon (`trunkline"),
    ([HOME, domain(pools=[{"pool": "P", "lines": ["default", "moon"]}]), P, *AB], "pools.0.lines.1: there is no line"),
    ([OwnLine(name="telecom", networks=("10.0.0.0/8",))], "line telecom: name: telecom is a published line (give"),
    ([domain("gtm.example.org"), HOME], "name: gtm.example.org is in no hosted zone (add a zone, for example ex"),
    ([domain("a.sub.example.com"), zone("example.com", records("sub", "NS", "ns.sub"))],
     "a.sub.example.com is delegated: sub.example.com has NS records in the zone example.com (host sub.example.com as"),
    ([domain("sub.example.com"), zone("example.com", records("sub", "NS", "ns.sub"))], "sub.example.com is delegated"),
    ([domain(), zone("example.com", records("gtm", "CNAME", "www"))], "name: gtm.example.com is a CNAME in the zone e"),
    ([zone("example.com", records("a", "A", "x"))], "zone example.com: records.1.data.0: 'x' is not A data"),
    ([monitor("p", protocol="ping"), address("a", monitors=[{"monitor": "p", "port": 7}])],
     "address a: monitors.0.port: p is a ping monitor and has no port (leave the port out)"),
    ([monitor("web"), address("a", monitors=["web", {"monitor": "web", "port": 80}])],
     "address a: monitors.1: monitor web at port 80 stands in it twice (keep one)"),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "said"), CASES, ids=[case[1][:60] for case in CASES])
def test_a_fault_between_documents_is_told_once_with_its_field_and_the_way_out(
    documents: list[Document], said: str
) -> None:
    (found,) = faults(documents)
    assert said in found


ALLOWED: list[list[Document]] = [
    [zone("example.com", records("gtm", "TXT", "x"), records("gtm", "A", "192.0.2.9")), domain()],
    [zone("example.com", records("sub", "NS", "ns.sub")), zone("sub.example.com"), domain("a.sub.example.com")],
    [HOME, domain("example.com"), domain("example.com", type="AAAA")],
    [OwnLine(name="office", networks=("10.0.0.0/8",)), *AB, pool("P", [{"address": "a", "lines": ["office"]}])],
    [pool("P", [{"address": "a", "lines": ["cn_region_shannxi"]}]), *AB],
    [monitor("web"), address("a", monitors=["web", {"monitor": "web", "port": 81}])],
    [pool("P", ["a"]), pool("Q", ["a"]), *AB, address("again")],
    [pool("P")],
]


@pytest.mark.parametrize("documents", ALLOWED, ids=str)
def test_what_is_allowed_is_not_refused(documents: list[Document]) -> None:
    assert faults(documents) == []


def test_an_access_domain_belongs_to_the_longest_zone_above_it() -> None:
    found = config(HOME, zone("sub.example.com"), zone("com"))
    expected = {"a.sub.example.com": "sub.example.com", "xsub.example.com": "example.com", "example.com": "example.com"}
    assert {name: one.name for name in expected if (one := found.zone_of(name))} == expected
    assert found.zone_of("example.org") is None


def test_ten_thousand_missing_names_are_told_without_comparing_each_with_ten_thousand_others() -> None:
    ghosts = [address(f"server-{number:05}-a", f"10.0.{number // 250}.{number % 250 + 1}") for number in range(10_000)]
    pools = [pool(f"P{number}", [f"server-{number:05}-b"]) for number in range(10_000)]
    said = faults(ghosts, pools)
    assert len(said) == 10_000
    assert "(did you mean server-00000-a?)" in said[0]
    assert "(declare the address first, or in the same apply)" in said[-1]


def test_an_address_that_stands_in_a_pool_thousands_of_times_is_told_each_time() -> None:
    crowd = [address(f"a{number}", f"10.0.{number // 250}.{number % 250 + 1}") for number in range(5_000)]
    assert len(faults(crowd, pool("P", [one.name for one in crowd] * 2), limits(addresses_per_pool=10_000))) == 5_000


def test_a_preset_serial_is_the_place_in_the_list_unless_given() -> None:
    one = AccessDomain.model_validate({"name": "a.b", "pools": ["P", {"pool": "Q", "serial": 9}, "R"]})
    assert [(ref.pool, ref.serial, ref.weight) for ref in one.pools] == [("P", 1, 1), ("Q", 9, 1), ("R", 3, 1)]


def test_a_document_written_out_and_read_again_is_the_same() -> None:
    for written in read_texts([("gtm.yaml", TUTORIAL.read_text(encoding="utf-8"))]):
        one = written.document
        assert type(one).model_validate(one.model_dump(mode="json")) == one
        assert type(one).model_validate(one.model_dump(mode="json", exclude_defaults=True)) == one


def test_checking_needs_no_other_lines_than_those_it_is_given() -> None:
    found = config(pool("P", [{"address": "a", "lines": ["moon"]}]), AB)
    assert check(found, {"moon"}) == []
