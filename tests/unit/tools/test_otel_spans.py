"""`gelatoconnect.otel`: the spans of calls and attempts, as OpenTelemetry's own SDK receives them."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import logging
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import yaml
from gelatoconnect import otel
from gelatoconnect._operations import OPERATIONS
from gelatoconnect.errors import GelatoConnectError
from gelatoconnect.options import RequestOptions
from opentelemetry import baggage, context, trace
from opentelemetry.sdk.trace import SpanProcessor
from opentelemetry.trace import SpanKind, StatusCode

from tests.standins.raw_sockets import read_request
from tests.standins.virtual_time import LOST, NOT_SENT, respond
from tests.unit.exactly_once.record import ACCEPTED, NONE_FOUND, NOT_FOUND, ORDER, World, listing, stored, summary
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

    from tests.standins.raw_sockets import Serve
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect
    from tests.unit.tools.conftest import Traces

# All that a CLIENT span may hold. `url.full` is required by the conventions, and left out: it holds the id.
ALLOWED = {
    "http.request.method",
    "server.address",
    "server.port",
    "url.template",
    "http.response.status_code",
    "http.request.resend_count",
    "error.type",
}
CALL_ALLOWED = {"error.type", "gelatoconnect.recovered"}
PRIVATE = ("gelato-1", "record-1", "planted", "Ada", "Lovelace", "example.com", "London", "key")
RECOVERING: dict[str, Any] = {
    "submit": [respond(429, retry_after="1"), LOST],
    "search": [NONE_FOUND, listing(summary())],
    "get": [NOT_FOUND, respond(200, stored())],
}
FAILING = [
    ({"submit": [respond(status)]}, str(status), status)
    for status in (400, 401, 403, 404, 409, 415, 422, 500, 503, 520, 302)
]


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def run(world: World, operation: str, *arguments: Any, **options: Any) -> None:
    """Run one operation; its error is its own affair."""
    with suppress(GelatoConnectError):
        world.run(getattr(world.operations(**options), operation)(*arguments, RequestOptions()))


def test_submit_is_an_internal_span_above_one_client_span(traces: Traces) -> None:
    World({"submit": [ACCEPTED]}).submit()
    attempt, call = traces.spans()
    assert (call.name, call.kind, call.parent, attributes(call)) == (
        "gelatoconnect.submit",
        SpanKind.INTERNAL,
        None,
        {},
    )
    assert (attempt.name, attempt.kind) == ("POST /order", SpanKind.CLIENT)
    assert attempt.parent == call.context
    assert attributes(attempt) == {
        "http.request.method": "POST",
        "server.address": "127.0.0.1",
        "server.port": 9,
        "url.template": "/order",
        "http.response.status_code": 200,
    }


def test_recovered_submit_has_a_client_span_for_each_attempt(traces: Traces) -> None:
    World(RECOVERING).submit()
    *attempts, call = traces.spans()
    assert [(one.name, attributes(one).get("http.request.resend_count")) for one in attempts] == [
        ("POST /order", None),
        ("POST /order", 1),
        ("POST /search", None),
        ("GET /{orderId}", None),
        ("POST /search", 1),
        ("GET /{orderId}", 1),
    ]
    assert [one.parent for one in attempts] == [call.context] * 6
    assert attributes(call) == {"gelatoconnect.recovered": True}
    assert call.status.status_code is StatusCode.UNSET
    assert [event.name for event in call.events] == ["wait", "lookup", "wait", "lookup"]


def test_404_of_a_lookup_is_no_error(traces: Traces) -> None:
    World(RECOVERING).submit()
    (absent,) = [one for one in traces.spans() if attributes(one).get("http.response.status_code") == 404]
    assert absent.status.status_code is StatusCode.UNSET
    assert "error.type" not in attributes(absent)


@pytest.mark.parametrize(("operation", "arguments"), [("get", ("gelato-1",)), ("cancel", ("gelato-1",))])
def test_404_of_another_call_is_an_error(operation: str, arguments: Any, traces: Traces) -> None:
    run(World({operation: [NOT_FOUND]}), operation, *arguments)
    attempt, call = traces.spans()
    assert attributes(attempt)["error.type"] == "404"
    assert attributes(call)["error.type"] == "gelatoconnect.errors.NotFound"
    assert {attempt.status.status_code, call.status.status_code} == {StatusCode.ERROR}


@pytest.mark.off_contract(responses="statuses that the contract does not have")
@pytest.mark.parametrize(("replies", "error_type", "status"), FAILING)
def test_error_status_is_the_error_type_of_its_attempt(
    replies: Any, error_type: str, status: int, traces: Traces
) -> None:
    run(World(replies), "submit", dict(ORDER), deadline=1.0)
    first = traces.spans()[0]
    assert attributes(first)["http.response.status_code"] == status
    assert attributes(first).get("error.type") == (error_type if status >= 400 else None)
    assert (first.status.status_code is StatusCode.ERROR) is (status >= 400)


@pytest.mark.parametrize(("outcome", "kind"), [(LOST, "ResponseLost"), (NOT_SENT, "ConnectFailed")])
def test_attempt_without_a_response_has_the_error_that_it_means(outcome: Any, kind: str, traces: Traces) -> None:
    run(World({"get": [outcome]}), "get", "gelato-1", deadline=1.0)
    first = traces.spans()[0]
    assert attributes(first)["error.type"] == f"gelatoconnect.errors.{kind}"
    assert "http.response.status_code" not in attributes(first)
    assert first.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), ZeroDivisionError()])
def test_interrupted_call_ends_its_spans_with_the_interruption(interruption: BaseException, traces: Traces) -> None:
    with pytest.raises(type(interruption)):
        World({"submit": [interruption]}).submit()
    assert [attributes(one)["error.type"] for one in traces.spans()] == [type(interruption).__name__] * 2


@pytest.mark.parametrize(
    ("operation", "arguments", "name"),
    [
        ("get", ("gelato-1",), "GET /{orderId}"),
        ("cancel", ("gelato-1",), "POST /{orderId}/cancel"),
        ("update_shipment", ("gelato-1", {"shipmentMethodUid": "x"}), "PUT /{orderId}"),
    ],
)
def test_each_operation_has_its_names(operation: str, arguments: Any, name: str, traces: Traces) -> None:
    run(World({operation: [respond(400)]}), operation, *arguments)
    assert [one.name for one in traces.spans()] == [name, f"gelatoconnect.{operation}"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_template_of_each_operation_is_a_path_of_the_contract(operation: str) -> None:
    described = yaml.load((Path(__file__).parents[3] / "openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader)[
        "paths"
    ]
    method = {"get": "get", "update_shipment": "put"}.get(operation, "post")
    assert method in described[OPERATIONS[operation].path]


def test_reads_of_a_wait_are_below_its_span(traces: Traces) -> None:
    world = World({"get": [respond(200, stored()), respond(200, stored(fulfillmentStatus="shipped"))]})
    world.run(world.operations().wait_until("gelato-1", "shipped", 60, 1, 1, RequestOptions()))
    spans = traces.spans()
    waiting = spans[-1]
    assert waiting.name == "gelatoconnect.wait_until"
    reads = [one for one in spans if one.name == "gelatoconnect.get"]
    assert [one.parent for one in reads] == [waiting.context] * 2
    attempts = [one for one in spans if one.kind is SpanKind.CLIENT]
    assert [one.parent for one in attempts] == [one.context for one in reads]


async def test_call_is_below_the_span_of_the_program_and_leaves_it_current(
    connect: Connect, api: ScriptedApi, traces: Traces
) -> None:
    api.respond(httpx2.Response(200, json=stored()))
    tracer = traces.tracer_provider.get_tracer("program")
    with tracer.start_as_current_span("checkout") as outer:
        await connect().get("gelato-1")
        assert trace.get_current_span() is outer
    attempt, call, _ = traces.spans()
    assert call.parent == outer.get_span_context()
    assert attempt.parent == call.context


async def test_request_carries_the_traceparent_of_its_own_span(
    connect: Connect, api: ScriptedApi, traces: Traces
) -> None:
    api.respond(httpx2.Response(500, json={"code": "X", "message": "m"}), httpx2.Response(200, json=stored()))
    await connect().get("gelato-1")
    attempts = [one for one in traces.spans() if one.kind is SpanKind.CLIENT]
    expected = [f"00-{one.context.trace_id:032x}-{one.context.span_id:016x}" for one in attempts]
    assert [one.headers["traceparent"].rpartition("-")[0] for one in api.requests] == expected
    assert len(set(expected)) == 2


async def test_baggage_of_the_program_stays_at_home(connect: Connect, api: ScriptedApi, traces: Traces) -> None:
    api.respond(httpx2.Response(200, json=stored()))
    token = context.attach(baggage.set_baggage("user.email", "ada@example.com"))
    try:
        await connect().get("gelato-1")
    finally:
        context.detach(token)
    assert "baggage" not in api.requests[0].headers
    assert "traceparent" in api.requests[0].headers
    assert len(traces.spans()) == 2


async def test_header_of_before_send_wins_over_the_traces_own(
    connect: Connect, api: ScriptedApi, traces: Traces
) -> None:
    api.respond(httpx2.Response(200, json=stored()))
    await connect(options={"before_send": lambda _: {"Traceparent": "own"}}).get("gelato-1")
    assert api.requests[0].headers.get_list("traceparent") == ["own"]
    assert len(traces.spans()) == 2


def test_attempt_that_before_send_stops_has_no_client_span(traces: Traces) -> None:
    run(World({}), "submit", dict(ORDER), before_send=lambda _: 1 / 0)
    (call,) = traces.spans()
    assert attributes(call) == {"error.type": "gelatoconnect.errors.BeforeSendFailed"}


@pytest.mark.off_contract(responses="a server that repeats the request")
@pytest.mark.parametrize("status", [200, 400, 404, 409, 429, 500, 520])
def test_spans_hold_nothing_but_what_is_listed(status: int, traces: Traces) -> None:
    echo = {"code": "x", "message": f"{ORDER} key:planted-secret", "orderReferenceId": "Ada", "id": None}
    replies = {name: [respond(status, echo)] for name in ("submit", "search", "get", "cancel")}
    run(World(replies), "submit", dict(ORDER), deadline=2.0)
    run(World(replies), "cancel", "gelato-1", deadline=2.0)
    seen = ""
    for span in traces.spans():
        allowed = ALLOWED if span.kind is SpanKind.CLIENT else CALL_ALLOWED
        assert set(attributes(span)) <= allowed
        seen += f"{span.name} {attributes(span)} {span.status.description} "
        seen += " ".join(f"{event.name} {dict(event.attributes or {})}" for event in span.events)
    seen += " ".join(str(dict(point.attributes)) for point in traces.points())
    assert [one for one in PRIVATE if one in seen] == []


def test_duration_is_measured_for_each_attempt(traces: Traces) -> None:
    World(RECOVERING).submit()
    points = traces.points()
    assert sum(point.count for point in points) == 6
    assert {tuple(sorted(point.attributes)) for point in points} <= {
        ("http.request.method", "http.response.status_code", "server.address", "server.port"),
        ("error.type", "http.request.method", "http.response.status_code", "server.address", "server.port"),
        ("error.type", "http.request.method", "server.address", "server.port"),
    }
    assert points[0].explicit_bounds[:3] == (0.005, 0.01, 0.025)


def test_duration_is_that_of_the_attempt_in_seconds(traces: Traces) -> None:
    class Slow(World):
        def _perform(self, command: Any) -> Any:
            reply = super()._perform(command)
            self.now += 0.25 if hasattr(reply, "status") else 0.0
            return reply

    Slow({"submit": [ACCEPTED]}).submit()
    (point,) = traces.points()
    assert point.sum == pytest.approx(0.25)


def test_nothing_is_traced_when_switched_off(traces: Traces) -> None:
    otel.uninstrument()
    world = World({"submit": [ACCEPTED]})
    world.submit()
    assert traces.spans() == ()
    assert "traceparent" not in world.sent[0].request.headers


def test_nothing_is_traced_where_instrumentation_is_suppressed(traces: Traces) -> None:
    from opentelemetry.instrumentation.utils import suppress_instrumentation  # noqa: PLC0415 - not a part of the API

    world = World({"submit": [ACCEPTED]})
    with suppress_instrumentation():
        world.submit()
    assert traces.spans() == ()
    assert traces.points() == []
    assert "traceparent" not in world.sent[0].request.headers


def test_second_instrument_replaces_the_first(traces: Traces) -> None:
    otel.instrument(tracer_provider=traces.tracer_provider, meter_provider=traces.meter_provider)
    World({"submit": [ACCEPTED]}).submit()
    assert len(traces.spans()) == 2


class Raises(SpanProcessor):
    def __init__(self, at: str) -> None:
        self._at = at

    def on_start(self, *_: Any, **__: Any) -> None:
        if self._at == "start":
            raise RuntimeError("planted-secret")

    def on_end(self, *_: Any, **__: Any) -> None:
        if self._at == "end":
            raise RuntimeError("planted-secret")


@pytest.mark.parametrize("at", ["start", "end"])
def test_exporter_that_raises_fails_no_stored_order(at: str, traces: Traces, caplog: pytest.LogCaptureFixture) -> None:
    traces.tracer_provider.add_span_processor(Raises(at))
    assert World({"submit": [ACCEPTED]}).submit().id == "gelato-1"
    assert "OpenTelemetry raised RuntimeError" in caplog.text
    assert "planted-secret" not in caplog.text
    assert trace.get_current_span() is trace.INVALID_SPAN


@pytest.mark.parametrize(
    "injected", [{"Host": "evil"}, {"X-API-KEY": "evil"}, {"content-length": "1"}, {"b3": "é"}, {"b3": 7}, {"a b": "c"}]
)
def test_propagator_cannot_replace_or_break_a_header(
    injected: dict[str, Any], traces: Traces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gelatoconnect.otel.propagate.inject", lambda carrier, _: carrier.update(injected, B3="ok"))
    world = World({"submit": [ACCEPTED]})
    world.submit()
    plain = World({"submit": [ACCEPTED]})
    otel.uninstrument()
    plain.submit()
    assert world.sent[0].request.headers == {**plain.sent[0].request.headers, "b3": "ok"}
    assert len(traces.spans()) == 2


def test_abandoned_call_disturbs_no_other_context(traces: Traces, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    steps = World({}).operations(requests_per_second=None).get("gelato-1", RequestOptions())
    contextvars.copy_context().run(next, steps)
    steps.close()
    gc.collect()
    assert [one.name for one in traces.spans()] == ["GET /{orderId}", "gelatoconnect.get"]
    assert "detach" not in caplog.text.lower()


_WITHOUT = """
import sys
sys.modules["opentelemetry"] = None
import gelatoconnect
from gelatoconnect import GelatoConnect
GelatoConnect("acme", "key", "secret").close()
print([name for name in sys.modules if name.startswith("opentelemetry.") or name == "gelatoconnect.otel"])
try:
    gelatoconnect.otel
