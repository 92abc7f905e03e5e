"""Runs calls of the library on virtual time, many at once: a third driver, beside the two with sockets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from gelatoconnect._config import resolve_connection
from gelatoconnect._engine.commands import Reservation, Reserve, Send, Sleep, Throttle
from gelatoconnect._engine.context import Clock
from gelatoconnect._engine.operations import Operations
from gelatoconnect._transport.rate_limiter import RateLimiter
from gelatoconnect.errors import GelatoConnectError
from gelatoconnect.options import RequestOptions

from tests.machine.order_world import BASE_URL

if TYPE_CHECKING:
    from random import Random

    from gelatoconnect import Options, Submission
    from gelatoconnect._engine.commands import Steps

    from tests.machine.order_world import OrderWorld
    from tests.machine.virtual_time import Timeline

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Crashed:
    """The end of a call whose thread was interrupted or whose process died. `notes` is what an interruption carried."""

    notes: tuple[str, ...] = ()


class SubmitUnderWay:
    """One `submit` of one process. `result` is None until it ends: a Submission, an error of ours, or Crashed."""

    def __init__(self, body: dict[str, Any], steps: Steps[Submission], process: Process) -> None:
        self.number = next(_numbers)
        self.body = body
        self.result: Submission | GelatoConnectError | Crashed | None = None
        self._steps = steps
        self.process = process
        self._go_on(None)

    @property
    def reference(self) -> str:
        return str(self.body["orderReferenceId"])

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt where the call waits, as Ctrl-C would."""
        try:
            self._steps.throw(KeyboardInterrupt())
        except KeyboardInterrupt as interruption:
            self.result = Crashed(tuple(getattr(interruption, "__notes__", ())))

    def die(self) -> None:
        """End with the process: nothing of the call runs any more."""
        self.result = Crashed()

    def _go_on(self, told: Any) -> None:
        if self.result is not None:
            return
        timeline, world = self.process.timeline, self.process.world
        while True:
            try:
                command = self._steps.send(told)
            except StopIteration as end:
                self.result = end.value
                return
            except GelatoConnectError as error:
                self.result = error
                return
            match command:
                case Send():
                    world.send(command, self.number, self._go_on)
                    return
                case Sleep(seconds):
                    timeline.at(timeline.now + seconds, lambda: self._go_on(None))
                    return
                case Reserve(_, within, None):
                    told = self.process.pacer.reserve(timeline.now, 95.0, within)
                case Reserve(_, within, Reservation() as place):
                    told = self.process.pacer.confirm(timeline.now, 95.0, place, within)
                case Throttle(_, seconds, age):
                    self.process.pacer.slow_down(timeline.now, seconds, age)
                    told = None


class Process:
    """A program that submits orders: one client, its pace, and the calls it has under way."""

    def __init__(self, world: OrderWorld, timeline: Timeline, options: Options, random: Random) -> None:
        self.world = world
        self.timeline = timeline
        self.pacer = RateLimiter()
        connection = resolve_connection(
            partner_prefix=None,
            api_key="key",
            api_secret="secret",
            base_url=BASE_URL,
            customer_reference_id=None,
            endpoints=None,
            environ={},
        )
        surroundings = Clock(timeline.clock, timeline.wall_clock, random.random)
        self._operations = Operations(connection, options, surroundings)

    def submit(self, body: dict[str, Any]) -> SubmitUnderWay:
        return SubmitUnderWay(body, self._operations.submit(body, RequestOptions()), self)


def outcome_of(call: SubmitUnderWay) -> str:
    """Return the result in a word, for messages."""
    return "under way" if call.result is None else type(call.result).__name__
