"""The advice in an error fits its own response, not another response with the same status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors

if TYPE_CHECKING:
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

NOT_FOUND = {"code": "NOT_FOUND", "message": "Nothing here"}


@pytest.mark.off_contract(responses="a server without this path")
async def test_404_without_an_id_advises_to_check_the_path(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    calls = connect()
    for call, argument in ((calls.submit, (order,)), (calls.search, ())):
        api.respond(httpx2.Response(404, json=NOT_FOUND))
        with pytest.raises(
            errors.NotFound, match=r"does not know this path\. Check the partner prefix, base_url or endpoints"
        ):
            await call(*argument)


async def test_404_for_an_id_advises_to_check_the_id(connect: Connect, api: ScriptedApi) -> None:
    for call in (connect().get, connect().cancel):
        api.respond(httpx2.Response(404, json=NOT_FOUND))
        with pytest.raises(errors.NotFound, match="No order with this id or reference"):
            await call("id-1")


@pytest.mark.off_contract(responses="a 404 that is not the API's")
async def test_404_of_another_server_says_nothing_about_the_order(connect: Connect, api: ScriptedApi) -> None:
    pages = [
        httpx2.Response(404, html="<h1>No</h1>"),
        httpx2.Response(404),
        httpx2.Response(404, json={"message": "No"}),
    ]
    for call in (connect().get, connect().cancel):
        for page in pages:
            api.respond(page)
            with pytest.raises(
                errors.NotFound, match=r"not the API's error\. Check base_url or endpoints\.$"
            ) as raised:
                await call("id-1")
            assert "No order with this id" not in str(raised.value)


@pytest.mark.off_contract(responses="a 413 for a request without items")
async def test_413_speaks_of_items_only_after_a_submission(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    calls = connect()
    for call, argument, has_items in ((calls.submit, order, True), (calls.get, "id-1", False)):
        api.respond(httpx2.Response(413, json={"code": "X", "message": "Too large"}))
        with pytest.raises(errors.ApiError, match="413") as raised:
            await call(argument)
        assert ("items" in str(raised.value)) is has_items


@pytest.mark.off_contract(responses="a redirect")
async def test_redirect_error_says_that_it_is_not_followed(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(302, headers={"location": "https://elsewhere.example"}))
    with pytest.raises(
        errors.ApiError, match=r"302 Found\. The client does not follow redirects\. Check base_url or endpoints"
    ):
        await connect().get("id-1")


async def test_429_beyond_the_deadline_says_how_long_to_wait(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(429, headers={"retry-after": "100"}, json={"code": 429, "message": "Slow down"}))
    with pytest.raises(errors.RateLimited, match="The server asks to wait 100 s, longer than the deadline allows"):
        await connect().get("id-1")


@pytest.mark.off_contract(responses="successes without JSON")
async def test_error_names_data_only_if_the_body_was_decoded(connect: Connect, api: ScriptedApi) -> None:
    for content, message, has_data in (
        (b"", "The body is empty", False),
        (b"x", "The body is 1 byte of", False),
        (b"{}", "2 bytes", True),
    ):
        api.respond(httpx2.Response(200, content=content))
        with pytest.raises(errors.ResponseInvalid, match=message) as raised:
            await connect().get("id-1")
        assert ("Its decoded data is in .data" in str(raised.value)) is has_data


@pytest.mark.off_contract(responses="an HTML page instead of the API")
async def test_html_response_to_submit_is_named_in_the_error(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.store()
    api.respond(httpx2.Response(200, content=b"<h1>Welcome</h1>", headers={"content-type": "text/html; charset=utf-8"}))
    message = r"HTTP 200 without a readable order id \(the body is 16 bytes of text/html\)"
    with pytest.raises(errors.OrderOutcomeUnknown, match=message):
        await connect().submit(order, deadline=0.5)
