"""Fixtures of the library's tests: both clients, scripted responses, raw servers on loopback."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options
from gelatoconnect._engine.context import Clock

from tests.samples import sample_order, stored_order
from tests.standins.raw_sockets import Behavior, RawServer, Serve
from tests.standins.scripted import ScriptedApi
from tests.unit.clients import Calls, Connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def _no_pause_before_a_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each backoff zero: the random draw of its jitter always returns 0."""
    lucky = Clock(monotonic=time.monotonic, time=time.time, random=lambda: 0.0)
    monkeypatch.setattr("gelatoconnect.client.SYSTEM_CLOCK", lucky)


@pytest.fixture
def _clock_that_ticks_when_read(monkeypatch: pytest.MonkeyPatch, _no_pause_before_a_retry: None) -> None:
    """Let each reading of the clock take 20 ms: a deadline passes after the same number of requests everywhere."""
    readings = count()
    clock = Clock(monotonic=lambda: next(readings) / 50, time=time.time, random=lambda: 0.0)
    monkeypatch.setattr("gelatoconnect.client.SYSTEM_CLOCK", clock)


@pytest.fixture
def api(request: pytest.FixtureRequest) -> ScriptedApi:
    # A test may end before its script does. It asserts the requests it expects itself.
    request.node.add_marker(pytest.mark.httpx2(assert_all_called=False))
    return ScriptedApi(request.getfixturevalue("httpx2_mock"))


@pytest.fixture
async def connect(kind: str, request: pytest.FixtureRequest, _no_pause_before_a_retry: None) -> AsyncIterator[Connect]:
    """Make clients of either kind, of the scripted API unless `base_url` is given. All settings can be overridden."""
    made: list[Calls] = []

    def make(*, options: dict[str, Any] | None = None, **settings: Any) -> Calls:
        client_type: Any = AsyncGelatoConnect if kind == "async" else GelatoConnect
        defaults: dict[str, Any] = {"api_key": "key", "api_secret": "secret"}
        if "base_url" not in settings:
            # Not before: tests of real sockets need unpatched pools.
            request.getfixturevalue("api")
            defaults["partner_prefix"] = "acme"
        chosen = Options(**{"deadline": 5.0, "requests_per_second": None, **(options or {})})
        calls = Calls(client_type(**{**defaults, "options": chosen, **settings}))
        made.append(calls)
        return calls

    yield make
    for calls in made:
        await calls.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[RawServer] = []

    def start(behave: Behavior) -> RawServer:
        servers.append(RawServer(behave))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(params=["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test in several time zones of this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield str(request.param)
    time.tzset()


@pytest.fixture
def order() -> dict[str, Any]:
    return sample_order()


@pytest.fixture
def placed(order: dict[str, Any]) -> dict[str, Any]:
    return stored_order(order)
