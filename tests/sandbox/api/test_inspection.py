"""Unknown properties and hollow values are accepted and named, in bounded work."""

from copy import deepcopy
from typing import Any

import pytest
from gelatoconnect_mock.contract import inspection
from gelatoconnect_mock.contract.inspection import MAX_NAME_LENGTH, MAX_NAMED, inspect_body, nearest_name
from gelatoconnect_mock.contract.validators import compiled_contract

from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order

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
    return dict(found.unknown_fields), [advisory.pointer for advisory in found.advisories]


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


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0", "\u3000"])
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
    "url", ["a.pdf", "/a.pdf", "ftp://example.com/a.pdf", "https://", "https://example.com/a b.pdf"]
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


def test_refused_duplicate_has_the_headers_and_an_invalid_body_has_not() -> None:
    api = Harness().api
    assert api.post("/order", json=an_order()).status_code == 200
    refused = api.post("/order", json=an_order(preventDuplicates=True))
    assert (refused.status_code, refused.headers[UNKNOWN]) == (409, "/preventDuplicates")
    invalid = api.post("/order", json=an_order(preventDuplicates=True, items=[]))
    assert (invalid.status_code, UNKNOWN in invalid.headers) == (400, False)


def test_faultless_order_has_neither_header() -> None:
    response = Harness().api.post("/order", json=an_order())
    assert not {UNKNOWN, ADVISORIES} & set(response.headers)


def test_header_names_20_at_most_in_1024_ascii_bytes() -> None:
    names = [f"f{number:02}" for number in range(40)]
    response = Harness().api.post("/order", json={**an_order(), **dict.fromkeys(names)})
    assert response.headers[UNKNOWN].split(",") == [f"/{name}" for name in names[:20]]
    odd = {f"{number}, %/~\u20ac\U0001f600\r\n{'x' * 20_000}": None for number in range(40)}
    value = Harness().api.post("/order", json={**an_order(), **odd}).headers[UNKNOWN]
    assert value.isascii()
    assert 0 < len(value) <= 1024
    assert value.startswith("/0%2C%20%25~1~0%E2%82%AC%F0%9F%98%80%0D%0Axxx")


@pytest.mark.parametrize("length", [MAX_NAME_LENGTH, MAX_NAME_LENGTH + 1, 200_000])
def test_long_name_is_cut_and_compared_with_none(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def compare(name: str, _known: object, **_options: Any) -> list[str]:
        compared.append(name)
        return []

    monkeypatch.setattr(inspection, "get_close_matches", compare)
    ((pointer, nearest),) = inspected({**an_order(), "\U0001f600" * length: 1})[0].items()
    assert nearest is None
    assert len(pointer) <= MAX_NAME_LENGTH + len("/...")
    assert len(compared) == (length <= MAX_NAME_LENGTH)


def test_nearest_name_of_a_name_without_letters_is_none() -> None:
    assert nearest_name("$-_", ["city"]) is None


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
