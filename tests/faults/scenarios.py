"""Every way we know in which submitting an order can go wrong, in the order of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.faults.scenarios_connections import CONNECTIONS
from tests.faults.scenarios_look_ups import LOOK_UPS
from tests.faults.scenarios_options import OPTIONS
from tests.faults.scenarios_responses import RESPONSES

if TYPE_CHECKING:
    from tests.faults.scenario import Scenario

SCENARIOS: Final[tuple[Scenario, ...]] = (*CONNECTIONS, *RESPONSES, *LOOK_UPS, *OPTIONS)
