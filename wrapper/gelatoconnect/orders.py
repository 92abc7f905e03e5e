"""The operations on orders: `client.orders` of both clients, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from gelatoconnect._engine.changes import update_body
from gelatoconnect._engine.search import Filters, search_body
from gelatoconnect.options import CLIENT_DEFAULT, RequestOptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from gelatoconnect_api.models import (
        CancelResult,
        Order,
        OrderRequest,
        OrderSummary,
        SearchRequest,
        ShipmentMethodUpdate,
        ShipmentUpdateResult,
        ShippingAddress,
        ShippingAddressUpdate,
    )

    from gelatoconnect._engine.operations import Operations
    from gelatoconnect._engine.search import Pages
    from gelatoconnect._transport.async_driver import AsyncDriver
    from gelatoconnect._transport.sync_driver import SyncDriver
    from gelatoconnect.options import DeadlineOverride
    from gelatoconnect.submission import Submission
    from gelatoconnect.types import (
        NewShippingAddressDict,
        OrderRequestDict,
        SearchRequestDict,
        UpdateShipmentRequestDict,
    )

__all__ = ["AsyncOrders", "Filters", "Orders"]


class Orders:
    """Submit, get, search, cancel, update the shipment of, and wait for orders.

    Every method takes `customer_reference_id`, for a connector that serves several customers, and `deadline`, the
    seconds this call may take (`wait_until` has a `timeout` instead). Without it the client's `Options.deadline`
    applies; None means no bound. Every exception is a `GelatoConnectError`.

    A body is a model of `gelatoconnect.models`, or a dict in the API's JSON names (`gelatoconnect.types` has typed
    ones). None for an optional property that the contract names means "leave it out".
    """

    def __init__(self, operations: Operations, driver: SyncDriver) -> None:
        self._operations = operations
        self._driver = driver

    def submit(
        self,
        order: OrderRequest | OrderRequestDict | Mapping[str, Any],
        *,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
    ) -> Submission:
        """Submit one order and return its id (contract: `submitOrder`).

        The order is checked against the contract first. It is sent with `preventDuplicate: true` unless it says
        otherwise. If the response is lost, late or unreadable, or is a 5xx or a 409, the client looks the order up.
        It does so until the order is found (`recovered` is then True) or the deadline passes. The client sends the
        order again only if the server did not receive it, or if `Options` say that this is safe.

        Raises:
            InvalidOrder: The order violates the contract. Lists every violation. Nothing was sent.
            InvalidRequest: The order is not a model or a dict, or has no reference. Nothing was sent.
            ConfigError: No URL is known for the operation. Nothing was sent.
            OrderOutcomeUnknown: The order may exist, and no look-up found it.
            DuplicateReference: The reference belongs to another order.
            ApiError: The server rejected the order.
            DeadlineExceeded: The order could not be sent in time.
            RateLimited: The order could not be sent in time, because of a 429.
        """
        overrides = RequestOptions(deadline, customer_reference_id)
        return self._driver.run(self._operations.submit(order, overrides))

    def get(
        self,
        order_id: str,
        *,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
    ) -> Order:
        """Read one order by its Gelato id or your own reference (contract: `getOrder`). Retried until the deadline.

        Raises:
            NotFound: There is no such order for these credentials.
            InvalidRequest: No URL can carry the id, or it is the reference `order` or `search`. Nothing was sent.
            ResponseInvalid: The response does not match the contract.
            DeadlineExceeded: No usable response in time.
        """
        overrides = RequestOptions(deadline, customer_reference_id)
        return self._driver.run(self._operations.get(order_id, overrides))

    def search(
        self,
        criteria: SearchRequest | SearchRequestDict | Mapping[str, Any] | None = None,
        *,
        max_results: int | None = None,
        page_size: int | None = None,
        offset: int | None = None,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
        **filters: Unpack[Filters],
    ) -> Iterator[OrderSummary]:
        """Find orders, newest first, page by page as you iterate (contract: `searchOrders`).

        Every order comes once, even if orders arrive or leave the filter between two pages. `deadline` applies to each
        page. A filter that is an empty list (`ids=[]`) matches nothing: no request is sent, and no order comes.

        Args:
            criteria: The filters as a model or dict. The filters by keyword override it.
            max_results: Number of orders to return, None for all.
            page_size: Orders a page, 1 to 100 and 100 by default. Pages overlap by one order, so 1 asks for 2.
            offset: Number of orders to skip.
            customer_reference_id: The customer on whose behalf the call is made.
            deadline: Seconds for each page.
            **filters: The filters of the contract's `SearchRequest`, such as `fulfillment_statuses=["shipped"]`.

        Raises:
            InvalidRequest: A filter is wrong. Raised at once; nothing was sent.
            GelatoConnectError: The errors of `get`, while iterating.
        """
        overrides = RequestOptions(deadline, customer_reference_id)
        pages = self._operations.pages(search_body(criteria, filters), page_size, max_results, offset, overrides)
        return self._iterate(pages, overrides)

    def _iterate(self, pages: Pages, overrides: RequestOptions) -> Iterator[OrderSummary]:
        while not pages.finished:
            yield from self._driver.run(self._operations.search_page(pages, overrides))

    def cancel(
        self,
        order_id: str,
        *,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
    ) -> CancelResult:
        """Cancel an order that has not been shipped, by Gelato id or reference (contract: `cancelOrder`).

        If the response is lost, or is a success with the code of an error (`{"code": 400}`), the client reads the
        order. Canceled is a success. It sends the cancellation again only if the order is unchanged.

        Raises:
            InvalidRequest: No URL can carry the id. Nothing was sent.
            Conflict: It is too late.
            NotFound: There is no such order for these credentials.
            ResponseInvalid: The order cannot be read after an unclear response.
            DeadlineExceeded: The order is not canceled in time.
        """
        overrides = RequestOptions(deadline, customer_reference_id)
        return self._driver.run(self._operations.cancel(order_id, overrides))

    def update_shipment(
        self,
        order_id: str,
        update: ShipmentMethodUpdate
        | ShippingAddressUpdate
        | UpdateShipmentRequestDict
        | Mapping[str, Any]
        | None = None,
        *,
        shipment_method_uid: str | None = None,
        shipping_address: ShippingAddress | NewShippingAddressDict | Mapping[str, Any] | None = None,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
    ) -> ShipmentUpdateResult:
        """Change the shipping method, the address or both of an order that has not been shipped.

        Serves `updateShipment` of the contract. If the response is lost, the client reads the order. An order that
        holds the update is a success. The client sends the update again only if the order differs; case and blanks of
        an address do not count.

        Args:
            order_id: Gelato id or reference.
            update: The body as a model or dict. The two arguments by name override it.
            shipment_method_uid: The new shipping method.
            shipping_address: The new address. It replaces the whole old one, so a None inside it is refused.
            customer_reference_id: The customer on whose behalf the call is made.
            deadline: Seconds for this call.

        Raises:
            InvalidRequest: The update violates the contract (lists every violation), or no URL can carry the id.
                Nothing was sent.
            Conflict: It is too late.
            NotFound: There is no such order for these credentials.
            ResponseInvalid: The order cannot be read after an unclear response.
            DeadlineExceeded: The order does not hold the update in time.
        """
        body = update_body(update, shipment_method_uid, shipping_address)
        overrides = RequestOptions(deadline, customer_reference_id)
        return self._driver.run(self._operations.update_shipment(order_id, body, overrides))

    def wait_until(
        self,
        order_id: str,
        status: str,
        *,
        timeout: float = 3600.0,
        interval: float = 1.0,
        longest_interval: float = 60.0,
        customer_reference_id: str | None = None,
    ) -> Order:
        """Read an order at a growing interval until it has reached `status`, and return it.

        An order that is past `status` on the main path has reached it. A read that fails for a temporary reason is
        repeated at the next interval.

        Args:
            order_id: Gelato id or reference.
            status: The awaited status, such as "shipped".
            timeout: Seconds to wait at most.
            interval: Seconds before the second read.
            longest_interval: Seconds between two reads at most.
            customer_reference_id: The customer on whose behalf the call is made.

        Raises:
            OrderEnded: The order ended in another status: failed, canceled, returned or delivered.
            DeadlineExceeded: The timeout passed.
            GelatoConnectError: The permanent errors of `get`.
        """
        overrides = RequestOptions(customer_reference_id=customer_reference_id)
        steps = self._operations.wait_until(order_id, status, timeout, interval, longest_interval, overrides)
        return self._driver.run(steps)


class AsyncOrders:
    """The methods of `Orders`, awaited, with the same arguments, guarantees and errors.

    Iterate `search` with `async for`.
    """

    def __init__(self, operations: Operations, driver: AsyncDriver) -> None:
        self._operations = operations
        self._driver = driver

    async def submit(
        self,
        order: OrderRequest | OrderRequestDict | Mapping[str, Any],
        *,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
    ) -> Submission:
        """Submit one order and return its id. See `Orders.submit`."""
        overrides = RequestOptions(deadline, customer_reference_id)
        return await self._driver.run(self._operations.submit(order, overrides))

    async def get(
        self,
        order_id: str,
        *,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
    ) -> Order:
        """Read one order by its Gelato id or your own reference. See `Orders.get`."""
        overrides = RequestOptions(deadline, customer_reference_id)
        return await self._driver.run(self._operations.get(order_id, overrides))

    def search(
        self,
        criteria: SearchRequest | SearchRequestDict | Mapping[str, Any] | None = None,
        *,
        max_results: int | None = None,
        page_size: int | None = None,
        offset: int | None = None,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
        **filters: Unpack[Filters],
    ) -> AsyncIterator[OrderSummary]:
        """Find orders, newest first, page by page as you iterate with `async for`. See `Orders.search`."""
        overrides = RequestOptions(deadline, customer_reference_id)
        pages = self._operations.pages(search_body(criteria, filters), page_size, max_results, offset, overrides)
        return self._iterate(pages, overrides)

    async def _iterate(self, pages: Pages, overrides: RequestOptions) -> AsyncIterator[OrderSummary]:
        while not pages.finished:
            for summary in await self._driver.run(self._operations.search_page(pages, overrides)):
                yield summary

    async def cancel(
        self,
        order_id: str,
        *,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
    ) -> CancelResult:
        """Cancel an order that has not been shipped. See `Orders.cancel`."""
        overrides = RequestOptions(deadline, customer_reference_id)
        return await self._driver.run(self._operations.cancel(order_id, overrides))

    async def update_shipment(
        self,
        order_id: str,
        update: ShipmentMethodUpdate
        | ShippingAddressUpdate
        | UpdateShipmentRequestDict
        | Mapping[str, Any]
        | None = None,
        *,
        shipment_method_uid: str | None = None,
        shipping_address: ShippingAddress | NewShippingAddressDict | Mapping[str, Any] | None = None,
        customer_reference_id: str | None = None,
        deadline: DeadlineOverride = CLIENT_DEFAULT,
    ) -> ShipmentUpdateResult:
        """Change the shipping method, the address or both. See `Orders.update_shipment`."""
        body = update_body(update, shipment_method_uid, shipping_address)
        overrides = RequestOptions(deadline, customer_reference_id)
        return await self._driver.run(self._operations.update_shipment(order_id, body, overrides))

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
        """Read an order at a growing interval until it has reached `status`. See `Orders.wait_until`."""
        overrides = RequestOptions(customer_reference_id=customer_reference_id)
        steps = self._operations.wait_until(order_id, status, timeout, interval, longest_interval, overrides)
        return await self._driver.run(steps)
