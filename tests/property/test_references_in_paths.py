"""The server reads each reference from the path exactly as the caller gave it."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest
from gelatoconnect import GelatoConnect, Options
from gelatoconnect.errors import InvalidRequest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.standins.raw_sockets import RawServer, http_response, read_request

OPERATIONS: dict[str, tuple[str, str, Callable[[GelatoConnect, str], object]]] = {
    "get": ("GET", "/api/acme/", lambda client, reference: client.orders.get(reference)),
    "cancel": ("POST", "/api/acme/", lambda client, reference: client.orders.cancel(reference)),
    "update_shipment": (
        "PUT",
        "/api/acme/",
        lambda client, reference: client.orders.update_shipment(reference, shipment_method_uid="express"),
    ),
}
RESPONSE = {"id": "id-1", "orderReferenceId": "r", "fulfillmentStatus": "created", "code": 200, "message": "OK"}


@dataclass
class Echo:
    """The request lines that a server on a raw socket has read: the method and the path, as they came."""

    seen: list[tuple[str, str]] = field(default_factory=list)

    def behave(self, connection: socket.socket, _: int) -> None:
        """Answer each request of a connection alike."""
        while request := read_request(connection):
            method, path, _version = request.split(b"\r\n", 1)[0].decode().split(" ")
            self.seen.append((method, path))
            connection.sendall(http_response(json.dumps(RESPONSE)))


@pytest.fixture(scope="module")
def echo() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def client(echo: Echo) -> Iterator[GelatoConnect]:
    server = RawServer(echo.behave)
    options = Options(requests_per_second=None)
    with GelatoConnect(api_key="key", api_secret="secret", base_url=server.url, options=options) as client:
        yield client
    server.close()


# Any text but blanks, dot segments and the two reserved words.
REFERENCES = st.one_of(
    st.sampled_from(
        ("a/b", "../x", "a?b=c", "a#b", "a%2Fb", "a;b", "a:b", "...", "orders", "/", "//", "%", "+", "a b")
    ),
    st.text(max_size=40).filter(lambda text: text.strip() != "" and text not in {".", "..", "order", "search"}),
)


@pytest.mark.parametrize("operation", list(OPERATIONS))
def test_reference_in_a_path_arrives_unchanged(client: GelatoConnect, echo: Echo, operation: str) -> None:
    method, mount, call = OPERATIONS[operation]
    suffix = "/cancel" if operation == "cancel" else ""

    @given(REFERENCES)
    @example("\x00\x1f\x7f ~")
    @example("Größe/東京 €😀")
    def check(reference: str) -> None:
        echo.seen.clear()
        call(client, reference)
        (came,) = echo.seen
        assert came[0] == method
        segment = came[1].removeprefix(mount).removesuffix(suffix)
        assert came[1] == f"{mount}{segment}{suffix}"
        assert not set(segment) & set("/?#")
        assert unquote(segment, errors="strict") == reference

    check()


@pytest.mark.parametrize("operation", list(OPERATIONS))
@pytest.mark.parametrize("reference", ["", " ", "\t\n", ".", ".."])
def test_reference_that_no_path_can_carry_is_rejected_unsent(
    client: GelatoConnect, echo: Echo, operation: str, reference: str
) -> None:
    echo.seen.clear()

    with pytest.raises(InvalidRequest, match="Nothing was sent"):
        OPERATIONS[operation][2](client, reference)

    assert echo.seen == []


@pytest.mark.parametrize("reserved", ["order", "search"])
def test_get_by_a_reference_that_is_an_api_path_is_rejected(client: GelatoConnect, echo: Echo, reserved: str) -> None:
    echo.seen.clear()

    with pytest.raises(InvalidRequest, match=f"/{reserved} is a path of the API itself"):
        client.orders.get(reserved)

    assert echo.seen == []
