"""`wait_until` ends by its timeout, and at once after a permanent failure."""

from __future__ import annotations

import pytest
from gelatoconnect import errors
from gelatoconnect._engine.commands import NoResponse
from gelatoconnect.options import RequestOptions

from tests.repeated_sentences import repetitions
from tests.standins.virtual_time import LOST
from tests.unit.exactly_once.record import World


@pytest.mark.parametrize(("interval", "deadline"), [(80.0, 30.0), (1.0, 3.0)])
def test_wait_and_its_reads_end_within_the_timeout(interval: float, deadline: float) -> None:
    world = World({"get": [LOST]})
    operations = world.operations(deadline=deadline)
    steps = operations.wait_until("record-1", "shipped", 100.0, interval, 80.0, RequestOptions())
    with pytest.raises(errors.DeadlineExceeded) as raised:
        world.run(steps)
    assert repetitions(raised.value) == []
    assert world.now - 1000 <= 100
    assert all(seconds >= 0 for seconds in world.slept)
    assert all(send.total <= deadline for send in world.sent)


def test_permanent_failure_ends_the_wait_at_once() -> None:
    world = World(
        {"get": [NoResponse(maybe_sent=False, reason="the server's certificate was raised", retryable=False)]}
    )
    steps = world.operations().wait_until("record-1", "shipped", 3600.0, 5.0, 60.0, RequestOptions())
    with pytest.raises(errors.ConnectFailed, match="certificate"):
        world.run(steps)
    assert len(world.sent) == 1
