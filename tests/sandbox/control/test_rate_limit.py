"""Tests control the rate limit of a tenant."""

import httpx2
import pytest

from tests.sandbox.control.control_client import ControlClient


def test_rate_limit_holds_until_the_clock_moves(api: httpx2.Client, control: ControlClient) -> None:
    assert control.put("/rate-limit", {"limit": 2, "per_seconds": 10}) == control.get("/rate-limit")
    assert [api.get("/x").status_code for _ in range(3)] == [404, 404, 429]
    control.post("/clock/advance", {"seconds": 5})
    assert [api.get("/x").status_code for _ in range(2)] == [404, 429]


@pytest.mark.parametrize(
    ("form", "header"),
    [("seconds", "10"), ("http-date", "Wed, 01 Jan 2025 00:00:10 GMT"), ("absent", None)],
)
def test_429_has_the_chosen_form_of_retry_after(
    api: httpx2.Client, control: ControlClient, form: str, header: str | None
) -> None:
    control.put("/rate-limit", {"limit": 1, "per_seconds": 10, "retry_after": form})
    assert api.get("/x").status_code == 404
    assert api.get("/x").headers.get("Retry-After") == header


def test_limit_set_to_the_default_counts_while_the_clock_is_frozen(api: httpx2.Client, control: ControlClient) -> None:
    assert control.put("/rate-limit", {"limit": 100})["while_frozen"] is True
    assert [api.get("/x").status_code for _ in range(101)] == [404] * 100 + [429]
    assert "clock stands still" in api.get("/x").json()["message"]


@pytest.mark.parametrize("off", ["off", {"limit": "off"}])
def test_rate_limit_can_be_switched_off(api: httpx2.Client, control: ControlClient, off: object) -> None:
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
def test_invalid_rate_limit_is_rejected_by_field(control: ControlClient, body: object, references: list[str]) -> None:
    error = control.error(400, "PUT", "/rate-limit", body)
    assert [detail["reference"] for detail in error["details"]] == references
