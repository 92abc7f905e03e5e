"""The request log shows each request with its response, both validation results, and its fault."""

from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.exchange import Exchange
from gelatoconnect_mock.sandbox.control.log_entry import log_entry

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order


def test_entry_has_request_response_validation_and_change(api: httpx2.Client, control: ControlClient) -> None:
    response = api.post("/order", json=an_order())
    entry = control.newest_request()
    assert entry["id"] == response.headers["x-request-id"]
    assert (entry["operation"], entry["at"]) == ("submitOrder", "2025-01-01T00:00:00+00:00")
    assert entry["request"]["path"] == f"/api/{control.prefix}/order"
    assert entry["request"]["body"]["json"] == an_order()
    assert (entry["response"]["status"], entry["response"]["body"]["json"]) == (200, response.json())
    assert entry["request_validation"] == {"result": "accepted"}
    assert entry["response_validation"] == {"result": "valid", "reasons": []}
    assert entry["fault"] is None
    assert entry["change"] == f"order {response.json()['id']} stored"


def test_rejected_request_has_its_errors(api: httpx2.Client, control: ControlClient) -> None:
    error = api.post("/order", json={**an_order(), "currency": "dollars"}).json()
    assert control.newest_request()["request_validation"] == {
        "result": "rejected", "message": error["message"], "details": error["details"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "request_validation", "response_validation"),
    [
        ("before:status=503", "unchecked", "valid"),
        ("before:drop", "unchecked", "invalid_by_fault"),
        ("after:drop", "accepted", "invalid_by_fault"),
        ("after:status=502", "accepted", "valid"),
        ("after:status=418", None, None),
        ("before:status=418", "unchecked", "invalid_by_fault"),
        ("lookup_lag=5", "accepted", "valid"),
    ],
)
def test_fault_is_logged_with_both_validation_results(
    api: httpx2.Client,
    control: ControlClient,
    fault: str,
    request_validation: str | None,
    response_validation: str | None,
) -> None:
    try:
        api.post("/order", json=an_order(), headers={"X-Sandbox-Fault": fault})
    except httpx2.RemoteProtocolError:
        assert "drop" in fault
    entry = control.newest_request()
    if request_validation is None:
        assert (entry["fault"], entry["response"]["status"]) == (None, 400)
        return
    assert entry["fault"] == {"text": fault, "by": "header"}
    assert entry["request_validation"]["result"] == request_validation
    assert entry["response_validation"]["result"] == response_validation


def test_fault_is_logged_with_its_plan_or_magic_as_cause(api: httpx2.Client, control: ControlClient) -> None:
    key = f"key-{control.prefix}"
    steps = [{"operation": "searchOrders", "fault": "before:status=429,retry_after=2"}]
    control.post("/plans", {"key": f"{key}:s", "steps": steps})
    api.post("/search", json={}, headers={"X-API-KEY": f"{key}:s"})
    assert control.newest_request(key=key)["fault"] == {"text": "before:status=429,retry_after=2", "by": "plan"}
    api.post("/order", json=an_order("SBX-BEFORE-503-1"))
    assert control.newest_request()["fault"] == {"text": "before:status=503", "by": "magic"}
    assert control.newest_request()["request_validation"]["result"] == "accepted"


