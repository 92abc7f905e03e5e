"""OpenTelemetry's SDK in memory, switched on for one test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import otel
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.sdk.trace import ReadableSpan


class Traces:
    """The spans and the measured durations of a test."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self._reader = InMemoryMetricReader()
        self.tracer_provider = TracerProvider()
        self.tracer_provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.meter_provider = MeterProvider([self._reader])

    def spans(self) -> tuple[ReadableSpan, ...]:
        """Return the spans that have ended, the first to end first."""
        return self._exporter.get_finished_spans()

    def points(self, name: str = "http.client.request.duration") -> list[Any]:
        """Return the points of a metric, one for each set of attributes."""
        data = self._reader.get_metrics_data()
        metrics = [
            metric
            for resource in (data.resource_metrics if data else [])
            for scope in resource.scope_metrics
            for metric in scope.metrics
        ]
        return [point for metric in metrics if metric.name == name for point in metric.data.data_points]

    def close(self) -> None:
        """Shut the providers down."""
        self.tracer_provider.shutdown()
        self.meter_provider.shutdown()


@pytest.fixture
def traces() -> Iterator[Traces]:
    """Trace and measure every call of the test."""
    made = Traces()
    otel.instrument(tracer_provider=made.tracer_provider, meter_provider=made.meter_provider)
    yield made
    otel.uninstrument()
    made.close()
