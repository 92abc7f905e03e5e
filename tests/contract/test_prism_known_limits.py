"""Known limits of Prism. A failure here means that a limit is gone and its workaround can go too."""

import contextlib
import json
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.contract.document import as_json, load_contract
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.prism.install import installed_prism
from gelatoconnect_mock.prism.node import find_node
from gelatoconnect_mock.prism.process import Launch, PrismProcess

from tests.standins.sandbox import plain_client
from tests.waiting import PATIENCE, until

KEY = {"X-API-KEY": "key:secret"}
ORDER_ID = "32884a3e-bd09-42be-8225-c5cea7d24611"


@pytest.fixture
def messages() -> queue.SimpleQueue[str]:
    return queue.SimpleQueue()


@pytest.fixture
def prism_to_end(messages: queue.SimpleQueue[str], prism_installed: None) -> Iterator[PrismServer]:  # noqa: ARG001
    """A Prism of its own, for a request that ends the process."""
    with PrismServer(say=messages.put) as server:
        yield server


@pytest.fixture(scope="module")
def client(prism: PrismServer) -> Iterator[httpx2.Client]:
    with plain_client(base_url=prism.url, headers=KEY) as client:
        yield client


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    return load_contract()


def wait_for_restart(prism: PrismServer) -> None:
    def is_back() -> bool:
        with contextlib.suppress(httpx2.TransportError), plain_client(headers=KEY) as client:
            return client.get(f"{prism.url}/{ORDER_ID}").status_code == 200
        return False

    until(lambda: prism.restarts > 0 and is_back())


def euro_property(contract: dict[str, Any]) -> dict[str, Any]:
    order: dict[str, Any] = json.loads(json.dumps(contract["components"]["examples"]["SubmitCustomerProduct"]["value"]))
    order["items"][0]["productVariant"] = {"€": 1}
    return order


@pytest.mark.whole
def test_known_limit_invalid_property_with_a_euro_sign_ends_prism(
    prism_to_end: PrismServer, messages: queue.SimpleQueue[str], contract: dict[str, Any]
) -> None:
    port = prism_to_end.port

    with plain_client(base_url=prism_to_end.url, headers=KEY) as client, pytest.raises(httpx2.TransportError):
        client.post("/order", json=euro_property(contract))

    wait_for_restart(prism_to_end)
    assert prism_to_end.port == port
    line = messages.get(timeout=PATIENCE)
    assert 'Invalid character in header content ["sl-violations"]' in line
    assert "POST /api/demo/order" in line


@pytest.mark.whole
def test_known_limit_path_that_cannot_be_decoded_ends_prism(
    prism_to_end: PrismServer, messages: queue.SimpleQueue[str]
) -> None:
    with plain_client(base_url=prism_to_end.url, headers=KEY) as client, pytest.raises(httpx2.TransportError):
        client.get("/%zz")

    wait_for_restart(prism_to_end)
    line = messages.get(timeout=PATIENCE)
    assert "URIError" in line
    assert "GET /api/demo/%zz" in line


@pytest.mark.whole
@pytest.mark.usefixtures("prism_installed")
def test_known_limit_plain_prism_ignores_the_base_path(tmp_path: Path, contract: dict[str, Any]) -> None:
    plain = tmp_path / "contract.json"
    plain.write_text(as_json(contract), encoding="utf-8")
    entry = installed_prism(stopping=threading.Event(), say=print)
    process = PrismProcess(Launch(find_node(), entry, plain, "127.0.0.1", silent=True), 0)
    try:
        lines = process.lines()
        while not process.port:
            next(lines)
        assert process.wait_until_ready()
        origin = f"http://127.0.0.1:{process.port}"
        with plain_client(headers=KEY) as client:
            assert client.get(f"{origin}/api/demo/{ORDER_ID}").status_code == 404
            assert client.get(f"{origin}/{ORDER_ID}").status_code == 200
    finally:
        process.stop()
        process.close()


def test_known_limit_key_without_its_secret_is_accepted(client: httpx2.Client) -> None:
    assert client.get(f"/{ORDER_ID}", headers={"X-API-KEY": "no-colon"}).status_code == 200


def test_missing_key_gets_the_contracts_401(prism: PrismServer, contract: dict[str, Any]) -> None:
    with plain_client() as client:
        response = client.get(f"{prism.url}/{ORDER_ID}")

    assert response.status_code == 401
    assert response.json() == contract["components"]["examples"]["ErrorUnauthorized"]["value"]


def test_known_limit_malformed_json_gets_another_error_shape(client: httpx2.Client) -> None:
    response = client.post("/order", content=b'{"a":', headers={"Content-Type": "application/json"})

    assert response.status_code == 400
    assert response.json() == {"error": {"code": "invalid_json", "message": "Invalid JSON"}}


def test_known_limit_invalid_body_gets_the_first_example(client: httpx2.Client, contract: dict[str, Any]) -> None:
    first = next(iter(contract["components"]["responses"]["BadRequest"]["content"]["application/json"]["examples"]))
    assert first == "submittedData"
    canned = contract["components"]["examples"]["ErrorSubmittedData"]["value"]
    order = contract["components"]["examples"]["SubmitSeed"]["value"]

    for broken, field in (({**order, "currency": "us"}, "currency"), ({**order, "items": []}, "items")):
        response = client.post("/order", json=broken)

        assert response.status_code == 400
        assert response.json() == canned
        violations = json.loads(response.headers["sl-violations"])
        assert [violation["location"] for violation in violations] == [["request", "body", field]]


def test_known_limit_canceled_order_reads_as_before(client: httpx2.Client) -> None:
    before = client.get(f"/{ORDER_ID}").json()

    statuses = [client.post(f"/{ORDER_ID}/cancel").status_code for _ in range(2)]

    assert statuses == [200, 200]
    assert client.get(f"/{ORDER_ID}").json() == before
    assert client.get("/never-submitted").json() == before
