"""Traces and measures calls with OpenTelemetry. It needs `pip install 'gelatoconnect[otel]'`.

Call `instrument()` once, as early as you like: a provider that is set later counts as well. Each call is then an
INTERNAL span, such as `gelatoconnect.submit`. Below it each attempt is a CLIENT span by the stable HTTP conventions,
and its request carries `traceparent`. The histogram `http.client.request.duration` counts the attempts.

Spans hold no URL, no id and no reference. `url.template` is the contract's path. The only words of a server in them are
statuses of one word. A failure of OpenTelemetry, or of an exporter, is logged and fails no call.
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from gelatoconnect import _tracing, errors
from gelatoconnect._engine.before_send import is_addable
from gelatoconnect._operations import OPERATIONS
from gelatoconnect.history import Lookup, Wait

try:
    from opentelemetry import context, metrics, propagate, trace
except ImportError:
    raise ImportError("gelatoconnect.otel needs OpenTelemetry. Run: pip install 'gelatoconnect[otel]'.") from None

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextvars import Token
    from types import TracebackType

    from opentelemetry.context import Context
    from opentelemetry.metrics import Histogram, MeterProvider
    from opentelemetry.trace import Span, Tracer, TracerProvider

    from gelatoconnect.history import AttemptInfo, CallInfo, Event

__all__ = ["instrument", "uninstrument"]

_SCHEMA: Final = "https://opentelemetry.io/schemas/1.27.0"
# The conventions advise these, since the default ones are those of milliseconds.
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# A server of another company gets the ids of the trace, but not what a program notes about its users.
_KEPT_HOME: Final = frozenset({"baggage"})
# OpenTelemetry's instrumentations of HTTP libraries look for this key, which has no public name yet.
_SUPPRESS_HTTP: Final = getattr(context, "_SUPPRESS_HTTP_INSTRUMENTATION_KEY", "suppress_http_instrumentation")
_SUPPRESS: Final = getattr(context, "_SUPPRESS_INSTRUMENTATION_KEY", "suppress_instrumentation")

logger: Final = logging.getLogger("gelatoconnect")


def instrument(*, tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None) -> None:
    """Trace and measure all calls of this process from now on. A second call replaces the providers.

    Args:
        tracer_provider: The provider of the spans; without one, OpenTelemetry's global one.
        meter_provider: The provider of the histogram; without one, OpenTelemetry's global one.
    """
    _tracing.tracer = _Tracer(tracer_provider, meter_provider)


def uninstrument() -> None:
    """Trace and measure no further call. A call under way ends its spans."""
    _tracing.tracer = None


class _Tracer:
    """The tracer that the engine uses."""

    def __init__(self, tracer_provider: TracerProvider | None, meter_provider: MeterProvider | None) -> None:
        self._tracer = trace.get_tracer("gelatoconnect", _version(), tracer_provider, schema_url=_SCHEMA)
        meter = metrics.get_meter("gelatoconnect", _version(), meter_provider, schema_url=_SCHEMA)
        self._duration = meter.create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )

    def call(self, info: CallInfo) -> _Call:
        return _Call(self._tracer, info)

    def attempt(self, info: AttemptInfo, clock: Callable[[], float]) -> _Attempt:
        return _Attempt(self._tracer, self._duration, info, clock)


class _Traced:
    """A span that is current inside its block, and ends with it."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._span: Span = trace.INVALID_SPAN
        self._token: Token[Context] | None = None

    def __enter__(self) -> Self:
        try:
            if not context.get_value(_SUPPRESS):
                self._start()
        except Exception as error:  # noqa: BLE001 - whatever the program plugged into OpenTelemetry
            _report(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            # The garbage collector closes an abandoned call in whatever context it runs: nothing to restore there.
            if self._token is not None and kind is not GeneratorExit:
                context.detach(self._token)
            if kind is not None:
                self._fail(_name(kind))
            self._end()
        except Exception as failure:  # noqa: BLE001 - as above
            _report(failure)

    def _start(self) -> None:
        raise NotImplementedError

    def _end(self) -> None:
        self._span.end()

    def _fail(self, error_type: str) -> None:
        self._span.set_attribute("error.type", error_type)
        self._span.set_status(trace.StatusCode.ERROR)

    def _attach(self, current: Context) -> None:
        self._token = context.attach(current)


class _Call(_Traced):
    """The INTERNAL span of one call."""

    def __init__(self, tracer: Tracer, info: CallInfo) -> None:
        super().__init__(tracer)
        self._info = info

    def event(self, event: Event) -> None:
        try:
            match event:
                case Wait():
                    self._span.add_event("wait", {"reason": event.reason, "seconds": event.seconds})
                case Lookup():
                    self._span.add_event("lookup", {"result": event.result})
        except Exception as error:  # noqa: BLE001 - as above
            _report(error)

    def succeeded(self, result: object) -> None:
        try:
            if getattr(result, "recovered", None) is True:
                self._span.set_attribute("gelatoconnect.recovered", value=True)
        except Exception as error:  # noqa: BLE001 - as above
            _report(error)

    def _start(self) -> None:
        self._span = self._tracer.start_span(f"gelatoconnect.{self._info.operation}")
        self._attach(trace.set_span_in_context(self._span))


class _Attempt(_Traced):
    """The CLIENT span of one attempt, and its entry in the histogram."""

    def __init__(self, tracer: Tracer, duration: Histogram, info: AttemptInfo, clock: Callable[[], float]) -> None:
        super().__init__(tracer)
        self.headers: Mapping[str, str] = {}
        self._duration = duration
        self._info = info
        self._clock = clock
        self._started = clock()
        self._attributes: dict[str, str | int] = {}

    def ended(self, status: int | None, failure: str, *, is_error: bool) -> None:
        try:
            if status is not None:
                self._attributes["http.response.status_code"] = status
                self._span.set_attribute("http.response.status_code", status)
            if is_error:
                self._fail(str(status) if status is not None else _name(getattr(errors, failure)))
        except Exception as error:  # noqa: BLE001 - as above
            _report(error)

    def _start(self) -> None:
        info = self._info
        host, port = _address(info.origin)
        self._attributes = {"http.request.method": info.method, "server.address": host, "server.port": port}
        template = OPERATIONS[info.operation].path
        attributes = {**self._attributes, "url.template": template}
        if info.number > 1:
            attributes["http.request.resend_count"] = info.number - 1
        name = f"{info.method} {template}"
        self._span = self._tracer.start_span(name, kind=trace.SpanKind.CLIENT, attributes=attributes)
        current = trace.set_span_in_context(self._span)
        carrier: dict[str, Any] = {}
        propagate.inject(carrier, current)
        self.headers = {
            name.lower(): value
            for name, value in carrier.items()
            if is_addable(name, value) and name.lower() not in _KEPT_HOME
        }
        # An instrumentation of httpx2 would make a second CLIENT span, with the whole URL.
        self._attach(context.set_value(_SUPPRESS_HTTP, True, current))

    def _fail(self, error_type: str) -> None:
        self._attributes["error.type"] = error_type
        super()._fail(error_type)

    def _end(self) -> None:
        super()._end()
        if "server.address" in self._attributes:
            self._duration.record(max(self._clock() - self._started, 0.0), self._attributes)


def _name(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


@lru_cache(maxsize=64)
def _address(origin: str) -> tuple[str, int]:
    parts = urlsplit(origin)
    return parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]


@cache
def _version() -> str:
    try:
        return version("gelatoconnect")
    except PackageNotFoundError:  # a checkout on the path that is not installed
        return "0"


def _report(error: Exception) -> None:
    # The text may hold what is traced.
    logger.warning("OpenTelemetry raised %s; the exception was ignored", type(error).__name__)
