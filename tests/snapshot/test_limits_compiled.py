"""What operators set against floods reaches the engine when it changes, and only then."""

from __future__ import annotations

from given import availability, carriers, config
from trunkline.documents.settings import Settings
from trunkline.snapshot.compile import Compiler
from trunkline.snapshot.snapshot import Limits


def floods(**fields: object) -> Settings:
    return Settings.model_validate({"floods": fields})


def test_by_default_the_engine_limits_as_it_does_untold() -> None:
    found = config()
    assert Compiler(carriers()).compile(found, availability(found)).snapshot.limits == Limits()


def test_what_operators_set_is_told_in_the_engines_units() -> None:
    found = config(
        floods(
            alike_per_second=200,
            responses_per_second=5000,
            slip=3,
            connections=9,
            connections_per_network=4,
            query_seconds=7,
            exempt=["192.0.2.0/24", "2001:db8::/32"],
        )
    )
    exempt = ((bytes([192, 0, 2, 0]), 24), (b"\x20\x01\x0d\xb8" + bytes(12), 32))
    compiled = Compiler(carriers()).compile(found, availability(found))
    assert compiled.snapshot.limits == Limits(200, 5000, 3, 9, 4, 7, exempt)


def test_a_change_tells_limits_when_they_change_and_only_then() -> None:
    compiler, first = Compiler(carriers()), config()
    before = compiler.compile(first, availability(first))
    for floods_now, told in [(floods(slip=2), None), (floods(slip=9), Limits(slip=9)), (floods(slip=9), None)]:
        found = config(floods_now, revision=first.revision + 1)
        before, change = compiler.compile_again(before, found, availability(found), ())
        assert change.limits == told
