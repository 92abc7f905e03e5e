"""``drop``: the connection is closed in the ordinary way, without a byte of a response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gelatoconnect_mock.sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Drop(Fault):
    """A server that closes the connection instead of responding."""

    name: ClassVar[str] = "drop"
    loses_response: ClassVar[bool] = True

    async def send(self, response: Response, wire: Wire) -> None:  # noqa: ARG002 - it is lost
        """Close the connection."""
        await wire.close()
