"""Tests control virtual time."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client


@pytest.fixture
def lifecycle_in_time() -> Iterator[tuple[httpx2.Client, ControlClient]]:
    """A sandbox whose orders move on by themselves, one step a minute: its API and its control plane."""
    with (
        at_socket(seed=1, lifecycle="time") as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        yield api, ControlClient(client, "demo")


def test_advance_returns_every_event_of_that_time(lifecycle_in_time: tuple[httpx2.Client, ControlClient]) -> None:
    api, control = lifecycle_in_time
    order_id = api.post("/order", json=an_order()).json()["id"]
    assert control.get("/clock")["next_due"] == "2025-01-01T00:01:00+00:00"
    result = control.post("/clock/advance", {"seconds": 125})
    assert result["happened"] == [
        {"at": "2025-01-01T00:01:00+00:00", "what": f"order {order_id} is passed"},
        {"at": "2025-01-01T00:02:00+00:00", "what": f"order {order_id} is created"},
    ]
    assert (result["now"], result["left_out"]) == ("2025-01-01T00:02:05+00:00", 0)
    assert api.get(f"/{order_id}").json()["fulfillmentStatus"] == "created"


def test_event_after_the_last_time_of_the_clock_never_happens(
    lifecycle_in_time: tuple[httpx2.Client, ControlClient],
) -> None:
    api, control = lifecycle_in_time
    control.put("/assumptions/step", {"setting": 1e9})
    control.put("/clock", {"now": "9990-01-01T00:00:00Z"})
    assert api.post("/order", json=an_order()).status_code == 200
    assert control.get("/clock")["next_due"] is None
    assert control.post("/clock/advance", {"seconds": 60})["happened"] == []


def test_late_commit_is_among_the_events(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order("SBX-LATE-COMMIT-1"))
    assert control.get("/orders")["total"] == 0
    (event,) = control.post("/clock/advance", {"seconds": 5})["happened"]
    assert event["what"] == f"order {control.get('/orders')['orders'][0]['id']} stored"


def test_setting_the_time_runs_due_events(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order("SBX-LATE-COMMIT-1"))
    result = control.put("/clock", {"now": "2025-01-01T02:00:00+01:00"})
    assert (result["now"], len(result["happened"])) == ("2025-01-01T01:00:00+00:00", 1)


def test_earlier_time_gets_409(control: ControlClient) -> None:
    control.post("/clock/advance", {"seconds": 60})
    (detail,) = control.error(409, "PUT", "/clock", {"now": "2025-01-01T00:00:59Z"})["details"]
    assert detail["reference"] == "now"
    assert control.get("/clock")["now"] == "2025-01-01T00:01:00+00:00"


def test_time_read_off_a_frozen_clock_can_be_set_again(control: ControlClient) -> None:
    control.put("/clock", {"mode": "real"})
    frozen = control.put("/clock", {"mode": "frozen"})
    assert control.put("/clock", {"now": frozen["now"]})["now"] == frozen["now"]


def test_clock_runs_and_is_frozen_again(control: ControlClient) -> None:
    assert control.put("/clock", {"mode": "real"})["mode"] == "real"
    frozen = control.put("/clock", {"mode": "frozen"})
    assert frozen["mode"] == "frozen"
    assert control.get("/clock")["now"] == frozen["now"] > "2025-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "references"),
    [
        ({"mode": "stopped", "now": "tomorrow", "nwo": 1}, ["mode", "now", "nwo"]),
        ({"now": "2025-02-31T00:00:00Z"}, ["now"]),
        ({"now": "9999-12-31T00:00:00Z"}, ["now"]),
        ({"now": "2025-01-01T00:00:00"}, ["now"]),
        ({}, [""]),
    ],
)
def test_invalid_clock_is_rejected_by_field(control: ControlClient, body: object, references: list[str]) -> None:
    error = control.error(400, "PUT", "/clock", body)
    assert [detail["reference"] for detail in error["details"]] == references
    assert control.get("/clock")["now"] == "2025-01-01T00:00:00+00:00"


@pytest.mark.parametrize("seconds", [-1, "60", None, 1e300, True])
def test_invalid_number_of_seconds_is_rejected(control: ControlClient, seconds: object) -> None:
    (detail,) = control.error(400, "POST", "/clock/advance", {"seconds": seconds})["details"]
    assert detail["reference"] == "seconds"


def test_advance_past_the_last_time_is_rejected(control: ControlClient) -> None:
    control.put("/clock", {"now": "9999-11-30T00:00:00Z"})
    control.error(400, "POST", "/clock/advance", {"seconds": 1_000_000})


def test_advance_of_a_running_clock_by_nothing_is_no_error(control: ControlClient) -> None:
    control.put("/clock", {"mode": "real"})
    assert control.post("/clock/advance", {"seconds": 0})["mode"] == "real"


LAST = "9999-12-01T00:00:00+00:00"
FAULTS = (None, "late_commit=86400", "lookup_lag=86400")


@pytest.mark.parametrize("mode", ["frozen", "real"])
@pytest.mark.parametrize("lifecycle", ["time", "instant", "reads", "manual"])
def test_nothing_fails_at_the_end_of_time(
    api: httpx2.Client, control: ControlClient, mode: str, lifecycle: str
) -> None:
    control.put("/assumptions/lifecycle", {"setting": lifecycle})
    control.put("/assumptions/step", {"setting": 1e9})
    assert control.put("/clock", {"mode": mode, "now": LAST})["now"] == LAST
    statuses = []
    for number, fault in enumerate(FAULTS):
        headers = {} if fault is None else {"X-Sandbox-Fault": fault}
        statuses.append(api.post("/order", json=an_order(f"r-{number}"), headers=headers).status_code)
    assert statuses == [200, 504, 200]
    control.post("/orders/r-0/advance", {"to": "delivered"}) if lifecycle != "instant" else None
    assert api.get("/r-0").json()["shipment"]["maxDeliveryDate"] <= "9999-12-31"
    assert [api.post("/search", json={}).status_code, api.put("/r-2", json={"shipmentMethodUid": "x"}).status_code] == [
        200, 404
    ]  # fmt: skip
    control.put("/rate-limit", {"limit": 1, "per_seconds": 1e9, "retry_after": "http-date"})
    dates = [api.get("/r-0").headers.get("retry-after") for _ in range(2)]
    assert dates == [None, "Fri, 31 Dec 9999 23:59:59 GMT"]
    control.put("/rate-limit", "off")
    for path in ("/clock", "/orders", "/orders/r-0", "/orders/r-2", "/requests"):
        control.get(path)
    for _ in range(2):
        control.post("/clock/advance", {"seconds": 0})
        control.put("/clock", {"mode": mode})
        assert control.put("/snapshot", control.get("/snapshot"))["orders"] == 2
    control.error(400, "POST", "/clock/advance", {"seconds": 1})


@pytest.mark.parametrize(("step", "next_due"), [(60, "9999-12-01T00:00:00+00:00"), (60.5, None)])
def test_event_at_exactly_the_last_time_is_due(step: float, next_due: str | None) -> None:
    with (
        at_socket(seed=7, lifecycle="time", step=step) as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        control = ControlClient(client, "demo")
        control.put("/clock", {"now": "9999-11-30T23:59:00+00:00"})
        api.post("/order", json=an_order())
        assert control.get("/clock")["next_due"] == next_due
