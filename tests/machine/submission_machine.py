"""A hypothesis state machine: processes submit orders to a model of the API, with faults and crashes."""

from __future__ import annotations

from collections import Counter, deque
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar, Final

from gelatoconnect.errors import DuplicateReference, OrderOutcomeUnknown
from gelatoconnect.submission import Submission
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.machine.guarantees import QUIET_PERIOD, Cell, Claim
from tests.machine.request_faults import lookup_faults, post_faults
from tests.samples import sample_item, sample_order
from tests.standins.order_server import Fault, OrderServer
from tests.standins.virtual_time import Crashed, Process, SubmitCall, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

PROCESSES: Final = 2
STEPS_TAKEN: Final[Counter[str]] = Counter()
LONG_ENOUGH: Final = 300.0
_LOOKUP_FAULTS: Final = st.tuples(*[lookup_faults()] * 4)


class ClaimBroken(AssertionError):
    """The claim `claim` does not hold."""

    def __init__(self, claim: Claim, how: str) -> None:
        super().__init__(f"{claim.value}: {how}")
        self.claim = claim


def _post_faults(cell: Cell) -> SearchStrategy[tuple[Fault, ...]]:
    fault = post_faults(cell.punctuality, QUIET_PERIOD)
    return st.tuples(fault, fault)


