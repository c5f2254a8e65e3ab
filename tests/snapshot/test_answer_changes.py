"""Who is answered otherwise: one row a line, what it was, what it is, and why."""

from __future__ import annotations

from given import addresses, availability, carriers, config, domain, monitor, pool
from trunkline.documents.config import Config
from trunkline.documents.line import OwnLine
from trunkline.snapshot.changes import AnswerChange, answer_changes
from trunkline.snapshot.compile import Compiled, Compiler

GTM = "gtm.example.com"


def side(found: Config, *down: str) -> tuple[Compiler, Compiled]:
    own = {line.name: line.networks for line in found.lines.values()}
    compiler = Compiler(carriers().with_own_lines(own))
    return compiler, compiler.compile(found, availability(found, set(down)))


def rows(before: Config, after: Config) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    keys = before.access_domains.keys() | after.access_domains.keys()
    return [(one.line, one.before, one.after) for one in answer_changes(side(before), side(after), keys)]


def near(*lines: list[str], own: OwnLine | None = None) -> Config:
    """Pool P1 on the first lines, P2 on the second, and so on; Pn answers with one address, 192.0.2.n."""
    names = [f"a{number}" for number in range(1, len(lines) + 1)]
    pools = [pool(f"P{number}", [name]) for number, name in enumerate(names, 1)]
    refs = [{"pool": one.name, "lines": on} for one, on in zip(pools, lines, strict=True)]
    steered = domain(GTM, refs, policy="source_nearest")
    return config(addresses(*names), *pools, steered, *([own] if own else []))


OFFICE = OwnLine(name="office", networks=("10.1.7.0/24",))


def test_a_line_of_ones_own_that_changes_no_answer_is_no_change() -> None:
    before = near(["mobile"], ["default"])
    assert rows(before, near(["mobile", "office"], ["default"], own=OFFICE)) == []


def test_a_line_of_ones_own_moves_its_askers_from_where_they_were() -> None:
    before, after = near(["mobile"], ["default"]), near(["mobile"], ["default", "office"], own=OFFICE)
    assert rows(before, after) == [("office", ("192.0.2.1",), ("192.0.2.2",))]
    assert rows(after, before) == [("office", ("192.0.2.2",), ("192.0.2.1",))]


def test_a_line_that_is_taken_away_leaves_its_askers_to_the_next_wider_one() -> None:
    assert rows(near(["telecom"], ["default"]), near([], ["default"])) == [("telecom", ("192.0.2.1",), ("192.0.2.2",))]


def test_a_name_that_was_not_steered_had_no_answer() -> None:
    before = near(["default"])
    gone = config(*[one for key, one in before.documents.items() if key[0] != "access_domain"])
    assert rows(gone, before) == [("default", (), ("192.0.2.1",))]
    (change,) = answer_changes(side(before), side(gone), [f"{GTM}/A"])
    assert change == AnswerChange(f"{GTM}/A", "default", ("192.0.2.1",), (), "deleted")


def test_an_access_domain_that_begins_to_fail_is_told_so() -> None:
    members = addresses("a", monitors=["web"])
    found = config(monitor("web"), members, pool("P", ["a"]), domain(GTM, ["P"], all_down="servfail"))
    (change,) = answer_changes(side(found), side(found, "a"), [f"{GTM}/A"])
    assert (change.before, change.after) == (("192.0.2.1",), ("SERVFAIL",))
    assert change.because == "nothing is available, so SERVFAIL as the access domain wishes"