except ImportError as error:
    print(error)
"""


def test_library_without_the_extra_loads_nothing_and_says_what_to_install() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=True)  # noqa: S603
    loaded, said = done.stdout.splitlines()
    assert loaded == "[]"
    assert said == "gelatoconnect.otel needs OpenTelemetry. Run: pip install 'gelatoconnect[otel]'."


async def test_calls_at_once_do_not_mix_their_spans(
    kind: str, connect: Connect, api: ScriptedApi, traces: Traces
) -> None:
    api.store(*(stored(f"gelato-{number}") for number in range(20)))
    calls = connect()
    if kind == "async":
        await asyncio.gather(*(calls.get(f"gelato-{number}") for number in range(20)))
    else:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(calls.client.orders.get, [f"gelato-{number}" for number in range(20)]))
    spans = traces.spans()
    assert len(spans) == 40
    parents = {one.context.span_id: one.parent for one in spans if one.kind is SpanKind.INTERNAL}
    assert set(parents.values()) == {None}
    below = [one.parent.span_id for one in spans if one.kind is SpanKind.CLIENT and one.parent is not None]
    assert sorted(below) == sorted(parents)


@pytest.mark.parametrize("kind", ["async"])
async def test_canceled_call_ends_its_spans(connect: Connect, serve: Serve, traces: Traces) -> None:
    arrived = threading.Event()

    def silent(connection: Any, _: int) -> None:
        while read_request(connection):
            arrived.set()

    call = asyncio.create_task(connect(base_url=serve(silent).url).get("gelato-1"))
    await asyncio.to_thread(arrived.wait, PATIENCE)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert [attributes(one)["error.type"] for one in traces.spans()] == ["asyncio.exceptions.CancelledError"] * 2
    assert trace.get_current_span() is trace.INVALID_SPAN
