"""HTTP clients of other languages submit, read, and meet faults; one that this machine has not got is skipped."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.other_clients import Client, Reply, client_of
from tests.standins.sandbox import PAIR

SLOW = pytest.mark.whole
"""A client that compiles before it starts."""


@dataclass(frozen=True)
class Caller:
    """A client with a tenant of its own."""

    client: Client
    sandbox: SandboxServer
    prefix: str

    def ask(self, method: str, path: str, body: str = "", /, **headers: str) -> Reply:
        fields = {"X-API-KEY": PAIR, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.client.send(method, f"{self.sandbox.origin}/api/{self.prefix}/{path}", body, fields)

    def submit(self, reference: str = "r-1", /, *, prevent: bool = True, **headers: str) -> Reply:
        body = json.dumps(an_order(reference, preventDuplicate=prevent))
        return self.ask("POST", "order", body, **{"Content_Type": "application/json", **headers})

    @property
    def stored(self) -> int:
        """The number of stored orders."""
        return self.sandbox.call(lambda sandbox: len(sandbox.tenant(self.prefix, "test-key").store))


@pytest.fixture(
    scope="module",
    params=["curl", "wget", "node", "php", pytest.param("java", marks=SLOW), pytest.param("go", marks=SLOW)],
)
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    client = client_of(request.param)
    yield client
    client.close()


@pytest.fixture
def caller(client: Client, sandbox: SandboxServer, request: pytest.FixtureRequest) -> Caller:
    return Caller(client, sandbox, f"t{abs(hash(request.node.nodeid))}")


def test_order_is_submitted_once_and_read(caller: Caller) -> None:
    submitted, again = caller.submit(), caller.submit()
    assert (submitted.status, again.status) == (200, 409)
    assert json.loads(again.body)["code"] == "CONFLICT"
    read = caller.ask("GET", json.loads(submitted.body)["id"])
    assert (read.status, read.is_whole) == (200, True)
    assert json.loads(read.body)["orderReferenceId"] == "r-1"
    assert caller.stored == 1


@pytest.mark.parametrize("path", ["r-1", "missing"])
def test_head_has_the_status_and_length_of_get_and_no_body(caller: Caller, path: str) -> None:
    assert caller.submit().status == 200
    get, head = caller.ask("GET", path), caller.ask("HEAD", path)
    assert head.status == get.status == (200 if path == "r-1" else 404)
    assert (head.content_length, head.body) == (len(get.body), b"")
    assert caller.ask("GET", path).status == get.status, "the connection is still in step"


def test_health_without_a_key_gets_200(caller: Caller) -> None:
    url = f"{caller.sandbox.origin}/_sandbox/health"
    assert caller.client.send("GET", url, "", {}) == Reply(200, 15, "", b'{"status":"ok"}')
    assert caller.client.send("HEAD", url, "", {}) == Reply(200, 15)


@pytest.mark.parametrize("blanks", [" ", "   "])
def test_blanks_after_the_key_are_no_part_of_it(caller: Caller, blanks: str) -> None:
    assert caller.submit(X_API_KEY=f"{PAIR}{blanks}").status == 200
    assert caller.submit(X_API_KEY=f"{PAIR}x{blanks}").status == 401


def test_compressed_order_is_stored(caller: Caller) -> None:
    assert caller.submit(Content_Encoding="gzip").status == 200
    assert json.loads(caller.ask("GET", "r-1").body)["orderReferenceId"] == "r-1"
    unknown = caller.submit("r-2", Content_Encoding="br")
    assert (unknown.status, caller.stored) == (415, 1)


@pytest.mark.parametrize("fault", ["after:drop", "after:truncate=0.5"])
def test_lost_response_is_an_error_and_the_order_is_stored_once(caller: Caller, fault: str) -> None:
    for number, prevent in enumerate([False, True], 1):
        lost = caller.submit(f"r-{number}", prevent=prevent, X_Sandbox_Fault=fault)
        assert not lost.is_whole
        assert caller.stored == number
    assert caller.submit("r-1").status == 409
    assert caller.ask("GET", "r-2").status == 200


def test_throttled_order_is_not_stored_and_gets_retry_after(caller: Caller) -> None:
    throttled = caller.submit(X_Sandbox_Fault="before:status=429,retry_after=1")
    assert (throttled.status, throttled.retry_after, throttled.is_whole) == (429, "1", True)
    assert caller.stored == 0
    assert (caller.submit().status, caller.stored) == (200, 1)


def test_order_behind_a_502_is_stored_once(caller: Caller) -> None:
    failed = caller.submit(prevent=False, X_Sandbox_Fault="after:status=502")
    assert (failed.status, failed.is_whole, caller.stored) == (502, True, 1)
    assert (caller.submit().status, caller.stored) == (409, 1)


@pytest.mark.parametrize("fault", ["after:drop", "after:truncate=0.5"])
def test_read_after_a_lost_read_gets_a_response(caller: Caller, fault: str) -> None:
    assert caller.submit().status == 200
    for _ in range(3):
        assert not caller.ask("GET", "r-1", X_Sandbox_Fault=fault).is_whole
        assert caller.ask("GET", "r-1").is_whole
