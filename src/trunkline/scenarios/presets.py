"""The seven, in the order of gtm.md section 3, and how the parameters of one are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trunkline.documents.read import read_document
from trunkline.scenarios.active_active import ActiveActive
from trunkline.scenarios.active_active_multi_isp import ActiveActiveMultiIsp
from trunkline.scenarios.active_standby import ActiveStandby
from trunkline.scenarios.active_standby_multi_isp import ActiveStandbyMultiIsp
from trunkline.scenarios.custom import Custom
from trunkline.scenarios.health_check_only import HealthCheckOnly
from trunkline.scenarios.multi_isp import MultiIsp
from trunkline.scenarios.scenario import Scenario

_IN_ORDER: tuple[type[Scenario], ...] = (
    HealthCheckOnly,
    ActiveStandby,
    ActiveActive,
    MultiIsp,
    ActiveStandbyMultiIsp,
    ActiveActiveMultiIsp,
    Custom,
)

SCENARIOS: Mapping[str, type[Scenario]] = {model.code: model for model in _IN_ORDER}
"""By their codes."""


def read_scenario(code: str, data: Any) -> Scenario:
    """A scenario from its parameters; raises DocumentError with a problem for each that is wrong."""
    model = SCENARIOS[code]
    return read_document(model, data, lambda path: f"scenario {model.command()}")
