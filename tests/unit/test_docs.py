"""The code of the pages in docs/ runs as printed, and their links have targets."""

import re
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import yaml
from gelatoconnect import GelatoConnect, GelatoConnectError, Options
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), CHECKOUT / "CONTRIBUTING.md", CHECKOUT / "SECURITY.md"]
CONTRACT = yaml.load((CHECKOUT / "openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader)
ORDER = CONTRACT["components"]["examples"]["SubmitSeed"]["value"]
FAULT_ROW = re.compile(r"^\| `(\w+)` \| (`[^|]+`) \| `?(\w+)`?[^|]* \| (\d) \|$", re.MULTILINE)
FAULT_ROWS = [
    (call, fault, result, int(orders))
    for call, faults, result, orders in FAULT_ROW.findall((DOCS / "faults.md").read_text("utf-8"))
    for fault in re.findall(r"`([^`]+)`", faults)
]
OPERATIONS = {
    "submit": "submitOrder",
    "get": "getOrder",
    "cancel": "cancelOrder",
    "update_shipment": "updateShipment",
}


def example(page: str, name: str) -> str:
    code = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    assert code is not None
    return code[1]


def client_of(sandbox: InProcessSandbox, **options: Any) -> GelatoConnect:
    return GelatoConnect(
        api_key=sandbox.api_key,
        api_secret=sandbox.api_secret,
        base_url=sandbox.base_url,
        transport=sandbox.transport,
        options=Options(**options),
    )


def result_of(client: GelatoConnect, call: str, order_id: str) -> str:
    """Make the call and return its result in the words of the table."""
    try:
        match call:
            case "submit":
                return "recovered" if client.orders.submit(ORDER).recovered else "submitted"
            case "get":
                return str(client.orders.get(order_id).fulfillment_status)
            case "cancel":
                client.orders.cancel(order_id)
                return str(client.orders.get(order_id).fulfillment_status)
            case _:
                client.orders.update_shipment(order_id, shipment_method_uid="express")
                return "updated"
    except GelatoConnectError as error:
        return type(error).__name__


def test_sandbox_fault_table_is_parsed_completely() -> None:
    assert len(FAULT_ROWS) >= 25
    assert {call for call, *_ in FAULT_ROWS} == set(OPERATIONS)


@pytest.mark.off_contract(responses="the fault breaks the response on purpose")
@pytest.mark.parametrize(("call", "fault", "result", "orders"), FAULT_ROWS)
def test_sandbox_fault_gives_the_result_in_the_table(call: str, fault: str, result: str, orders: int) -> None:
    sandbox = InProcessSandbox()
    # Only an unknown outcome waits for the deadline; every other row ends long before it.
    deadline = 2.5 if result == "OrderOutcomeUnknown" else 30.0
    with client_of(sandbox, deadline=deadline, read_timeout=1.0) as client:
        order_id = "" if call == "submit" else client.orders.submit(ORDER).id
        plan = sandbox.inject_fault(OPERATIONS[call], fault)
        assert result_of(client, call, order_id) == result
        assert plan.completed
        assert len(sandbox.orders) == orders


def test_unknown_outcome_code_of_the_guide_saves_the_id_later() -> None:
    before, after = example("exactly-once.md", "unknown outcome").split("# Later, for every record in doubt:\n")
    sandbox, record = InProcessSandbox(), Mock()
    with client_of(sandbox, deadline=2.0) as client:
        names = {"client": client, "order": ORDER, "record": record}
        sandbox.inject_fault("submitOrder", "late_commit=60")
        exec(compile(before, "exactly-once.md", "exec"), names)  # noqa: S102 - our own page
        record.save.assert_called_once_with(state="in doubt", reference=ORDER["orderReferenceId"])
        record.reference = ORDER["orderReferenceId"]
        sandbox.advance_time(61)
        exec(compile(after, "exactly-once.md", "exec"), names)  # noqa: S102 - our own page
        record.save.assert_called_with(gelato_id=client.orders.get(record.reference).id)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_local_link_has_a_target(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https://)([^)]+)\)", text):
        path, _, heading = target.partition("#")
        linked = (page.parent / path) if path else page
        assert linked.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", linked.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
            assert heading in anchors, target


def test_index_of_docs_names_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    pages = {page.name for page in DOCS.glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()
