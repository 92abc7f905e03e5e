"""`gelatoconnect-mock certify` checks any server against the contract, each inferred fact by its mark."""

from dataclasses import replace
from typing import Any

import pytest
from gelatoconnect_mock.certify.report import text
from gelatoconnect_mock.certify.run import certify
from gelatoconnect_mock.certify.target import Target
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.certify.certify_runs import CONTRACT, PAIR, cleanups, failed, stored, with_other_orders

# Checks that need credentials or earlier requests. Prism knows neither.
NEEDS_STATE = {
    "An unknown key is refused with 401",
    "A key without a colon and a secret is refused with 401",
    "Getting an unknown order returns 404 in the error shape",
    "A search for an unknown reference returns no orders",
    "A draft is stored, and its id comes back",
    "Every created order is canceled",
}


# Checks that are skipped unless the server has stored the draft.
NEEDS_THE_DRAFT = {
    "A stored order is read by its id and by its reference",
    "A stored order is found by its reference",
    "With preventDuplicate a repeated reference is refused with 409",
    "Each order that breaks the contract is refused with 400",
    "The address of an order that is not shipped can be replaced",
    "An update with neither field is refused with 400",
    "A canceled order reads as canceled, and canceling it again succeeds",
    "An update of a canceled order is refused with 409",
}


def test_sandbox_passes_every_check_and_keeps_no_open_order(sandbox: SandboxServer) -> None:
    with_other_orders(sandbox)
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert failed(findings) == set()
    assert findings.count("skipped") == 0
    assert findings.refuted == []
    assert {"limit bounds a page", "the newest order comes first"} <= {fact.statement for fact in findings.facts}
    assert [status for _, status in stored(sandbox)].count("canceled") == 1
    assert cleanups(findings) == ["canceled"]


def test_run_without_place_orders_writes_nothing(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT)
    assert findings.count("failed") == 0
    seen = sandbox.call(lambda held: {each.operation for each in held.request_log.of(held.tenant("demo", "test-key"))})
    assert seen <= {"getOrder", "searchOrders"}


@pytest.mark.usefixtures("_no_clean_up_delay")
def test_prism_fails_exactly_the_checks_that_need_state(prism: PrismServer) -> None:
    findings = certify(Target(prism.url, PAIR), CONTRACT, place_orders=True)
    assert failed(findings) == NEEDS_STATE
    assert {one.check for one in findings.checks if one.outcome == "skipped"} == NEEDS_THE_DRAFT


@pytest.mark.parametrize(
    ("rules", "check", "place"),
    [
        ({"duplicates": "accept"}, "With preventDuplicate", "/components/responses/DuplicateOrder"),
        ({"update_canceled": "accept"}, "An update of a canceled", "/components/responses/UpdateRefused"),
    ],
)
def test_server_with_other_rules_refutes_inferred_facts(
    sandbox: SandboxServer, rules: dict[str, Any], check: str, place: str
) -> None:
    def change(api: Any) -> None:
        tenant = api.tenant("demo", "test-key")
        tenant.rules = replace(tenant.rules, **rules)

    sandbox.call(change)
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert [name for name in failed(findings) if not name.startswith(check)] == []
    assert [(fact.pointer, fact.level) for fact in findings.facts if not fact.holds] == [(place, "inferred")]
    assert all(status == "canceled" for _, status in stored(sandbox))


def test_every_fact_has_an_evidence_mark_of_the_contract(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    facts = certify(target, CONTRACT, place_orders=True).facts
    assert {fact.level for fact in facts} == {"documented", "observed", "sibling", "inferred"}
    assert all(fact.source for fact in facts)


def test_unchecked_inferred_parts_are_listed(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    reads, writes = (certify(target, CONTRACT, place_orders=place) for place in (False, True))
    assert "/components/responses/DuplicateOrder" in reads.unchecked()
    assert "/components/responses/DuplicateOrder" not in writes.unchecked()
    assert "/components/schemas/KnownFulfillmentStatus/x-evidence-values/packaged" in writes.unchecked()
    assert all(writes.mark(place)["level"] == "inferred" for place in writes.unchecked())
    assert "Inferred, and not checked here\n  /components/headers/RetryAfter" in text(writes, target)
