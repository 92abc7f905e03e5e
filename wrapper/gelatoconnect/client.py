"""The two clients, alike in everything but `await`: settings in, `orders` out."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Self

from gelatoconnect._config import connect
from gelatoconnect._engine.context import Surroundings
from gelatoconnect._engine.operations import Operations
from gelatoconnect._transport.sync_driver import SyncDriver
from gelatoconnect.options import checked_options
from gelatoconnect.orders import AsyncOrders, Orders

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from gelatoconnect.history import Usage
    from gelatoconnect.options import Options

__all__ = ["AsyncGelatoConnect", "GelatoConnect"]

_REAL = Surroundings(clock=time.monotonic, wall_clock=time.time, random=random.random)


class GelatoConnect:
    """A synchronous client for one connector. Make one, share it between threads, close it at the end.

    Arguments left out are read from `GELATOCONNECT_PARTNER_PREFIX`, `_API_KEY`, `_API_SECRET`, `_BASE_URL` and
    `_CUSTOMER_REFERENCE_ID`.

    `base_url` replaces the whole `https://api.partner-connect.io/api/{partner_prefix}`. `endpoints` takes the full URLs
    of a connector's set-up page under the names of the methods (`submit`, `get`, `search`, `cancel`,
    `update_shipment`), with `{orderId}` as placeholder; an operation without one uses the base URL. `transport` takes
    an httpx transport, for tests.

    Raises ConfigError, naming what is missing or wrong, before any connection is made.
    """

    orders: Orders

    def __init__(
        self,
        partner_prefix: str | None = None,
        api_key: str | None = None,
        api_secret: str | None = None,
        *,
        base_url: str | None = None,
        customer_reference_id: str | None = None,
        endpoints: Mapping[str, str] | None = None,
        options: Options | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        connection = connect(
            partner_prefix=partner_prefix,
            api_key=api_key,
            api_secret=api_secret,
            base_url=base_url,
            customer_reference_id=customer_reference_id,
            endpoints=endpoints,
        )
        settings = checked_options(options)
        self._driver = SyncDriver(connection.credential, settings, transport)
        self._operations = Operations(connection, settings, _REAL)
        self.orders = Orders(self._operations, self._driver)

    @property
    def usage(self) -> Usage:
        """What this client has done so far: requests, statuses, waits and look-ups, counted since it was made."""
        return self._operations.witness.usage()

    def close(self) -> None:
        """Close all connections, and the transport that was given. The client can be used again: it connects anew."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncGelatoConnect:
    """The asynchronous client, for asyncio: the surface and the guarantees of `GelatoConnect`, awaited."""

    orders: AsyncOrders

    def __init__(
        self,
        partner_prefix: str | None = None,
        api_key: str | None = None,
        api_secret: str | None = None,
        *,
        base_url: str | None = None,
        customer_reference_id: str | None = None,
        endpoints: Mapping[str, str] | None = None,
        options: Options | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        connection = connect(
            partner_prefix=partner_prefix,
            api_key=api_key,
            api_secret=api_secret,
            base_url=base_url,
            customer_reference_id=customer_reference_id,
            endpoints=endpoints,
        )
        # asyncio is not a small import: a program without it need not pay for it.
        from gelatoconnect._transport.async_driver import AsyncDriver  # noqa: PLC0415

        settings = checked_options(options)
        self._driver = AsyncDriver(connection.credential, settings, transport)
        self._operations = Operations(connection, settings, _REAL)
        self.orders = AsyncOrders(self._operations, self._driver)

    @property
    def usage(self) -> Usage:
        """What this client has done so far: requests, statuses, waits and look-ups, counted since it was made."""
        return self._operations.witness.usage()

    async def aclose(self) -> None:
        """Close all connections of this event loop, and the transport that was given."""
        await self._driver.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
