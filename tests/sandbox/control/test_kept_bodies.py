"""The request logs keep a bounded number of bytes of bodies, and mark exchanges whose bodies were dropped."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody
from gelatoconnect_mock.sandbox.http.messages import Exchange, Request, Response
from gelatoconnect_mock.sandbox.kept_bodies import KeptBodies
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client

MOST = 20_000
NOTE = "x" * 5_000
"""In each body that is to make others go: three have room, four have not."""


@pytest.fixture(scope="module")
def _server() -> Iterator[SandboxServer]:
    with at_socket(seed=1) as server:
        yield server


@pytest.fixture
def narrow(_server: SandboxServer) -> SandboxServer:
    """A sandbox as it was when it started, with room for few bodies."""

    def afresh(sandbox: Sandbox) -> None:
        sandbox.kept_bodies = KeptBodies(MOST)
        sandbox.reset(None)

    _server.call(afresh)
    return _server


@pytest.fixture
def control(narrow: SandboxServer) -> Iterator[Control]:
    with control_client(narrow) as client:
        yield Control(client, "demo")


@pytest.fixture
def api(narrow: SandboxServer) -> Iterator[httpx2.Client]:
    with http_client(narrow, base_url=f"{narrow.origin}/api") as client:
        yield client


def crowd_out(api: httpx2.Client) -> None:
    """Have another tenant send so much that nothing of what came before is kept."""
    for number in range(4):
        assert api.post("/other/order", json=an_order(f"o-{number}", note=NOTE)).status_code == 200


def entries(control: Control, **query: Any) -> list[Any]:
    found: list[Any] = control.get("/requests", **query)["requests"]
    return found


def test_oldest_bodies_of_any_journal_make_room_and_entries_say_so(api: httpx2.Client, control: Control) -> None:
    assert api.post("/demo/order", json=an_order("r-1", note=NOTE)).status_code == 200
    assert api.post("/demo/order", json=an_order("r-2", note=NOTE)).status_code == 200
    whole, _older = entries(control)
    crowd_out(api)
    (cut, _older) = entries(control)
    for side in ("request", "answer"):
        assert cut[side]["body"] == {"size": whole[side]["body"]["size"], "text": "", "cut": True}
    assert cut["replay"] is None
    told = ("number", "id", "at", "operation", "request_verdict", "answer_verdict", "fault", "change")
    assert [cut[name] for name in told] == [whole[name] for name in told]
    kept = ["cut" not in entry["request"]["body"] for entry in entries(control, prefix="other")]
    assert kept == [True, True, True, False]


def test_an_exchange_without_bodies_is_found_by_its_reference_and_status(api: httpx2.Client, control: Control) -> None:
    api.post("/demo/order", json=an_order("r-1"))
    crowd_out(api)
    assert len(entries(control, reference="r-1", status=200)) == 1
    expectation = {"operation": "submitOrder", "where": {"orderReferenceId": "r-1"}, "count": 1}
    assert control.post("/verify", expectation) == {"ok": True, "found": 1}


def test_a_refusal_whose_reasons_are_not_kept_stays_a_refusal(api: httpx2.Client, control: Control) -> None:
    assert api.post("/demo/order", json={}).status_code == 400
    crowd_out(api)
    (entry,) = entries(control)
    assert entry["request_verdict"] == {"verdict": "refused"}
    assert entry["answer_verdict"] == {"verdict": "kept", "reasons": []}


@pytest.mark.parametrize(
    ("reference", "fault", "verdicts"),
    [
        ("SBX-BEFORE-503-1", {"text": "before:status=503", "by": "magic"}, ("accepted", "kept")),
        ("r-1", {"text": "after:missing_field=id", "by": "header"}, ("accepted", "left_by_fault")),
        ("r-1", {"text": "after:html=502", "by": "header"}, ("accepted", "left_by_fault")),
    ],
)
def test_a_fault_is_told_and_judged_without_the_bodies(
    api: httpx2.Client, control: Control, reference: str, fault: dict[str, str], verdicts: tuple[str, str]
) -> None:
    header = {"X-Sandbox-Fault": fault["text"]} if fault["by"] == "header" else {}
    api.post("/demo/order", json=an_order(reference), headers=header)
    crowd_out(api)
    (entry,) = entries(control)
    assert entry["fault"] == fault
    assert (entry["request_verdict"]["verdict"], entry["answer_verdict"]["verdict"]) == verdicts


def test_strays_make_room_as_well(api: httpx2.Client, control: Control) -> None:
    for _ in range(200):
        api.post("/demo/order", json={}, headers={"X-API-KEY": "nobody"})
    crowd_out(api)
    assert {entry["answer"]["body"].get("cut") for entry in entries(control, unmatched=1)} == {True}


def test_what_the_json_of_a_body_was_read_into_is_let_go_of(api: httpx2.Client, narrow: SandboxServer) -> None:
    api.post("/demo/order", json=an_order("r-1", note=[[]] * 100))
    api.post("/demo/search", json={"orderReferenceIds": ["r-1"]})
    payloads = narrow.call(
        lambda sandbox: [exchange.payload for exchange in sandbox.tenant("demo", "test-key").journal]
    )
    assert payloads == [{"orderReferenceId": "r-1"}, {}]


def an_exchange(size: int) -> Exchange:
    exchange = Exchange(Request("POST", b"/", b"", (), b"x" * size))
    exchange.response = Response(200, b"{}")
    return exchange


def test_what_a_journal_has_let_go_of_takes_no_room() -> None:
    kept, held = KeptBodies(MOST), an_exchange(MOST // 2)
    kept.add(held)
    for _ in range(20):
        kept.add(an_exchange(MOST // 3))  # gone at once
    assert not isinstance(held.request.body, TruncatedBody)
    others = [an_exchange(MOST // 3) for _ in range(2)]
    for exchange in others:
        kept.add(exchange)
    assert [isinstance(exchange.request.body, TruncatedBody) for exchange in (held, *others)] == [True, False, False]
    assert len(kept._calls) == 2
