"""The guarantees with real threads, and with real processes that are killed during their submission."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gelatoconnect import GelatoConnect, Options, Submission
from gelatoconnect.errors import OrderOutcomeUnknown

from tests.samples import sample_order
from tests.standins.behavior import FAULTLESS, Behavior, reply_status
from tests.standins.fault_server import FaultServer, in_thread
from tests.standins.order_store import Duplicates

if TYPE_CHECKING:
    from tests.standins.order_store import Operation

ROOT: Final = Path(__file__).resolve().parents[2]
REFERENCES: Final = [f"crash-{number}" for number in range(12)]
DROP_BEFORE: Final = Behavior(commits=False, delivery="drop")
DROP_AFTER: Final = Behavior(delivery="drop")
# Without its own reply, a late commit gets a 504.
LATE: Final = Behavior(commits_after=0.15)
STORED_504: Final = reply_status(504, commits=True)
BEHAVIORS: Final = (DROP_AFTER, LATE, FAULTLESS, DROP_BEFORE, STORED_504, FAULTLESS, DROP_AFTER)
# Ten times the need of a quiet machine for a process that submits twelve orders.
PROCESS_LIMIT: Final = 60.0


def test_threads_that_submit_the_same_references_make_one_order_each() -> None:
    def choose(operation: Operation, number: int) -> Behavior:
        if operation == "submit":
            return BEHAVIORS[number % len(BEHAVIORS)]
        return reply_status(504) if number % 5 == 0 else FAULTLESS

    options = Options(deadline=30.0, requests_per_second=None, server_refuses_duplicates=True)
    with (
        in_thread(choose) as server,
        GelatoConnect(api_key="key", api_secret="secret", base_url=server.url, options=options) as client,
        ThreadPoolExecutor(12) as threads,
    ):

        def submit(reference: str) -> Submission | OrderOutcomeUnknown:
            try:
                return client.orders.submit(sample_order(reference))
            except OrderOutcomeUnknown as unknown:
                return unknown

        results = list(threads.map(submit, REFERENCES * 3))
        for result in results:
            if isinstance(result, Submission):
                assert server.store.ids(result.order_reference_id) == [result.id]
            else:
                assert result.order_reference_id in REFERENCES
    assert _most_orders_of_one_reference(server) == 1
    assert any(isinstance(result, Submission) and result.recovered for result in results)


@dataclass(slots=True)
class Killer:
    """A server that kills the submitting process as its submission arrives, at each of these counts of submissions."""

    counts: frozenset[int]
    process: subprocess.Popen[str] | None = None
    submissions: int = 0
    killed: list[int] = field(default_factory=list)

    def __call__(self, operation: Operation, _: int) -> Behavior:
        if operation != "submit":
            return FAULTLESS
        self.submissions += 1
        if self.submissions in self.counts and self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.killed.append(self.submissions)
            # Half of the orders are stored only after the death of their process.
            return LATE if len(self.killed) % 2 else FAULTLESS
        return FAULTLESS


def _submit_until_all_are_reported(server: FaultServer, killer: Killer) -> dict[str, str]:
    """Run the program. After each kill, run it again with the references that lack an id."""
    known: dict[str, str] = {}
    for _ in range(len(killer.counts) + 1):
        missing = [reference for reference in REFERENCES if reference not in known]
        command = [sys.executable, "-m", "tests.machine.submitting_process", server.url, *missing]
        with subprocess.Popen(  # noqa: S603 - our own program
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        ) as killer.process:
            printed, complaints = killer.process.communicate(timeout=PROCESS_LIMIT)
        for line in printed.splitlines():
            reference, identity = line.split()
            known[reference] = identity
        if killer.process.returncode == 0:
            assert complaints == ""
            return known
        assert killer.process.returncode == -signal.SIGKILL, complaints
    return known


def test_killed_process_that_repeats_its_record_makes_one_order_each() -> None:
    killer = Killer(frozenset({2, 3, 7, 12}))
    with in_thread(killer) as server:
        known = _submit_until_all_are_reported(server, killer)
    assert len(killer.killed) == 4
    assert {reference: [identity] for reference, identity in known.items()} == {
        reference: server.store.ids(reference) for reference in REFERENCES
    }


def test_killed_process_makes_a_second_order_if_the_server_accepts_it() -> None:
    killer = Killer(frozenset({2}))
    with in_thread(killer, Duplicates.ACCEPTED) as server:
        known = _submit_until_all_are_reported(server, killer)
    assert sorted(known) == sorted(REFERENCES)
    assert _most_orders_of_one_reference(server) == 2


def _most_orders_of_one_reference(server: FaultServer) -> int:
    return Counter(stored.reference for stored in server.store.orders).most_common(1)[0][1]
