"""The cost of tracing and of the seams: `orders.submit` with each, beside the same call without, on one transport.

The transport has no socket, so that only the library is measured. The spans go to OpenTelemetry's SDK and are dropped
there: what an exporter takes is not ours. The row of the same call measures the noise of the machine.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from gelatoconnect import GelatoConnect, Options, otel
from gelatoconnect_api.models import OrderRequest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import TracerProvider
from rate_limit_run import an_order
from retry_layer import RESPONSE, ImmediateTransport, block
from tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 101
_HEADING: Final = (
    '| `orders.submit`, in process, `preflight="off"`, no rate limit | CPU us | more than without, CPU us |\n'
    "|---|--:|--:|"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a call in microseconds of processor time, and its difference from the call without the addition."""

    name: str
    cpu: float
    more: float

    def kept(self) -> bool:
        """Return True: the cost of what is switched on has no budget. What is off is in the budget of the calls."""
        return True

    def row(self) -> str:
        """Return the row of a Markdown table."""
        return f"| {self.name} | {self.cpu:.0f} | {self.more:+.1f} |"


def table(rounds: int = ROUNDS) -> Table:
    """Measure each way to call, in turn, in blocks."""
    order = {**an_order(), "orderReferenceId": RESPONSE["orderReferenceId"], "preventDuplicate": True}
    model = OrderRequest.from_dict(order)
    plain = _client(Options(requests_per_second=None, preflight="off"))
    seam = _client(Options(requests_per_second=None, preflight="off", before_send=lambda _: {"x-own": "1"}))
    through = _client(Options(requests_per_second=None, preflight="off", through_http_client=True))
    tracers, meters = TracerProvider(), MeterProvider()

    def traced() -> object:
        return plain.orders.submit(model)

    calls: dict[str, Callable[[], object]] = {
        "without": lambda: plain.orders.submit(model),
        "the same call again": lambda: plain.orders.submit(model),
        "`otel.instrument()`, spans without an exporter": traced,
        "`before_send` that adds a header": lambda: seam.orders.submit(model),
        "`through_http_client`": lambda: through.orders.submit(model),
    }
    samples: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds + 1):
        for name in random.sample(list(calls), len(calls)):
            if calls[name] is traced:
                otel.instrument(tracer_provider=tracers, meter_provider=meters)
            cpu, _ = block(calls[name])
            otel.uninstrument()
            if number:  # the first round warms up
                samples[name].append(cpu)
    for client in (plain, seam, through):
        client.close()
    base = samples["without"]
    return Table(
        _HEADING,
        [
            Cost(name, median(taken), median(one - bare for one, bare in zip(taken, base, strict=True)))
            for name, taken in samples.items()
        ],
    )


def _client(options: Options) -> GelatoConnect:
    return GelatoConnect(
        api_key="key",
        api_secret="secret",  # noqa: S106 - no secret
        base_url="http://127.0.0.1:9",
        options=options,
        transport=ImmediateTransport(),
    )


if __name__ == "__main__":
    print(table().markdown())
