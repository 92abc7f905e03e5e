"""The text of an error says what to do about this very answer, and not about another that shares its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors

if TYPE_CHECKING:
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

NOT_FOUND = {"code": "NOT_FOUND", "message": "Nothing here"}


@pytest.mark.off_contract(answers="a server that has no such path")
async def test_a_404_where_no_id_was_sent_tells_to_check_the_path(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    for call in (connect().submit(order), connect().search()):
        api.respond(httpx2.Response(404, json=NOT_FOUND))
        with pytest.raises(errors.NotFound, match="no such path: check the partner prefix, base_url or endpoints"):
            await call


async def test_a_404_for_an_id_tells_to_check_the_id(connect: Connect, api: ScriptedApi) -> None:
    for call in (connect().get("id-1"), connect().cancel("id-1")):
        api.respond(httpx2.Response(404, json=NOT_FOUND))
        with pytest.raises(errors.NotFound, match="No order with this id or reference"):
            await call


@pytest.mark.off_contract(answers="a redirect")
async def test_a_redirect_tells_that_it_is_not_followed(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(302, headers={"location": "https://elsewhere.example"}))
    with pytest.raises(errors.ApiError, match=r"302 Found\. Redirects are not followed: check that the URL"):
        await connect().get("id-1")


async def test_a_limit_that_is_waited_out_in_vain_tells_for_how_long(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(429, headers={"retry-after": "100"}, json={"code": 429, "message": "Slow down"}))
    with pytest.raises(errors.RateLimited, match="The server asks to wait 100 s, longer than is left of the deadline"):
        await connect().get("id-1")


@pytest.mark.off_contract(answers="successes without JSON")
async def test_only_what_was_decoded_is_said_to_be_kept(connect: Connect, api: ScriptedApi) -> None:
    for content, told, kept in ((b"", "It is empty", False), (b"x", "It is 1 byte,", False), (b"{}", "2 bytes", True)):
        api.respond(httpx2.Response(200, content=content))
        with pytest.raises(errors.ResponseInvalid, match=told) as raised:
            await connect().get("id-1")
        assert ("what was decoded is in .data" in str(raised.value)) is kept


@pytest.mark.off_contract(answers="a page in the place of the API")
async def test_a_page_that_answers_a_submission_is_told_as_one(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.store()
    api.respond(httpx2.Response(200, content=b"<h1>Welcome</h1>", headers={"content-type": "text/html; charset=utf-8"}))
    told = r"without a readable order id \(16 bytes, text/html\): check that the URL is the API's own"
    with pytest.raises(errors.OrderOutcomeUnknown, match=told):
        await connect().submit(order, deadline=0.5)
