"""The validators of the property tests: jsonschema-rs on the contract's schemas, a real Prism, and the sandbox."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx2
import jsonschema_rs
import pytest
from gelatoconnect_mock.contract.document import load_contract
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.samples import sample_order

KEY = {"X-API-KEY": "key:secret"}
ROUTES = {
    "OrderRequest": ("POST", "/order"),
    "UpdateShipmentRequest": ("PUT", "/to-be-updated"),
    "SearchRequest": ("POST", "/search"),
}


@pytest.fixture(scope="session")
def components() -> dict[str, Any]:
    parts: dict[str, Any] = load_contract()["components"]
    return parts


@pytest.fixture(scope="session")
def schema_accepts(components: dict[str, Any]) -> Callable[[str, object], bool]:
    """Return a function that validates a body with jsonschema-rs."""
    validators = {
        name: jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": {"schemas": components["schemas"]}}
        )
        for name in ROUTES
    }
    return lambda name, body: validators[name].is_valid(body)


@pytest.fixture(scope="session")
def prism_client(prism: PrismServer) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=prism.url, headers=KEY, timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def sandbox_client() -> Iterator[httpx2.Client]:
    sandbox = InProcessSandbox()
    # Random references repeat now and then; the tests are about the body alone.
    sandbox.configure(duplicates="accept")
    key = {"X-API-KEY": f"{sandbox.api_key}:{sandbox.api_secret}"}
    with httpx2.Client(base_url=sandbox.base_url, headers=key, transport=sandbox.transport) as client:
        client.post("/order", json=sample_order("to-be-updated")).raise_for_status()
        yield client


@pytest.fixture(scope="session")
def servers_say(
    prism_client: httpx2.Client, sandbox_client: httpx2.Client
) -> Callable[[str, Mapping[str, Any]], set[int]]:
    """Return a function from a body to the statuses of Prism and the sandbox: one status if they agree."""

    def statuses(name: str, body: Mapping[str, Any]) -> set[int]:
        method, path = ROUTES[name]
        return {client.request(method, path, json=body).status_code for client in (prism_client, sandbox_client)}

    return statuses
