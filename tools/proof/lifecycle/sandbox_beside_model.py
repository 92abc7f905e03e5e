"""The sandbox and its model, driven by one plain HTTP client. Every response must equal that of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import httpx2

from tools.proof.lifecycle.model import HERE, LEFT, STATES, Life
from tools.proof.lifecycle.sandbox_model import Model, ModelOrder
from tools.proof.small_order import address, order

if TYPE_CHECKING:
    from gelatoconnect_mock.testing.sandbox import SandboxForTests

    from tools.proof.lifecycle.coverage import Coverage

_SENT_BEFORE: Final = "before:"
_PRISM_SPEAKS: Final = "application/problem+json"


def alike(what: str, found: object, wanted: object) -> None:
    """Raise AssertionError, with the subject, if sandbox and model differ."""
    assert found == wanted, f"{what}: the model says {wanted}, the sandbox {found}"


class SandboxBesideModel:
    """One tenant of a sandbox, and its model. Raises AssertionError as soon as they differ.

    `base_url` is another URL of the same sandbox, such as a proxy's. `coverage` records the transitions.
    """

    def __init__(self, sandbox: SandboxForTests, coverage: Coverage, base_url: str | None = None) -> None:
        self.sandbox, self.model, self.coverage = sandbox, Model(), coverage
        self.sandbox.configure(rate_limit=None)
        self._base_url = base_url or sandbox.base_url
        self._pair = f"{sandbox.api_key}:{sandbox.api_secret}"
        self._client = httpx2.Client(transport=sandbox.transport, headers={"X-API-KEY": self._pair}, trust_env=False)

    def close(self) -> None:
        """Close the client, and check that no response in the request log broke the contract."""
        self._client.close()
        assert not self.sandbox.violations()

    def submit(
        self,
        reference: str,
        *,
        customer: str | None = None,
        draft: bool = False,
        prevent: bool = False,
        city: str = "Oslo",
        bad_file: bool = False,
        fault: str = "",
    ) -> ModelOrder | None:
        """Submit an order, with a fault or without, and return it if it is stored."""
        body = order(reference, draft=draft, prevent=prevent, city=city, bad_file=bad_file)
        refused = prevent and self.model.taken(reference, customer)
        stored = not refused and not fault.startswith(_SENT_BEFORE)
        plan = self.sandbox.inject_fault("submitOrder", fault) if fault else None
        before = {known["id"] for known in self.sandbox.orders}
        status = self._status("POST", "/order", body, customer=customer)
        new = [known["id"] for known in self.sandbox.orders if known["id"] not in before]
        what = f"a submission {'of a taken reference ' if refused else ''}under {fault or 'no fault'}"
        alike(f"{what}, orders made", len(new), int(stored))
        if plan is None:
            alike(what, status, 409 if refused else 200)
        else:
            # A refused request does not use up a fault that comes after the effect.
            alike(f"{what}, fault used up", plan.completed, fault.startswith(_SENT_BEFORE) or not refused)
            self.sandbox.forget_plans()
        if not stored:
            return None
        kept = ModelOrder(new[0], reference, customer, city, Life("draft" if draft else "received", doomed=bad_file))
        self.model.orders.append(kept)
        return kept

    def get(self, named: ModelOrder, *, by_reference: bool = False, customer: str | None = None) -> None:
        """Get an order by its id or by its reference."""
        path, wanted = self._meant(named, by_reference, customer)
        response = self._ask("GET", path, customer=customer)
        what = f"a read of {named.life}"
        alike(what, response.status_code, 200 if wanted else 404)
        if wanted:
            shown = response.json()
            alike(f"{what}, the order", shown["id"], wanted.id)
            alike(f"{what}, its state", shown["fulfillmentStatus"], wanted.life.status)
            alike(f"{what}, its city", shown["shippingAddress"]["city"], wanted.city)
            alike(f"{what}, its items", {one["fulfillmentStatus"] for one in shown["items"]}, {wanted.life.status})

    def cancel(
        self, named: ModelOrder, *, by_reference: bool = False, customer: str | None = None, lost: bool = False
    ) -> None:
        """Cancel an order, with its response lost or not. A shipped or failed order refuses it."""
        path, wanted = self._meant(named, by_reference, customer)
        allowed = wanted is not None and wanted.life.status not in {*LEFT, "failed"}
        if lost:
            self.sandbox.inject_fault("cancelOrder", "after:drop")
        status = self._status("POST", f"{path}/cancel", customer=customer)
        self.sandbox.forget_plans()
        what = f"a cancellation of {named.life}"
        if wanted is None:
            alike(what, status, 404)
        elif not allowed:
            alike(what, status, 409)
            self.coverage.refused(wanted.life, "canceled")
        else:
            alike(what, status, None if lost else 200)
            if wanted.life.status != "canceled":
                self.coverage.took(wanted.life.status, "canceled")
                wanted.life.go("canceled")

    def update(self, named: ModelOrder, city: str, *, by_reference: bool = False, customer: str | None = None) -> None:
        """Update the address of an order. A shipped or ended order refuses it."""
        path, wanted = self._meant(named, by_reference, customer)
        response = self._ask("PUT", path, {"shippingAddress": address(city)}, customer=customer)
        what = f"an update of {named.life}"
        if wanted is None:
            alike(what, response.status_code, 404)
        elif wanted.life.base not in HERE:
            alike(what, response.status_code, 409)
        else:
            alike(what, response.status_code, 200)
            alike(f"{what}, the city", response.json()["shippingAddress"]["city"], city)
            wanted.city = city

    def search(self, reference: str, *, customer: str | None = None, statuses: list[str] | None = None) -> None:
        """Search for a reference, in some states or in any."""
        wanted: dict[str, Any] = {"orderReferenceId": reference}
        if statuses:
            wanted["fulfillmentStatuses"] = statuses
        found = self._ask("POST", "/search", wanted, customer=customer).json()["orders"]
        what = f"a search for {reference!r} in {statuses or 'any state'}"
        alike(what, {one["id"] for one in found}, self.model.found(reference, customer, statuses))

    def advance(self, named: ModelOrder, to: str | None = None) -> None:
        """Move an order to a state, or one step on. A forbidden transition is refused and changes nothing."""
        life = named.life
        step = life.following()
        expected = life.walk(to) if to is not None else [step] if step is not None else None
        try:
            entered = self.sandbox.advance(named.id, to)
        except ValueError:
            alike(f"a move of {life} to {to or 'the next state'}", None, expected)
            self.coverage.refused(life, to)
            return
        alike(f"a move of {life} to {to or 'the next state'}", entered, expected)
        for state in entered:
            self.coverage.took(life.status, state)
            life.go(state)

    def every_forbidden_move_is_refused(self, named: ModelOrder) -> None:
        """Try to move an order to each state that it cannot reach."""
        for state in STATES:
            if named.life.walk(state) is None:
                self.advance(named, state)

    def another_tenant_sees_nothing(self, named: ModelOrder) -> None:
        """Get an order under another prefix, and with a wrong secret."""
        elsewhere = f"{self.sandbox.base_url.rpartition('/')[0]}/elsewhere/{named.id}"
        with httpx2.Client(transport=self.sandbox.transport, trust_env=False) as direct:
            alike("a read by another prefix", direct.get(elsewhere, headers={"X-API-KEY": self._pair}).status_code, 404)
        with self.sandbox.allow_violations():
            wrong = f"{self.sandbox.api_key}:wrong"
            alike("a read with a wrong secret", self._ask("GET", f"/{named.id}", key=wrong).status_code, 401)

    def broken_submission(self, body: Any) -> None:
        """Submit bodies that are not orders."""
        with self.sandbox.allow_violations():
            # httpx2 sends no body for None, and no content type then.
            wanted = 415 if body is None else 400
            alike(f"a submission of {body!r}", self._ask("POST", "/order", body).status_code, wanted)

    def same_story(self) -> None:
        """Compare every order."""
        shown = sorted((one["id"], one["fulfillmentStatus"]) for one in self.sandbox.orders)
        alike("all orders", shown, sorted((one.id, one.life.status) for one in self.model.orders))

    def _meant(self, named: ModelOrder, by_reference: bool, customer: str | None) -> tuple[str, ModelOrder | None]:
        """Return a path and the order that it names, or None if the order is another customer's."""
        path = "/" + quote(named.reference if by_reference else named.id, safe="")
        if by_reference:
            return path, self.model.newest(named.reference, customer)
        return path, named if named.belongs_to(customer) else None

    def _status(self, method: str, path: str, body: Any = None, *, customer: str | None = None) -> int | None:
        """Return the response, or None if it was lost."""
        try:
            return self._ask(method, path, body, customer=customer).status_code
        except httpx2.TransportError:
            return None

    def _ask(
        self, method: str, path: str, body: Any = None, *, customer: str | None = None, key: str = ""
    ) -> httpx2.Response:
        headers = {"Customer-Reference-ID": customer} if customer else {}
        if key:
            headers["X-API-KEY"] = key
        response = self._client.request(method, f"{self._base_url}{path}", json=body, headers=headers)
        # Prism as a proxy replaces a response that broke the contract by its own.
        assert response.headers.get("content-type") != _PRISM_SPEAKS, response.text
        return response
