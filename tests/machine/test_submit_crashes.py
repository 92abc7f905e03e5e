"""The same promises with real threads, and with real processes that are killed while their order is on its way."""

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

from tests.machine.loopback_api import LoopbackApi, loopback_api
from tests.machine.one_order import order

if TYPE_CHECKING:
    from tests.machine.loopback_api import Mood

REFERENCES: Final = [f"crash-{number}" for number in range(12)]
MOODS: Final[tuple[Mood, ...]] = ("drop after", "504 late", "fine", "drop before", "504 after", "fine", "drop after")


def test_threads_that_submit_the_same_references_at_once_make_one_order_each() -> None:
    def mood(operation: str, number: int) -> Mood:
        if operation == "submit":
            return MOODS[number % len(MOODS)]
        return "504 after" if number % 5 == 0 else "fine"

    options = Options(deadline=3.0, requests_per_second=None, server_refuses_duplicates=True)
    with (
        loopback_api(mood=mood) as api,
        GelatoConnect(api_key="key", api_secret="secret", base_url=api.url, options=options) as connect,
        ThreadPoolExecutor(12) as threads,
    ):

        def submit(reference: str) -> Submission | OrderOutcomeUnknown:
            try:
                return connect.orders.submit(order(reference, 1))
            except OrderOutcomeUnknown as unknown:
                return unknown

        results = list(threads.map(submit, REFERENCES * 3))
        for result in results:
            if isinstance(result, Submission):
                assert api.ids(result.order_reference_id) == [result.id]
            else:
                assert result.order_reference_id in REFERENCES
    assert _most_orders_of_one_reference(api) == 1
    assert any(isinstance(result, Submission) and result.recovered for result in results)


@dataclass(slots=True)
class Killer:
    """Kills the process whose submission arrives, at each of these counts of submissions, as it arrives."""

    counts: frozenset[int]
    process: subprocess.Popen[str] | None = None
    submissions: int = 0
    killed: list[int] = field(default_factory=list)

    def __call__(self, operation: str, _: int) -> Mood:
        if operation != "submit":
            return "fine"
        self.submissions += 1
        if self.submissions in self.counts and self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.killed.append(self.submissions)
            # Half of them are stored only when the process is dead for a while.
            return "504 late" if len(self.killed) % 2 else "fine"
        return "fine"


def _submit_until_all_are_reported(api: LoopbackApi, killer: Killer) -> dict[str, str]:
    """Run the program, and run it again with what is missing in its record for as long as it gets killed."""
    known: dict[str, str] = {}
    for _ in range(len(killer.counts) + 1):
        missing = [reference for reference in REFERENCES if reference not in known]
        command = [sys.executable, "-m", "tests.machine.submitting_process", api.url, *missing]
        with subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as killer.process:
            said, complaints = killer.process.communicate(timeout=60)
        for line in said.splitlines():
            reference, identity = line.split()
            known[reference] = identity
        if killer.process.returncode == 0:
            assert complaints == ""
            return known
        assert killer.process.returncode == -signal.SIGKILL, complaints
    return known


def test_a_killed_process_that_submits_its_record_again_makes_one_order_each_and_learns_every_id() -> None:
    killer = Killer(frozenset({2, 3, 7, 12}))
    with loopback_api(mood=killer) as api:
        known = _submit_until_all_are_reported(api, killer)
    assert len(killer.killed) == 4
    assert {reference: [identity] for reference, identity in known.items()} == {
        reference: api.ids(reference) for reference in REFERENCES
    }


def test_where_the_server_accepts_a_reference_twice_a_killed_process_makes_a_second_order() -> None:
    killer = Killer(frozenset({2}))
    with loopback_api(mood=killer, refuses_duplicates=False) as api:
        known = _submit_until_all_are_reported(api, killer)
    assert sorted(known) == sorted(REFERENCES)
    assert _most_orders_of_one_reference(api) == 2


def _most_orders_of_one_reference(api: LoopbackApi) -> int:
    return Counter(stored["orderReferenceId"] for stored in api.orders).most_common(1)[0][1]
