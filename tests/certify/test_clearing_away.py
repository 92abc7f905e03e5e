"""A run cancels and reports every order that it placed or may have placed, and touches no other order."""

import re
from dataclasses import replace
from typing import Any

import pytest
from gelatoconnect_mock.certify.report import text
from gelatoconnect_mock.certify.run import certify
from gelatoconnect_mock.certify.target import NotSent, Reply, Target, Unreachable
from gelatoconnect_mock.sandbox.faults.plans import read_steps
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.certify.certify_runs import CONTRACT, PAIR, failed, fates, planned, stored, with_other_orders


class LosesAnswers(Target):
    """Submits, and loses the answer."""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        reply = super().ask(operation, *given, **named)
        if operation == "submitOrder":
            raise Unreachable("no answer to submitOrder (ReadTimeout)")
        return reply


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_an_order_whose_answer_was_lost_is_cleared_away_by_its_reference(sandbox: SandboxServer) -> None:
    target = LosesAnswers(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]


@pytest.mark.parametrize("answer", ["409", "408", "502", "307"])
def test_unclear_answer_to_a_submission_leaves_nothing_behind(sandbox: SandboxServer, answer: str) -> None:
    planned(sandbox, f"after:status={answer}")
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_an_order_that_cannot_be_found_is_listed_and_fails_the_run(sandbox: SandboxServer) -> None:
    planned(sandbox, "late_commit=60")
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
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
    findings = certify(target, CONTRACT, place_orders=True)
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
    findings = certify(target, CONTRACT, place_orders=True)
    assert fates(findings)[0] == "not found"
    assert re.search(r"NOT FOUND beside [-0-9a-f]+, which is canceled, and may appear later", text(findings, target))


class NamesAnothersOrder(Target):
    """Answers a submission with somebody else's order."""

    foreign, echo = "", {"orderReferenceId": "other-0"}

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        reply = super().ask(operation, *given, **named)
        if operation == "submitOrder" and reply.success:
            reply.content.clear()
            reply.content.update(id=self.foreign, **self.echo)
        return reply


@pytest.mark.parametrize("echo", [{"orderReferenceId": "other-0"}, {}], ids=str)
def test_nobody_elses_order_is_touched(sandbox: SandboxServer, echo: dict[str, str]) -> None:
    with_other_orders(sandbox)
    target = NamesAnothersOrder(sandbox.url, PAIR)
    target.echo = echo
    other = sandbox.call(lambda desk: desk.tenant("demo", "test-key").store.find("other-0", None, 1e18))
    assert other is not None
    target.foreign = other.id
    findings = certify(target, CONTRACT, place_orders=True)
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
    findings = certify(target, CONTRACT, place_orders=True)
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
    findings = certify(LosesTheAnswersOfTheClearing(sandbox.url, PAIR), CONTRACT, place_orders=True)
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
    findings = certify(target, CONTRACT, place_orders=True)
    assert stored(sandbox) == [("order", "canceled")]
    posts = sandbox.call(lambda held: [each.operation for each in held.request_log.of(held.tenant("demo", "test-key"))])
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
    findings = certify(target, CONTRACT, place_orders=True)
    assert findings.interrupted
    assert stored(sandbox) == [("draft", "canceled")]
    assert fates(findings) == ["canceled"]
    assert "Interrupted: the later checks were not made." in text(findings, target)


def test_what_certainly_never_left_is_on_no_list(sandbox: SandboxServer) -> None:
    class Gone(Target):
        def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
            if operation == "submitOrder":
                raise NotSent("no answer to submitOrder (ConnectError)")
            return super().ask(operation, *given, **named)

    findings = certify(Gone(sandbox.url, PAIR), CONTRACT, place_orders=True)
    assert findings.created == {}
    assert stored(sandbox) == []
