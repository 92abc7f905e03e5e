"""The control plane accepts requests of this machine or with the token, and rejects web pages."""

from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.control.access import check
from gelatoconnect_mock.sandbox.http.errors import ApiError
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.server.raw_client import exchange
from tests.standins.sandbox import at_socket, plain_client


@pytest.fixture(scope="module")
def token_client() -> Iterator[httpx2.Client]:
    with (
        at_socket(seed=1, control_token="a-token") as server,
        plain_client(base_url=server.origin) as client,
    ):
        yield client


@pytest.fixture
def client(running: SandboxServer) -> Iterator[httpx2.Client]:
    with plain_client(base_url=running.origin) as client:
        yield client


def accepts_host(name: str, host: str = "127.0.0.1", control_token: str | None = None) -> bool:
    request = Request("GET", b"/_sandbox", b"", ((b"host", name.encode()),), b"")
    try:
        check(request, Settings(host=host, control_token=control_token))
    except ApiError as error:
        if error.status == 403:
            return False
    return True


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:4010", "127.8.8.8", "[::1]:4010"])
def test_loopback_host_with_any_port_is_accepted(host: str) -> None:
    assert accepts_host(host)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "8.8.8.8", "", "a b", "localhost:x"]
)
def test_foreign_host_is_rejected(host: str) -> None:
    assert not accepts_host(host)


def test_bound_host_is_accepted_and_another_one_rejected() -> None:
    assert accepts_host("box.example:4010", host="box.example")
    assert not accepts_host("other.example:4010", host="box.example")


def test_any_host_is_accepted_on_every_address_with_a_token() -> None:
    assert accepts_host("sandbox:4010", host="::", control_token="t")
    assert not accepts_host("sandbox:4010", host="::")


@pytest.mark.parametrize("hosts", [[], ["localhost", "evil.example"]])
def test_request_without_exactly_one_host_is_rejected(hosts: list[str]) -> None:
    headers = tuple((b"host", host.encode()) for host in hosts)
    with pytest.raises(ApiError, match="localhost"):
        check(Request("GET", b"/_sandbox", b"", headers, b""), Settings())


def test_foreign_host_gets_403_and_changes_nothing(client: httpx2.Client) -> None:
    response = client.post("/_sandbox/tenants", json={"key": "evil:evil"}, headers={"Host": "evil.example"})
    assert response.status_code == 403
    assert "localhost" in response.json()["message"]
    assert "evil" not in client.get("/_sandbox/tenants").json()["keys"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://{host}", ""])
def test_foreign_origin_gets_403(client: httpx2.Client, origin: str) -> None:
    headers = {"Origin": origin.format(host=client.base_url.netloc.decode())}
    response = client.get("/_sandbox/orders", headers=headers)
    assert response.status_code == 403
    assert "origin" in response.json()["message"]
    assert "access-control-allow-origin" not in response.headers


def test_own_origin_is_accepted(client: httpx2.Client, running: SandboxServer) -> None:
    assert client.get("/_sandbox", headers={"Origin": running.origin}).status_code == 200


def test_preflight_gets_no_permission(client: httpx2.Client) -> None:
    headers = {"Access-Control-Request-Method": "PUT"}
    assert client.options("/_sandbox/clock", headers={**headers, "Origin": "http://evil.example"}).status_code == 403
    response = client.options("/_sandbox/clock", headers=headers)
    assert response.status_code == 405
    assert not [name for name in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "authorization", [None, "", "a-token", "Bearer", "Bearer wrong", "Basic a-token", "Bearer a-token-", "Bearer é"]
)
def test_missing_or_wrong_token_gets_401(token_client: httpx2.Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode()}
    response = token_client.get("/_sandbox/nothing", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "UNAUTHORIZED")
    assert "--control-token" in response.json()["message"]
    assert "a-token" not in response.text
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("authorization", ["Bearer a-token", "bearer a-token"])
def test_right_token_grants_access_and_is_not_shown(token_client: httpx2.Client, authorization: str) -> None:
    response = token_client.get("/_sandbox", headers={"Authorization": authorization})
    assert response.json()["settings"]["control_token"] is True
    assert "a-token" not in response.text


FOREIGN_HOSTS = ["host.docker.internal:4010", "sandbox", "evil.example", "8.8.8.8:1", "a_b", "localhost.evil.example"]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_right_token_with_any_host_passes(token_client: httpx2.Client, host: str) -> None:
    for bound in ("127.0.0.1", "::", "192.0.2.1"):
        request = Request("GET", b"/_sandbox", b"", ((b"host", host.encode()), (b"authorization", b"Bearer t")), b"")
        check(request, Settings(host=bound, control_token="t"))
    headers = {"Host": host, "Authorization": "Bearer a-token"}
    assert token_client.get("/_sandbox/tenants", headers=headers).status_code == 200


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "Basic a-token", "a-token"])
@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_foreign_host_without_the_right_token_gets_403(
    token_client: httpx2.Client, host: str, authorization: str
) -> None:
    refused = token_client.get("/_sandbox/tenants", headers={"Host": host, "Authorization": authorization})
    assert refused.status_code == 403
    assert "--control-token" in refused.json()["message"]


def test_token_does_not_let_a_foreign_page_or_two_hosts_in(token_client: httpx2.Client) -> None:
    right = {"Authorization": "Bearer a-token", "Host": "host.docker.internal:4010"}
    foreign = token_client.get("/_sandbox", headers={**right, "Origin": "http://evil.example"})
    assert (foreign.status_code, "origin" in foreign.json()["message"]) == (403, True)
    own = token_client.get("/_sandbox", headers={**right, "Origin": "http://host.docker.internal:4010"})
    assert own.status_code == 200
    hosts = ((b"host", b"localhost"), (b"host", b"sandbox"), (b"authorization", b"Bearer t"))
    with pytest.raises(ApiError, match="Host"):
        check(Request("GET", b"/_sandbox", b"", hosts, b""), Settings(control_token="t"))


def test_right_token_without_a_host_passes() -> None:
    def without_host(*headers: tuple[bytes, bytes]) -> None:
        check(Request("GET", b"/_sandbox", b"", headers, b""), Settings(control_token="t"))

    right = (b"authorization", b"Bearer t")
    without_host(right)
    with pytest.raises(ApiError, match="another origin"):
        without_host(right, (b"origin", b"http://localhost"))
    with pytest.raises(ApiError, match="Host") as refused:
        without_host((b"authorization", b"Bearer wrong"))
    assert refused.value.status == 403


def test_http_1_0_with_the_right_token_needs_no_host() -> None:
    with at_socket(seed=1, control_token="a-token") as server:
        exchange(server.port, b"GET /api/demo/x HTTP/1.0\r\n\r\n")
        sent = b"GET /_sandbox/requests?unmatched=1 HTTP/1.0\r\nAuthorization: Bearer a-token\r\n\r\n"
        (response,) = exchange(server.port, sent).responses
    (entry,) = response.json()["requests"]
    assert "http://localhost/api/demo/x" in entry["curl"]


def test_api_needs_no_control_token(token_client: httpx2.Client) -> None:
    assert token_client.get("/api/demo/x", headers={"X-API-KEY": "test-key:test-secret"}).status_code == 404
