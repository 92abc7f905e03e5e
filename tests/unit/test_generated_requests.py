"""The generated request builders put bodies, headers and ids into the places that the contract names."""

import inspect

import pytest
from gelatoconnect_api.api.orders import cancel_order, get_order, search_orders, submit_order, update_shipment
from gelatoconnect_api.models import (
    OrderRequest,
    ProductUidItem,
    SearchRequest,
    ShipmentMethodUpdate,
    ShippingAddress,
    ShippingAddressUpdate,
)

ADDRESS = ShippingAddress("US", "John", "Doe", "123 Main St", "New York", "10001", "john.doe@example.com")
ORDER = OrderRequest("ref-1", "USD", ADDRESS, [ProductUidItem("item-1", "a_uid", 1)])


@pytest.mark.parametrize(
    ("request_", "method", "url"),
    [
        (submit_order._get_kwargs(body=ORDER), "post", "/order"),
        (search_orders._get_kwargs(body=SearchRequest()), "post", "/search"),
        (get_order._get_kwargs("id-1"), "get", "/id-1"),
        (update_shipment._get_kwargs("id-1", body=ShipmentMethodUpdate("express")), "put", "/id-1"),
        (cancel_order._get_kwargs("id-1"), "post", "/id-1/cancel"),
    ],
)
def test_each_request_has_the_contract_method_and_path(request_: dict[str, object], method: str, url: str) -> None:
    assert (request_["method"], request_["url"]) == (method, url)


def test_reference_is_encoded_in_the_path() -> None:
    assert get_order._get_kwargs("a/b c%é:x")["url"] == "/a%2Fb%20c%25%C3%A9%3Ax"
    assert cancel_order._get_kwargs("../order")["url"] == "/..%2Forder/cancel"


def test_customer_header_is_sent_only_if_set() -> None:
    assert "Customer-Reference-ID" not in submit_order._get_kwargs(body=ORDER)["headers"]
    headers = submit_order._get_kwargs(body=ORDER, customer_reference_id="c-1")["headers"]
    assert headers["Customer-Reference-ID"] == "c-1"


def test_absent_fields_are_omitted_from_a_body() -> None:
    body = submit_order._get_kwargs(body=ORDER)["json"]
    assert set(body) == {"orderReferenceId", "currency", "shippingAddress", "items"}
    assert body["items"] == [{"itemReferenceId": "item-1", "productUid": "a_uid", "quantity": 1}]


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (ShipmentMethodUpdate("express"), {"shipmentMethodUid": "express"}),
        (ShippingAddressUpdate(ADDRESS), {"shippingAddress": ADDRESS.to_dict()}),
        (
            ShippingAddressUpdate(ADDRESS, shipment_method_uid="express"),
            {"shippingAddress": ADDRESS.to_dict(), "shipmentMethodUid": "express"},
        ),
    ],
)
def test_update_sends_either_field_or_both(
    body: ShipmentMethodUpdate | ShippingAddressUpdate, sent: dict[str, object]
) -> None:
    assert update_shipment._get_kwargs("id-1", body=body)["json"] == sent


@pytest.mark.parametrize("module", [submit_order, search_orders, get_order, update_shipment, cancel_order])
def test_signature_of_no_operation_has_any(module: object) -> None:
    for function in (module.sync, module.sync_detailed, module.asyncio, module.asyncio_detailed):  # type: ignore[attr-defined]
        signature = inspect.signature(function)
        written = [str(parameter.annotation) for parameter in signature.parameters.values()]
        assert not any("Any" in annotation for annotation in [*written, str(signature.return_annotation)])
