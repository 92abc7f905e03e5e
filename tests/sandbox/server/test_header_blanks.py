"""Blanks around a header's value are no part of it, for every header and in either kind of client."""

import json

import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.raw_client import Response, exchange, post, request
from tests.standins.sandbox import PAIR, in_process, plain_client

BLANKS = [b"", b" ", b"\t", b"   ", b" \t \t", b"\t\t "]
PADDINGS = [(before, after) for before in BLANKS for after in BLANKS]
ORDER = json.dumps(an_order("padded", preventDuplicate=False)).encode()


def send(sandbox: SandboxServer, *headers: bytes, method: bytes = b"GET", body: bytes = b"") -> Response:
    lines = [method + b" /api/padded/order HTTP/1.1", b"Host: localhost", *headers, b"Content-Length: %d" % len(body)]
    (response,) = exchange(sandbox.port, b"\r\n".join([*lines, b"", body])).responses
    return response


@pytest.mark.parametrize(("before", "after"), PADDINGS)
def test_blanks_around_every_header_of_a_submission_are_stripped(
    sandbox: SandboxServer, before: bytes, after: bytes
) -> None:
    def padded(name: bytes, value: bytes) -> bytes:
        return name + b":" + before + value + after

    response = send(
        sandbox, padded(b"X-API-KEY", PAIR.encode()), padded(b"Content-Type", b"application/json"),
        padded(b"Customer-Reference-ID", b"acme corp"), padded(b"X-Sandbox-Fault", b"after:extra_field"),
        method=b"POST", body=ORDER,
    )  # fmt: skip
    assert response.status == 200, response.body
    stored = sandbox.call(lambda sandbox: sandbox.tenant("padded", "test-key").store.newest_first())
    assert next(iter(stored)).customer == "acme corp"


@pytest.mark.parametrize("after", BLANKS)
def test_header_of_blanks_alone_is_an_empty_one(sandbox: SandboxServer, after: bytes) -> None:
    (response,) = exchange(sandbox.port, post(b"search", b"{}", b"Customer-Reference-ID:" + after)).responses
    assert (response.status, response.json()["details"][0]["reference"]) == (400, "Customer-Reference-ID")


@pytest.mark.parametrize("after", BLANKS)
def test_known_limit_tab_after_chunked_is_refused(sandbox: SandboxServer, after: bytes) -> None:
    coded = b"Transfer-Encoding: chunked" + after
    sent = request(b"POST /api/demo/search", b"Content-Type: application/json", coded, body=b"2\r\n{}\r\n0\r\n\r\n")
    (response,) = exchange(sandbox.port, sent).responses
    assert response.status == (400 if b"\t" in after else 200)


@pytest.mark.parametrize("blank", [b"\x0b", b"\xa0", b"\x85"])
def test_other_characters_are_part_of_the_value(sandbox: SandboxServer, blank: bytes) -> None:
    assert send(sandbox, b"X-API-KEY: " + PAIR.encode() + blank, method=b"POST").status in {400, 401}


@pytest.mark.parametrize("fold", [b"\r\n ", b"\r\n\t", b" \r\n  "])
def test_folded_header_stays_refused(sandbox: SandboxServer, fold: bytes) -> None:
    response = send(sandbox, b"X-API-KEY: " + PAIR.encode(), b"Customer-Reference-ID: a" + fold + b"b")
    assert (response.status, response.headers["connection"]) == (400, "close")


@pytest.mark.parametrize(("before", "after"), PADDINGS)
def test_blanks_are_stripped_in_process_too(before: bytes, after: bytes) -> None:
    sandbox = in_process()
    with plain_client(base_url=sandbox.base_url, transport=sandbox.transport) as client:
        headers = {"X-API-KEY": PAIR.encode(), "Customer-Reference-ID": b"acme corp"}
        padded = [(name.encode(), before + value + after) for name, value in headers.items()]
        assert client.post("/order", json=an_order("r-1"), headers=padded).status_code == 200
    assert sandbox.requests[0].customer == "acme corp"
