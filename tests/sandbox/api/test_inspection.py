"""Unknown properties and hollow values are accepted and named, in bounded work."""

from copy import deepcopy
from typing import Any
from urllib.parse import unquote

import pytest
from gelatoconnect_mock.contract import inspection
from gelatoconnect_mock.contract.inspection import MAX_NAMED, inspect_body
from gelatoconnect_mock.contract.validators import compiled_contract

from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client

CONTRACT = compiled_contract()
UNKNOWN, ADVISORIES = "x-sandbox-unknown-fields", "x-sandbox-advisories"
FILE = {"url": "https://example.com/a.pdf"}
NAMED_ITEM = {
    "itemReferenceId": "i",
    "quantity": 1,
    "productName": "Card",
    "productVariant": {"Size": "A4"},
    "files": [FILE],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return an order with one more field, or another value of one."""
    order = an_order(metadata=[{"key": "k", "value": "v"}], returnAddress={"city": "Oslo"})
    order["items"].append(deepcopy(NAMED_ITEM))
    *steps, name = [int(step) if step.isdigit() else step for step in path.split("/")[1:]]
    target: Any = order
    for step in steps:
        target = target[step]
    target[name] = value
    return order


def inspected(order: Any, schema: str = "OrderRequest") -> tuple[dict[str, str | None], list[str]]:
    found = inspect_body(CONTRACT, schema, order)
    return {field.pointer: field.nearest for field in found.unknown_fields}, [
        advisory.pointer for advisory in found.advisories
    ]


@pytest.mark.parametrize(
    ("pointer", "nearest"),
    [
        ("/preventDuplicates", "preventDuplicate"),
        ("/PreventDuplicate", "preventDuplicate"),
        ("/prevent_duplicate", "preventDuplicate"),
        ("/order-type", "orderType"),
        ("/zzz", None),
        ("/", None),
        ("/shippingAddress/postcode", "postCode"),
        ("/shippingAddress/addresLine1", "addressLine1"),
        ("/shippingAddress/EMAIL", "email"),
        ("/items/0/productUID", "productUid"),
        ("/items/0/Quantity", "quantity"),
        ("/items/0/file", "files"),
        ("/items/0/files/0/URL", "url"),
        ("/items/0/files/0/threadColor", "threadColors"),
        ("/items/1/productuid", "productUid"),
        ("/items/1/metaData", "metadata"),
        ("/metadata/0/name", None),
        ("/metadata/0/Value", "value"),
        ("/returnAddress/firstName", None),
        ("/returnAddress/City", "city"),
    ],
)
def test_unknown_property_is_accepted_and_named_with_the_nearest(pointer: str, nearest: str | None) -> None:
    order = changed(pointer, "x")
    assert inspected(order) == ({pointer: nearest}, [])
    response = Harness().api.post("/order", json=order)
    assert response.status_code == 200
    assert response.headers[UNKNOWN] == pointer
    assert ADVISORIES not in response.headers


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0", "\u3000", "\u200b", "\u2060\ufeff"])
@pytest.mark.parametrize(
    "pointer",
    [
        "/shippingAddress/firstName", "/shippingAddress/lastName", "/shippingAddress/addressLine1",
        "/shippingAddress/city", "/shippingAddress/postCode", "/items/0/productUid", "/items/1/productName",
        "/items/0/files/0/url", "/shipmentMethodUid", "/metadata/0/key",
    ],
)  # fmt: skip
def test_blank_value_is_accepted_and_named(pointer: str, blank: str) -> None:
    order = changed(pointer, blank)
    assert inspected(order) == ({}, [pointer])
    response = Harness().api.post("/order", json=order)
    assert response.status_code == 200
    assert response.headers[ADVISORIES] == pointer
    assert UNKNOWN not in response.headers


@pytest.mark.parametrize(
    "url",
    [
        "a.pdf",
        "/a.pdf",
        "ftp://example.com/a.pdf",
        "https://",
        "https://example.com/a b.pdf",
        "https://[::1/a",
        "http:///x",
        "https:// /x",
    ],
)
def test_file_without_a_web_address_is_accepted_and_named(url: str) -> None:
    assert inspected(changed("/items/1/files/0", {"url": url})) == ({}, ["/items/1/files/0/url"])


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/items/1/productVariant", {"anything": "x", "Prevent Duplicate": "y"}),
        ("/metadata", [{"key": "preventDuplicates", "value": ""}]),
        ("/shippingAddress/addressLine2", ""),
        ("/shippingAddress/companyName", " "),
        ("/shippingAddress/phone", ""),
        ("/customerReferenceId", ""),
    ],
)
def test_free_map_and_empty_optional_value_are_not_named(pointer: str, value: Any) -> None:
    order = changed(pointer, value)
    assert inspected(order) == ({}, [])
    response = Harness().api.post("/order", json=order)
    assert not {UNKNOWN, ADVISORIES} & set(response.headers)


def test_content_of_an_unknown_property_is_not_named() -> None:
    deep: Any = []
    for _ in range(500):
        deep = [{"a": deep}]
    assert inspected(changed("/extra", deep)) == ({"/extra": None}, [])


def test_search_and_update_are_inspected_too() -> None:
    harness = Harness()
    harness.submitted()
    search = harness.api.post("/search", json={"orderReferenceID": "r-1", "limit": 1})
    assert (search.status_code, search.headers[UNKNOWN]) == (200, "/orderReferenceID")
    address = {**an_order()["shippingAddress"], "city": "", "ZIP": "1"}
    update = harness.api.put("/r-1", json={"shippingAddress": address, "shipmentMethod": "express"})
    assert update.status_code == 200
    assert update.headers[UNKNOWN] == "/shipmentMethod,/shippingAddress/ZIP"
    assert update.headers[ADVISORIES] == "/shippingAddress/city"
    both = {"shippingAddress": {**address, "ZIP": "1"}, "shipmentMethodUid": ""}
    assert inspected(both, "UpdateShipmentRequest") == (
        {"/shippingAddress/ZIP": None}, ["/shipmentMethodUid", "/shippingAddress/city"]
    )  # fmt: skip


@pytest.mark.parametrize(("fault", "status"), [("after:status=502", 502), ("after:html", 200), ("late_commit=1", 504)])
def test_spoiled_response_of_an_accepted_body_has_the_headers(
    monkeypatch: pytest.MonkeyPatch, fault: str, status: int
) -> None:
    monkeypatch.setattr("gelatoconnect_mock.testing.transport.time.sleep", lambda _seconds: None)
    response = Harness().client(X_Sandbox_Fault=fault).post("/order", json=an_order(preventDuplicates=True))
    assert (response.status_code, response.headers[UNKNOWN]) == (status, "/preventDuplicates")


def test_refused_duplicate_has_the_headers() -> None:
    api = Harness().api
    assert api.post("/order", json=an_order()).status_code == 200
    refused = api.post("/order", json=an_order(preventDuplicates=True))
    assert (refused.status_code, refused.headers[UNKNOWN]) == (409, "/preventDuplicates")


def without(value: dict[str, Any], name: str, **others: Any) -> dict[str, Any]:
    return {**{key: part for key, part in value.items() if key != name}, **others}


ADDRESS = an_order()["shippingAddress"]
ITEM = an_order()["items"][0]
REFUSED = [
    ("/order", {"items": [], "preventDuplicates": True}, "/preventDuplicates", None),
    ("/order", {"orderType": 5, "shippingAddress": {**ADDRESS, "city": "", "zip": ""}}, "/shippingAddress/zip",
     "/shippingAddress/city"),
    ("/order", {"items": [without(ITEM, "productUid", ProductUid="x", files=[{"url": "x", "kind": 1}])]},
     "/items/0/ProductUid,/items/0/files/0/kind", "/items/0/files/0/url"),
    ("/order", {"items": [{**ITEM, **NAMED_ITEM, "sku": 1}]}, "/items/0/sku", None),
    ("/order", {"items": [5, None, {**ITEM, "sku": 1}]}, "/items/2/sku", None),
    ("/order", {"shippingAddress": [], "metadata": 5, "returnAddress": "x", "zz": 1}, "/zz", None),
    ("/search", {"limit": 0, "financialStatuses": [1], "fulfillmentStatuses": 5, "sort": 1}, "/sort", None),
    ("/search", {"orderTypes": {}}, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "unknown", "advisories"), REFUSED)
def test_refused_object_is_inspected_too(
    path: str, body: dict[str, Any], unknown: str | None, advisories: str | None
) -> None:
    with at_socket() as server, http_client(server) as api, control_client(server) as control:
        response = api.post(path, json={**(an_order() if path == "/order" else {}), **body})
        entry = control.get("/requests").json()["requests"][0]
    assert (response.status_code, entry["request_validation"]["result"]) == (400, "rejected")
    assert (response.headers.get(UNKNOWN), response.headers.get(ADVISORIES)) == (unknown, advisories)
    assert [field["pointer"] for field in entry["unknown_fields"]] == (unknown.split(",") if unknown else [])
    assert [one["pointer"] for one in entry["advisories"]] == (advisories.split(",") if advisories else [])


@pytest.mark.parametrize("headers", [{"Customer-Reference-ID": ""}])
def test_object_that_a_header_refuses_is_inspected_too(headers: dict[str, str]) -> None:
    response = Harness().api.post("/order", json=an_order(preventDuplicates=True), headers=headers)
    assert (response.status_code, response.headers[UNKNOWN]) == (400, "/preventDuplicates")


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"null", b"", b"{", b'[{"preventDuplicates": true}]'])
def test_body_that_is_no_object_has_neither_header(body: bytes) -> None:
    response = Harness().api.post("/order", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert not {UNKNOWN, ADVISORIES} & set(response.headers)


@pytest.mark.parametrize("inner", ["{}", "[]"])
def test_refused_object_of_any_depth_is_inspected(inner: str) -> None:
    opening, closing = ('{"a":' * 900, "}" * 900) if inner == "{}" else ("[" * 900, "]" * 900)
    deep = f"{opening}1{closing}"
    fields = ("shippingAddress", "items", "metadata", "returnAddress", "currency", "zz")
    body = f"{{{','.join(f'{chr(34)}{name}{chr(34)}:{deep}' for name in fields)}}}"
    response = Harness().api.post("/order", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.headers[UNKNOWN].startswith("/zz")


def test_headers_of_a_refused_object_have_the_same_bounds() -> None:
    body = {**an_order(items=[]), **{f"f{number:03}": 1 for number in range(5_000)}}
    response = Harness().api.post("/order", json=body)
    assert (response.status_code, response.headers[UNKNOWN].count(",")) == (400, MAX_NAMED - 1)


def test_faultless_order_has_neither_header() -> None:
    response = Harness().api.post("/order", json=an_order())
    assert not {UNKNOWN, ADVISORIES} & set(response.headers)


def test_header_names_20_at_most_in_1024_ascii_bytes() -> None:
    names = [f"f{number:02}" for number in range(40)]
    response = Harness().api.post("/order", json={**an_order(), **dict.fromkeys(names)})
    assert response.headers[UNKNOWN].split(",") == [f"/{name}" for name in names[:20]]
    odd = {f"{number}, %/~\u20ac\U0001f600\r\n{'x' * 30}": None for number in range(40)}
    value = Harness().api.post("/order", json={**an_order(), **odd}).headers[UNKNOWN]
    assert value.isascii()
    assert 0 < len(value) <= 1024
    assert value.startswith("/0%2C%20%25~1~0%E2%82%AC%F0%9F%98%80%0D%0Axxx")
    assert {unquote(pointer).replace("~1", "/").replace("~0", "~")[1:] for pointer in value.split(",")} <= set(odd)


@pytest.mark.parametrize(
    ("name", "is_cut"), [("x" * 60, False), ("x" * 61, True), ("\U0001f600/~" * 100, True), ("x" * 200_000, True)],
    ids=["60", "61", "odd", "large"],
)  # fmt: skip
def test_cut_name_has_a_marker_in_the_header_and_one_in_the_log(name: str, is_cut: bool) -> None:
    with at_socket() as server, http_client(server) as api, control_client(server) as control:
        response = api.post("/order", json={**an_order(), name: 1, "extra": 1})
        entry = control.get("/requests").json()["requests"][0]
        alone = api.post("/order", json={**an_order("r-2"), name: 1})
    assert response.headers[UNKNOWN] == ("/extra,..." if is_cut else f"/{name},/extra")
    first, second = entry["unknown_fields"]
    assert (first.get("cut"), second) == (True if is_cut else None, {"pointer": "/extra", "nearest": None})
    assert len(first["pointer"]) <= 60 * 3 + len("/...")
    assert alone.headers[UNKNOWN] == ("..." if is_cut else f"/{name}")


def test_many_cut_names_have_one_marker() -> None:
    names = [f"{number}{'x' * 60}" for number in range(40)]
    response = Harness().api.post("/order", json={**an_order(), **dict.fromkeys(names)})
    assert response.headers[UNKNOWN] == "..."
    assert ADVISORIES not in response.headers


class CountedList(list[Any]):
    """A list that counts the elements handed out."""

    read = 0

    def __iter__(self) -> Any:
        for element in super().__iter__():
            self.read += 1
            yield element


def test_walk_ends_when_both_lists_are_full() -> None:
    item = {**NAMED_ITEM, "productName": "", "extra": 1}
    items = CountedList([item] * 20_000)
    found = inspect_body(CONTRACT, "OrderRequest", an_order(items=items))
    assert (len(found.unknown_fields), len(found.advisories)) == (MAX_NAMED, MAX_NAMED)
    assert items.read == MAX_NAMED + 1


def test_walk_ends_after_its_bound_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "MAX_VISITS", 400)
    items = CountedList([{**NAMED_ITEM, "extra": 1}] * 20_000)
    found = inspect_body(CONTRACT, "OrderRequest", an_order(items=items))
    assert (len(found.unknown_fields), len(found.advisories)) == (MAX_NAMED, 0)
    assert items.read <= 400


def test_last_of_many_elements_is_named() -> None:
    items = [dict(NAMED_ITEM) for _ in range(5_000)]
    items[-1] = {**NAMED_ITEM, "productName": " ", "extra": 1}
    assert inspected(an_order(items=items)) == ({"/items/4999/extra": None}, ["/items/4999/productName"])


def test_hundred_thousand_unknown_properties_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    monkeypatch.setattr(inspection, "nearest_name", lambda name, _known: compared.append(name))
    names = {f"x{number}": 1 for number in range(100_000)}
    assert len(inspected({**an_order(), **names})[0]) == MAX_NAMED
    assert len(compared) == MAX_NAMED
