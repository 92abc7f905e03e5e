"""The health check, and the pages at `/` and `/_sandbox`."""

import json
from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.control.control_client import assert_described, find_operation
from tests.sandbox.server.raw_client import exchange
from tests.standins.sandbox import CREDENTIALS, SandboxCommand, as_command, at_socket, control_client, plain_client

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HOSTS = [b"localhost", b"sandbox:4010", b"host.docker.internal", b"10.1.2.3:80", b"evil.example", b"", b"a b", b"\xff"]


@pytest.fixture(scope="module")
def guarded() -> Iterator[SandboxServer]:
    """A sandbox whose control plane asks for a token."""
    with at_socket(seed=1, control_token="a-token") as server:
        yield server


@pytest.fixture
def client(guarded: SandboxServer) -> Iterator[httpx2.Client]:
    with plain_client(base_url=guarded.origin) as client:
        yield client


def ask(server: SandboxServer, line: bytes, *headers: bytes) -> tuple[int, dict[str, str], bytes]:
    (response,) = exchange(server.port, b"\r\n".join([line + b" HTTP/1.1", *headers, b"", b""])).responses
    return response.status, response.headers, response.body


@pytest.mark.parametrize("path", [b"/_sandbox/health", b"/_sandbox/health/", b"/_sandbox/health?x=1"])
@pytest.mark.parametrize("host", HOSTS)
def test_health_with_any_host_and_without_a_token_gets_200(guarded: SandboxServer, host: bytes, path: bytes) -> None:
    for method in (b"GET ", b"HEAD "):
        for others in ((), (b"Origin: http://evil.example",), (b"Authorization: Bearer wrong",), (b"X-API-KEY: x",)):
            status, headers, body = ask(guarded, method + path, b"Host: " + host, *others)
            assert (status, body) == (200, b'{"status":"ok"}' if method == b"GET " else b"")
            assert headers["content-length"] == "15"
            assert set(headers) == {"content-type", "content-length", "x-request-id", "date"}


def test_health_needs_no_host_at_all(guarded: SandboxServer) -> None:
    assert exchange(guarded.port, b"GET /_sandbox/health HTTP/1.0\r\n\r\n", closes=True).responses[0].status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_method_of_health_gets_405_and_tells_nothing_else(client: httpx2.Client, method: str) -> None:
    response = client.request(method, "/_sandbox/health")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


def test_health_is_as_the_document_describes_it(client: httpx2.Client) -> None:
    assert_described(client.get("/_sandbox/health"), *find_operation("GET", "/health"))


@pytest.mark.parametrize("path", ["/_sandbox/healthy", "/_sandbox/health/x", "/_sandbox/orders", "/_sandbox"])
def test_every_other_control_path_asks_for_the_token(client: httpx2.Client, path: str) -> None:
    assert client.get(path).status_code == 401


def test_health_checks_do_not_change_the_ids_of_other_responses() -> None:
    ids = []
    for checks in (0, 7):
        with at_socket(seed=1) as server, plain_client(base_url=server.origin) as client:
            for _ in range(checks):
                client.get("/_sandbox/health")
                client.get("/")
            paths = ("/api/demo/x", "/a", "/_sandbox/clock")
            ids.append([client.get(path, headers=CREDENTIALS).headers["x-request-id"] for path in paths])
    assert ids[0] == ids[1]


def test_health_and_root_are_not_logged_as_requests_to_the_api(running: SandboxServer) -> None:
    with plain_client(base_url=running.origin) as client, control_client(running) as control:
        before = control.get("/requests", params={"unmatched": 1}).json()["total"]
        assert [client.get(path).status_code for path in ("/", "/_sandbox/health")] == [200, 200]
        assert control.get("/requests", params={"unmatched": 1}).json()["total"] == before


@pytest.mark.parametrize("accept", [None, "*/*", "application/json"])
def test_root_gives_a_program_the_next_address(
    guarded: SandboxServer, client: httpx2.Client, accept: str | None
) -> None:
    response = client.get("/", headers={} if accept is None else {"Accept": accept})
    assert response.json() == {
        "api": guarded.url, "control": f"{guarded.origin}/_sandbox", "health": f"{guarded.origin}/_sandbox/health",
        "documentation": "mock/README.md",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/_sandbox"])
def test_browser_gets_a_text_with_the_next_address(guarded: SandboxServer, client: httpx2.Client, path: str) -> None:
    response = client.get(path, headers={"Accept": BROWSER, "Authorization": "Bearer a-token"})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    for place in (guarded.url, f"{guarded.origin}/_sandbox/health", "mock/README.md"):
        assert place in response.text


def test_index_lists_the_next_addresses(running: SandboxServer) -> None:
    with control_client(running) as control:
        assert control.get("").json()["start"]["api"] == running.url


@pytest.mark.parametrize("host", HOSTS)
def test_root_shows_only_a_host_that_can_be_one(guarded: SandboxServer, host: bytes) -> None:
    status, _, body = ask(guarded, b"GET /", b"Host: " + host)
    origin = f"http://{host.decode()}" if host not in {b"", b"a b", b"\xff"} else ""
    assert (status, json.loads(body)["api"]) == (200, f"{origin}/api/demo")


def test_client_of_the_api_with_a_wrong_base_url_still_gets_404(client: httpx2.Client) -> None:
    assert client.get("/", headers=CREDENTIALS).status_code == 404
    assert client.post("/").status_code == 404
    assert client.head("/").status_code == 200


@pytest.fixture
def command() -> Iterator[SandboxCommand]:
    with as_command("--control-token", "a-token") as command:
        yield command


def test_ready_command_serves_the_health_check(command: SandboxCommand) -> None:
    with command.client() as client:
        assert client.get(f"http://127.0.0.1:{command.port}/_sandbox/health").json() == {"status": "ok"}
