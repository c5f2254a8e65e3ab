"""gtm.md section 20.1, promise by promise, as the pure choice: documents and health in, answers out."""

from __future__ import annotations

from typing import Any

import pytest

from given import (
    address,
    addresses,
    availability,
    choice,
    config,
    domain,
    faults,
    monitor,
    on_duty,
    override,
    pool,
    tutorial_config,
    zone,
)
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.health.availability import Health
from trunkline.lines.catalogue import chain
from trunkline.lines.table import table
from trunkline.snapshot.compile import Compiler
from trunkline.steering.choice import Choice, Draw
from trunkline.steering.choose import configured_lines
from trunkline.steering.remember import remember

ABC = ("a", "b", "c")
A, B, C = (f"192.0.2.{number}" for number in (1, 2, 3))


def made(found: Config, *lines: str, down: str = "", key: str = "gtm.example.com/A") -> Choice:
    one = choice(found, *lines, down=down.split(), key=key)
    assert one is not None
    return one


def one_each(policy: str, *more: Document, lines: tuple[str, ...] = (), **fields: Any) -> Config:
    """Pools A, B and C of one monitored address each; `lines` are theirs in turn."""
    served = [[line] for line in lines] or [[], [], []]
    refs = [{"pool": name.upper(), "lines": own} for name, own in zip(ABC, served, strict=True)]
    pools = [pool(name.upper(), [name]) for name in ABC]
    members = addresses(*ABC, monitors=["web"])
    return config(monitor("web"), members, pools, domain(pools=refs, policy=policy, **fields), more)


SERVERS = {"mobile": "127.1.1.1", "telecom": "127.2.2.2", "unicom": "127.3.3.3"}
TUTORIAL = [
    # who is down, who answers mobile, telecom, unicom and all others, the state of the access domain
    ("", "1 2 3 1"),
    ("server-mobile", "2 2 3 2"),
    ("server-mobile server-telecom", "3 3 3 3"),
    ("server-mobile server-telecom server-unicom", "123 123 123 123"),
    ("server-telecom server-unicom", "1 1 1 1"),
    ("", "1 2 3 1"),
]


@pytest.mark.parametrize(("down", "answers"), TUTORIAL, ids=range(len(TUTORIAL)))
def test_1_the_tutorials_scenes_from_normal_to_all_down_to_recovery(down: str, answers: str) -> None:
    found = tutorial_config()
    for line, who in zip(("mobile", "telecom", "unicom", "default"), answers.split(), strict=True):
        expected = tuple([*SERVERS.values()][int(number) - 1] for number in who)
        assert made(found, *dict.fromkeys((line, "default")), down=down).endpoints == expected


STORY = ["", "a", "a b", "", "c", ""]
"""P1 fails, P2 fails too, both recover, P3 fails, all are well."""


@pytest.mark.parametrize(
    ("mode", "serving"), [("preemptive", [A, B, C, A, A, A]), ("non_preemptive", [A, B, C, C, A, A])]
)
def test_2_a_sequence_goes_back_or_stays_as_its_mode_says_also_over_a_restart(mode: str, serving: list[str]) -> None:
    found = one_each("sequence", sequence_mode=mode)
    for down, expected in zip(STORY, serving, strict=True):
        assert made(found, down=down).endpoints == (expected,)
        put, gone = remember(found, availability(found, down.split()), found.access_domains)
        after = found.changed(put, gone, found.revision + 1)
        found = Config.of(after.documents.values(), after.revision)  # as a node reads it from the store when it begins


@pytest.mark.parametrize(("weights", "down", "left"), [((1, 1, 1), "", 3), ((3, 1, 1), "", 3), ((3, 1, 2), "a", 2)])
def test_3_weights_are_those_of_who_is_available(weights: tuple[int, ...], down: str, left: int) -> None:
    refs = [{"pool": name.upper(), "weight": weight} for name, weight in zip(ABC, weights, strict=True)]
    found = one_each("weight", domain(pools=refs, policy="weight"))
    one = made(found, down=down)
    assert one.draw is Draw.WEIGHT
    assert [each.weight for each in one.pools] == list(weights[-left:])


def test_4_round_robin_gives_all_in_order_to_be_turned_and_refuses_names_beside_addresses() -> None:
    found = one_each("round_robin")
    assert (made(found).draw, made(found).endpoints) == (Draw.ROTATE, (A, B, C))
    name = [address("n", "www.example.net"), pool("N", ["n"], type="domain"), zone("example.com")]
    mixed = [*found.documents.values(), *name, domain(pools=["A", "N"])]
    (said,) = faults(mixed)
    assert "round_robin would answer with addresses of A and a CNAME of N at once" in said
    assert faults([*mixed, domain(pools=["A", "N"], policy="sequence")]) == []


NEEDED = {
    "any_ok": (1, 1, 1, 1, 1),
    "p30_ok": (1, 1, 1, 2, 2),
    "p50_ok": (1, 1, 2, 2, 3),
    "p70_ok": (1, 2, 3, 3, 4),
    "all_ok": (1, 2, 3, 4, 5),
}
"""How many of one, two … five addresses must be up."""


