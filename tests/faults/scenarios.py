"""All scenarios, in the order of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.faults.scenarios_connections import CONNECTIONS
from tests.faults.scenarios_lookups import LOOKUPS
from tests.faults.scenarios_options import OPTIONS
from tests.faults.scenarios_responses import RESPONSES

if TYPE_CHECKING:
    from tests.faults.scenario import Scenario

SCENARIOS: Final[tuple[Scenario, ...]] = (*CONNECTIONS, *RESPONSES, *LOOKUPS, *OPTIONS)
