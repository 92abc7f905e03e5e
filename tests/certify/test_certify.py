"""`gelatoconnect-mock certify`: any server is held against the contract, and nothing is left behind."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from gelatoconnect_mock.certify.findings import Findings
from gelatoconnect_mock.certify.orders import order
from gelatoconnect_mock.certify.report import junit, text
from gelatoconnect_mock.certify.run import certify
from gelatoconnect_mock.certify.target import NotSent, Reply, Target, Unreachable
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
    target = Target(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    assert failed(findings) == set()
    assert findings.count("skipped") == 0
    assert findings.refuted == []
    assert {"limit bounds a page", "the newest order comes first"} <= {fact.statement for fact in findings.facts}
    assert [status for _, status in stored(sandbox)].count("canceled") == 1
    assert fates(findings) == ["canceled"]


def test_without_leave_nothing_is_written(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    findings = certify(target, load_contract())
    assert findings.count("failed") == 0
    seen = sandbox.call(lambda desk: {call.operation for call in desk.tenant("demo", "test-key").journal})
    assert seen <= {"getOrder", "searchOrders"}


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_prism_fails_exactly_where_it_has_no_state(prism: PrismServer) -> None:
    findings = certify(Target(prism.url, PAIR), load_contract(), place_orders=True)
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
    target = LosesAnswers(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]


@pytest.mark.parametrize("answer", ["409", "408", "502", "307"])
def test_an_answer_that_does_not_tell_what_was_stored_leaves_nothing_behind(
    sandbox: SandboxServer, answer: str
) -> None:
    planned(sandbox, f"after:status={answer}")
    target = Target(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_an_order_that_cannot_be_found_is_listed_and_fails_the_run(sandbox: SandboxServer) -> None:
    planned(sandbox, "late_commit=60")
    target = Target(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    assert fates(findings) == ["not found"]
    assert "Everything created is canceled" in failed(findings)
    assert "NOT FOUND, and may appear later" in text(findings, target)


class IgnoresCancellation(Target):
    """Says that it cancels."""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        if operation == "cancelOrder":
            return Reply(operation, 200, {"code": 200, "message": "Canceled"}, ())
        return super().ask(operation, *given, **named)


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_a_cancellation_is_believed_only_where_the_order_reads_as_canceled(sandbox: SandboxServer) -> None:
    target = IgnoresCancellation(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    assert fates(findings) == ["left"]
    told = text(findings, target)
    (left,) = sandbox.call(lambda desk: [order.id for order in desk.tenant("demo", "test-key").store])
    assert f"NOT CANCELED ({left}): cancel it by hand" in told


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_a_second_order_that_may_still_come_is_told_beside_the_first(sandbox: SandboxServer) -> None:
    def change(desk: Any) -> None:
        tenant = desk.tenant("demo", "test-key")
        tenant.rules = replace(tenant.rules, duplicates="accept")
        steps = [{"operation": "submitOrder", "fault": fault, "times": 1} for fault in ("none", "late_commit=60")]
        desk.plans.add("test-key", read_steps(steps))

    sandbox.call(change)
    target = Target(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    assert fates(findings)[0] == "not found"
    assert re.search(r"NOT FOUND beside [-0-9a-f]+, which is canceled, and may appear later", text(findings, target))


class NamesAnothersOrder(Target):
    """Answers a submission with somebody else's order."""

    foreign = ""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        reply = super().ask(operation, *given, **named)
        if operation == "submitOrder" and reply.success:
            reply.content.update(id=self.foreign, orderReferenceId="other-0")
        return reply


def test_nobody_elses_order_is_touched(sandbox: SandboxServer) -> None:
    with_other_orders(sandbox)
    target = NamesAnothersOrder(sandbox.url, PAIR)
    target.foreign = sandbox.call(lambda desk: desk.tenant("demo", "test-key").store.named("other-0", None, 1e18).id)
    findings = certify(target, load_contract(), place_orders=True)
    states = sandbox.call(lambda desk: {o.reference: o.status for o in desk.tenant("demo", "test-key").store})
    assert states.pop(next(iter(findings.created))) == "canceled"
    assert {*states.values()} == {"draft"}


class StoppedWhileClearing(Target):
    """Is stopped by its user in the middle of the cleaning up."""

    stops = 1

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        if operation == "submitOrder" and self.stops:
            super().ask(operation, *given, **named)
            raise Unreachable("no answer to submitOrder (ReadTimeout)")
        if operation == "cancelOrder" and self.stops:
            self.stops = 0
            raise KeyboardInterrupt
        return super().ask(operation, *given, **named)


def test_a_stop_while_it_clears_away_leaves_nothing(sandbox: SandboxServer) -> None:
    target = StoppedWhileClearing(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]
    assert findings.interrupted
    assert "The run comes to its end" in failed(findings)


