"""The five operations have the paths of the vendor's getting-started page, and declare their errors."""

from pathlib import Path
from typing import Any

import pytest
import yaml

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
COMPONENTS: dict[str, Any] = CONTRACT["components"]
METHODS = ("get", "put", "post", "delete", "patch")
OPERATIONS = {
    path[method]["operationId"]: (method, name, path[method], path.get("parameters", []))
    for name, path in CONTRACT["paths"].items()
    for method in METHODS
    if method in path
}
ALWAYS = {"200", "400", "401", "429", "500", "502", "503", "504"}
WITH_BODY = {"413", "415"}
WITH_ID = {"404"}
REFUSED = {"409"}


def answer(operation: str, status: str) -> dict[str, Any]:
    found: dict[str, Any] = OPERATIONS[operation][2]["responses"][status]
    return COMPONENTS["responses"][found["$ref"].rsplit("/", 1)[1]] if "$ref" in found else found


def test_methods_and_paths_are_those_of_the_getting_started_page() -> None:
    assert {name: (method, path) for name, (method, path, _, _) in OPERATIONS.items()} == {
        "submitOrder": ("post", "/order"),
        "searchOrders": ("post", "/search"),
        "getOrder": ("get", "/{orderId}"),
        "updateShipment": ("put", "/{orderId}"),
        "cancelOrder": ("post", "/{orderId}/cancel"),
    }


def test_the_one_server_is_https_and_takes_the_partner_prefix() -> None:
    [server] = CONTRACT["servers"]
    assert server["url"] == "https://api.partner-connect.io/api/{partnerPrefix}"
    assert server["variables"]["partnerPrefix"]["default"] == "demo"


def test_every_operation_wants_the_key_in_its_header() -> None:
    assert CONTRACT["security"] == [{"ApiKey": []}]
    key = COMPONENTS["securitySchemes"]["ApiKey"]
    assert (key["type"], key["in"], key["name"]) == ("apiKey", "header", "X-API-KEY")
    assert not any("security" in operation for _, _, operation, _ in OPERATIONS.values())


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_takes_the_customer_as_an_optional_header(name: str) -> None:
    _, path, operation, shared = OPERATIONS[name]
    found = [parameter["$ref"].rsplit("/", 1)[1] for parameter in [*operation.get("parameters", []), *shared]]
    assert set(found) == {"CustomerReferenceId"} | ({"OrderId"} if "{orderId}" in path else set())
    customer = COMPONENTS["parameters"]["CustomerReferenceId"]
    assert (customer["name"], customer["in"], customer["required"]) == ("Customer-Reference-ID", "header", False)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("submitOrder", WITH_BODY | REFUSED),
        ("searchOrders", WITH_BODY),
        ("getOrder", WITH_ID),
        ("updateShipment", WITH_BODY | WITH_ID | REFUSED),
        ("cancelOrder", WITH_ID | REFUSED),
    ],
)
def test_every_operation_declares_each_answer_it_can_get(name: str, more: set[str]) -> None:
    assert set(OPERATIONS[name][2]["responses"]) == ALWAYS | more


def test_submit_cancel_and_update_are_refused_for_reasons_of_their_own() -> None:
    descriptions = {answer(name, "409")["description"] for name in ("submitOrder", "cancelOrder", "updateShipment")}
    assert len(descriptions) == 3


@pytest.mark.parametrize("name", OPERATIONS)
def test_errors_have_the_shapes_that_readers_rely_on(name: str) -> None:
    for status in set(OPERATIONS[name][2]["responses"]) - {"200"}:
        shape = "Unauthorized" if status == "401" else "Error"
        schema = answer(name, status)["content"]["application/json"]["schema"]
        assert schema == {"$ref": f"#/components/schemas/{shape}"}


def test_a_429_may_say_how_long_to_wait_and_shows_it_in_an_example() -> None:
    headers = COMPONENTS["responses"]["TooManyRequests"]["headers"]
    assert headers == {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
    header = COMPONENTS["headers"]["RetryAfter"]
    assert header["required"] is False
    assert 0 < int(header["example"]) < 10


def test_a_submitted_order_links_to_what_can_be_done_with_it() -> None:
    links = answer("submitOrder", "200")["links"]
    found = [COMPONENTS["links"][link["$ref"].rsplit("/", 1)[1]] for link in links.values()]
    assert {link["operationId"] for link in found} == {"getOrder", "cancelOrder", "updateShipment"} <= set(OPERATIONS)
    assert all(link["parameters"] == {"orderId": "$response.body#/id"} for link in found)


def test_contract_has_no_webhook_since_templates_shape_postbacks() -> None:
    assert "webhooks" not in CONTRACT
    assert not any("callbacks" in operation for _, _, operation, _ in OPERATIONS.values())


def described(node: dict[str, Any], pointer: str) -> list[str]:
    """Pointers of the properties in a schema that say nothing about themselves."""
    found = []
    for name, inner in node.get("properties", {}).items():
        found += [] if inner.get("description", "").strip() else [f"{pointer}/{name}"]
        found += described(inner, f"{pointer}/{name}")
    return found


def test_everything_a_caller_meets_is_described() -> None:
    silent = [pointer for name, schema in COMPONENTS["schemas"].items() for pointer in described(schema, name)]
    for kind in ("schemas", "responses", "parameters", "headers", "links"):
        silent += [f"{kind}/{name}" for name, part in COMPONENTS[kind].items() if not part.get("description")]
    silent += [name for name, (_, _, operation, _) in OPERATIONS.items() if not operation.get("description")]
    assert silent == []
