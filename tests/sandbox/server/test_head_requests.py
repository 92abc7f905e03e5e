"""HEAD is answered wherever GET is: with the same headers, and without a body."""

import re
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest
from gelatoconnect_mock.sandbox.control.router import PATHS
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.faults.examples import EXAMPLES, every_phase, operation_of
from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.raw_client import connect, exchange, request
from tests.standins.sandbox import at_socket, control_client, http_client, in_process

OF_ONE_RESPONSE = ("x-request-id", "date")
"""Headers that differ between any two responses."""
SHORT = {"delay=2.5": "delay=0.01", "timeout=30": "timeout=0.01", "drip=16/0.05": "drip=4096/0.01"}
"""The same faults with a shorter real wait."""


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with at_socket(seed=1) as server, http_client(server) as client:
        assert client.post("/order", json=an_order()).status_code == 200
        yield server


@pytest.fixture
def api(server: SandboxServer) -> Iterator[httpx2.Client]:
    with http_client(server) as client:
        yield client


@pytest.fixture
def control(server: SandboxServer) -> Iterator[httpx2.Client]:
    with control_client(server) as client:
        yield client


def headers_of(response: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in OF_ONE_RESPONSE}


@pytest.mark.parametrize(
    ("path", "status"), [("/r-1", 200), ("/missing", 404), ("/%zz", 400), ("/r-1/shipment", 404), ("//r-1", 404)]
)
def test_head_of_the_api_has_the_headers_of_get_and_no_body(api: httpx2.Client, path: str, status: int) -> None:
    url = f"{api.base_url}".rstrip("/") + path
    get, head = api.get(url), api.head(url)
    assert (get.status_code, head.status_code) == (status, status)
    assert headers_of(head) == headers_of(get)
    assert int(head.headers["content-length"]) == len(get.content) > 0
    assert head.content == b""


def test_head_without_a_key_gets_401(api: httpx2.Client) -> None:
    head = api.head("/r-1", headers={"X-API-KEY": "wrong"})
    assert (head.status_code, head.content) == (401, b"")


@pytest.mark.parametrize("path", [path for path, methods in PATHS.items() if "GET" in methods])
def test_head_of_the_control_plane_has_the_headers_of_get_and_no_body(control: httpx2.Client, path: str) -> None:
    url = re.sub(r"\{\w+\}", "r-1", path.removeprefix("/_sandbox"))
    get, head = control.get(url), control.head(url)
    assert get.status_code == head.status_code
    assert headers_of(head) == headers_of(get)
    assert int(head.headers["content-length"]) == len(get.content) > 0
    assert head.content == b""


@pytest.mark.parametrize("path", [path for path, methods in PATHS.items() if "GET" not in methods])
def test_head_of_a_control_path_without_get_gets_405(control: httpx2.Client, path: str) -> None:
    head = control.head(re.sub(r"\{\w+\}", "r-1", path.removeprefix("/_sandbox")))
    assert (head.status_code, head.headers["allow"]) == (405, ", ".join(PATHS[path]))


def test_head_of_an_operation_without_get_gets_405(api: httpx2.Client) -> None:
    for path in ("/order", "/search", "/r-1/cancel"):
        head = api.head(path)
        assert (head.status_code, head.headers["allow"], head.content) == (405, "POST", b"")


def test_request_log_shows_the_head_and_no_body(api: httpx2.Client, control: httpx2.Client) -> None:
    request_id = api.head("/r-1").headers["x-request-id"]
    (entry,) = control.get("/requests", params={"id": request_id}).json()["requests"]
    assert (entry["request"]["method"], entry["operation"], entry["response"]["status"]) == ("HEAD", "getOrder", 200)
    assert entry["response"]["body"] == {"size": 0}
    assert "--head" in entry["curl"]
    (missing,) = control.get("/requests", params={"id": api.head("/gone").headers["x-request-id"]}).json()["requests"]
    assert missing["request_validation"]["message"] == "Order not found."


def test_setting_refuse_makes_head_a_405_for_its_tenant_alone(server: SandboxServer, control: httpx2.Client) -> None:
    tenant = {"prefix": "strict"}
    with http_client(server, base_url=f"{server.origin}/api/strict") as strict:
        switched = control.put("/assumptions/head_requests", json={"setting": "refuse"}, params=tenant)
        assert switched.json()["setting"] == "refuse"
        assert (strict.head("/x").status_code, strict.head("/x").headers["allow"]) == (405, "GET, PUT")
        assert strict.delete("/x").headers["allow"] == "GET, PUT"
        assert strict.get("/x").status_code == 404
    with http_client(server) as other:
        assert other.head("/x").status_code == 404
        assert other.delete("/x").headers["allow"] == "GET, HEAD, PUT"


def test_start_with_refuse_makes_head_a_405_before_401() -> None:
    sandbox = in_process(head_requests="refuse")
    with http_client(sandbox) as client:
        for key in (f"{sandbox.api_key}:{sandbox.api_secret}", "wrong"):
            assert client.head("/x", headers={"X-API-KEY": key}).status_code == 405
    assert [one.operation for one in sandbox.unmatched] == [None, None]


@pytest.mark.parametrize("lifecycle", ["reads", "time", "manual"])
def test_head_is_no_read_of_the_order(lifecycle: str) -> None:
    sandbox = in_process(lifecycle=lifecycle)
    with http_client(sandbox) as client:
        client.post("/order", json=an_order())
        for _ in range(3):
            assert client.head("/r-1").status_code == 200
        assert client.get("/r-1").json()["fulfillmentStatus"] == "received"


def test_head_in_process_has_the_length_of_get_and_no_body() -> None:
    with http_client(in_process()) as client:
        client.post("/order", json=an_order())
        get, head = client.get("/r-1"), client.head("/r-1")
        assert headers_of(head) == headers_of(get)
        assert (head.content, int(head.headers["content-length"])) == (b"", len(get.content))


@pytest.mark.parametrize("text", EXAMPLES)
def test_fault_on_a_head_sends_no_byte_of_a_body(server: SandboxServer, text: str) -> None:
    if operation_of(text) != "getOrder":
        pytest.skip("a fault of submissions")
    for fault in every_phase(SHORT.get(text, text)):
        spelled = f"{fault.phase}:{SHORT.get(text, text)}".encode()
        sent = request(b"HEAD /api/demo/r-1", b"X-Sandbox-Fault: " + spelled, b"Connection: close")
        received = b""
        with suppress(ConnectionResetError), connect(server.port) as connection:
            connection.sendall(sent)
            while piece := connection.recv(65_536):
                received += piece
        assert received == b"" or received.endswith(b"\r\n\r\n"), spelled
        assert received.count(b"\r\n\r\n") <= 1, spelled


def test_pipelined_requests_after_a_head_get_responses(server: SandboxServer) -> None:
    sent = request(b"HEAD /api/demo/r-1") + request(b"HEAD /_sandbox") + request(b"HEAD /api/demo/order")
    received = exchange(server.port, sent, responses=3)
    assert [response.status for response in received.responses] == [200, 403, 405]
