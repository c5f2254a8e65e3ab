"""What is left to do by hand once a scenario stands: how a business name is connected to it (gtm.md section 2.3)."""

from __future__ import annotations

from collections.abc import Iterator

from trunkline.scenarios.custom import Custom
from trunkline.scenarios.scenario import Scenario


def next_steps(scenario: Scenario, *, new_zone: bool) -> tuple[str, ...]:
    """A sentence for each. `new_zone` says that the scenario's zone is not only named but made."""
    return tuple(_steps(scenario, new_zone))


def _steps(scenario: Scenario, new_zone: bool) -> Iterator[str]:
    key, name = scenario.key, scenario.name
    if isinstance(scenario, Custom):
        yield f"{key} has no pools yet, so its zone's own records answer: declare some and apply them"
    if not scenario.enable:
        yield f"{key} is disabled: `trunkline enable {key}` lets it answer"
    if new_zone:
        servers = ", ".join(scenario.zone_nameservers)
        yield f"the zone {scenario.zone} is new: have the zone above it delegate to {servers}, and give those addresses"
    target = name.replace("*", "any", 1)
    yield (
        f"a business name on other DNS is connected by a record there: www.shop.example. CNAME {target}. "
        "(the top of a zone can have none: host that zone here, and make its name the access domain)"
    )
