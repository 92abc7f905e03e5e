"""What a fault can do with a connection: to a socket, or to a client in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Headers, Response

BODILESS: Final = (204, 304)
"""Statuses whose responses have no body, and state neither its type nor its length."""


def framing(response: Response) -> Headers:
    """Return the headers of a response's body, which a wire adds to the others."""
    if response.status in BODILESS:
        return ()
    return ((b"content-type", response.content_type), (b"content-length", b"%d" % len(response.body)))


class Wire(Protocol):
    """The way of one response to its client.

    After `send`, `close`, `reset`, the last `write`, or a `pause` that returned False, nothing more can be sent.
    `begin` announces the length of the whole body, whatever of it follows; a body in parts may have any length.
    """

    async def send(self, response: Response) -> None:
        """Send a whole response."""

    async def begin(self, response: Response, *, parts: bool = False) -> None:
        """Send the head alone, with the length of the whole body; with ``parts``, without a length."""

    async def write(self, piece: bytes, *, last: bool = False) -> None:
        """Send a piece of the body after its head."""

    async def close(self) -> None:
        """Close the connection in the ordinary way, whatever has been sent."""

    async def reset(self) -> None:
        """End the connection with a TCP reset."""

    async def pause(self, seconds: float) -> bool:
        """Wait for real seconds. Return False, at once, if the client has gone or the server stops."""
        ...
