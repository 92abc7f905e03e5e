"""`gelatoconnect.otel`: the spans of calls and attempts, as OpenTelemetry's own SDK receives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opentelemetry.trace import SpanKind

from tests.unit.exactly_once.record import ACCEPTED, World

if TYPE_CHECKING:
    from tests.unit.tools.conftest import Traces


def test_submit_is_an_internal_span_above_one_client_span(traces: Traces) -> None:
    World({"submit": [ACCEPTED]}).submit()
    attempt, call = traces.spans()
    assert (call.name, call.kind, call.parent) == ("gelatoconnect.submit", SpanKind.INTERNAL, None)
    assert (attempt.name, attempt.kind) == ("POST /order", SpanKind.CLIENT)
    assert attempt.parent == call.context
    assert dict(attempt.attributes or {}) == {
        "http.request.method": "POST",
        "server.address": "127.0.0.1",
        "server.port": 9,
        "url.template": "/order",
        "http.response.status_code": 200,
    }
