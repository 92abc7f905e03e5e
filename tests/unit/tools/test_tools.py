"""docs/tools.md: each tool sees our requests by default, or with the line of the page. Each is the real package."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options
from gelatoconnect.errors import ConfigError
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.trace import SpanKind

from tests.samples import sample_order, stored_order
from tests.unit.clients import Calls

if TYPE_CHECKING:
    from collections.abc import Iterator

    import respx
    from gelatoconnect_mock.testing.sandbox import ServedSandbox

    from tests.unit.tools.conftest import Traces

PAGE = (Path(__file__).parents[3] / "docs/tools.md").read_text("utf-8")
ORDER = sample_order()
PEOPLE = (
    "Johanna",
    "Doerte",
    "123 Main St",
    "Springfield",
    "johanna.doerte@example.com",
    "5550123456",
    "printfile.pdf",
)


def example(name: str) -> str:
    code = re.search(rf"<!-- example: {name} -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert code is not None
    return code[1]


def run_example(name: str, **names: Any) -> dict[str, Any]:
    exec(compile(example(name), "tools.md", "exec"), names)  # noqa: S102 - our own page
    return names


@pytest.fixture
def served(gelatoconnect_server: ServedSandbox) -> ServedSandbox:
    return gelatoconnect_server


def client_of(served: ServedSandbox, kind: str, **options: Any) -> Calls:
    client_type: Any = AsyncGelatoConnect if kind == "async" else GelatoConnect
    client = client_type(
        api_key=served.api_key,
        api_secret=served.api_secret,
        base_url=served.base_url,
        options=Options(requests_per_second=None, **options),
    )
    return Calls(client)


@pytest.fixture
def instrumentor(traces: Traces) -> Iterator[None]:
    HTTPX2ClientInstrumentor().instrument(tracer_provider=traces.tracer_provider, meter_provider=traces.meter_provider)
    yield
    HTTPX2ClientInstrumentor().uninstrument()


@pytest.mark.usefixtures("instrumentor")
async def test_instrumentation_of_httpx2_sees_each_attempt_by_default(
    served: ServedSandbox, kind: str, traces: Traces
) -> None:
    from gelatoconnect import otel  # noqa: PLC0415 - the subject is the program without it

    otel.uninstrument()
    served.inject_fault("submitOrder", "after:drop")
    calls = client_of(served, kind)
    assert (await calls.submit(ORDER)).recovered
    await calls.close()
    spans = traces.spans()
    assert [one.name for one in spans] == ["POST", "POST", "GET"]
    assert {one.kind for one in spans} == {SpanKind.CLIENT}


@pytest.mark.usefixtures("instrumentor")
async def test_both_instrumentations_make_one_client_span(served: ServedSandbox, kind: str, traces: Traces) -> None:
    calls = client_of(served, kind)
    await calls.submit(ORDER)
    await calls.close()
    assert [one.name for one in traces.spans()] == ["POST /order", "gelatoconnect.submit"]


async def test_vcr_records_without_secrets_and_replays(served: ServedSandbox, kind: str, tmp_path: Path) -> None:
    recorder = run_example("vcr")["recorder"]
    cassette = tmp_path / "orders.yaml"
    served.inject_fault("submitOrder", "before:status=429,retry_after=0")

    async def use() -> tuple[str, str]:
        calls = client_of(served, kind)
        with recorder.use_cassette(str(cassette)):
            submitted = await calls.submit(ORDER)
            order = await calls.get(submitted.id)
            await calls.search(order_reference_id="ref-1")
        await calls.close()
        return submitted.id, str(order.fulfillment_status)

    recorded = await use()
    text = cassette.read_text("utf-8")
    for private in (served.api_secret, "x-api-key", *PEOPLE):
        assert private not in text, private
    before = len(served.requests)
    assert await use() == recorded
    assert len(served.requests) == before


async def test_pytest_httpx2_catches_each_request(httpx2_mock: respx.Router, kind: str) -> None:
    stored = {**stored_order(ORDER), "id": "order-1"}
    if kind == "sync":
        names = run_example("pytest-httpx2", GelatoConnect=GelatoConnect, our_order=lambda: stored)
        names["test_order_is_read"](httpx2_mock)
    else:
        httpx2_mock.get(path__regex="/order-1$").respond(json=stored)
        async with AsyncGelatoConnect("acme", "key", "secret") as client:
            assert (await client.orders.get("order-1")).id == "order-1"
    assert httpx2_mock.calls.call_count == 1


async def test_respx_catches_each_request_with_the_line_of_the_page(kind: str) -> None:
    with run_example("respx")["router"] as router:
        router.get(path__regex="/order-1$").respond(json={**stored_order(ORDER), "id": "order-1"})
        client: Any = (AsyncGelatoConnect if kind == "async" else GelatoConnect)("acme", "key", "secret")
        calls = Calls(client)
        assert (await calls.get("order-1")).id == "order-1"
        await calls.close()
        assert router.calls.call_count == 1
        assert router.calls[0].request.headers["x-api-key"] == "key:secret"


_SENTRY = """
import asyncio, json, logging, sys
import sentry_sdk
from sentry_sdk.transport import Transport
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

