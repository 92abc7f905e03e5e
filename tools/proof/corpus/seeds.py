"""The seeds of the corpus: the contract's own examples, and bodies for all that the examples lack."""

from __future__ import annotations

from typing import Any, Final

from tools.proof.contract import REQUESTS, SCHEMAS

_ADDRESS: Final[dict[str, Any]] = {
    "country": "GB",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "addressLine1": "12 St James Square",
    "city": "London",
    "postCode": "SW1Y 4JH",
    "email": "a@b",
}
_EVERY_ADDRESS: Final[dict[str, Any]] = {
    **_ADDRESS,
    "country": "BR",
    "companyName": "Gráfica Exemplo",
    "addressLine2": "Sala 4",
    "state": "SP",
    "email": "søren@blåbær.example",
    "phone": "+55 11 5555 0100",
    "isBusiness": True,
    "federalTaxId": "11222333000181",
    "stateTaxId": "110042490114",
    "registrationState": "SP",
}
_FILE: Final[dict[str, Any]] = {
    "type": "front",
    "url": "https://example.com/front.pdf",
    "id": "file-1",
    "threadColors": ["#FFFFFF", "#000000"],
    "isVisible": False,
}
_BY_UID: Final[dict[str, Any]] = {
    "itemReferenceId": "item 1",
    "productUid": "apparel_crewneck",
    "quantity": 2,
    "files": [_FILE, {"url": ""}],
    "retailPriceInclVat": 19.99,
    "metadata": [{"key": "season", "value": "winter"}, {"key": "", "value": ""}],
    "pageCount": 0,
    "adjustProductUidByFileTypes": True,
}
_BY_NAME: Final[dict[str, Any]] = {
    "itemReferenceId": "2",
    "productName": "Business Card",
    "productVariant": {"Size": "Standard", "Paper": "Matte"},
    "quantity": 1000,
    "files": [_FILE],
    "retailPriceInclVat": 5,
    "metadata": [{"key": "shelf", "value": "7"}],
    "pageCount": 24,
    "adjustProductUidByFileTypes": False,
}

_HAND_MADE: Final[dict[str, dict[str, Any]]] = {
    "submitOrder": {
        "everyFieldOfBothForms": {
            "orderReferenceId": "shop:7_a/b c",
            "orderType": "order",
            "currency": "EUR",
            "shippingAddress": _EVERY_ADDRESS,
            "items": [_BY_UID, _BY_NAME],
            "shipmentMethodUid": "normal,standard",
            "preventDuplicate": False,
            "retailCurrency": "BRL",
            "retailShippingPriceInclVat": -1.5,
            "metadata": [{"key": "campaign", "value": "spring"}],
            "customerReferenceId": "customer-1",
            "returnAddress": {
                "companyName": "Example Press",
                "addressLine1": "9 Return Street",
                "addressLine2": "Gate 4",
                "city": "Rotterdam",
                "postCode": "3011 AA",
                "state": "ZH",
                "country": "NL",
                "email": "returns@example.com",
                "phone": "+31 10 555 0100",
            },
        },
        "nothingOptionalByName": {
            "orderReferenceId": "0",
            "currency": "JPY",
            "shippingAddress": _ADDRESS,
            "items": [{"itemReferenceId": "1", "productName": "", "productVariant": {}, "quantity": 1}],
        },
        "threeItemsAndEmptyLists": {
            "orderReferenceId": "\u6ce8\u6587-1",
            "orderType": "draft",
            "currency": "NOK",
            "shippingAddress": {**_ADDRESS, "isBusiness": False},
            "items": [
                {"itemReferenceId": "a", "productUid": "", "quantity": 1, "files": [], "metadata": []},
                {"itemReferenceId": "a", "productUid": "b", "quantity": 3.0, "pageCount": -1},
                {"itemReferenceId": "c", "productName": "Mug", "productVariant": {"Colour": ""}, "quantity": 9},
            ],
            "metadata": [],
            "returnAddress": {},
        },
    },
    "searchOrders": {
        "lowestPage": {"limit": 1, "offset": 0, "search": "", "ids": [], "startDate": "2019-09-10T09:19:00Z"},
        "highestPage": {"limit": 100, "offset": 10_000, "endDate": "2020-12-31T23:59:59.999999999+23:59"},
        "sinceTheYear2000": {"startDate": "2000-01-01T00:00:00Z"},
        "severalOfEach": {
            "ids": ["a", "b"],
            "orderReferenceIds": ["a", "a"],
            "orderTypes": ["order", "draft"],
            "fulfillmentStatuses": ["shipped", "a_status_of_tomorrow"],
            "financialStatuses": ["paid", "paid_in_shells"],
            "countries": ["NL", "ZZ"],
            "currencies": ["EUR", "AAA"],
            "channels": ["api", ""],
            "storeIds": ["store-1", "store-2"],
            "startDate": "2000-10-20T19:00:10.5-12:30",
            "endDate": "2038-01-19T03:14:07-05:45",
        },
    },
    "updateShipment": {
        "everyFieldOfAnAddress": {"shippingAddress": _EVERY_ADDRESS},
        "bothWithAnyMethod": {"shippingAddress": _ADDRESS, "shipmentMethodUid": ""},
        "methodWithAnUnknownField": {"shipmentMethodUid": "express", "somethingNew": None},
        "addressWithAnUnknownField": {"shippingAddress": {**_ADDRESS, "neu": [1]}, "somethingNew": {"a": 1}},
    },
}


def seeds(operation: str) -> dict[str, Any]:
    """Return the seeds of an operation by name, the contract's examples first."""
    return {**REQUESTS[operation].examples, **_HAND_MADE[operation]}


# The integer is an HTTP success: the client reads the code of a cancel result as a status.
_SAMPLES: Final[dict[str, Any]] = {"string": "text 1", "integer": 201, "number": 19.99, "boolean": True, "null": None}
_FORMATS: Final = {"date-time": "2025-04-12T10:23:28+00:00", "date": "2025-04-12"}


def whole(schema: str) -> Any:
    """Return a value with every field at every depth, without null. Of a choice it takes the first branch."""
    return _whole(SCHEMAS[schema])


def _whole(node: dict[str, Any]) -> Any:
    for choice in ("oneOf", "anyOf"):
        if choice in node:
            return _whole(node[choice][0])
    if "$ref" in node:
        return whole(node["$ref"].rpartition("/")[2])
    if "enum" in node:
        return node["enum"][0]
    kind = node["type"][0] if isinstance(node.get("type"), list) else node.get("type")
    if kind == "object":
        return {name: _whole(part) for name, part in node.get("properties", {}).items()}
    if kind == "array":
        return [_whole(node["items"])]
    return _FORMATS.get(node.get("format", ""), _SAMPLES.get(str(kind), {"anything": [1, None]}))
