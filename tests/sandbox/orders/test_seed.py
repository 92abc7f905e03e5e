"""With a seed the same requests give the same bytes, in another process and after a reset."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.settings import RateLimit, Settings

from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order


def script(harness: Harness) -> Iterator[Any]:
    """Send requests of every kind and yield everything that a client sees."""
    api = harness.api

    def seen(response: httpx2.Response, *, has_tenant: bool = True) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
        # Without a tenant `Date` is that of the machine.
        headers = [each for each in response.headers.raw if has_tenant or each[0].lower() != b"date"]
        return response.status_code, response.content, headers

    for number in range(5):
        yield seen(api.post("/order", json=an_order(f"r-{number}")))
    yield seen(api.post("/order", json=an_order("r-0")))
    yield seen(api.post("/order", json={"orderReferenceId": 7}))
    yield seen(api.post("/order", content=b"{"))
    yield seen(api.post("/order", json=an_order("SBX-BEFORE-429-1")))
    yield seen(harness.client(pair="a:b").get("/r-0"), has_tenant=False)
    yield seen(api.delete("/r-0"), has_tenant=False)
    yield seen(api.get("/a/b/c"), has_tenant=False)
    harness.pass_time(90)
    yield seen(api.put("/r-1", json={"shipmentMethodUid": "express"}))
    yield seen(api.post("/r-2/cancel"))
    yield seen(api.post("/search", json={}))
    for number in range(3):
        yield seen(api.get(f"/r-{number}"))
    harness.configure(rate_limit=RateLimit(1, 7, "http-date"))
    yield seen(api.get("/r-0"))
    yield seen(api.get("/r-0"))


def seeded(seed: int | None) -> Harness:
    return Harness(Settings(seed=seed), lifecycle="time")


def test_same_seed_gives_the_same_bytes_and_request_ids() -> None:
    first, second = list(script(seeded(7))), list(script(seeded(7)))
    assert first == second
    ids = [dict(headers)[b"x-request-id"] for _status, _body, headers in first]
    assert len({*ids}) == len(ids)


def test_reset_with_a_seed_gives_the_same_bytes_again() -> None:
    harness = seeded(7)
    first = list(script(harness))
    harness.sandbox.reset()
    assert list(script(harness)) == first
    harness.sandbox.reset()
    assert list(script(harness)) == first


@pytest.mark.parametrize("seed", [8, 0, 10**15, None])
def test_other_seed_gives_other_ids(seed: int | None) -> None:
    ids = [{dict(h)[b"x-request-id"] for _s, _b, h in script(seeded(each))} for each in (7, seed)]
    assert not ids[0] & ids[1]


def test_sandboxes_without_a_seed_give_different_ids() -> None:
    assert seeded(None).submitted().id != seeded(None).submitted().id


def test_ids_do_not_depend_on_other_tenants() -> None:
    alone, beside = seeded(7), seeded(7)
    for number in range(3):
        beside.client("other").post("/order", json=an_order(f"o-{number}"))
    assert alone.submitted().id == beside.submitted().id
