"""The sandbox beside its model: whatever is submitted, changed, lost and moved on, both tell the same story."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final
from urllib.parse import quote

import httpx
from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox, SandboxForTests
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from response_coverage import Seen, seen
from sandbox_model import LEFT, OVER, Model, ModelOrder

REFERENCES: Final = st.sampled_from(["a", "b", "c/d", "é"])
CUSTOMERS: Final = st.sampled_from([None, "x", "y"])
LOST: Final = ("after:drop", "after:reset", "after:status=502", "after:empty", "after:status=409")
REFUSED: Final = ("before:drop", "before:status=503", "before:status=429", "before:status=500", "before:status=504")
WAY: Final = (
    *("draft", "received", "passed", "created", "in_production", "printed", "packaged", "shipped", "in_transit"),
    "delivered",
)

taken_edges: Counter[tuple[str, str]] = Counter()
refused_edges: Counter[tuple[str, str]] = Counter()
answers_seen: Seen = set()


class SandboxMachine(RuleBasedStateMachine):
    """One tenant of an in-process sandbox, asked by a plain HTTP client, and the model beside it."""

    faulty = True
    """Whether faults may strike on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox, self.model = self.opened(), Model()
        self.sandbox.behave(rate_limit=None)
        self.base_url = self.sandbox.base_url
        self.pair = f"{self.sandbox.api_key}:{self.sandbox.api_secret}"
        self.client = httpx.Client(transport=self.sandbox.transport, headers={"X-API-KEY": self.pair}, trust_env=False)

    def opened(self) -> SandboxForTests:
        return InProcessSandbox()

    def teardown(self) -> None:
        answers_seen.update(seen(self.sandbox.requests))
        assert not self.sandbox.violations()
        self.client.close()

    def ask(self, method: str, path: str, body: Any = None, *, customer: str | None = None, key: str = "") -> Any:
        headers = {"Customer-Reference-ID": customer} if customer else {}
        if key:
            headers["X-API-KEY"] = key
        return self.client.request(method, f"{self.base_url}{path}", json=body, headers=headers)

    @rule(
        reference=REFERENCES, customer=CUSTOMERS, draft=st.booleans(), prevent=st.booleans(),
        city=st.sampled_from(["Oslo", "Bergen"]), bad_file=st.booleans(), fault=st.sampled_from(["", *LOST, *REFUSED]),
    )  # fmt: skip
    def submit(
        self, reference: str, customer: str | None, draft: bool, prevent: bool, city: str, bad_file: bool, fault: str
    ) -> None:
        fault = fault if self.faulty else ""
        body = order(reference, draft=draft, prevent=prevent, city=city, bad_file=bad_file)
        refused = prevent and self.model.taken(reference, customer)
        stored = not refused and not fault.startswith("before:")
        plan = self.sandbox.faults("submitOrder", fault) if fault else None
        before = {known["id"] for known in self.sandbox.orders}
        try:
            status = self.ask("POST", "/order", body, customer=customer).status_code
        except httpx.TransportError:
            status = None
        new = [known["id"] for known in self.sandbox.orders if known["id"] not in before]
        assert len(new) == (1 if stored else 0), (fault, status)
        if not fault:
            assert status == (409 if refused else 200)
        if plan is not None:
            # What is refused for reasons of its own does not use up a fault that strikes afterwards.
            assert plan.completed == (fault.startswith("before:") or not refused)
            self.sandbox.forget_plans()
        if stored:
            kept = ModelOrder(new[0], reference, customer, "", city, "", bad_file)
            kept.go("draft" if draft else "received")
            self.model.orders.append(kept)

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), by_reference=st.booleans(), customer=CUSTOMERS)
    def get(self, data: st.DataObject, by_reference: bool, customer: str | None) -> None:
        named = data.draw(st.sampled_from(self.model.orders))
        wanted = (
            self.model.newest(named.reference, customer)
            if by_reference
            else named if customer in {None, named.customer} else None
        )  # fmt: skip
        answer = self.ask("GET", "/" + quote(named.reference if by_reference else named.id, safe=""), customer=customer)
        assert answer.status_code == (200 if wanted else 404)
        if wanted:
            shown = answer.json()
            assert (shown["id"], shown["fulfillmentStatus"]) == (wanted.id, wanted.status)
            assert shown["shippingAddress"]["city"] == wanted.city
            assert {item["fulfillmentStatus"] for item in shown["items"]} == {wanted.status}

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), lost=st.booleans())
    def cancel(self, data: st.DataObject, lost: bool) -> None:
        named = data.draw(st.sampled_from(self.model.orders))
        allowed = named.status not in LEFT and named.status != "failed"
        lost = lost and self.faulty
        if lost:
            self.sandbox.faults("cancelOrder", "after:drop")
        try:
            status = self.ask("POST", f"/{named.id}/cancel").status_code
            assert status == (200 if allowed else 409)
        except httpx.TransportError:
            assert lost
            assert allowed
        self.sandbox.forget_plans()
        if allowed and named.status != "canceled":
            taken_edges[named.status, "canceled"] += 1
            named.go("canceled")
        elif not allowed:
            refused_edges[named.status, "canceled"] += 1

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), city=st.sampled_from(["Oslo", "Bergen", "Tromsø"]))
    def update(self, data: st.DataObject, city: str) -> None:
        named = data.draw(st.sampled_from(self.model.orders))
        allowed = named.status not in LEFT | OVER
        answer = self.ask("PUT", f"/{named.id}", {"shippingAddress": address(city)})
        assert answer.status_code == (200 if allowed else 409)
        if allowed:
            named.city = city
            assert answer.json()["shippingAddress"]["city"] == city

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), to=st.sampled_from([None, *WAY, "returned"]))
    def advance(self, data: st.DataObject, to: str | None) -> None:
        named = data.draw(st.sampled_from(self.model.orders))
        came_from, expected = named.status, self.walk(named, to)
        try:
            entered = self.sandbox.advance(named.id, to)
        except ValueError:
            assert expected is None
            refused_edges[came_from, to or "(a step)"] += 1
            return
        assert entered == expected
        for state in entered:
            taken_edges[named.status, state] += 1
            named.go(state)

    def walk(self, named: ModelOrder, to: str | None) -> list[str] | None:
        if named.status in OVER:
            return None
        if to is None:
            return [str(self.model.following(named))]
        goal = "delivered" if to == "returned" else to
        if to == "draft" or WAY.index(goal) <= WAY.index(named.status):
            return None
        states, state = [], named.status
        while state not in {goal, "failed"}:
            state = "failed" if named.bad_file and state == "received" else WAY[WAY.index(state) + 1]
            states.append(state)
        return [*states[:-1], "returned"] if to == "returned" and states[-1] == "delivered" else states

    @rule(
        reference=REFERENCES, customer=CUSTOMERS, statuses=st.sampled_from([None, ["received"], ["canceled", "failed"]])
    )
    def search(self, reference: str, customer: str | None, statuses: list[str] | None) -> None:
        wanted: dict[str, Any] = {"orderReferenceId": reference}
        if statuses:
            wanted["fulfillmentStatuses"] = statuses
        found = self.ask("POST", "/search", wanted, customer=customer).json()["orders"]
        assert {one["id"] for one in found} == {
            known.id
            for known in self.model.orders
            if known.reference == reference
            and customer in {None, known.customer}
            and (statuses is None or known.status in statuses)
        }

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data())
    def another_tenant_sees_nothing(self, data: st.DataObject) -> None:
        named = data.draw(st.sampled_from(self.model.orders))
        elsewhere = self.sandbox.base_url.replace("/api/demo", "/api/elsewhere")
        with httpx.Client(
            transport=self.sandbox.transport, headers={"X-API-KEY": self.pair}, trust_env=False
        ) as direct:
            assert direct.get(f"{elsewhere}/{named.id}").status_code == 404
        with self.sandbox.expecting_refusals():
            assert self.ask("GET", f"/{named.id}", key=f"{self.sandbox.api_key}:wrong").status_code == 401

    @rule(body=st.sampled_from([[], {}, {"orderReferenceId": "a"}, {"limit": 0}, None, 1]))
    def what_breaks_the_contract_changes_nothing(self, body: Any) -> None:
        with self.sandbox.expecting_refusals():
            assert self.ask("POST", "/order", body).status_code in {400, 415}

    @invariant()
    def both_tell_the_same_story(self) -> None:
        assert sorted((one["id"], one["fulfillmentStatus"]) for one in self.sandbox.orders) == sorted(
            (one.id, one.status) for one in self.model.orders
        )


def order(reference: str, *, draft: bool, prevent: bool, city: str, bad_file: bool) -> dict[str, Any]:
    """A small order: machines want many of them."""
    return {
        "orderReferenceId": reference, "orderType": "draft" if draft else "order", "currency": "NOK",
        "preventDuplicate": prevent, "shippingAddress": address(city),
        "items": [{"itemReferenceId": "i", "productUid": "p", "quantity": 1,
                   "files": [{"url": f"https://example.com/{'404' if bad_file else 'good'}.pdf"}]}],
    }  # fmt: skip


def address(city: str) -> dict[str, str]:
    return {
        "country": "NO", "firstName": "Kari", "lastName": "Nordmann", "addressLine1": "Gate 1", "city": city,
        "postCode": "0150", "email": "kari@example.com",
    }  # fmt: skip
