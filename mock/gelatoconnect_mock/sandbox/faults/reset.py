"""``reset``: the connection ends with a TCP reset, without a byte of a response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gelatoconnect_mock.sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Reset(Fault):
    """A server or a load balancer that crashes instead of responding."""

    name: ClassVar[str] = "reset"
    loses_response: ClassVar[bool] = True

    async def send(self, response: Response, wire: Wire) -> None:  # noqa: ARG002 - it is lost
        """Reset the connection."""
        await wire.reset()
