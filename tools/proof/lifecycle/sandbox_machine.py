"""Random sequences of requests for the sandbox and its model: submissions, updates, losses, transitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tools.proof.lifecycle.coverage import Coverage
from tools.proof.lifecycle.model import OVER, STATES
from tools.proof.lifecycle.sandbox_beside_model import SandboxBesideModel
from tools.proof.sandboxes import in_process

if TYPE_CHECKING:
    from tools.proof.lifecycle.sandbox_model import ModelOrder

REFERENCES: Final = st.sampled_from(["a", "b", "c/d", "é"])
CUSTOMERS: Final = st.sampled_from([None, "x", "y"])
CITIES: Final = st.sampled_from(["Oslo", "Bergen", "Tromsø"])
LOST: Final = ("after:drop", "after:reset", "after:status=502", "after:empty", "after:status=409")
REFUSED: Final = ("before:drop", "before:status=503", "before:status=429", "before:status=500", "before:status=504")
NO_ORDERS: Final[list[Any]] = [[], {}, {"orderReferenceId": "a"}, {"limit": 0}, None, 1]


class SandboxMachine(RuleBasedStateMachine):
    """Random sequences of one tenant. `faulty` says whether they include faults."""

    faulty = True
    coverage = Coverage()
    tenants = 0

    def __init__(self) -> None:
        super().__init__()
        self.both = self.opened()

    def opened(self) -> SandboxBesideModel:
        return SandboxBesideModel(in_process(), self.coverage)

    def teardown(self) -> None:
        self.both.close()

    def one_of_the_orders(self, data: st.DataObject) -> ModelOrder:
        return data.draw(st.sampled_from(self.both.model.orders))

    def orders_on_their_way(self) -> list[ModelOrder]:
        return [order for order in self.both.model.orders if order.life.status not in OVER]

    # Hypothesis may leave out rules, submissions too. A first order serves all other rules.
    @initialize(draft=st.booleans(), bad_file=st.booleans())
    def first_order(self, draft: bool, bad_file: bool) -> None:
        self.both.submit("a", draft=draft, bad_file=bad_file)

    @rule(
        reference=REFERENCES, customer=CUSTOMERS, draft=st.booleans(), prevent=st.booleans(), city=CITIES,
        bad_file=st.booleans(), fault=st.sampled_from(["", *LOST, *REFUSED]),
    )  # fmt: skip
    def submit(self, reference: str, fault: str, **details: Any) -> None:
        self.both.submit(reference, fault=fault if self.faulty else "", **details)

    @rule(data=st.data(), by_reference=st.booleans(), customer=CUSTOMERS)
    def get(self, data: st.DataObject, **asked: Any) -> None:
        self.both.get(self.one_of_the_orders(data), **asked)

    @rule(data=st.data(), by_reference=st.booleans(), customer=CUSTOMERS, lost=st.booleans())
    def cancel(self, data: st.DataObject, lost: bool, **asked: Any) -> None:
        self.both.cancel(self.one_of_the_orders(data), lost=lost and self.faulty, **asked)

    @rule(data=st.data(), city=CITIES, by_reference=st.booleans(), customer=CUSTOMERS)
    def update(self, data: st.DataObject, city: str, **asked: Any) -> None:
        self.both.update(self.one_of_the_orders(data), city, **asked)

    @precondition(lambda self: self.orders_on_their_way())
    @rule(data=st.data())
    def advance(self, data: st.DataObject) -> None:
        order = data.draw(st.sampled_from(self.orders_on_their_way()))
        ahead = [state for state in STATES if order.life.walk(state) is not None]
        self.both.advance(order, data.draw(st.sampled_from(ahead)))

    @precondition(lambda self: self.orders_on_their_way())
    @rule(data=st.data())
    def go_a_step_on(self, data: st.DataObject) -> None:
        self.both.advance(data.draw(st.sampled_from(self.orders_on_their_way())))

    @rule(data=st.data())
    def every_forbidden_move_is_refused(self, data: st.DataObject) -> None:
        self.both.every_forbidden_move_is_refused(self.one_of_the_orders(data))

    @rule(
        reference=REFERENCES, customer=CUSTOMERS, statuses=st.sampled_from([None, ["received"], ["canceled", "failed"]])
    )
    def search(self, reference: str, customer: str | None, statuses: list[str] | None) -> None:
        self.both.search(reference, customer=customer, statuses=statuses)

    @rule(data=st.data())
    def another_tenant_sees_nothing(self, data: st.DataObject) -> None:
        self.both.another_tenant_sees_nothing(self.one_of_the_orders(data))

    @rule(body=st.sampled_from(NO_ORDERS))
    def what_breaks_the_contract_changes_nothing(self, body: Any) -> None:
        self.both.broken_submission(body)

    @invariant()
    def both_tell_the_same_story(self) -> None:
        self.both.same_story()
