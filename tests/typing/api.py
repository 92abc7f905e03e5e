"""Expected results of type checkers for the public API. Nobody runs this file; lint reads it.

A line with `# type: ignore[...]` must be an error. mypy (`warn_unused_ignores`) and pyright
(`reportUnnecessaryTypeIgnoreComment`) report the comment as soon as the error is gone.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

# ruff: noqa: B018, F401, I001, N813 - the checkers read these lines, nothing runs them
from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, assert_type

import gelatoconnect
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options, Submission, errors, history, models
from gelatoconnect import GelatoConect as _misspelled_client  # type: ignore[attr-defined]
from gelatoconnect.errors import NotFond as _misspelled_error  # type: ignore[attr-defined]

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    import httpx2

    from gelatoconnect.types import NewShippingAddressDict, OrderRequestDict, SearchRequestDict, ShippingAddressDict
    from gelatoconnect.types import OrderRequstDict as _misspelled_dict  # type: ignore[attr-defined]


# Names: a misspelled one is an error, although names load on first use.
gelatoconnect.GelatoConnect
gelatoconnect.GelatoConect  # type: ignore[attr-defined]
gelatoconnect.models.Order
gelatoconnect.models.Ordr  # type: ignore[attr-defined]
errors.OrderOutcomeUnknown
errors.OrderOutcomUnknown  # type: ignore[attr-defined]
gelatoconnect.otel.instrument()
gelatoconnect.otel.instrment()  # type: ignore[attr-defined]


def attempt_headers(attempt: history.AttemptInfo) -> dict[str, str]:
    assert_type(attempt.number, int)
    attempt.url  # type: ignore[attr-defined]
    return {}


def hooks() -> None:
    Options(before_send=attempt_headers, through_http_client=True)
    Options(before_send=lambda _: None)
    Options(before_send=lambda attempt: {"x-number": attempt.number})  # type: ignore[dict-item]
    gelatoconnect.otel.instrument(tracer_provider=7)  # type: ignore[arg-type]


def constructors(sync_only: httpx2.BaseTransport, async_only: httpx2.AsyncBaseTransport) -> None:
    GelatoConnect("acme", "key", "secret", transport=sync_only)
    GelatoConnect("acme", "key", "secret", transport=async_only)  # type: ignore[arg-type]
    AsyncGelatoConnect("acme", "key", "secret", transport=async_only)
    AsyncGelatoConnect("acme", "key", "secret", transport=sync_only)  # type: ignore[arg-type]
    GelatoConnect("acme", options={"deadline": 5})  # type: ignore[arg-type]
    GelatoConnect(partner="acme")  # type: ignore[call-arg]
    Options(deadline=5.0, requests_per_second=None, preflight="warn")
    Options(deadline="5")  # type: ignore[arg-type]
    Options(preflight="on")  # type: ignore[arg-type]
    Options(dead_line=5.0)  # type: ignore[call-arg]


def submit(client: GelatoConnect, order: models.OrderRequest, typed: OrderRequestDict, plain: dict[str, Any]) -> None:
    assert_type(client.orders.submit(order), Submission)
    client.orders.submit(typed)
    client.orders.submit(plain)
    client.orders.submit(MappingProxyType(plain))
    client.orders.submit({**plain, "currency": "USD"})
    client.orders.submit(order, deadline=None, customer_reference_id="customer-7")
    client.orders.submit(models.SearchRequest())  # type: ignore[arg-type]
    client.orders.submit("ref-1")  # type: ignore[arg-type]
    client.orders.submit()  # type: ignore[call-arg]
    client.orders.submit(order, dead_line=5)  # type: ignore[call-arg]


def read(client: GelatoConnect) -> None:
    assert_type(client.orders.get("id-1"), models.Order)
    assert_type(client.orders.cancel("id-1"), models.CancelResult)
    assert_type(client.orders.wait_until("id-1", "shipped"), models.Order)
    client.orders.get(1)  # type: ignore[arg-type]
    client.orders.gett("id-1")  # type: ignore[attr-defined]


def search(client: GelatoConnect, typed: SearchRequestDict, plain: Mapping[str, Any]) -> None:
    assert_type(client.orders.search(models.SearchRequest()), "Iterator[models.OrderSummary]")
    client.orders.search(typed)
    client.orders.search(plain)
    client.orders.search(order_reference_ids=["ref-1"], countries=("US",), max_results=5)
    client.orders.search(order_reference_id="ref-1")
    client.orders.search(order=models.OrderRequest)  # type: ignore[call-arg]
    client.orders.search(models.ShippingAddress)  # type: ignore[arg-type]
    client.orders.search(ids=7)  # type: ignore[arg-type]


def search_of_an_order(client: GelatoConnect, order: models.OrderRequest) -> None:
    client.orders.search(order)  # type: ignore[arg-type]


def update(
    client: GelatoConnect,
    address: models.ShippingAddress,
    by_address: models.ShippingAddressUpdate,
    by_method: models.ShipmentMethodUpdate,
    typed: NewShippingAddressDict,
    order: models.OrderRequest,
) -> None:
    assert_type(client.orders.update_shipment("id-1", by_address), models.ShipmentUpdateResult)
    client.orders.update_shipment("id-1", by_method)
    client.orders.update_shipment("id-1", shipping_address=address)
    client.orders.update_shipment("id-1", shipping_address=typed, shipment_method_uid="express")
    client.orders.update_shipment("id-1", {"shipmentMethodUid": "express"})
    client.orders.update_shipment("id-1", order)  # type: ignore[arg-type]
    client.orders.update_shipment("id-1", address)  # type: ignore[arg-type]
    client.orders.update_shipment("id-1", shipping_address=by_address)  # type: ignore[arg-type]


async def awaited(client: AsyncGelatoConnect, order: models.OrderRequest, plain: dict[str, Any]) -> None:
    assert_type(await client.orders.submit(order), Submission)
    assert_type(await client.orders.submit(plain), Submission)
    assert_type(await client.orders.get("id-1"), models.Order)
    assert_type(client.orders.search(), "AsyncIterator[models.OrderSummary]")
    await client.orders.submit(models.SearchRequest())  # type: ignore[arg-type]
    await client.orders.update_shipment("id-1", order)  # type: ignore[arg-type]
    client.orders.search(order)  # type: ignore[arg-type]


# A variable annotated with a typed dict is checked key by key; tests/typing/generated.py has the rest.
def annotated(address: ShippingAddressDict) -> OrderRequestDict:
    return {
        "orderReferenceId": "ref-1",
        "currency": "USD",
        "shippingAddress": address,
        "items": [{"itemReferenceId": "item-1", "productUid": "uid", "quantity": 1}],
    }


misspelled: OrderRequestDict = {"orderReferenceID": "ref-1"}  # type: ignore[typeddict-item, typeddict-unknown-key]
missing: OrderRequestDict = {"orderReferenceId": "ref-1"}  # type: ignore[typeddict-item]


def caught(client: GelatoConnect) -> None:
    try:
        client.orders.get("id-1")
    except errors.InvalidRequest as error:
        assert_type(error.violations, tuple[errors.Violation, ...])
        assert_type(error.violations[0].pointer, str)
        error.faults  # type: ignore[attr-defined]
    except errors.ApiError as error:
        assert_type((error.status, error.retry_after), tuple[int, float | None])
    except errors.OrderOutcomeUnknown as error:
        assert_type(error.order_reference_id, str)


def observed(_: history.CallInfo, event: history.Event | history.Started | history.Ended) -> None:
    if isinstance(event, history.Discrepancy):
        assert_type(event.text, str)


Options(hook=observed)
Options(hook="print")  # type: ignore[arg-type]
