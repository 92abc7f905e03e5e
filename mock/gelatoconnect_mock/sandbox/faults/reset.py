"""``reset``: the connection ends with a TCP reset, without a byte of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gelatoconnect_mock.sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Reset(Fault):
    """Sends nothing and breaks the connection off, as a crashed server or a balancer does."""

    name: ClassVar[str] = "reset"
    loses_response: ClassVar[bool] = True

    async def send(self, response: Response, wire: Wire) -> None:  # noqa: ARG002 - it is lost
        """Break off."""
        await wire.reset()