def test_fault_without_effect_is_not_logged(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/nothing/cancel", headers={"X-Sandbox-Fault": "after:drop"})
    entry = control.newest_request()
    assert (entry["fault"], entry["request_validation"]["result"]) == (None, "rejected")
    api.post("/order", json=an_order("SBX-AFTER-502-1"))
    api.post("/order", json=an_order("SBX-AFTER-502-1"))
    assert (control.newest_request()["fault"], control.newest_request()["response"]["status"]) == (None, 409)


def test_filters_select_entries(api: httpx2.Client, control: ControlClient) -> None:
    order_id = api.post("/order", json=an_order("r-1")).json()["id"]
    api.post("/order", json=an_order("r-2"))
    api.get("/r-1")
    control.post("/clock/advance", {"seconds": 60})
    api.post(f"/{order_id}/cancel")
    last = api.get("/r-3").headers["x-request-id"]

    def numbers(**query: Any) -> list[int]:
        return [entry["number"] for entry in control.get("/requests", **query)["requests"]]

    assert numbers() == [5, 4, 3, 2, 1]
    assert numbers(operation="submitOrder") == [2, 1]
    assert numbers(reference="r-1") == [4, 3, 1]
    assert numbers(status=404) == [5]
    assert numbers(since=3) == [5, 4]
    assert numbers(since="2025-01-01T00:01:00+00:00") == [5, 4]
    assert numbers(reference="r-1", operation="getOrder", status=200) == [3]
    assert numbers(id=last) == [5]
    assert numbers(limit=2, offset=1) == [4, 3]
    assert control.get("/requests", limit=1)["total"] == 5


@pytest.mark.parametrize(
    ("query", "reference"),
    [({"operation": "submit"}, "operation"), ({"since": "yesterday"}, "since"), ({"since": "9" * 5_000}, "since"),
     ({"status": "ok"}, "status"), ({"strays": "1"}, "strays"), ({"limit": 0}, "limit"),
     ({"unmatched": "yes"}, "unmatched")],
)  # fmt: skip
def test_invalid_filter_is_rejected_by_name(control: ControlClient, query: dict[str, str], reference: str) -> None:
    (detail,) = control.error(400, "GET", "/requests", **query)["details"]
    assert detail["reference"] == reference


def test_requests_without_a_tenant_are_listed_as_unmatched(api: httpx2.Client, control: ControlClient) -> None:
    responses = [
        api.get("/r-1", headers={"X-API-KEY": "test-key:another-secret"}),
        api.delete("/r-1"),
        api.get("/a/b/c"),
    ]
    assert [response.status_code for response in responses] == [401, 405, 404]
    for response in responses:
        (entry,) = control.get("/requests", unmatched=1, id=response.headers["x-request-id"])["requests"]
        assert entry["response"]["status"] == response.status_code
        assert entry["at"] is None
        assert "another-secret" not in str(entry)
    assert control.get("/requests")["requests"] == []
    assert control.get("/requests")["unmatched"] >= 3


def test_secrets_are_masked(api: httpx2.Client, control: ControlClient) -> None:
    api.get("/x", headers={"Authorization": "Bearer hush", "Cookie": "a=hush"})
    text = control.send("GET", "/requests").text
    assert "test-key:***" in text
    assert "test-secret" not in text
    assert "hush" not in text


def test_large_body_is_truncated_and_has_no_curl_line(api: httpx2.Client, control: ControlClient) -> None:
    order = an_order("large", note="x" * 70_000)
    assert api.post("/order", json=order).status_code == 200
    entry = control.newest_request(reference="large")
    assert entry["request"]["body"]["size"] > 70_000
    assert len(entry["request"]["body"]["text"]) == 1_024
    assert entry["request"]["body"]["truncated"] is True
    assert entry["curl"] is None
    assert api.get("/large").status_code == 200


def test_body_that_is_not_json_is_shown_as_text(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", content=b'{"a": \xff', headers={"Content-Type": "application/json"})
    body = control.newest_request()["request"]["body"]
    assert (body["size"], "json" in body, body["text"]) == (7, False, '{"a": �')


def test_accepted_body_is_logged_with_unknown_fields_and_advisories(api: httpx2.Client, control: ControlClient) -> None:
    order = an_order(preventDuplicates=True, zzz=1)
    order["shippingAddress"]["city"] = " "
    response = api.post("/order", json=order)
    assert response.headers["x-sandbox-unknown-fields"] == "/preventDuplicates,/zzz"
    assert response.headers["x-sandbox-advisories"] == "/shippingAddress/city"
    entry = control.newest_request()
    assert entry["unknown_fields"] == [
        {"pointer": "/preventDuplicates", "nearest": "preventDuplicate"}, {"pointer": "/zzz", "nearest": None},
    ]  # fmt: skip
    (advisory,) = entry["advisories"]
    assert advisory == {"pointer": "/shippingAddress/city", "message": "Give the city: this one is blank."}
    assert entry["request_validation"] == {"result": "accepted"}


def test_body_without_anything_to_name_has_empty_lists(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order())
    api.get("/r-1")
    api.post("/order", json=[an_order(zzz=1)])
    entries = control.get("/requests")["requests"]
    assert [(entry["unknown_fields"], entry["advisories"]) for entry in entries] == [([], [])] * 3


def test_since_takes_a_number_of_up_to_18_digits(api: httpx2.Client, control: ControlClient) -> None:
    api.get("/x")
    for since, total in (("0", 1), ("0" * 18, 1), ("1", 0), ("9" * 18, 0)):
        assert control.get("/requests", since=since)["total"] == total
    control.error(400, "GET", "/requests", since="9" * 19)


PAGE_BYTES = 4_194_304


def test_page_ends_before_it_is_too_large_and_says_so(api: httpx2.Client, control: ControlClient) -> None:
    note = "x" * 60_000
    for index in range(45):
        api.post("/search", json={"orderReferenceId": f"r-{index}", "note": note})
    numbers, pages, offset = [], 0, 0
    while offset < 45:
        response = control.send("GET", "/requests", limit=1_000, offset=offset)
        page = response.json()
        assert len(response.content) <= PAGE_BYTES + 1_000
        assert page["total"] == 45
        assert page["left_out"] == 45 - offset - len(page["requests"])
        numbers += [entry["number"] for entry in page["requests"]]
        offset += len(page["requests"])
        pages += 1
    assert pages > 1
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) == 45


def test_left_out_counts_no_request_beyond_the_limit_that_was_asked_for(
    api: httpx2.Client, control: ControlClient
) -> None:
    for _ in range(3):
        api.post("/search", json={})
    page = control.get("/requests", limit=2)
    assert (page["total"], len(page["requests"]), page["left_out"]) == (3, 2, 0)
    assert control.get("/requests", offset=3)["left_out"] == 0


def test_entry_that_is_a_page_by_itself_is_shown(
    api: httpx2.Client, control: ControlClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gelatoconnect_mock.sandbox.control.requests.MAX_PAGE_BYTES", 10)
    for _ in range(2):
        api.post("/search", json={})
    page = control.get("/requests")
    assert (len(page["requests"]), page["left_out"]) == (1, 1)


def test_shortened_page_computes_one_entry_more_at_most(
    api: httpx2.Client, control: ControlClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = []

    def counted(exchange: Exchange, *others: Any) -> Any:
        computed.append(exchange.number)
        return log_entry(exchange, *others)

    monkeypatch.setattr("gelatoconnect_mock.sandbox.control.requests.MAX_PAGE_BYTES", 2_000)
    monkeypatch.setattr("gelatoconnect_mock.sandbox.control.requests.log_entry", counted)
    for _ in range(10):
        api.post("/search", json={})
    page = control.get("/requests", limit=1_000)
    assert 0 < len(page["requests"]) < 10
    assert len(computed) == len(page["requests"]) + 1
