"""Users may script the library with respx as they do httpx2: its patch of httpcore2 reaches our real transports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2
import respx

if TYPE_CHECKING:
    from tests.unit.clients import Connect

URL = "https://api.partner-connect.io/api/acme"
ORDER = {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}


async def test_a_patched_httpcore_answers_under_the_real_transports(connect: Connect, order: dict[str, Any]) -> None:
    with respx.mock(using="httpcore2") as router:
        submit = router.post(f"{URL}/order").mock(return_value=httpx2.Response(200, json={"id": "id-1"}))
        get = router.get(f"{URL}/id-1").mock(return_value=httpx2.Response(200, json=ORDER))
        calls = connect(transport=None)
        assert (await calls.submit(order)).id == "id-1"
        assert (await calls.get("id-1")).order_reference_id == "ref-1"
        assert submit.calls.last.request.headers["x-api-key"] == "key:secret"
        assert get.call_count == 1


async def test_a_failure_of_httpcore_itself_is_told_from_a_lost_answer(connect: Connect) -> None:
    with respx.mock(using="httpcore2") as router:
        route = router.get(f"{URL}/id-1")
        route.mock(
            side_effect=[
                httpcore2.ConnectError("no"),
                httpcore2.ReadTimeout("late"),
                httpcore2.RemoteProtocolError("closed"),
                httpx2.Response(200, json=ORDER),
            ]
        )
        assert (await connect(transport=None).get("id-1")).id == "id-1"
        assert route.call_count == 4
