"""Operations of the contract: paths, parameters, responses and descriptions.

The expected responses follow from the client's table of operations, so that a further operation needs no row here.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from gelatoconnect._operations import OPERATIONS as CLIENT_OPERATIONS
from gelatoconnect._operations import Operation

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
GETTING_STARTED = {
    "submitOrder": ("post", "/order"),
    "searchOrders": ("post", "/search"),
    "getOrder": ("get", "/{orderId}"),
    "updateShipment": ("put", "/{orderId}"),
    "cancelOrder": ("post", "/{orderId}/cancel"),
}
"""The operations of the vendor's getting-started page. The contract may have more."""
ALWAYS = {"200", "400", "401", "429", "500", "502", "503", "504"}
WITH_BODY = {"413", "415"}
WITH_ID = {"404"}
OF_WRITES = {"409"}


def response(operation: str, status: str) -> dict[str, Any]:
    found: dict[str, Any] = OPERATIONS[operation][2]["responses"][status]
    return COMPONENTS["responses"][found["$ref"].rsplit("/", 1)[1]] if "$ref" in found else found


def snake_case(name: str) -> str:
    return re.sub("([A-Z])", r"_\1", name).lower()


def body_schema(operation: dict[str, Any]) -> str | None:
    if "requestBody" not in operation:
        return None
    reference: str = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return reference.rsplit("/", 1)[1]


def test_operation_of_the_getting_started_page_keeps_its_path() -> None:
    ours = {name: (method, path) for name, (method, path, _, _) in OPERATIONS.items()}
    assert {name: ours.get(name) for name in GETTING_STARTED} == GETTING_STARTED


def test_client_and_contract_have_the_same_operations() -> None:
    assert {row.endpoint: (row.takes_id, row.body_schema) for row in CLIENT_OPERATIONS.values()} == {
        snake_case(name): ("{orderId}" in path, body_schema(operation))
        for name, (_, path, operation, _) in OPERATIONS.items()
    }


def test_server_url_is_https_and_takes_the_partner_prefix() -> None:
    [server] = CONTRACT["servers"]
    assert server["url"] == "https://api.partner-connect.io/api/{partnerPrefix}"
    assert server["variables"]["partnerPrefix"]["default"] == "demo"


def test_every_operation_requires_the_key_in_a_header() -> None:
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


@pytest.mark.parametrize("row", CLIENT_OPERATIONS.values(), ids=CLIENT_OPERATIONS)
def test_operation_declares_each_response_it_can_get(row: Operation) -> None:
    [operation] = [operation for name, (_, _, operation, _) in OPERATIONS.items() if snake_case(name) == row.endpoint]
    expected = ALWAYS | (WITH_BODY if row.body_schema else set()) | (WITH_ID if row.takes_id else set())
    assert set(operation["responses"]) == expected | (set() if row.is_read else OF_WRITES)


def test_conflict_of_each_write_has_its_own_description() -> None:
    descriptions = [
        response(name, "409")["description"]
        for name, (_, _, operation, _) in OPERATIONS.items()
        if "409" in operation["responses"]
    ]
    assert len(set(descriptions)) == len(descriptions) >= 3


@pytest.mark.parametrize("name", OPERATIONS)
def test_error_response_has_the_error_or_unauthorized_schema(name: str) -> None:
    for status in set(OPERATIONS[name][2]["responses"]) - {"200"}:
        shape = "Unauthorized" if status == "401" else "Error"
        schema = response(name, status)["content"]["application/json"]["schema"]
        assert schema == {"$ref": f"#/components/schemas/{shape}"}


def test_429_may_carry_retry_after_with_an_example() -> None:
    headers = COMPONENTS["responses"]["TooManyRequests"]["headers"]
    assert headers == {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
    header = COMPONENTS["headers"]["RetryAfter"]
    assert header["required"] is False
    assert 0 < int(header["example"]) < 10


def test_submit_response_links_to_every_operation_with_an_id() -> None:
    links = response("submitOrder", "200")["links"]
    found = [COMPONENTS["links"][link["$ref"].rsplit("/", 1)[1]] for link in links.values()]
    with_an_id = {name for name, (_, path, _, _) in OPERATIONS.items() if "{orderId}" in path}
    assert {link["operationId"] for link in found} == with_an_id >= {"getOrder", "cancelOrder", "updateShipment"}
    assert all(link["parameters"] == {"orderId": "$response.body#/id"} for link in found)


def test_contract_has_no_webhook_since_templates_shape_postbacks() -> None:
    assert "webhooks" not in CONTRACT
    assert not any("callbacks" in operation for _, _, operation, _ in OPERATIONS.values())


def undescribed(node: dict[str, Any], pointer: str) -> list[str]:
    """Return the JSON pointers of a schema's properties without a description."""
    found = []
    for name, inner in node.get("properties", {}).items():
        found += [] if inner.get("description", "").strip() else [f"{pointer}/{name}"]
        found += undescribed(inner, f"{pointer}/{name}")
    return found


def test_schemas_responses_and_operations_have_descriptions() -> None:
    missing = [pointer for name, schema in COMPONENTS["schemas"].items() for pointer in undescribed(schema, name)]
    for kind in ("schemas", "responses", "parameters", "headers", "links"):
        missing += [f"{kind}/{name}" for name, part in COMPONENTS[kind].items() if not part.get("description")]
    missing += [name for name, (_, _, operation, _) in OPERATIONS.items() if not operation.get("description")]
    assert missing == []
