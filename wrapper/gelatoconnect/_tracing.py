"""The seam between the engine and a tracer. Nothing is traced until `gelatoconnect.otel.instrument` sets `tracer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from gelatoconnect.history import AttemptInfo, CallInfo, Event


class CallTrace(Protocol):
    """The trace of one call. No method raises an Exception."""

    def event(self, event: Event) -> None:
        """Take note of an event of the call."""

    def succeeded(self, result: object) -> None:
        """Take note of the result of the call."""


class AttemptTrace(Protocol):
    """The trace of one attempt. No method raises an Exception."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that carry the trace to the server, names in lower case."""
        raise NotImplementedError

    def ended(self, status: int | None, failure: str, *, is_error: bool) -> None:
        """Take note of the outcome: a status, or None and the name of an error."""


class Tracer(Protocol):
    """A tracer of calls and attempts. Leaving a context ends what it traces."""

    def call(self, info: CallInfo) -> AbstractContextManager[CallTrace]:
        """Trace one call."""
        raise NotImplementedError

    def attempt(self, info: AttemptInfo, clock: Callable[[], float]) -> AbstractContextManager[AttemptTrace]:
        """Trace one attempt of the call that is traced now."""
        raise NotImplementedError


tracer: Tracer | None = None
