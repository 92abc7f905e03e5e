"""A path names an order by ID or by reference, with any characters."""

from urllib.parse import quote

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order

REFERENCES = [
    "plain", "shop:7_a/b c", "a/cancel", "/", "//", "%2F", "100%", "a+b", "?a=b#c", "Größe", "注文/1",
    "👩🏽‍🎨", "'\"\\",
    "tab\there", "..", ".", "orders", "Order", "order ", "x" * 1000, "0",
]  # fmt: skip


@pytest.mark.parametrize("reference", REFERENCES)
def test_percent_encoded_reference_finds_its_order(api: httpx2.Client, reference: str) -> None:
    order_id = api.post("/order", json=an_order(reference)).json()["id"]
    # Dots are encoded too: HTTP clients normalize a bare `..`.
    path = quote(reference, safe="").replace(".", "%2E")
    assert api.get(f"/{path}").json()["id"] == order_id
    assert api.put(f"/{path}", json={"shipmentMethodUid": "express"}).status_code == 200
    assert api.post(f"/{path}/cancel").status_code == 200
    assert api.get(f"/{order_id}").json()["fulfillmentStatus"] == "canceled"
    assert api.get(f"/{order_id}").json()["orderReferenceId"] == reference


@pytest.mark.parametrize("reference", ["order", "search"])
def test_path_words_of_the_api_are_never_references(api: httpx2.Client, reference: str) -> None:
    order_id = api.post("/order", json=an_order(reference)).json()["id"]
    for written in (reference, f"%{ord(reference[0]):X}{reference[1:]}"):
        refused = api.get(f"/{written}")
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
        assert api.put(f"/{written}", json={"shipmentMethodUid": "express"}).status_code == 405
        assert api.post(f"/{written}/cancel").status_code == 404
    assert api.get(f"/{order_id}").json()["orderReferenceId"] == reference
    found = api.post("/search", json={"orderReferenceId": reference}).json()["orders"]
    assert [order["id"] for order in found] == [order_id]
    assert found[0]["fulfillmentStatus"] == "received"


@pytest.mark.parametrize("path", ["%zz", "a%", "%e", "%ff", "%c3", "%ed%a0%80"])
def test_path_that_is_not_percent_encoded_utf_8_is_refused(api: httpx2.Client, path: str) -> None:
    url = httpx2.URL(str(api.base_url)).copy_with(raw_path=b"/api/paths/" + path.encode())
    response = api.get(url)
    assert response.status_code == 400
    assert response.json()["details"][0]["reference"] == "orderId"


@pytest.mark.parametrize("path", ["", "/a/b", "/a/cancel/b", "/a/", "/a/cancel/"])
def test_other_paths_are_not_found(api: httpx2.Client, path: str) -> None:
    response = api.post(f"{str(api.base_url).rstrip('/')}{path}")
    assert response.status_code == 404
    assert response.json()["code"] == "NOT_FOUND"


def test_reference_of_several_orders_names_the_newest(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    sandbox.configure(duplicates="accept")
    ids = [client.post("/order", json=an_order("same")).json()["id"] for _ in range(3)]
    assert client.get("/same").json()["id"] == ids[2]
    client.post("/same/cancel")
    states = [client.get(f"/{order_id}").json()["fulfillmentStatus"] for order_id in ids]
    assert states == ["received", "received", "canceled"]
    assert client.get("/same").json()["id"] == ids[2], "a canceled order is still the newest"


def test_id_has_precedence_over_an_equal_reference(client: httpx2.Client) -> None:
    first = client.post("/order", json=an_order("r-1")).json()["id"]
    second = client.post("/order", json=an_order(first)).json()["id"]
    assert client.get(f"/{first}").json()["id"] == first
    assert client.get(f"/{second}").json()["orderReferenceId"] == first


def test_id_of_another_customer_may_be_an_own_reference(client: httpx2.Client) -> None:
    other_customer, own_customer = {"Customer-Reference-ID": "c1"}, {"Customer-Reference-ID": "c2"}
    first = client.post("/order", json=an_order("r-1"), headers=other_customer).json()["id"]
    second = client.post("/order", json=an_order(first), headers=own_customer).json()["id"]
    assert client.get(f"/{first}", headers=own_customer).json()["id"] == second
    assert client.get(f"/{first}", headers=other_customer).json()["id"] == first


def test_order_of_another_customer_or_prefix_is_not_found(api: httpx2.Client, running: SandboxServer) -> None:
    own_customer = {"Customer-Reference-ID": "c1"}
    order_id = api.post("/order", json=an_order(), headers=own_customer).json()["id"]
    assert api.get(f"/{order_id}").status_code == 200, "no header means every customer of the connector"
    elsewhere = f"{running.origin}/api/elsewhere"
    for url, headers in ((f"/{order_id}", {"Customer-Reference-ID": "c2"}), (f"{elsewhere}/{order_id}", own_customer)):
        assert api.get(url, headers=headers).status_code == 404
        assert api.post(f"{url}/cancel", headers=headers).status_code == 404
        assert api.put(url, headers=headers, json={"shipmentMethodUid": "express"}).status_code == 404
    assert api.get(f"/{order_id}").json()["fulfillmentStatus"] == "received"
