"""Both clients under one surface, so that one test runs with either."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


class Calls:
    """The operations of a client of either kind. Every method is awaited; a search returns a list."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.client.orders, name)

        async def call(*args: Any, **named: Any) -> Any:
            result = method(*args, **named)
            return await result if inspect.isawaitable(result) else result

        return call

    async def search(self, *args: Any, **named: Any) -> list[Any]:
        """Return all orders that a search finds."""
        found = self.client.orders.search(*args, **named)
        return [summary async for summary in found] if hasattr(found, "__aiter__") else list(found)

    async def close(self) -> None:
        """Close the client."""
        await self.client.aclose() if hasattr(self.client, "aclose") else self.client.close()


Connect = Callable[..., Calls]
"""The type of the fixture `connect`, which makes clients and closes them after the test."""