@pytest.mark.parametrize("total", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("judgement", NEEDED)
def test_5_a_pool_answers_with_what_is_up_as_long_as_its_judgement_is_met(judgement: str, total: int) -> None:
    names = [f"s{number}" for number in range(1, total + 1)]
    last = [address("z", "192.0.2.99"), pool("Z", ["z"])]
    found = config(
        monitor("web"), addresses(*names, monitors=["web"]), pool("P", names, judgement=judgement), last,
        domain(pools=["P", "Z"], policy="sequence"),
    )  # fmt: skip
    for down in range(total + 1):
        left = tuple(f"192.0.2.{number}" for number in range(down + 1, total + 1))
        enough = len(left) >= NEEDED[judgement][total - 1]
        assert made(found, down=" ".join(names[:down])).endpoints == (left if enough else ("192.0.2.99",))


@pytest.mark.parametrize("failing", [False, True])
@pytest.mark.parametrize("status", ["available", "unavailable"])
def test_6_a_manual_address_goes_by_the_hand_and_its_health_is_told_all_the_same(status: str, failing: bool) -> None:
    by_hand = address("a", A, mode="manual", manual_status=status, monitors=["web"])
    found = one_each("sequence", by_hand)
    down = "a" if failing else ""
    assert made(found, down=down).endpoints == ((A,) if status == "available" else (B,))
    standing = availability(found, down.split()).addresses["a"]
    assert standing.health is (Health.EXCEPTIONAL if failing else Health.OK)


def test_7_of_two_default_pools_the_first_available_one_stands_in() -> None:
    found = one_each("source_nearest", lines=("mobile", "default", "default"))
    for down, expected in (("a", B), ("a b", C)):
        one = made(found, "mobile", "default", down=down)
        assert (one.rule, one.endpoints) == ("F1", (expected,))


def test_7_when_all_is_down_an_empty_default_pool_is_passed_over() -> None:
    lines = ("mobile", "default", "default")
    empty: list[Document] = [pool("B"), pool("B", ["b"], enabled=False), address("b", B, enabled=False)]
    for one in empty:
        fallen = made(one_each("source_nearest", one, lines=lines), "mobile", "default", down="a c")
        assert (fallen.rule, fallen.endpoints) == ("F2", (C,))


def test_7_when_all_is_down_without_a_default_line_the_smallest_serial_answers() -> None:
    fallen = made(one_each("source_nearest", lines=("mobile", "telecom", "unicom")), "telecom", down="a b c")
    assert (fallen.rule, fallen.endpoints) == ("F3", (A,))


LINES = [
    (("unicom", "cn_region_beijing", "default"), A),  # a carrier goes before a region
    (("telecom", "cn_unicom_beijing", "unicom"), B),  # the narrower before the wider
    (("cn_region_beijing", "internal", "default"), A),
    (("default", "internal", "telecom"), B),
]


@pytest.mark.parametrize(("lines", "endpoint"), LINES, ids=str)
def test_8_a_carrier_goes_before_a_region_and_the_narrow_line_before_the_wide(
    lines: tuple[str, ...], endpoint: str
) -> None:
    """The asker is in Beijing, on China Unicom."""
    found = one_each("source_nearest", lines=lines)
    known = configured_lines(found.access_domains["gtm.example.com/A"], found)
    asker = [line for line in chain("cn_unicom_beijing", "cn_region_beijing") if line in known]
    assert made(found, *asker).endpoints == (endpoint,)


def test_8_the_client_subnet_is_looked_up_as_the_resolver_would_be() -> None:
    """Whichever of the two decides, and the engine takes the subnet first, one table says on which lines it is."""
    lines = table({"10.1.0.0/16": ["cn_unicom_beijing"], "10.2.0.0/16": ["telecom"]})
    found = one_each("source_nearest", lines=("unicom", "telecom", "default"))
    choices = Compiler(lines).compile(found, availability(found)).choices["gtm.example.com/A"]
    known = configured_lines(found.access_domains["gtm.example.com/A"], found)
    for asker, expected in (("10.1.2.3", A), ("10.2.2.3", B), ("10.3.2.3", C)):
        view = tuple(line for line in lines.find(asker).lines if line in known)
        assert choices[view].endpoints == (expected,)


def test_9_disabled_or_deleted_it_leaves_its_name_to_the_plain_records_and_other_types_alone() -> None:
    found = one_each("sequence")
    steered = found.access_domains["gtm.example.com/A"]
    off = found.changed([steered.model_copy(update={"enabled": False})], [], 2)
    gone = found.changed([], [(steered.kind, steered.key)], 3)
    sides = [Compiler(table({})).compile(one, availability(one)).snapshot.steered for one in (found, off, gone)]
    assert [[type_ for _, type_ in side] for side in sides] == [[1], [], []]


def test_who_is_disabled_is_never_answered_even_if_it_is_on_duty_or_forced_up() -> None:
    off = address("a", A, enabled=False)
    stay = {"sequence_mode": "non_preemptive"}
    found = one_each("sequence", off, override("a", "up"), on_duty(domain(), "A"), **stay)
    assert made(found).endpoints == (B,)
    assert made(found, down="b c").endpoints == (B,)
