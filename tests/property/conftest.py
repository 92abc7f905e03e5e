"""The judges of the property tests: jsonschema-rs on the contract's schemas, and a real Prism."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import jsonschema_rs
import pytest
from gelatoconnect_mock.contract import load_contract
from gelatoconnect_mock.prism import PrismServer

KEY = {"X-API-KEY": "key:secret"}
ROUTES = {
    "OrderRequest": ("POST", "/order"),
    "UpdateShipmentRequest": ("PUT", "/order-1"),
    "SearchRequest": ("POST", "/search"),
}


@pytest.fixture(scope="session")
def components() -> dict[str, Any]:
    parts: dict[str, Any] = load_contract()["components"]
    return parts


@pytest.fixture(scope="session")
def schema_accepts(components: dict[str, Any]) -> Callable[[str, object], bool]:
    """The verdict of jsonschema-rs on a body."""
    validators = {
        name: jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": {"schemas": components["schemas"]}}
        )
        for name in ROUTES
    }
    return lambda name, body: validators[name].is_valid(body)


@pytest.fixture(scope="session")
def prism_client(prism: PrismServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=prism.url, headers=KEY, timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def prism_says(prism_client: httpx.Client) -> Callable[[str, Mapping[str, Any]], int]:
    """The status Prism answers a body with."""

    def status(name: str, body: Mapping[str, Any]) -> int:
        method, path = ROUTES[name]
        return prism_client.request(method, path, json=body).status_code

    return status
