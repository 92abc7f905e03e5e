"""The control plane matches its own OpenAPI document, and handles bad requests as the API does."""

import json

import httpx2
import orjson
import pytest
from gelatoconnect_mock.sandbox.control.router import PATHS
from gelatoconnect_mock.sandbox.orders.order import Order
from openapi_spec_validator import validate

from tests.sandbox.control.described_control import DESCRIBED, Control
from tests.sandbox.sandbox_orders import an_order

VERBS = {"get", "put", "post", "delete", "patch"}


def test_every_path_and_method_is_described_and_the_other_way_round() -> None:
    described = {
        path: {verb.upper() for verb in methods if verb in VERBS} for path, methods in DESCRIBED["paths"].items()
    }
    assert described == {path: set(methods) for path, methods in PATHS.items()}


def test_the_document_is_openapi() -> None:
    validate(DESCRIBED)


def test_the_document_is_served_as_it_is_shipped(control: Control) -> None:
    assert control.get("/openapi.json") == DESCRIBED


def test_the_index_leads_everywhere_and_tells_no_secret(control: Control) -> None:
    told = control.asked("GET", "")
    assert "test-secret" not in told.text
    links = set(told.json()["links"].values())
    assert links == {path for path in PATHS if path.count("/") == 2}
    assert told.json()["settings"]["seed"] == 1


def test_a_record_has_the_fields_that_are_described(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order())
    record = control.get("/orders/r-1")["record"]
    body = record.pop("body")
    order = Order.from_dict(record, orjson.dumps(body))
    assert json.loads(json.dumps(order.to_dict())) == record
    record["body"] = body
    assert set(record) <= set(DESCRIBED["components"]["schemas"]["Record"]["properties"])


def test_an_unknown_path_lists_those_there_are(control: Control) -> None:
    for path in ("/order", "/orders/a/b/c", "x", "/orders/%zz/advancee"):
        message = control.refused(404, "GET", path)["message"]
        assert [known for known in PATHS if known not in message] == []


def test_a_final_slash_means_the_same_path(control: Control) -> None:
    assert control.client.get("/clock/").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("DELETE", "/orders", "GET"), ("POST", "/clock", "GET, PUT"), ("GET", "/orders/x/advance", "POST"),
     ("OPTIONS", "/plans/1", "GET, DELETE")],
)  # fmt: skip
def test_a_wrong_verb_is_told_the_right_ones(control: Control, method: str, path: str, allow: str) -> None:
    refused = control.client.request(method, path)
    assert refused.status_code == 405
    assert refused.headers["allow"] == allow
    assert allow in refused.json()["message"]


@pytest.mark.parametrize("content", [b'{"to": ', b'"\xff"', b'{"to": NaN}', b"[" * 5_000, b" "])
def test_what_is_not_json_is_refused_with_its_place(control: Control, content: bytes) -> None:
    refused = control.client.post("/reset", content=content, headers={"Content-Type": "application/json"})
    assert refused.status_code == 400
    assert refused.json()["details"][0]["reference"] == ""


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_only_json_is_taken(control: Control, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    assert control.client.put("/rate-limit", content=b'"off"', headers=headers).status_code == 415


def test_bodies_have_the_apis_limit(control: Control) -> None:
    big = json.dumps({"key": "k" * 2_000_000}).encode()
    refused = control.client.post("/tenants", content=big, headers={"Content-Type": "application/json"})
    assert (refused.status_code, "1,048,576" in refused.json()["message"]) == (413, True)


@pytest.mark.parametrize(
    "query", ["prefix=a%2Fb", "prefix=", "prefix=a&prefix=b", "key=%ff", "x=%zz", "&".join(["a=1"] * 99)]
)
def test_a_query_that_cannot_be_right_is_refused(control: Control, query: str) -> None:
    assert control.client.get(f"/orders?{query}").status_code == 400


def test_a_broken_escape_in_a_path_is_refused(control: Control) -> None:
    assert (
        control.client.get(httpx2.URL(str(control.client.base_url), raw_path=b"/_sandbox/orders/%zz")).status_code
        == 400
    )


def test_a_list_of_wrong_fields_ends_at_twenty(control: Control) -> None:
    refused = control.refused(400, "POST", "/reset", {f"field-{number:02}": 1 for number in range(30)})
    assert [wrong["reference"] for wrong in refused["details"]] == [f"field-{number:02}" for number in range(20)]


def test_an_order_of_any_depth_is_shown_and_stops_nothing(api: httpx2.Client, control: Control) -> None:
    deep: object = 1
    for _ in range(500):
        deep = [deep]
    assert api.post("/order", json=an_order(note=deep)).status_code == 200
    assert control.get("/requests")["requests"][0]["request"]["body"]["json"]["note"] == deep
    assert control.get("/orders/r-1")["record"]["body"]["note"] == deep
    verified = control.post("/verify", {"operation": "submitOrder", "where": {"note": [deep]}, "count": 1})
    assert verified["near_misses"][0]["differences"][0]["found"] == "nested too deep to be shown"
    assert "deep" in control.refused(409, "GET", "/snapshot")["message"]
