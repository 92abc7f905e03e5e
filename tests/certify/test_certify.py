"""`gelatoconnect-mock certify`: any server is held against the contract, and nothing is left behind."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from gelatoconnect_mock.certify.findings import Findings
from gelatoconnect_mock.certify.run import certify
from gelatoconnect_mock.certify.target import Reply, Target, Unreachable
from gelatoconnect_mock.cli import main
from gelatoconnect_mock.contract import load_contract
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.sandbox.server import SandboxServer

PAIR = "test-key:test-secret"
# What Prism cannot know: who may call, and what came before.
NEEDS_STATE = {
    "A key that nobody has is refused with 401",
    "A key without a colon and a secret is refused with 401",
    "Getting an order that does not exist is answered with 404 in the error shape",
    "A search for a reference that nobody has is a success with no orders",
    "A draft is stored, and its id comes back",
    "What was stored is read by its id and by its reference",
    "With preventDuplicate a repeated reference is refused with 409",
    "The address of an order that has not left can be replaced",
    "A canceled order reads as canceled, and canceling it again is a success",
    "An update of a canceled order is refused with 409",
}


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


def failed(findings: Findings) -> set[str]:
    return {one.check for one in findings.checks if one.outcome == "failed"}


def stored(sandbox: SandboxServer) -> list[tuple[str, str]]:
    return sandbox.call(lambda desk: [(order.kind, order.status) for order in desk.tenant("demo", "test-key").store])


def test_the_sandbox_passes_everything_and_is_left_clean(sandbox: SandboxServer) -> None:
    with Target(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert failed(findings) == set()
    assert findings.count("skipped") == 0
    assert all(fact.holds for fact in findings.facts)
    assert stored(sandbox) == [("draft", "canceled")]
    assert all(created.gone for created in findings.created)


def test_without_leave_nothing_is_written(sandbox: SandboxServer) -> None:
    with Target(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract())
    assert findings.count("failed") == 0
    seen = sandbox.call(lambda desk: {call.operation for call in desk.tenant("demo", "test-key").journal})
    assert seen <= {"getOrder", "searchOrders"}


def test_prism_fails_exactly_where_it_has_no_state(prism: PrismServer) -> None:
    with Target(prism.url, PAIR) as target:
        assert failed(certify(target, load_contract(), place_orders=True)) == NEEDS_STATE


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
    with Target(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert [name for name in failed(findings) if not name.startswith(check)] == []
    assert [(fact.place, fact.level) for fact in findings.facts if not fact.holds] == [(place, "inferred")]
    assert all(status == "canceled" for _, status in stored(sandbox))


class LosesAnswers(Target):
    """Submits, and loses the answer."""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        reply = super().ask(operation, *given, **named)
        if operation == "submitOrder":
            raise Unreachable("no answer to submitOrder (ReadTimeout)")
        return reply


def test_an_order_whose_answer_was_lost_is_cleared_away_by_its_reference(sandbox: SandboxServer) -> None:
    with LosesAnswers(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert all(created.gone for created in findings.created)


def test_each_fact_names_a_mark_of_the_contract(sandbox: SandboxServer) -> None:
    with Target(sandbox.url, PAIR) as target:
        facts = certify(target, load_contract(), place_orders=True).facts
    assert {fact.level for fact in facts} == {"documented", "observed", "sibling", "inferred"}
    assert all(fact.source for fact in facts)


def test_the_command_reports_as_text_and_junit_without_the_secret(
    sandbox: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit = tmp_path / "certify.xml"
    code = main(["certify", "--target", sandbox.url, "--key", PAIR, "--place-orders", "--junit", str(junit)])
    told = capsys.readouterr().out
    assert code == 0
    assert "16 passed, 0 failed, 0 skipped." in told
    assert "test-secret" not in told + junit.read_text()
    suite = ET.fromstring(junit.read_text())  # noqa: S314 - written a moment ago
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
    assert suite.findall("testcase/failure") == []


def test_a_failure_is_in_the_exit_code_and_in_junit(
    prism: PrismServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit = tmp_path / "certify.xml"
    assert main(["certify", "--target", prism.url, "--key", PAIR, "--junit", str(junit)]) == 1
    assert "FAILED   A key that nobody has is refused with 401: expected 401, found 200" in capsys.readouterr().out
    suite = ET.fromstring(junit.read_text())  # noqa: S314 - written a moment ago
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) > 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--target", "http://example.com/api/x", "--key", PAIR], "not sent over plain http"),
        (["--target", "nonsense", "--key", PAIR], "is no base URL"),
        (["--target", "http://127.0.0.1:9/api/x", "--key", "no-colon"], "key:secret"),
        (["--target", "http://127.0.0.1:9/api/x"], "GELATOCONNECT_MOCK_CERTIFY_KEY"),
        (["--target", "http://127.0.0.1:9/api/x", "--key", PAIR, "--junit", "/no/such/folder/x.xml"], "is no folder"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["certify", *arguments]) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_a_server_that_is_not_there_fails_each_check_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", "--target", "http://127.0.0.1:9/api/x", "--key", PAIR]) == 1
    assert "no answer to searchOrders (ConnectError)" in capsys.readouterr().out