class LosesTheAnswersOfTheClearing(Target):
    """Cancels, and loses the answer; and loses every search."""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        reply = super().ask(operation, *given, **named)
        if operation == "cancelOrder" or (operation == "submitOrder" and reply.success):
            raise Unreachable(f"no answer to {operation} (ReadTimeout)")
        return reply


def test_no_silence_ends_the_clearing(sandbox: SandboxServer) -> None:
    findings = certify(LosesTheAnswersOfTheClearing(sandbox.url, PAIR), load_contract(), place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]


class MakesRealOrders(Target):
    """Takes a draft for an order."""

    def ask(self, operation: str, named: str = "", body: Any = None, **more: Any) -> Reply:
        if operation == "submitOrder":
            body = {**body, "orderType": "order"}
        return super().ask(operation, named, body, **more)


def test_where_a_draft_becomes_a_real_order_no_other_one_is_placed(sandbox: SandboxServer) -> None:
    target = MakesRealOrders(sandbox.url, PAIR)
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
    target = Interrupted(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    assert findings.interrupted
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]
    assert "Interrupted: the later checks were not made." in text(findings, target)


def test_each_fact_names_a_mark_of_the_contract(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    facts = certify(target, load_contract(), place_orders=True).facts
    assert {fact.level for fact in facts} == {"documented", "observed", "sibling", "inferred"}
    assert all(fact.source for fact in facts)


def test_what_is_inferred_and_was_not_asked_is_listed(sandbox: SandboxServer) -> None:
    target = Target(sandbox.url, PAIR)
    reads, writes = (certify(target, load_contract(), place_orders=place) for place in (False, True))
    assert "/components/responses/DuplicateOrder" in reads.not_asked()
    assert "/components/responses/DuplicateOrder" not in writes.not_asked()
    assert "/components/schemas/KnownFulfillmentStatus/x-evidence-values/packaged" in writes.not_asked()
    assert all(writes.mark(place)["level"] == "inferred" for place in writes.not_asked())
    assert "Inferred, and not asked here\n  /components/headers/RetryAfter" in text(writes, target)


def test_the_command_reports_as_text_and_junit_without_the_secret(
    sandbox: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit = tmp_path / "certify.xml"
    code = main(["certify", "--target", sandbox.url, "--key", PAIR, "--place-orders", "--junit", str(junit)])
    told = capsys.readouterr().out
    assert code == 0
    assert "18 passed, 0 failed, 0 skipped." in told
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
        (
            ["--target", "http://127.0.0.1:9/api/x", "--key", PAIR, "--junit", "/no/such/folder/x.xml"],
            "cannot be written",
        ),
        (["--target", "http://127.0.0.1:9/api/x", "--key", PAIR, "--junit", "/"], "cannot be written"),
        (["--target", "http://127.0.0.1:9/api/x", "--key", PAIR, "--junit", ""], "cannot be written"),
        (["--target", "http://127.0.0.1:abc/api/x", "--key", PAIR], "is no base URL"),
        (["--target", "http://[::1", "--key", PAIR], "is no base URL"),
        (["--target", "https://:pw@example.com/api/x", "--key", PAIR], "is no base URL"),
        (["--target", "http://127.0.0.1:9/api/x?", "--key", PAIR], "is no base URL"),
        (["--target", "https://xn--/x", "--key", PAIR], "is no base URL"),
        (["--target", "http://127.0.0.1:9/x", "--key", PAIR, "--customer-reference-id", "\u00e4"], "plain ASCII"),
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


Answer = Callable[[socket.socket], None]


@pytest.fixture
def answering() -> Iterator[Callable[[bytes | Answer], str]]:
    """A server that says the same to whatever it is asked: bytes, or what a function of the connection does."""
    listeners = []

    def start(said: bytes | Answer) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(OSError):
                        connection.recv(65_536)
                        if isinstance(said, bytes):
                            connection.sendall(said)
                        else:
                            said(connection)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/api/x"

    yield start
    for listener in listeners:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def said(status: str, body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 " + status.encode(), b"Content-Length: %d" % len(body), b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "answer",
    [
        said("401 Unauthorized", b'{"status":"Unauthorized."}', b"Content-Type: application/json"),
        said("404 Not Found", b'{"code":"NOT_FOUND","message":"No such path"}', b"Content-Type: application/json"),
        said("200 OK", b"<html>Please log in</html>", b"Content-Type: text/html"),
        said("302 Found", b"", b"Location: https://example.com/login"),
        said("429 Too Many Requests", b"{}"),
        said("503 Service Unavailable", b"<html>"),
    ],
    ids=["key refused", "wrong URL", "a web page", "redirected", "limited", "failing"],
)
def test_where_the_key_or_the_url_is_wrong_no_fact_is_told_and_no_order_placed(
    answer: bytes, answering: Callable[[bytes], str]
) -> None:
    findings = certify(Target(answering(answer), PAIR), load_contract(), place_orders=True)
    assert failed(findings) == {"A search with the key that was given is a success of the contract"}
    assert findings.facts == []
    assert findings.created == {}


def trickling(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b" " * 65_536 + b"\r\n")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (trickling, "no answer to searchOrders (TimeoutError)"),
        (endless, "the body is longer than 8,388,608 bytes"),
        (said("200 OK", b"plain", b"Content-Encoding: gzip"), "no answer to searchOrders (DecodingError)"),
    ],
    ids=["a byte at a time", "without an end", "not what it says"],
)
def test_an_answer_that_is_none_is_a_sentence_in_time(
    answer: bytes | Answer, why: str, answering: Callable[[bytes | Answer], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gelatoconnect_mock.certify.target._PATIENCE", 0.5 if answer is trickling else 10.0)
    findings = certify(Target(answering(answer), PAIR), load_contract(), place_orders=True)
    assert why in findings.checks[0].sentence
    assert findings.count("skipped") == len(findings.checks) - 1


class Echoes(Target):
    """Repeats the key as the state of an order, and worse."""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        reply = super().ask(operation, *given, **named)
        if operation == "getOrder" and reply.success:
            reply.content["fulfillmentStatus"] = f"{PAIR}\n  passed   evil\x1b[31m"
        return reply


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_what_a_server_says_is_shown_on_one_line_without_the_secret(sandbox: SandboxServer) -> None:
    target = Echoes(sandbox.url, PAIR)
    findings = certify(target, load_contract(), place_orders=True)
    told = text(findings, target) + junit(findings, target)
    assert "test-secret" not in told
    assert "\n  passed   evil" not in told
    assert "\x1b" not in told
    ET.fromstring(junit(findings, target))  # noqa: S314 - written a moment ago
    assert "seen: ***:***?  passed   evil" in told or "seen: ***?  passed   evil" in told


def test_a_run_that_is_told_to_stop_clears_away_and_reports(sandbox: SandboxServer, tmp_path: Path) -> None:
    steps = read_steps([{"operation": "searchOrders", "fault": "before:delay=0.3", "times": 50}])
    sandbox.call(lambda desk: desk.plans.add("test-key", steps))
    file = tmp_path / "certify.xml"
    command = [sys.executable, "-m", "gelatoconnect_mock", "certify", "--target", sandbox.url, "--place-orders"]
    environment = {**os.environ, "GELATOCONNECT_MOCK_CERTIFY_KEY": PAIR}
    with subprocess.Popen(  # noqa: S603 - our own
        [*command, "--junit", str(file)], stdout=subprocess.PIPE, text=True, env=environment
    ) as run:
        deadline = time.monotonic() + 30
        while not stored(sandbox):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        run.terminate()
        told, _ = run.communicate(timeout=30)
    assert run.returncode == 130
    assert stored(sandbox) == [("draft", "canceled")]
    assert "Interrupted: the later checks were not made." in told
    assert re.search(r"certify-\w+: canceled \([-0-9a-f]+\)", told)
    assert "certify-" in file.read_text()


def test_a_large_answer_with_millions_of_faults_is_told_by_the_first(answering: Callable[[bytes], str]) -> None:
    body = b'{"orders":[' + b"{}," * 1_500_000 + b"{}]}"
    findings = certify(
        Target(answering(said("200 OK", body, b"Content-Type: application/json")), PAIR), load_contract()
    )
    assert findings.checks[0].outcome == "failed"
    assert len(findings.checks[0].sentence) < 200


def test_plain_http_does_not_leave_this_machine_by_a_proxy(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert Target(sandbox.url, PAIR).ask("searchOrders", body={"limit": 1}).success


def test_what_was_created_is_told_before_the_file_is_written(
    sandbox: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no disk that is always full")
    code = main(["certify", "--target", sandbox.url, "--key", PAIR, "--place-orders", "--junit", str(full)])
    told = capsys.readouterr()
    assert code == 1
    assert re.search(r"certify-\w+: canceled", told.out)
    assert "the report cannot be written" in told.err


def test_what_certainly_never_left_is_on_no_list(sandbox: SandboxServer) -> None:
    class Gone(Target):
        def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
            if operation == "submitOrder":
                raise NotSent("no answer to submitOrder (ConnectError)")
            return super().ask(operation, *given, **named)

    findings = certify(Gone(sandbox.url, PAIR), load_contract(), place_orders=True)
    assert findings.created == {}
    assert stored(sandbox) == []
