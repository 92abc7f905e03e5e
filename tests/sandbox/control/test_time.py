"""Tests control virtual time and the rate limit."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client

KEY = {"X-API-KEY": "test-key:test-secret"}


@pytest.fixture
def in_time() -> Iterator[tuple[httpx2.Client, Control]]:
    """A sandbox whose orders move by themselves, a minute a step."""
    with (
        at_socket(seed=1, lifecycle="time") as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        yield api, Control(client, "demo")


def test_an_advance_answers_with_everything_that_has_happened(in_time: tuple[httpx2.Client, Control]) -> None:
    api, control = in_time
    order_id = api.post("/order", json=an_order()).json()["id"]
    assert control.get("/clock")["next_due"] == "2025-01-01T00:01:00+00:00"
    moved = control.post("/clock/advance", {"seconds": 125})
    assert moved["happened"] == [
        {"at": "2025-01-01T00:01:00+00:00", "what": f"order {order_id} is passed"},
        {"at": "2025-01-01T00:02:00+00:00", "what": f"order {order_id} is created"},
    ]
    assert (moved["now"], moved["left_out"]) == ("2025-01-01T00:02:05+00:00", 0)
    assert api.get(f"/{order_id}").json()["fulfillmentStatus"] == "created"


def test_what_is_due_when_the_clock_can_no_longer_be_written_never_comes(
    in_time: tuple[httpx2.Client, Control],
) -> None:
    api, control = in_time
    control.put("/assumptions/step", {"setting": 1e9})
    control.put("/clock", {"now": "9990-01-01T00:00:00Z"})
    assert api.post("/order", json=an_order()).status_code == 200
    assert control.get("/clock")["next_due"] is None
    assert control.post("/clock/advance", {"seconds": 60})["happened"] == []


def test_a_late_commit_is_among_what_happened(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order("SBX-LATE-COMMIT-1"))
    assert control.get("/orders")["total"] == 0
    (happened,) = control.post("/clock/advance", {"seconds": 5})["happened"]
    assert happened["what"] == f"order {control.get('/orders')['orders'][0]['id']} stored"


def test_setting_the_time_does_what_was_due_until_then(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order("SBX-LATE-COMMIT-1"))
    moved = control.put("/clock", {"now": "2025-01-01T02:00:00+01:00"})
    assert (moved["now"], len(moved["happened"])) == ("2025-01-01T01:00:00+00:00", 1)


def test_the_clock_does_not_go_back(control: Control) -> None:
    control.post("/clock/advance", {"seconds": 60})
    (wrong,) = control.refused(409, "PUT", "/clock", {"now": "2025-01-01T00:00:59Z"})["details"]
    assert wrong["reference"] == "now"
    assert control.get("/clock")["now"] == "2025-01-01T00:01:00+00:00"


def test_what_was_read_off_a_stopped_clock_can_be_set_again(control: Control) -> None:
    control.put("/clock", {"mode": "real"})
    frozen = control.put("/clock", {"mode": "frozen"})
    assert control.put("/clock", {"now": frozen["now"]})["now"] == frozen["now"]


def test_a_clock_runs_and_is_stopped_again(control: Control) -> None:
    assert control.put("/clock", {"mode": "real"})["mode"] == "real"
    stopped = control.put("/clock", {"mode": "frozen"})
    assert stopped["mode"] == "frozen"
    assert control.get("/clock")["now"] == stopped["now"] > "2025-01-01T00:00:00+00:00"


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
def test_a_wrong_clock_is_refused_by_field(control: Control, body: object, references: list[str]) -> None:
    refused = control.refused(400, "PUT", "/clock", body)
    assert [wrong["reference"] for wrong in refused["details"]] == references
    assert control.get("/clock")["now"] == "2025-01-01T00:00:00+00:00"


@pytest.mark.parametrize("seconds", [-1, "60", None, 1e300, True])
def test_a_wrong_advance_is_refused(control: Control, seconds: object) -> None:
    (wrong,) = control.refused(400, "POST", "/clock/advance", {"seconds": seconds})["details"]
    assert wrong["reference"] == "seconds"


def test_no_advance_leads_where_time_cannot_be_written(control: Control) -> None:
    control.put("/clock", {"now": "9999-11-30T00:00:00Z"})
    control.refused(400, "POST", "/clock/advance", {"seconds": 1_000_000})


def test_a_limit_holds_until_the_clock_moves(api: httpx2.Client, control: Control) -> None:
    assert control.put("/rate-limit", {"limit": 2, "per_seconds": 10}) == control.get("/rate-limit")
    assert [api.get("/x").status_code for _ in range(3)] == [404, 404, 429]
    control.post("/clock/advance", {"seconds": 5})
    assert [api.get("/x").status_code for _ in range(2)] == [404, 429]


@pytest.mark.parametrize(
    ("form", "header"),
    [("seconds", "10"), ("http-date", "Wed, 01 Jan 2025 00:00:10 GMT"), ("absent", None)],
)
def test_a_429_says_when_to_come_back_as_it_was_told_to(
    api: httpx2.Client, control: Control, form: str, header: str | None
) -> None:
    control.put("/rate-limit", {"limit": 1, "per_seconds": 10, "retry_after": form})
    assert api.get("/x").status_code == 404
    assert api.get("/x").headers.get("Retry-After") == header


@pytest.mark.parametrize("off", ["off", {"limit": "off"}])
def test_a_limit_is_switched_off(api: httpx2.Client, control: Control, off: object) -> None:
    control.put("/rate-limit", {"limit": 1, "per_seconds": 1_000})
    assert control.put("/rate-limit", off) == {"limit": "off"}
    assert [api.get("/x").status_code for _ in range(5)] == [404] * 5


@pytest.mark.parametrize(
    ("body", "references"),
    [
        ({"limit": 0, "per_second": 1}, ["limit", "per_second"]),
        ({"per_seconds": 0, "retry_after": "soon"}, ["limit", "per_seconds", "retry_after"]),
        ("of", [""]),
    ],
)
def test_a_wrong_limit_is_refused_by_field(control: Control, body: object, references: list[str]) -> None:
    refused = control.refused(400, "PUT", "/rate-limit", body)
    assert [wrong["reference"] for wrong in refused["details"]] == references
