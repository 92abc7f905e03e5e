"""The server reads each reference from the path exactly as the caller gave it."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import unquote

import pytest
from gelatoconnect import GelatoConnect, Options
from gelatoconnect.errors import InvalidRequest
from hypothesis import example, given
from hypothesis import strategies as st

OPERATIONS: dict[str, tuple[str, str, Callable[[GelatoConnect, str], object]]] = {
    "get": ("GET", "/api/demo/", lambda client, reference: client.orders.get(reference)),
    "cancel": ("POST", "/api/demo/", lambda client, reference: client.orders.cancel(reference)),
    "update_shipment": (
        "PUT",
        "/api/demo/",
        lambda client, reference: client.orders.update_shipment(reference, shipment_method_uid="express"),
    ),
}
ANSWER = {"id": "id-1", "orderReferenceId": "r", "fulfillmentStatus": "created", "code": 200, "message": "OK"}


class Echo(BaseHTTPRequestHandler):
    """A server on a real socket that keeps each request line as it came."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    seen: ClassVar[list[tuple[str, str]]] = []

    def respond(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.seen.append((self.command, self.path))
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = respond  # noqa: N815 - the library's own names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Log nothing."""


@pytest.fixture(scope="module")
def client() -> Iterator[GelatoConnect]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        url = f"http://127.0.0.1:{server.server_port}/api/demo"
        with GelatoConnect(
            api_key="key", api_secret="secret", base_url=url, options=Options(requests_per_second=None)
        ) as client:
            yield client
        server.shutdown()
        serving.join()


# Any text but blanks, dot segments and the two reserved words.
REFERENCES = st.one_of(
    st.sampled_from(
        ("a/b", "../x", "a?b=c", "a#b", "a%2Fb", "a;b", "a:b", "...", "orders", "/", "//", "%", "+", "a b")
    ),
    st.text(max_size=40).filter(lambda text: text.strip() != "" and text not in {".", "..", "order", "search"}),
)


@pytest.mark.parametrize("operation", list(OPERATIONS))
def test_reference_in_a_path_arrives_unchanged(client: GelatoConnect, operation: str) -> None:
    method, mount, call = OPERATIONS[operation]
    suffix = "/cancel" if operation == "cancel" else ""

    @given(REFERENCES)
    @example("\x00\x1f\x7f ~")
    @example("Größe/東京 €😀")
    def check(reference: str) -> None:
        Echo.seen.clear()
        call(client, reference)
        (came,) = Echo.seen
        assert came[0] == method
        segment = came[1].removeprefix(mount).removesuffix(suffix)
        assert came[1] == f"{mount}{segment}{suffix}"
        assert not set(segment) & set("/?#")
        assert unquote(segment, errors="strict") == reference

    check()


@pytest.mark.parametrize("operation", list(OPERATIONS))
@pytest.mark.parametrize("reference", ["", " ", "\t\n", ".", ".."])
def test_reference_that_no_path_can_carry_is_rejected_unsent(
    client: GelatoConnect, operation: str, reference: str
) -> None:
    Echo.seen.clear()

    with pytest.raises(InvalidRequest, match="Nothing was sent"):
        OPERATIONS[operation][2](client, reference)

    assert Echo.seen == []


@pytest.mark.parametrize("reserved", ["order", "search"])
def test_get_by_a_reference_that_is_an_api_path_is_rejected(client: GelatoConnect, reserved: str) -> None:
    Echo.seen.clear()

    with pytest.raises(InvalidRequest, match=f"/{reserved} is a path of the API itself"):
        client.orders.get(reserved)

    assert Echo.seen == []
