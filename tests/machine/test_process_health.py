"""After hundreds of calls that timed out or were cancelled, on few connections, a client works as on its first day."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from gelatoconnect import AsyncGelatoConnect, GelatoConnect, GelatoConnectError, Options

from tests.machine.loopback_api import LoopbackApi, loopback_api
from tests.machine.one_order import order

CALLS: Final = 300
OPTIONS: Final = Options(deadline=5.0, max_connections=4, requests_per_second=None)
# So many calls fill this pace for 6 s.
PACED: Final = Options(deadline=4.0, requests_per_second=50.0)


def _settings(api: LoopbackApi, options: Options = OPTIONS) -> dict[str, Any]:
    return {"api_key": "key", "api_secret": "secret", "base_url": api.url, "options": options}


def _recover(api: LoopbackApi) -> None:
    api.mood = lambda _operation, _number: "fine"


def test_threads_whose_calls_timed_out_by_the_hundred_go_on_as_before() -> None:
    with loopback_api(mood=lambda *_: "silent") as api, GelatoConnect(**_settings(api)) as connect:

        def time_out(number: int) -> bool:
            try:
                connect.orders.get(f"order-{number}", deadline=0.02 + number % 5 * 0.02)
            except GelatoConnectError:
                return True
            return False

        with ThreadPoolExecutor(30) as threads:
            assert all(threads.map(time_out, range(CALLS)))
            _recover(api)
            done = list(threads.map(lambda number: connect.orders.submit(order(f"health-{number}", 1)), range(50)))
    assert sorted(one.id for one in done) == sorted(stored["id"] for stored in api.orders)
    assert len(done) == 50


async def test_an_event_loop_whose_calls_were_cancelled_by_the_hundred_goes_on_as_before() -> None:
    with loopback_api(mood=lambda *_: "silent") as api:
        async with AsyncGelatoConnect(**_settings(api)) as connect:
            for wave in range(3):
                calls = [asyncio.create_task(connect.orders.get(f"order-{number}")) for number in range(CALLS // 3)]
                await asyncio.sleep(0.05 * wave)
                for call in calls:
                    call.cancel()
                ended = await asyncio.gather(*calls, return_exceptions=True)
                assert all(isinstance(one, asyncio.CancelledError) for one in ended)
            _recover(api)
            done = await asyncio.gather(*(connect.orders.submit(order(f"health-{number}", 1)) for number in range(50)))
    assert sorted(one.id for one in done) == sorted(stored["id"] for stored in api.orders)
    assert len(done) == 50


async def test_an_event_loop_whose_calls_timed_out_by_the_hundred_goes_on_as_before() -> None:
    with loopback_api(mood=lambda *_: "silent") as api:
        async with AsyncGelatoConnect(**_settings(api)) as connect:
            timed_out = await asyncio.gather(
                *(connect.orders.get(f"order-{number}", deadline=0.02 + number % 5 * 0.02) for number in range(CALLS)),
                return_exceptions=True,
            )
            assert all(isinstance(one, GelatoConnectError) for one in timed_out)
            _recover(api)
            done = await asyncio.gather(*(connect.orders.submit(order(f"health-{number}", 1)) for number in range(50)))
    assert len({one.id for one in done}) == len(api.orders) == 50


async def test_hundreds_that_were_cancelled_while_they_waited_for_their_place_put_nobody_off() -> None:
    with loopback_api() as api:
        async with AsyncGelatoConnect(**_settings(api, PACED)) as connect:
            calls = [asyncio.create_task(connect.orders.get(f"order-{number}", deadline=60)) for number in range(CALLS)]
            await asyncio.sleep(0.05)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            done = await asyncio.gather(*(connect.orders.submit(order(f"place-{number}", 1)) for number in range(20)))
    assert len({one.id for one in done}) == len(api.orders) == 20


async def test_hundreds_that_found_no_place_in_time_put_nobody_off() -> None:
    with loopback_api() as api:
        async with AsyncGelatoConnect(**_settings(api, PACED)) as connect:
            refused = await asyncio.gather(
                *(connect.orders.get(f"order-{number}", deadline=0.02) for number in range(CALLS)),
                return_exceptions=True,
            )
            assert sum(isinstance(one, GelatoConnectError) for one in refused) > CALLS - 10
            done = await asyncio.gather(*(connect.orders.submit(order(f"place-{number}", 1)) for number in range(20)))
    assert len({one.id for one in done}) == len(api.orders) == 20


def test_threads_that_found_no_place_in_time_by_the_hundred_put_nobody_off() -> None:
    with loopback_api() as api, GelatoConnect(**_settings(api, PACED)) as connect:

        def ask(number: int) -> None:
            with suppress(GelatoConnectError):
                connect.orders.get(f"order-{number}", deadline=0.02)

        with ThreadPoolExecutor(30) as threads:
            list(threads.map(ask, range(CALLS)))
            done = list(threads.map(lambda number: connect.orders.submit(order(f"place-{number}", 1)), range(20)))
    assert len({one.id for one in done}) == len(api.orders) == 20
