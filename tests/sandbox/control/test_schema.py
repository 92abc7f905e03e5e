"""The OpenAPI document describes exactly the resources of the control plane."""

import json

import httpx2
import orjson
from gelatoconnect_mock.sandbox.control.landing import HEALTH
from gelatoconnect_mock.sandbox.control.router import PATHS
from gelatoconnect_mock.sandbox.orders.order import Order
from openapi_spec_validator import validate

from tests.sandbox.control.control_client import DOCUMENT, ControlClient
from tests.sandbox.sandbox_orders import an_order

METHODS = {"get", "put", "post", "delete", "patch"}


def test_document_describes_exactly_the_paths_and_methods() -> None:
    described = {
        path: {method.upper() for method in methods if method in METHODS} for path, methods in DOCUMENT["paths"].items()
    }
    assert described.pop(HEALTH) == {"GET"}, "it is answered before the control plane is loaded"
    assert described == {path: set(methods) for path, methods in PATHS.items()}


def test_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_record_has_only_described_fields(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order())
    record = control.get("/orders/r-1")["record"]
    body = record.pop("body")
    order = Order.from_dict(record, orjson.dumps(body))
    assert json.loads(json.dumps(order.to_dict())) == record
    record["body"] = body
    assert set(record) <= set(DOCUMENT["components"]["schemas"]["OrderRecord"]["properties"])
