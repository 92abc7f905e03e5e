"""`gelatoconnect-mock certify`: any server is held against the contract, and nothing is left behind."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from gelatoconnect_mock.certify.findings import Findings
from gelatoconnect_mock.certify.orders import order
from gelatoconnect_mock.certify.report import text
from gelatoconnect_mock.certify.run import certify
from gelatoconnect_mock.certify.target import Reply, Target, Unreachable
from gelatoconnect_mock.cli import main
from gelatoconnect_mock.contract import load_contract
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.sandbox.plans import read_steps
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
    "Everything created is canceled",
}


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


def failed(findings: Findings) -> set[str]:
    return {one.check for one in findings.checks if one.outcome == "failed"}


def stored(sandbox: SandboxServer) -> list[tuple[str, str]]:
    return sandbox.call(lambda desk: [(order.kind, order.status) for order in desk.tenant("demo", "test-key").store])


def fates(findings: Findings) -> list[str]:
    return [created.fate for created in findings.created.values()]


def with_other_orders(sandbox: SandboxServer) -> None:
    """Let there be more orders than a page holds."""
    with httpx.Client(base_url=sandbox.url, headers={"X-API-KEY": PAIR}, trust_env=False) as client:
        for number in range(6):
            assert client.post("/order", json=order(f"other-{number}")).status_code == 200


def test_the_sandbox_passes_everything_and_is_left_clean(sandbox: SandboxServer) -> None:
    with_other_orders(sandbox)
    with Target(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert failed(findings) == set()
    assert findings.count("skipped") == 0
    assert findings.refuted == []
    assert {"limit bounds a page", "the newest order comes first"} <= {fact.statement for fact in findings.facts}
    assert [status for _, status in stored(sandbox)].count("canceled") == 1
    assert fates(findings) == ["canceled"]


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


def planned(sandbox: SandboxServer, fault: str) -> None:
    """Have the first submission meet a fault."""
    steps = read_steps([{"operation": "submitOrder", "fault": fault, "times": 1}])
    sandbox.call(lambda desk: desk.plans.add("test-key", steps))


@pytest.fixture
def _looks_follow_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gelatoconnect_mock.certify.submission._BETWEEN_LOOKS", 0.0)


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_an_order_whose_answer_was_lost_is_cleared_away_by_its_reference(sandbox: SandboxServer) -> None:
    with LosesAnswers(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    # Of the first broken one nobody can tell: its refusal was lost as well.
    assert fates(findings) == ["canceled", "not found"]


@pytest.mark.parametrize("answer", ["409", "408", "502", "307"])
def test_an_answer_that_does_not_tell_what_was_stored_leaves_nothing_behind(
    sandbox: SandboxServer, answer: str
) -> None:
    planned(sandbox, f"after:status={answer}")
    with Target(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_an_order_that_cannot_be_found_is_listed_and_fails_the_run(sandbox: SandboxServer) -> None:
    planned(sandbox, "late_commit=60")
    with Target(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert fates(findings) == ["not found"]
    assert "Everything created is canceled" in failed(findings)
    assert "NOT FOUND, and it may appear later" in text(findings, sandbox.url)


class IgnoresCancellation(Target):
    """Says that it cancels."""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        if operation == "cancelOrder":
            return Reply(operation, 200, {"code": 200, "message": "Canceled"}, ())
        return super().ask(operation, *given, **named)


def test_a_cancellation_is_believed_only_where_the_order_reads_as_canceled(sandbox: SandboxServer) -> None:
    with IgnoresCancellation(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert fates(findings) == ["left"]
    told = text(findings, sandbox.url)
    (left,) = sandbox.call(lambda desk: [order.id for order in desk.tenant("demo", "test-key").store])
    assert f"NOT CANCELED ({left}): cancel it by hand" in told


class MakesRealOrders(Target):
    """Takes a draft for an order."""

    def ask(self, operation: str, named: str = "", body: Any = None, **more: Any) -> Reply:
        if operation == "submitOrder":
            body = {**body, "orderType": "order"}
        return super().ask(operation, named, body, **more)


def test_where_a_draft_becomes_a_real_order_no_other_one_is_placed(sandbox: SandboxServer) -> None:
    with MakesRealOrders(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert stored(sandbox) == [("order", "canceled")]
    posts = sandbox.call(lambda desk: [call.operation for call in desk.tenant("demo", "test-key").journal])
    assert posts.count("submitOrder") == 1
    assert "What was stored is read by its id and by its reference" in failed(findings)


class Interrupted(Target):
    """Is stopped by its user once an order is stored."""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        reply = super().ask(operation, *given, **named)
        if operation == "submitOrder":
            raise KeyboardInterrupt
        return reply


def test_an_interrupted_run_clears_away_and_says_what_it_had_created(sandbox: SandboxServer) -> None:
    with Interrupted(sandbox.url, PAIR) as target:
        findings = certify(target, load_contract(), place_orders=True)
    assert findings.interrupted
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]
    assert "Interrupted: the later checks were not made." in text(findings, sandbox.url)


def test_each_fact_names_a_mark_of_the_contract(sandbox: SandboxServer) -> None:
    with Target(sandbox.url, PAIR) as target:
        facts = certify(target, load_contract(), place_orders=True).facts
    assert {fact.level for fact in facts} == {"documented", "observed", "sibling", "inferred"}
    assert all(fact.source for fact in facts)


def test_what_is_inferred_and_was_not_asked_is_listed(sandbox: SandboxServer) -> None:
    with Target(sandbox.url, PAIR) as target:
        reads, writes = (certify(target, load_contract(), place_orders=place) for place in (False, True))
    assert "/components/responses/DuplicateOrder" in reads.not_asked()
    assert "/components/responses/DuplicateOrder" not in writes.not_asked()
    assert "/components/schemas/KnownFulfillmentStatus/x-evidence-values/packaged" in writes.not_asked()
    assert all(writes.mark(place)["level"] == "inferred" for place in writes.not_asked())
    assert "Inferred, and not asked here\n  /components/headers/RetryAfter" in text(writes, sandbox.url)


def test_the_command_reports_as_text_and_junit_without_the_secret(
    sandbox: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit = tmp_path / "certify.xml"
    code = main(["certify", "--target", sandbox.url, "--key", PAIR, "--place-orders", "--junit", str(junit)])
    told = capsys.readouterr().out
    assert code == 0
    assert "17 passed, 0 failed, 0 skipped." in told
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


def test_a_server_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", "--target", "http://127.0.0.1:9/api/x", "--key", PAIR]) == 2
    told = capsys.readouterr().err
    assert "no answer to searchOrders (ConnectError). Check --target" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("url", ["https://me:hunter2@example.com/api/x", "https://example.com/api/x?token=hunter2"])
def test_a_password_in_the_url_is_refused_and_not_repeated(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", "--target", url, "--key", PAIR]) == 2
    assert "hunter2" not in capsys.readouterr().err


def test_a_refuted_fact_is_in_the_exit_code_as_in_junit(
    sandbox: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(desk: Any) -> None:
        tenant = desk.tenant("demo", "test-key")
        tenant.rules = replace(tenant.rules, duplicates="accept")

    sandbox.call(change)
    junit = tmp_path / "certify.xml"
    arguments = ["--target", sandbox.url, "--key", PAIR, "--place-orders", "--junit", str(junit)]
    assert main(["certify", *arguments]) == 1
    suite = ET.fromstring(junit.read_text())  # noqa: S314 - written a moment ago
    assert int(suite.attrib["failures"]) == 2
    assert "REFUTED   inferred" in capsys.readouterr().out
