"""`wait_until`: growing intervals, later statuses that count, and terminal states that raise at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import ContractWarning, errors, models
from gelatoconnect._engine.wait import has_reached

if TYPE_CHECKING:
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

QUICK: dict[str, Any] = {"interval": 0.001, "longest_interval": 0.002, "timeout": 3}


def seen_as(status: str) -> httpx2.Response:
    return httpx2.Response(200, json={"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": status})


async def test_order_is_read_until_it_has_the_status(connect: Connect, api: ScriptedApi) -> None:
    api.respond(seen_as("created"), seen_as("on_hold"), seen_as("strange"), seen_as("shipped"))
    order = await connect().wait_until("id-1", "shipped", **QUICK)
    assert (str(order.fulfillment_status), len(api.requests)) == ("shipped", 4)


@pytest.mark.parametrize(
    ("status", "awaited", "reached"),
    [
        ("shipped", "shipped", True),
        ("delivered", "shipped", True),
        ("in_transit", "printed", True),
        ("passed", "created", True),
        ("created", "passed", True),
        ("printed", "shipped", False),
        ("canceled", "shipped", False),
        ("failed", "received", False),
        ("returned", "delivered", False),
        ("on_hold", "received", False),
        ("created", "on_hold", False),
        ("strange", "received", False),
        ("canceled", "canceled", True),
        ("shipped", "draft", False),
    ],
)
def test_later_status_of_the_main_path_ends_the_wait(status: str, awaited: str, *, reached: bool) -> None:
    assert has_reached(status, awaited) is reached


@pytest.mark.parametrize("end", ["failed", "canceled", "returned"])
async def test_other_terminal_status_raises_at_once(end: str, connect: Connect, api: ScriptedApi) -> None:
    api.respond(seen_as("created"), seen_as(end))
    with pytest.raises(errors.OrderEnded, match=f"ended as '{end}': it will not become 'shipped'") as raised:
        await connect().wait_until("id-1", "shipped", **QUICK)
    assert (raised.value.status, raised.value.order_id) == (end, "id-1")
    assert len(api.requests) == 2


async def test_transient_errors_do_not_end_the_wait(connect: Connect, api: ScriptedApi) -> None:
    api.respond(
        httpx2.Response(503, headers={"retry-after": "60"}),
        httpx2.Response(429, headers={"retry-after": "60"}, json={"code": "TOO_MANY_REQUESTS", "message": "Slow down"}),
        httpx2.ConnectError("no"),
        seen_as("shipped"),
    )
    order = await connect().wait_until("id-1", "shipped", **QUICK)
    assert str(order.fulfillment_status) == "shipped"


ERRORS = {401: {"status": "Unauthorized."}, 404: {"code": "NOT_FOUND", "message": "No such order"}}


@pytest.mark.parametrize("status", ERRORS)
async def test_permanent_error_ends_the_wait(status: int, connect: Connect, api: ScriptedApi) -> None:
    api.respond(seen_as("created"), httpx2.Response(status, json=ERRORS[status]))
    with pytest.raises(errors.ApiError) as raised:
        await connect().wait_until("id-1", "shipped", **QUICK)
    assert raised.value.status == status


async def test_timeout_raises_with_the_last_status(connect: Connect, api: ScriptedApi) -> None:
    api.respond(*(seen_as("printed") for _ in range(200)))
    started = time.monotonic()
    with pytest.raises(errors.DeadlineExceeded, match=r"'shipped' in 0\.2 s\. Its last status was 'printed'"):
        await connect().wait_until("id-1", "shipped", timeout=0.2, interval=0.01)
    assert time.monotonic() - started > 0.1
    assert api.outcomes


async def test_timeout_keeps_the_last_transient_error(connect: Connect, api: ScriptedApi) -> None:
    api.respond(*(httpx2.Response(503, headers={"retry-after": "60"}) for _ in range(200)))
    with pytest.raises(
        errors.DeadlineExceeded, match=r"Its last status was 'unknown'\. The last read failed"
    ) as raised:
        await connect().wait_until("id-1", "shipped", timeout=0.1, interval=0.01)
    assert raised.value.last_error is not None


async def test_interval_of_a_long_wait_grows_to_its_maximum(connect: Connect, api: ScriptedApi) -> None:
    api.respond(*(seen_as("printed") for _ in range(100)))
    with pytest.raises(errors.DeadlineExceeded) as raised:
        await connect().wait_until("id-1", "shipped", timeout=0.5, interval=0.01, longest_interval=0.04)
    waits = [float(str(event).split()[1]) for event in raised.value.history if str(event).startswith("waited")]
    assert waits[:6] == pytest.approx([0.008, 0.012, 0.018, 0.027, 0.032, 0.032], abs=0.001)


async def test_unknown_status_is_awaited_with_a_warning(connect: Connect, api: ScriptedApi) -> None:
    api.respond(seen_as("teleported"))
    with pytest.warns(ContractWarning, match="'teleported' is not a known status"):
        await connect().wait_until("id-1", "teleported", **QUICK)


async def test_status_of_the_enum_is_accepted(connect: Connect, api: ScriptedApi) -> None:
    api.respond(seen_as("delivered"))
    await connect().wait_until("id-1", models.KnownFulfillmentStatus.SHIPPED, **QUICK)


@pytest.mark.parametrize(
    "wrong", [{"timeout": 0}, {"interval": -1}, {"longest_interval": "1"}, {"timeout": None}, {"status": ["shipped"]}]
)
async def test_invalid_arguments_of_wait_until_raise(wrong: dict[str, Any], connect: Connect, api: ScriptedApi) -> None:
    (name,) = wrong
    with pytest.raises(errors.InvalidRequest, match=f"{name} must be"):
        await connect().wait_until("id-1", **{"status": "shipped", **wrong})
    assert not api.requests