class SubmissionMachine(RuleBasedStateMachine):
    """A machine that checks the claims `checked` of one cell after every step, and again when all faults are over."""

    cell: ClassVar[Cell]
    checked: ClassVar[frozenset[Claim]]

    @initialize(seed=st.integers(0, 2**16), rejects_duplicates_in_flight=st.booleans())
    def begin(self, seed: int, rejects_duplicates_in_flight: bool) -> None:
        self.timeline = Timeline()
        self.server = OrderServer(self.timeline, self.cell.duplicates, rejects_duplicates_in_flight)
        self.random = Random(seed)  # noqa: S311 - jitter, not secrets
        self.processes = [self._process() for _ in range(PROCESSES)]
        self.calls: list[SubmitCall] = []
        self.left_unnamed: set[int] = set()
        """The calls whose interruption carried no note with their reference."""

    @rule(
        data=st.data(),
        which=st.integers(0, PROCESSES - 1),
        again=st.sampled_from((0, 0, 1, 2)),
        quantity=st.sampled_from((1, 1, 1, 2)),
    )
    def submit(self, data: st.DataObject, which: int, again: int, quantity: int) -> None:
        self._step()
        reference = self._reference(again)
        if self.cell.one_at_a_time and any(call.reference == reference for call in self._running()):
            return
        # Each submission draws its own faults. Leftover faults would make a counterexample hard to read.
        self.server.post_faults = deque(data.draw(_post_faults(self.cell)))
        self.server.lookup_faults = deque(data.draw(_LOOKUP_FAULTS))
        self._submit(self.processes[which], sample_order(reference, items=[sample_item(quantity=quantity)]))

    @rule(seconds=st.sampled_from((0.05, 0.3, 1.0, 4.0, 6.0, 25.0)))
    def time_passes(self, seconds: float) -> None:
        self._step()
        self.timeline.run_for(seconds)

    @rule(which=st.integers(0, 9), whole_process=st.booleans())
    def crash(self, which: int, whole_process: bool) -> None:
        self._step()
        if whole_process:
            self._kill_and_restart(which % PROCESSES)
        elif self._running():
            self._interrupt(self._running()[which % len(self._running())])

    @rule(which=st.integers(0, 9), status=st.sampled_from(("failed", "canceled", "shipped")))
    def order_changes_status(self, which: int, status: str) -> None:
        self._step()
        if self.server.orders:
            self.server.orders[which % len(self.server.orders)].status = status

    @invariant()
    def claims_hold(self) -> None:
        if not hasattr(self, "server"):
            return
        self._check(Claim.ONE_PER_REFERENCE, self._duplicate_of_a_reference)
        self._check(Claim.ONE_PER_CALL, self._duplicate_of_a_call)
        self._check(Claim.NO_FALSE_SUCCESS, self._false_success)
        self._check(Claim.NO_FALSE_REFUSAL, self._false_refusal)

    def teardown(self) -> None:
        if not hasattr(self, "server"):
            return
        self.server.post_faults.clear()
        self.server.lookup_faults.clear()
        # All faults are over, late commits are done, and lookups see them.
        self.timeline.run_for(LONG_ENOUGH)
        assert not self._running(), f"calls never ended: {self._running()}"
        self.claims_hold()
        made = {stored.made_by for stored in self.server.orders}
        assert not made & self.left_unnamed, "an interruption left an order, and no note names it"
        self._check(Claim.FOUND_AGAIN, self._unreported_order)
        self.claims_hold()

    def _interrupt(self, call: SubmitCall) -> None:
        call.interrupt()
        assert isinstance(call.result, Crashed)
        if not any(call.reference in note for note in call.result.notes):
            self.left_unnamed.add(call.number)

    def _kill_and_restart(self, which: int) -> None:
        for call in self._running():
            if call.process is self.processes[which]:
                call.die()
        self.processes[which] = self._process()

    def _step(self) -> None:
        STEPS_TAKEN[f"{self.cell.server}, {self.cell.option}"] += 1

    def _process(self) -> Process:
        return Process(self.server, self.timeline, self.cell.options, self.random)

    def _reference(self, again: int) -> str:
        """Return a new reference, or one of the last two again."""
        known = list(dict.fromkeys(call.reference for call in self.calls))
        return known[-again] if 0 < again <= len(known) else f"ref:{len(known)}/ä"

    def _submit(self, process: Process, body: dict[str, Any]) -> SubmitCall:
        call = process.submit(body)
        self.calls.append(call)
        return call

    def _running(self) -> list[SubmitCall]:
        return [call for call in self.calls if call.result is None]

    def _check(self, claim: Claim, counterexample: Callable[[], str | None]) -> None:
        if claim in self.checked:
            how = counterexample()
            if how is not None:
                raise ClaimBroken(claim, how)

    def _duplicate_of_a_reference(self) -> str | None:
        made = Counter(stored.reference for stored in self.server.orders)
        return next((f"{reference} has {count} orders" for reference, count in made.items() if count > 1), None)

    def _duplicate_of_a_call(self) -> str | None:
        made = Counter(stored.made_by for stored in self.server.orders)
        return next((f"call {number} made {count} orders" for number, count in made.items() if count > 1), None)

    def _false_success(self) -> str | None:
        for call in self.calls:
            if isinstance(call.result, Submission):
                there = [
                    stored.id
                    for stored in self.server.store.with_reference(call.reference)
                    if stored.body == _sent(call)
                ]
                if call.result.id not in there:
                    return f"{call.reference} was reported as {call.result.id}, but there are {there}"
        return None

    def _false_refusal(self) -> str | None:
        made_by = {stored.made_by for stored in self.server.orders}
        honest = (Submission, OrderOutcomeUnknown, DuplicateReference, Crashed)
        for call in self.calls:
            if call.number in made_by and call.result is not None and not isinstance(call.result, honest):
                return f"call {call.number} made an order and ended with {_outcome(call)}"
            if isinstance(call.result, OrderOutcomeUnknown) and call.result.order_reference_id != call.reference:
                return f"call {call.number} named another reference"
        return None

    def _unreported_order(self) -> str | None:
        for reference in sorted({stored.reference for stored in self.server.orders}):
            there = {stored.id for stored in self.server.store.with_reference(reference)}
            again = self._submit(self._process(), {**self.server.store.with_reference(reference)[0].body})
            self.timeline.run_out(LONG_ENOUGH)
            named = {_named_by(again)}
            if named != there:
                return f"{reference} has the orders {sorted(there)}, and submitting it again gave {_outcome(again)}"
        return None


def _outcome(call: SubmitCall) -> str:
    return "in progress" if call.result is None else type(call.result).__name__


def _sent(call: SubmitCall) -> dict[str, Any]:
    return {**call.body, "preventDuplicate": True}


def _named_by(call: SubmitCall) -> str | None:
    match call.result:
        case Submission():
            return call.result.id
        case DuplicateReference():
            return call.result.existing_id
        case _:
            return None


def machine_for(cell: Cell, checked: frozenset[Claim]) -> type[SubmissionMachine]:
    """Return the machine that checks these claims of one cell."""
    return type("SubmissionMachineOfOneCell", (SubmissionMachine,), {"cell": cell, "checked": checked})
