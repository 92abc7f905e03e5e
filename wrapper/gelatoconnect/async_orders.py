"""The operations on orders, as the asynchronous client offers them: `await connect.orders...`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from gelatoconnect._calls.criteria import Filters, criteria_from
from gelatoconnect._calls.operations import Circumstances, Deadline, Operations
from gelatoconnect._calls.update_body import update_from
from gelatoconnect.options import CLIENT_DEFAULT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gelatoconnect_api.models import CancelResult, Order, OrderSummary, ShipmentUpdateResult

    from gelatoconnect._calls.pages import Pages
    from gelatoconnect._contract.bodies import Body
    from gelatoconnect._wire.async_driver import AsyncDriver
    from gelatoconnect.submission import Submission


class AsyncOrders:
    """The methods of `Orders`, with the same arguments, guarantees and errors: awaited, `search` with `async for`."""

    def __init__(self, operations: Operations, driver: AsyncDriver) -> None:
        self._operations = operations
        self._driver = driver

    async def submit(
        self, order: Body, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> Submission:
        """Do as `Orders.submit` does, awaited."""
        own = Circumstances(deadline, customer_reference_id)
        return await self._driver.run(self._operations.submit(order, own))

    async def get(
        self, order_id: str, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> Order:
        """Do as `Orders.get` does, awaited."""
        return await self._driver.run(self._operations.get(order_id, Circumstances(deadline, customer_reference_id)))

    def search(
        self,
        criteria: Body | None = None,
        *,
        max_results: int | None = None,
        page_size: int | None = None,
        offset: int | None = None,
        customer_reference_id: str | None = None,
        deadline: Deadline = CLIENT_DEFAULT,
        **filters: Unpack[Filters],
    ) -> AsyncIterator[OrderSummary]:
        """Do as `Orders.search` does, iterated with `async for`."""
        own = Circumstances(deadline, customer_reference_id)
        pages = self._operations.pages(criteria_from(criteria, filters), page_size, max_results, offset, own)
        return self._through(pages, own)

    async def _through(self, pages: Pages, own: Circumstances) -> AsyncIterator[OrderSummary]:
        while not pages.finished:
            for summary in await self._driver.run(self._operations.search_page(pages, own)):
                yield summary

    async def cancel(
        self, order_id: str, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> CancelResult:
        """Do as `Orders.cancel` does, awaited."""
        return await self._driver.run(self._operations.cancel(order_id, Circumstances(deadline, customer_reference_id)))

    async def update_shipment(
        self,
        order_id: str,
        update: Body | None = None,
        *,
        shipment_method_uid: str | None = None,
        shipping_address: Body | None = None,
        customer_reference_id: str | None = None,
        deadline: Deadline = CLIENT_DEFAULT,
    ) -> ShipmentUpdateResult:
        """Do as `Orders.update_shipment` does, awaited."""
        body = update_from(update, shipment_method_uid, shipping_address)
        own = Circumstances(deadline, customer_reference_id)
        return await self._driver.run(self._operations.update_shipment(order_id, body, own))

    async def wait_until(
        self,
        order_id: str,
        status: str,
        *,
        timeout: float = 3600.0,
        interval: float = 1.0,
        longest_interval: float = 60.0,
        customer_reference_id: str | None = None,
    ) -> Order:
        """Do as `Orders.wait_until` does, awaited."""
        own = Circumstances(customer_reference_id=customer_reference_id)
        return await self._driver.run(
            self._operations.wait_until(order_id, status, timeout, interval, longest_interval, own)
        )
