"""`gelatoconnect-mock certify` checks any server against the contract, each inferred fact by its mark."""

from dataclasses import replace
from typing import Any

import pytest
from gelatoconnect_mock.certify.report import text
from gelatoconnect_mock.certify.run import certify
from gelatoconnect_mock.certify.target import Target
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.certify.certify_runs import CONTRACT, PAIR, failed, fates, stored, with_other_orders

# What Prism cannot know: who may call, and what came before.
NEEDS_STATE = {
    "A key that nobody has is refused with 401",
    "A key without a colon and a secret is refused with 401",
    "Getting an order that does not exist is answered with 404 in the error shape",
    "A search for a reference that nobody has is a success with no orders",
    "A draft is stored, and its id comes back",
    "Everything created is canceled",
}


# What nobody asks of a server that has not stored the draft.
NEEDS_THE_DRAFT = {
    "What was stored is read by its id and by its reference",
    "What was stored is found by its reference",
    "With preventDuplicate a repeated reference is refused with 409",
    "An order that breaks the contract is refused with 400, and each such order by itself",
    "The address of an order that has not left can be replaced",
    "An update with neither field is refused with 400",
    "A canceled order reads as canceled, and canceling it again is a success",
    "An update of a canceled order is refused with 409",
}


def test_the_sandbox_passes_everything_and_is_left_clean(sandbox: SandboxServer) -> None:
    with_other_orders(sandbox)
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert failed(findings) == set()
    assert findings.count("skipped") == 0
    assert findings.refuted == []
    assert {"limit bounds a page", "the newest order comes first"} <= {fact.statement for fact in findings.facts}
    assert [status for _, status in stored(sandbox)].count("canceled") == 1
    assert fates(findings) == ["canceled"]


def test_without_leave_nothing_is_written(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT)
    assert findings.count("failed") == 0
    seen = sandbox.call(lambda held: {each.operation for each in held.request_log.of(held.tenant("demo", "test-key"))})
    assert seen <= {"getOrder", "searchOrders"}


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_prism_fails_exactly_where_it_has_no_state(prism: PrismServer) -> None:
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
def test_a_server_of_another_mind_refutes_what_was_inferred(
    sandbox: SandboxServer, rules: dict[str, Any], check: str, place: str
) -> None:
    def change(desk: Any) -> None:
        tenant = desk.tenant("demo", "test-key")
        tenant.rules = replace(tenant.rules, **rules)

    sandbox.call(change)
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert [name for name in failed(findings) if not name.startswith(check)] == []
    assert [(fact.place, fact.level) for fact in findings.facts if not fact.holds] == [(place, "inferred")]
    assert all(status == "canceled" for _, status in stored(sandbox))


def test_each_fact_names_a_mark_of_the_contract(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    facts = certify(target, CONTRACT, place_orders=True).facts
    assert {fact.level for fact in facts} == {"documented", "observed", "sibling", "inferred"}
    assert all(fact.source for fact in facts)


def test_what_is_inferred_and_was_not_asked_is_listed(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    reads, writes = (certify(target, CONTRACT, place_orders=place) for place in (False, True))
    assert "/components/responses/DuplicateOrder" in reads.not_asked()
    assert "/components/responses/DuplicateOrder" not in writes.not_asked()
    assert "/components/schemas/KnownFulfillmentStatus/x-evidence-values/packaged" in writes.not_asked()
    assert all(writes.mark(place)["level"] == "inferred" for place in writes.not_asked())
    assert "Inferred, and not asked here\n  /components/headers/RetryAfter" in text(writes, target)