kind, through, order = sys.argv[1], sys.argv[2] == "True", json.loads(sys.argv[3])
events = []

class Kept(Transport):
    def capture_envelope(self, envelope):
        events.extend(item.payload.json for item in envelope.items if item.headers.get("type") == "transaction")

crumbs = []

def keep(crumb, hint):
    crumbs.append((crumb["category"], crumb.get("message", "")))
    return crumb

logging.basicConfig(level=logging.INFO, handlers=[logging.NullHandler()])
sentry_sdk.init(dsn="http://key@127.0.0.1:9/1", transport=Kept, traces_sample_rate=1.0, before_breadcrumb=keep)
sandbox = InProcessSandbox()
sandbox.inject_fault("submitOrder", "after:drop")
settings = dict(api_key=sandbox.api_key, api_secret=sandbox.api_secret, base_url=sandbox.base_url,
                options=Options(through_http_client=through))
with sentry_sdk.start_transaction(name="checkout", op="task"):
    if kind == "async":
        async def main():
            async with AsyncGelatoConnect(transport=sandbox.async_transport, **settings) as client:
                return await client.orders.submit(order)
        submitted = asyncio.run(main())
    else:
        with GelatoConnect(transport=sandbox.transport, **settings) as client:
            submitted = client.orders.submit(order)
assert submitted.recovered
(event,) = events
print(json.dumps({
    "spans": [(one["op"], one["description"].split()[0]) for one in event["spans"]],
    "crumbs": crumbs,
    "traced": ["sentry-trace" in str(one.request.headers).lower() for one in sandbox.requests],
    "leaks": sandbox.api_secret in json.dumps(event),
}))
"""


def sentry(kind: str, *, through: bool) -> dict[str, Any]:
    """Run a program with sentry-sdk in a process of its own: what sentry patches, it never restores."""
    command = [sys.executable, "-c", _SENTRY, kind, str(through), json.dumps(ORDER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def test_sentry_sees_each_attempt_with_the_line_of_the_page(kind: str) -> None:
    assert "Options(through_http_client=True)" in example("sentry")
    seen = sentry(kind, through=True)
    assert seen["spans"] == [["http.client", "POST"], ["http.client", "POST"], ["http.client", "GET"]]
    assert [category for category, _ in seen["crumbs"]].count("httplib") >= 2
    assert seen["traced"] == [True] * 3
    assert not seen["leaks"]


def test_sentry_has_the_lines_of_our_log_without_any_line() -> None:
    seen = sentry("sync", through=False)
    assert seen["spans"] == []
    said = " ".join(message for category, message in seen["crumbs"] if category == "gelatoconnect")
    assert "the POST has no clear outcome" in said
    assert "recovered: a lookup found the order" in said


def test_before_send_of_the_page_names_each_attempt(served: ServedSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"API_KEY": served.api_key, "API_SECRET": served.api_secret, "BASE_URL": served.base_url}
    for name, value in settings.items():
        monkeypatch.setenv(f"GELATOCONNECT_{name}", value)
    client = run_example("before_send")["client"]
    with client:
        client.orders.submit(ORDER)
    (exchange,) = served.requests
    assert re.search(rb"\d+-submit-1", dict(exchange.request.headers)[b"x-request-name"])


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_option_for_the_client_takes_a_boolean_alone(value: Any) -> None:
    with pytest.raises(ConfigError, match="through_http_client must be True or False"):
        Options(through_http_client=value)
