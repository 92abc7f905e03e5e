# ruff: noqa: INP001 - scripts beside each other, not a package
"""Makes bad days happen on a healthy line: transports that change the headers of requests on their way to Prism.

Prism answers as the header `Prefer` asks it to (`code=429`, `example=shipped`), so a changed header stands for a
changed server, and the library under it is the real one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class HeadersByTurn(httpx.BaseTransport):
    """A synchronous transport that lays `turns[0]` over the headers of the first request, and so on.

    Requests after the last turn go out as they are.
    """

    def __init__(self, turns: Sequence[Mapping[str, str]]) -> None:
        self._turns = iter(turns)
        self._line = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request with the headers of its turn."""
        request.headers.update(next(self._turns, {}))
        return self._line.handle_request(request)

    def close(self) -> None:
        """Close the line beneath."""
        self._line.close()


def prism_answers(*preferences: str) -> HeadersByTurn:
    """A transport that has Prism answer the first requests as told: `code=429`, `example=shipped`, "" for as usual."""
    return HeadersByTurn([{"Prefer": one} if one else {} for one in preferences])


def key_lost_on_the_way() -> HeadersByTurn:
    """A transport that empties the X-API-KEY header of the first request."""
    return HeadersByTurn([{"X-API-KEY": ""}])
