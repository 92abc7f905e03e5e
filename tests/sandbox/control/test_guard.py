"""Only this machine, or the bearer of the token, controls a sandbox. No page in a browser does."""

from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.control.access import check
from gelatoconnect_mock.sandbox.http.errors import ApiError
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import Settings

from tests.standins.sandbox import at_socket, plain_client


@pytest.fixture(scope="module")
def guarded() -> Iterator[httpx2.Client]:
    with (
        at_socket(seed=1, control_token="a-token") as server,
        plain_client(base_url=server.origin) as client,
    ):
        yield client


@pytest.fixture
def client(running: SandboxServer) -> Iterator[httpx2.Client]:
    with plain_client(base_url=running.origin) as client:
        yield client


def host_is_answered(name: str, host: str = "127.0.0.1", control_token: str | None = None) -> bool:
    request = Request("GET", b"/_sandbox", b"", ((b"host", name.encode()),), b"")
    try:
        check(request, Settings(host=host, control_token=control_token))
    except ApiError as refused:
        if refused.status == 403:
            return False
    return True


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:4010", "127.8.8.8", "[::1]:4010"])
def test_loopback_names_are_answered_on_any_port(host: str) -> None:
    assert host_is_answered(host)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "8.8.8.8", "", "a b", "localhost:x"]
)
def test_foreign_hosts_are_not_answered(host: str) -> None:
    assert not host_is_answered(host)


def test_the_bound_host_is_answered_and_no_other_one() -> None:
    assert host_is_answered("box.example:4010", host="box.example")
    assert not host_is_answered("other.example:4010", host="box.example")


def test_sandbox_on_every_address_with_a_token_accepts_any_host_name() -> None:
    assert host_is_answered("sandbox:4010", host="::", control_token="t")
    assert not host_is_answered("sandbox:4010", host="::")


@pytest.mark.parametrize("hosts", [[], ["localhost", "evil.example"]])
def test_a_request_has_one_host(hosts: list[str]) -> None:
    headers = tuple((b"host", host.encode()) for host in hosts)
    with pytest.raises(ApiError, match="localhost"):
        check(Request("GET", b"/_sandbox", b"", headers, b""), Settings())


def test_a_foreign_host_gets_a_sentence_and_nothing_is_done(client: httpx2.Client) -> None:
    refused = client.post("/_sandbox/tenants", json={"key": "evil:evil"}, headers={"Host": "evil.example"})
    assert refused.status_code == 403
    assert "localhost" in refused.json()["message"]
    assert "evil" not in client.get("/_sandbox/tenants").json()["keys"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://{host}", ""])
def test_pages_of_other_origins_are_refused(client: httpx2.Client, origin: str) -> None:
    headers = {"Origin": origin.format(host=client.base_url.netloc.decode())}
    refused = client.get("/_sandbox/orders", headers=headers)
    assert refused.status_code == 403
    assert "origin" in refused.json()["message"]
    assert "access-control-allow-origin" not in refused.headers


def test_a_page_of_the_sandbox_itself_is_answered(client: httpx2.Client, running: SandboxServer) -> None:
    assert client.get("/_sandbox", headers={"Origin": running.origin}).status_code == 200


def test_a_preflight_is_not_answered_with_permission(client: httpx2.Client) -> None:
    asking = {"Access-Control-Request-Method": "PUT"}
    assert client.options("/_sandbox/clock", headers={**asking, "Origin": "http://evil.example"}).status_code == 403
    own = client.options("/_sandbox/clock", headers=asking)
    assert own.status_code == 405
    assert not [name for name in own.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "authorization", [None, "", "a-token", "Bearer", "Bearer wrong", "Basic a-token", "Bearer a-token-", "Bearer é"]
)
def test_without_the_token_there_is_a_401_with_a_sentence(guarded: httpx2.Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode()}
    refused = guarded.get("/_sandbox/nothing", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "UNAUTHORIZED")
    assert "--control-token" in refused.json()["message"]
    assert "a-token" not in refused.text
    assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("authorization", ["Bearer a-token", "bearer a-token"])
def test_with_the_token_everything_is_open(guarded: httpx2.Client, authorization: str) -> None:
    shown = guarded.get("/_sandbox", headers={"Authorization": authorization})
    assert shown.json()["settings"]["control_token"] is True
    assert "a-token" not in shown.text


def test_the_api_itself_asks_for_no_token(guarded: httpx2.Client) -> None:
    assert guarded.get("/api/demo/x", headers={"X-API-KEY": "test-key:test-secret"}).status_code == 404
