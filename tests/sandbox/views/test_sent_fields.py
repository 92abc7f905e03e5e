"""Every field of a request comes back as sent, each in a case of its own and with a value of its own."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.contract.document import load_contract
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import http_client, in_process

ADDRESS = {
    "country": "BR", "firstName": "Ana", "lastName": "Souza", "companyName": "Livraria", "addressLine1": "Rua 1",
    "addressLine2": "Bloco 2", "city": "Recife", "postCode": "50010-000", "state": "PE", "email": "ana@example.com",
    "phone": "+55 81 1", "isBusiness": True, "federalTaxId": "11.1", "stateTaxId": "22.2", "registrationState": "SP",
}  # fmt: skip
RETURN_ADDRESS = {
    "country": "PT", "addressLine1": "Cais 3", "addressLine2": "Porta 4", "city": "Porto", "postCode": "4050-100",
    "state": "PO", "email": "back@example.com", "phone": "+351 2", "companyName": "Devolve",
}  # fmt: skip
UPDATED = {
    "country": "US", "firstName": "Bea", "lastName": "Reyes", "companyName": "Books", "addressLine1": "Street 5",
    "addressLine2": "Floor 6", "city": "Albany", "postCode": "12201", "state": "NY", "email": "bea@example.com",
    "phone": "+1 518 3", "isBusiness": False, "federalTaxId": "33.3", "stateTaxId": "44.4", "registrationState": "NJ",
}  # fmt: skip
FILE = {
    "type": "front", "url": "https://example.com/front.png", "id": "file-7", "threadColors": ["#FFFFFF", "#000000"],
    "isVisible": True,
}  # fmt: skip
ITEM = {
    "itemReferenceId": "item-8", "productUid": "flat_a4", "quantity": 9, "pageCount": 10, "retailPriceInclVat": 11.25,
    "metadata": [{"key": "shelf", "value": "12"}],
}  # fmt: skip
CUSTOMER_ITEM = {
    "itemReferenceId": "item-13", "productName": "Business Card", "quantity": 14, "pageCount": 15,
    "retailPriceInclVat": 16.5, "metadata": [{"key": "box", "value": "17"}],
    "productVariant": {"Size": "Standard", "Paper": "Matte"},
    "files": [{"type": "default", "url": "https://example.com/card.png"}],
}  # fmt: skip
ORDER = {
    "orderReferenceId": "r-18", "orderType": "order", "customerReferenceId": "customer-19", "currency": "EUR",
    "retailCurrency": "BRL", "metadata": [{"key": "campaign", "value": "20"}, {"key": "batch", "value": "21"}],
}  # fmt: skip
NOT_SHOWN = {"preventDuplicate", "adjustProductUidByFileTypes"}
"""What steers a submission and is no part of the order."""


@pytest.fixture(scope="module")
def sandbox() -> InProcessSandbox:
    return in_process(seed=1, magic=False)


@pytest.fixture(scope="module")
def client(sandbox: InProcessSandbox) -> Iterator[httpx2.Client]:
    with http_client(sandbox) as client:
        yield client


@pytest.fixture(scope="module")
def order(sandbox: InProcessSandbox, client: httpx2.Client) -> dict[str, Any]:
    """The whole order as sent, shown once its method is chosen and its products are known."""
    items = [{**ITEM, "files": [FILE]}, CUSTOMER_ITEM]
    sent = {
        **ORDER, "shippingAddress": ADDRESS, "returnAddress": RETURN_ADDRESS, "items": items,
        "shipmentMethodUid": "fed_ex_2_day", "retailShippingPriceInclVat": 22.75,
    }  # fmt: skip
    response = client.post("/order", json=sent)
    assert response.status_code == 200, response.text
    sandbox.advance("r-18", "created")
    shown: dict[str, Any] = client.get("/r-18").json()
    return shown


@pytest.mark.parametrize("name", ORDER)
def test_field_of_the_order_comes_back(order: dict[str, Any], name: str) -> None:
    assert order[name] == ORDER[name]


@pytest.mark.parametrize("name", ADDRESS)
def test_field_of_the_shipping_address_comes_back(order: dict[str, Any], name: str) -> None:
    assert order["shippingAddress"][name] == ADDRESS[name]


@pytest.mark.parametrize("name", RETURN_ADDRESS)
def test_field_of_the_return_address_comes_back(order: dict[str, Any], name: str) -> None:
    assert order["returnAddress"][name] == RETURN_ADDRESS[name]


@pytest.mark.parametrize("name", ITEM)
def test_field_of_an_item_comes_back(order: dict[str, Any], name: str) -> None:
    assert order["items"][0][name] == ITEM[name]


@pytest.mark.parametrize("name", [name for name in CUSTOMER_ITEM if name not in {"productVariant", "files"}])
def test_field_of_a_customer_product_comes_back(order: dict[str, Any], name: str) -> None:
    assert order["items"][1][name] == CUSTOMER_ITEM[name]


def test_variant_of_a_customer_product_is_shown_as_attributes(order: dict[str, Any]) -> None:
    shown = {
        one["name"]: (one["title"], one["value"], one["formattedValue"]) for one in order["items"][1]["attributes"]
    }
    assert shown == {"Size": ("Size", "Standard", "Standard"), "Paper": ("Paper", "Matte", "Matte")}


@pytest.mark.parametrize("name", FILE)
def test_field_of_a_file_comes_back(order: dict[str, Any], name: str) -> None:
    assert order["items"][0]["files"][0][name] == FILE[name]


def test_url_of_the_first_file_is_that_of_the_item(order: dict[str, Any]) -> None:
    assert order["items"][0]["fileUrl"] == FILE["url"]


def test_shipping_price_of_the_shop_comes_back(order: dict[str, Any]) -> None:
    assert order["shipment"]["retailShippingPriceInclVat"] == 22.75


def test_shipping_method_comes_back(order: dict[str, Any]) -> None:
    assert order["shipment"]["shipmentMethodUid"] == "fed_ex_2_day"


@pytest.mark.parametrize(
    ("schema", "fields"),
    [
        ("OrderRequest", {*ORDER, "shippingAddress", "returnAddress", "items", "shipmentMethodUid"}
         | {"retailShippingPriceInclVat"}),
        ("ShippingAddress", {*ADDRESS}),
        ("ReturnAddress", {*RETURN_ADDRESS}),
        ("ProductUidItem", {*ITEM, "files"}),
        ("CustomerProductItem", {*CUSTOMER_ITEM}),
        ("PrintFile", {*FILE}),
        ("MetadataEntry", {"key", "value"}),
    ],
)  # fmt: skip
def test_every_field_of_the_contract_has_a_case(schema: str, fields: set[str]) -> None:
    documented = load_contract()["components"]["schemas"][schema]["properties"]
    assert documented.keys() - NOT_SHOWN == fields


@pytest.fixture(scope="module")
def updated(client: httpx2.Client) -> dict[str, dict[str, Any]]:
    """The shipping address after an update: in its response, in the order, and where search shows parts of it."""
    client.post("/order", json=an_order("updated", shippingAddress=ADDRESS))
    response = client.put("/updated", json={"shippingAddress": UPDATED, "shipmentMethodUid": "express"})
    assert response.status_code == 200, response.text
    (found,) = client.post("/search", json={"orderReferenceId": "updated"}).json()["orders"]
    return {"response": response.json(), "order": client.get("/updated").json(), "summary": found}


@pytest.mark.parametrize("name", UPDATED)
@pytest.mark.parametrize("where", ["response", "order"])
def test_field_of_an_updated_address_comes_back(updated: dict[str, dict[str, Any]], where: str, name: str) -> None:
    assert updated[where]["shippingAddress"][name] == UPDATED[name]


@pytest.mark.parametrize("name", ["country", "firstName", "lastName"])
def test_search_shows_the_updated_address(updated: dict[str, dict[str, Any]], name: str) -> None:
    assert updated["summary"][name] == UPDATED[name]


@pytest.mark.parametrize("where", ["response", "order"])
def test_updated_method_comes_back(updated: dict[str, dict[str, Any]], where: str) -> None:
    assert updated[where]["shipment"]["shipmentMethodUid"] == "express"


@pytest.mark.parametrize(
    ("name", "value"),
    [("orderReferenceId", "r-18"), ("customerReferenceId", "customer-19"), ("orderType", "order"),
     ("currency", "EUR"), ("country", "BR"), ("firstName", "Ana"), ("lastName", "Souza"), ("itemsCount", 2)],
)  # fmt: skip
@pytest.mark.usefixtures("order")
def test_search_shows_the_field_as_sent(client: httpx2.Client, name: str, value: Any) -> None:
    (found,) = client.post("/search", json={"orderReferenceId": "r-18"}).json()["orders"]
    assert found[name] == value
