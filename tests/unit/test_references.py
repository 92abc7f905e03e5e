"""Order ids and references reach the server unchanged, or raise with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors

from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from tests.standins.raw_sockets import Serve
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

ORDER = '{"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}'


@pytest.mark.parametrize(
    ("reference", "on_the_wire"),
    [
        ("a/b", b"/api/acme/a%2Fb"),
        ("2024:17", b"/api/acme/2024%3A17"),
        ("a b", b"/api/acme/a%20b"),
        ("100%", b"/api/acme/100%25"),
        ("%2F", b"/api/acme/%252F"),
        ("what?", b"/api/acme/what%3F"),
        ("a#b", b"/api/acme/a%23b"),
        ("größe", b"/api/acme/gr%C3%B6%C3%9Fe"),
        ("../order", b"/api/acme/..%2Forder"),
        ("...", b"/api/acme/..."),
        ("a\\b", b"/api/acme/a%5Cb"),
        ("a\r\nX: y", b"/api/acme/a%0D%0AX%3A%20y"),
        ("Order", b"/api/acme/Order"),
    ],
)
async def test_reference_arrives_unchanged(
    reference: str,
    on_the_wire: bytes,
    connect: Connect,
    serve: Serve,
) -> None:
    lines: list[bytes] = []

    def behave(connection: Any, _: int) -> None:
        lines.append(read_request(connection).split(b"\r\n")[0])
        connection.sendall(http_response(ORDER))

    await connect(base_url=serve(behave).url).get(reference)
    assert lines == [b"GET " + on_the_wire + b" HTTP/1.1"]


@pytest.mark.parametrize("word", ["order", "search"])
async def test_get_rejects_the_two_reserved_words(word: str, connect: Connect, api: ScriptedApi) -> None:
    with pytest.raises(errors.InvalidRequest, match=rf"/{word} is a path of the API itself\..*Use the Gelato order id"):
        await connect().get(word)
    with pytest.raises(errors.InvalidRequest, match="path of the API itself"):
        await connect().wait_until(word, "shipped")
    assert not api.requests


@pytest.mark.parametrize("word", ["order", "search"])
async def test_cancel_and_update_accept_the_two_reserved_words(word: str, connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(200, json={}), httpx2.Response(200, json={}))
    await connect().cancel(word)
    await connect().update_shipment(word, shipment_method_uid="express")
    assert [sent.url.path for sent in api.requests] == [f"/api/acme/{word}/cancel", f"/api/acme/{word}"]


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        (".", "URLs drop the order reference"),
        ("..", "URLs drop the order reference"),
        ("", "must be a non-empty string"),
        (" \n", "must be a non-empty string"),
        (None, "must be a non-empty string"),
        (17, "must be a non-empty string"),
        ("\ud800", "surrogate"),
        ("x" * 70_000, "too long"),
    ],
)
@pytest.mark.parametrize("method", ["get", "cancel", "update_shipment", "wait_until"])
async def test_id_that_no_url_can_carry_is_rejected_unsent(
    method: str, reference: object, reason: str, connect: Connect, api: ScriptedApi
) -> None:
    more = {
        "get": {},
        "cancel": {},
        "update_shipment": {"shipment_method_uid": "x"},
        "wait_until": {"status": "shipped"},
    }
    with pytest.raises(errors.InvalidRequest, match=reason) as raised:
        await getattr(connect(), method)(reference, **more[method])
    assert "Nothing was sent" in str(raised.value)
    assert not api.requests


@pytest.mark.parametrize("preflight", ["refuse", "off"])
async def test_reference_that_is_not_utf_8_is_rejected_by_its_position(
    preflight: str, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    order["orderReferenceId"] = "a\ud800b"
    with pytest.raises(errors.InvalidOrder, match=r"half a surrogate pair.*Nothing was sent") as raised:
        await connect(options={"preflight": preflight}).submit(order)
    assert [fault.pointer for fault in raised.value.violations] == ["/orderReferenceId"]
    assert not api.requests


@pytest.mark.parametrize("word", ["order", "search"])
async def test_reference_that_get_cannot_read_warns_before_it_is_sent(
    word: str, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(200, json={"id": "id-1"}))
    with pytest.warns(errors.ContractWarning, match="/orderReferenceId: Choose another reference"):
        assert (await connect().submit({**order, "orderReferenceId": word})).id == "id-1"
