"""The two clients. They differ only in `await`."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Self

from gelatoconnect._config import resolve_connection
from gelatoconnect._engine.context import Clock
from gelatoconnect._engine.operations import Operations
from gelatoconnect._transport.adapter import check_async_transport, check_sync_transport
from gelatoconnect._transport.sync_driver import SyncDriver
from gelatoconnect.options import checked_options
from gelatoconnect.orders import AsyncOrders, Orders

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from gelatoconnect.history import Usage
    from gelatoconnect.options import Options

__all__ = ["AsyncGelatoConnect", "GelatoConnect"]

SYSTEM_CLOCK = Clock(monotonic=time.monotonic, time=time.time, random=random.random)


class GelatoConnect:
    """A synchronous client for one connector. Make one, share it between threads, close it at the end.

    Args:
        partner_prefix: The token given at onboarding, part of every URL.
        api_key: The key of the connector.
        api_secret: The secret of the connector.
        base_url: Replaces the whole `https://api.partner-connect.io/api/{partner_prefix}`.
        customer_reference_id: The customer on whose behalf all calls are made.
        endpoints: The full URLs of a connector's set-up page, by method name (`submit`, `get`, `search`, `cancel`,
            `update_shipment`), with `{orderId}` as placeholder. An operation without one uses the base URL.
        options: The settings of all calls.
        transport: An httpx2 transport, for tests.

    Arguments left out are read from the environment variables `GELATOCONNECT_PARTNER_PREFIX`, `_API_KEY`,
    `_API_SECRET`, `_BASE_URL` and `_CUSTOMER_REFERENCE_ID`.

    Raises:
        ConfigError: A setting is missing or wrong. Raised before any connection is made.
    """

    orders: Orders
    """The operations."""

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
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        connection = resolve_connection(
            partner_prefix=partner_prefix,
            api_key=api_key,
            api_secret=api_secret,
            base_url=base_url,
            customer_reference_id=customer_reference_id,
            endpoints=endpoints,
        )
        settings = checked_options(options)
        self._driver = SyncDriver(connection.credential, settings, check_sync_transport(transport))
        self._operations = Operations(connection, settings, SYSTEM_CLOCK)
        self.orders = Orders(self._operations, self._driver)

    @property
    def usage(self) -> Usage:
        """What this client has done since it was made: requests, statuses, waits, lookups."""
        return self._operations.instrumentation.usage()

    def close(self) -> None:
        """Close all connections and the given transport. The client can be used again: it reconnects."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncGelatoConnect:
    """The asynchronous client, for asyncio: the methods and guarantees of `GelatoConnect`, awaited.

    Takes the arguments of `GelatoConnect`; `transport` is an asynchronous httpx2 transport.

    Raises:
        ConfigError: A setting is missing or wrong. Raised before any connection is made.
    """

    orders: AsyncOrders
    """The operations."""

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
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        connection = resolve_connection(
            partner_prefix=partner_prefix,
            api_key=api_key,
            api_secret=api_secret,
            base_url=base_url,
            customer_reference_id=customer_reference_id,
            endpoints=endpoints,
        )
        # asyncio is a large import, which a synchronous program does not need.
        from gelatoconnect._transport.async_driver import AsyncDriver  # noqa: PLC0415

        settings = checked_options(options)
        self._driver = AsyncDriver(connection.credential, settings, check_async_transport(transport))
        self._operations = Operations(connection, settings, SYSTEM_CLOCK)
        self.orders = AsyncOrders(self._operations, self._driver)

    @property
    def usage(self) -> Usage:
        """What this client has done since it was made: requests, statuses, waits, lookups."""
        return self._operations.instrumentation.usage()

    async def aclose(self) -> None:
        """Close all connections of this event loop and the given transport."""
        await self._driver.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
