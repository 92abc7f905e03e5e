"""The request log shows each request and its answer, the reason, and how to send it again."""

import shutil
import subprocess
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import plain_client


def newest(control: Control, **parameters: Any) -> Any:
    return control.get("/requests", limit=1, **parameters)["requests"][0]


def test_an_entry_has_the_request_the_answer_both_verdicts_and_the_change(api: httpx2.Client, control: Control) -> None:
    response = api.post("/order", json=an_order())
    entry = newest(control)
    assert entry["id"] == response.headers["x-request-id"]
    assert (entry["operation"], entry["at"]) == ("submitOrder", "2025-01-01T00:00:00+00:00")
    assert entry["request"]["path"] == f"/api/{control.prefix}/order"
    assert entry["request"]["body"]["json"] == an_order()
    assert (entry["response"]["status"], entry["response"]["body"]["json"]) == (200, response.json())
    assert entry["request_validation"] == {"result": "accepted"}
    assert entry["response_validation"] == {"result": "valid", "reasons": []}
    assert entry["fault"] is None
    assert entry["change"] == f"order {response.json()['id']} stored"


def test_a_refused_request_has_its_reasons(api: httpx2.Client, control: Control) -> None:
    refused = api.post("/order", json={**an_order(), "currency": "dollars"}).json()
    assert newest(control)["request_validation"] == {
        "result": "rejected", "message": refused["message"], "details": refused["details"],
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
def test_a_fault_that_struck_is_told_and_judged(
    api: httpx2.Client, control: Control, fault: str, request_validation: str | None, response_validation: str | None
) -> None:
    try:
        api.post("/order", json=an_order(), headers={"X-Sandbox-Fault": fault})
    except httpx2.RemoteProtocolError:
        assert "drop" in fault
    entry = newest(control)
    if request_validation is None:
        assert (entry["fault"], entry["response"]["status"]) == (None, 400)
        return
    assert entry["fault"] == {"text": fault, "by": "header"}
    assert entry["request_validation"]["result"] == request_validation
    assert entry["response_validation"]["result"] == response_validation


def test_a_fault_of_a_plan_and_one_of_magic_are_told_apart(api: httpx2.Client, control: Control) -> None:
    key = f"key-{control.prefix}"
    steps = [{"operation": "searchOrders", "fault": "before:status=429,retry_after=2"}]
    control.post("/plans", {"key": f"{key}:s", "steps": steps})
    api.post("/search", json={}, headers={"X-API-KEY": f"{key}:s"})
    assert newest(control, key=key)["fault"] == {"text": "before:status=429,retry_after=2", "by": "plan"}
    api.post("/order", json=an_order("SBX-BEFORE-503-1"))
    assert newest(control)["fault"] == {"text": "before:status=503", "by": "magic"}
    assert newest(control)["request_validation"]["result"] == "accepted"


def test_a_fault_that_found_nothing_to_spoil_is_not_told(api: httpx2.Client, control: Control) -> None:
    api.post("/nothing/cancel", headers={"X-Sandbox-Fault": "after:drop"})
    entry = newest(control)
    assert (entry["fault"], entry["request_validation"]["result"]) == (None, "rejected")
    api.post("/order", json=an_order("SBX-AFTER-502-1"))
    api.post("/order", json=an_order("SBX-AFTER-502-1"))
    assert (newest(control)["fault"], newest(control)["response"]["status"]) == (None, 409)


def test_entries_are_found_by_what_they_are_about(api: httpx2.Client, control: Control) -> None:
    order_id = api.post("/order", json=an_order("r-1")).json()["id"]
    api.post("/order", json=an_order("r-2"))
    api.get("/r-1")
    control.post("/clock/advance", {"seconds": 60})
    api.post(f"/{order_id}/cancel")
    last = api.get("/r-3").headers["x-request-id"]

    def found(**query: Any) -> list[int]:
        return [entry["number"] for entry in control.get("/requests", **query)["requests"]]

    assert found() == [5, 4, 3, 2, 1]
    assert found(operation="submitOrder") == [2, 1]
    assert found(reference="r-1") == [4, 3, 1]
    assert found(status=404) == [5]
    assert found(since=3) == [5, 4]
    assert found(since="2025-01-01T00:01:00+00:00") == [5, 4]
    assert found(reference="r-1", operation="getOrder", status=200) == [3]
    assert found(id=last) == [5]
    assert found(limit=2, offset=1) == [4, 3]
    assert control.get("/requests", limit=1)["total"] == 5


@pytest.mark.parametrize(
    ("query", "reference"),
    [({"operation": "submit"}, "operation"), ({"since": "yesterday"}, "since"), ({"since": "9" * 5_000}, "since"),
     ({"status": "ok"}, "status"), ({"stray": "1"}, "stray"), ({"limit": 0}, "limit"),
     ({"unmatched": "yes"}, "unmatched")],
)  # fmt: skip
def test_a_mistyped_filter_is_refused_by_name(control: Control, query: dict[str, str], reference: str) -> None:
    (wrong,) = control.refused(400, "GET", "/requests", **query)["details"]
    assert wrong["reference"] == reference


def test_requests_that_belong_to_no_tenant_are_found_among_the_strays(api: httpx2.Client, control: Control) -> None:
    answers = [
        api.get("/r-1", headers={"X-API-KEY": "test-key:another-secret"}),
        api.delete("/r-1"),
        api.get("/a/b/c"),
    ]
    assert [response.status_code for response in answers] == [401, 405, 404]
    for response in answers:
        (stray,) = control.get("/requests", unmatched=1, id=response.headers["x-request-id"])["requests"]
        assert stray["response"]["status"] == response.status_code
        assert stray["at"] is None
        assert "another-secret" not in str(stray)
    assert control.get("/requests")["requests"] == []
    assert control.get("/requests")["unmatched"] >= 3


def test_no_secret_is_shown(api: httpx2.Client, control: Control) -> None:
    api.get("/x", headers={"Authorization": "Bearer hush", "Cookie": "a=hush"})
    shown = control.asked("GET", "/requests").text
    assert "test-key:***" in shown
    assert "test-secret" not in shown
    assert "hush" not in shown


def test_a_large_body_is_not_kept_whole_and_its_entry_says_so(api: httpx2.Client, control: Control) -> None:
    order = an_order("large", note="x" * 70_000)
    assert api.post("/order", json=order).status_code == 200
    entry = newest(control, reference="large")
    assert entry["request"]["body"]["size"] > 70_000
    assert len(entry["request"]["body"]["text"]) == 1_024
    assert entry["request"]["body"]["truncated"] is True
    assert entry["curl"] is None
    assert api.get("/large").status_code == 200


def test_what_is_not_json_is_shown_as_text(api: httpx2.Client, control: Control) -> None:
    api.post("/order", content=b'{"a": \xff', headers={"Content-Type": "application/json"})
    body = newest(control)["request"]["body"]
    assert (body["size"], "json" in body, body["text"]) == (7, False, '{"a": �')


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
@pytest.mark.parametrize(
    ("method", "path", "content", "headers"),
    [
        (
            "POST",
            "/order",
            b'{"orderReferenceId": "it\'s $HOME `x` \\" \\u00e9"}',
            {"Content-Type": "application/json"},
        ),
        ("POST", "/order", b"@/etc/hostname\nand\r\n more", {"Content-Type": "text/plain"}),
        ("POST", "/search", b"\x00\xff%d\\n'\"", {"Content-Type": "application/json; charset=utf-8"}),
        ("POST", "/search", b"{}", {}),
        ("PUT", "/it's%20{a}[1]$HOME?x=[1]&y='", b"{}", {"Content-Type": "application/json", "X-Empty": ""}),
        ("GET", "/a%2Fb", b"", {"Customer-Reference-ID": "o'hara; $(id)"}),
        ("POST", "/x/cancel", b"", {}),
    ],
)
def test_the_curl_line_sends_the_same_request_again(
    running: SandboxServer, control: Control, method: str, path: str, content: bytes, headers: dict[str, str]
) -> None:
    target = f"{running.origin}/api/{control.prefix}{path}"
    with plain_client() as plain:
        request = plain.build_request(
            method, target, content=content, headers={**headers, "X-API-KEY": "test-key:test-secret"}
        )
        response = plain.send(request)
    sent = newest(control)
    assert "test-secret" not in sent["curl"]
    environment = {"PATH": "/usr/bin:/bin", "GELATOCONNECT_API_SECRET": "test-secret", "HOME": "/nowhere"}
    told = subprocess.run(["sh", "-c", sent["curl"]], capture_output=True, check=True, timeout=20, env=environment)  # noqa: S603, S607
    again = newest(control)
    assert again["number"] == sent["number"] + 1
    assert told.stdout == response.content
    for part in ("method", "path", "query", "body"):
        assert again["request"][part] == sent["request"][part]
    mine = ("content-type", "customer-reference-id", "x-api-key", "x-empty")
    assert sorted(h for h in again["request"]["headers"] if h[0] in mine) == sorted(
        h for h in sent["request"]["headers"] if h[0] in mine
    )


def test_the_curl_line_of_an_unknown_pair_holds_nothing_of_it(api: httpx2.Client, control: Control) -> None:
    request_id = api.get("/x", headers={"X-API-KEY": "real-key:real-secret"}).headers["x-request-id"]
    (stray,) = control.get("/requests", unmatched=1, id=request_id)["requests"]
    assert "real" not in stray["curl"]
    assert "${GELATOCONNECT_API_KEY:?set it to an API key}" in stray["curl"]
    assert "${GELATOCONNECT_API_SECRET:?set it to its secret}" in stray["curl"]


def test_the_curl_line_says_what_to_set_where_the_secret_is_not_set(api: httpx2.Client, control: Control) -> None:
    api.get("/x")
    line = newest(control)["curl"]
    told = subprocess.run(  # noqa: S603 - a line of our own
        ["/bin/sh", "-c", line], capture_output=True, check=False, text=True, env={"PATH": "/usr/bin:/bin"}
    )
    assert told.returncode != 0
    assert "set it to the secret of test-key" in told.stderr
