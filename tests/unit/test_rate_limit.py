"""The rate limit: one limiter for each server and key of a process; a 429 slows it down."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock
from uuid import uuid4

import httpx2
import pytest
from gelatoconnect import GelatoConnect, Options, errors
from gelatoconnect._transport.rate_limiter import KeyedRateLimiter

if TYPE_CHECKING:
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

ORDER = {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}


def test_rate_limit_belongs_to_a_server_and_a_key() -> None:
    url = "https://rate-limit-of-this-test.example/api"
    first, same, other = KeyedRateLimiter("key-a", 1), KeyedRateLimiter("key-a", 1), KeyedRateLimiter("key-b", 1)
    assert first.reserve(url).delay == 0.0
    assert same.reserve(url + "/x").delay > 0.9
    assert other.reserve(url).delay == 0.0
    assert same.reserve("https://other-of-this-test.example").delay == 0.0
    assert KeyedRateLimiter("key-a", None).reserve(url).delay == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://ports.example/api", "https://ports.example:443/api"),
        ("https://ports.example/api", "https://Ports.Example:0443/api"),
        ("https://ports.example/api", "HTTPS://ports.example:/api"),
        ("http://127.0.0.1/api", "http://127.0.0.1:80/api"),
        ("http://[::1]/api", "http://[::1]:80/api"),
    ],
)
def test_two_spellings_of_a_url_share_one_rate_limit(one: str, other: str) -> None:
    limiter = KeyedRateLimiter(uuid4().hex, 1)
    assert limiter.reserve(one).delay == 0.0
    assert limiter.reserve(other).delay > 0.9


@pytest.mark.parametrize(
    "other", ["http://ports.example/api", "https://ports.example:8443/api", "https://ports.example:80/api"]
)
def test_another_scheme_or_port_has_its_own_rate_limit(other: str) -> None:
    limiter = KeyedRateLimiter(uuid4().hex, 1)
    limiter.reserve("https://ports.example/api")
    assert limiter.reserve(other).delay == 0.0


async def test_calls_above_the_rate_limit_wait_for_their_slot(connect: Connect, api: ScriptedApi) -> None:
    api.respond(*(httpx2.Response(200, json=ORDER) for _ in range(4)))
    calls = connect(partner_prefix="spaced", api_key=uuid4().hex, options={"requests_per_second": 50})
    started = time.monotonic()
    for _ in range(4):
        await calls.get("id-1")
    assert time.monotonic() - started > 0.055


async def test_slot_beyond_the_deadline_raises_at_once(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(200, json=ORDER))
    calls = connect(api_key=uuid4().hex, options={"requests_per_second": 0.1})
    await calls.get("id-1")
    with pytest.raises(errors.DeadlineExceeded, match="Nothing was sent"):
        await calls.submit(order, deadline=1)
    assert len(api.requests) == 1


async def test_no_slot_after_a_lost_response_does_not_say_not_sent(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(500))
    calls = connect(api_key=uuid4().hex, options={"requests_per_second": 0.1})
    with pytest.raises(errors.DeadlineExceeded) as raised:
        await calls.get("id-1", deadline=1)
    assert isinstance(raised.value.last_error, errors.ServerError)
    assert "Nothing was sent" not in str(raised.value)


async def test_no_slot_after_a_429_raises_rate_limited(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(429, headers={"retry-after": "0"}, json={"code": 429, "message": "Slow down"}))
    calls = connect(api_key=uuid4().hex, options={"requests_per_second": 0.1})
    with pytest.raises(errors.RateLimited):
        await calls.submit(order, deadline=1)
    assert len(api.requests) == 1


async def test_no_slot_for_the_lookup_says_that_the_order_may_exist(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(500))
    calls = connect(api_key=uuid4().hex, options={"requests_per_second": 0.1})
    with pytest.raises(errors.OrderOutcomeUnknown) as raised:
        await calls.submit(order, deadline=1)
    assert isinstance(raised.value.last_error, errors.ServerError)
    assert "Nothing was sent" not in str(raised.value)
    assert len(api.requests) == 1


def test_ctrl_c_during_a_wait_for_a_slot_frees_the_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gelatoconnect._transport.sync_driver.sleep", Mock(side_effect=KeyboardInterrupt))
    key, url = uuid4().hex, "https://interrupted.example/api"
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=ORDER))
    with GelatoConnect(
        api_key=key, api_secret="secret", base_url=url, options=Options(requests_per_second=0.1), transport=transport
    ) as client:
        client.orders.get("id-1")
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                client.orders.get("id-1")
    assert KeyedRateLimiter(key, 0.1).reserve(url).delay <= 10.0


async def test_call_paused_by_an_earlier_429_names_the_pause(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(429, headers={"retry-after": "50"}, json={"code": 429, "message": "Slow down"}))
    calls = connect(api_key=uuid4().hex, options={"requests_per_second": 95})
    with pytest.raises(errors.RateLimited, match="asks to wait 50 s, longer than the deadline allows"):
        await calls.get("id-1", deadline=1)
    with pytest.raises(
        errors.DeadlineExceeded, match=r"answered 429 to an earlier .* by (49|50)\.\d s.* Nothing was sent"
    ):
        await calls.get("id-1", deadline=1)
    assert len(api.requests) == 1
