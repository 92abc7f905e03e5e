"""A run cancels and reports every order that it placed or may have placed, and touches no other order."""

import re
from dataclasses import replace
from typing import Any

import pytest
from gelatoconnect_mock.certify.report import text
from gelatoconnect_mock.certify.run import certify
from gelatoconnect_mock.certify.target import NotSent, Response, Target, Unreachable
from gelatoconnect_mock.sandbox.faults.plans import read_steps
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.certify.certify_runs import CONTRACT, PAIR, cleanups, failed, planned, stored, with_other_orders


class LosesResponses(Target):
    """Submits, and loses the response."""

    def send(self, operation: str, *arguments: Any, **options: Any) -> Response:
        response = super().send(operation, *arguments, **options)
        if operation == "submitOrder":
            raise Unreachable("no response to submitOrder (ReadTimeout)")
        return response


@pytest.mark.usefixtures("_no_clean_up_delay")
def test_order_after_a_lost_response_is_canceled_by_its_reference(sandbox: SandboxServer) -> None:
    target = LosesResponses(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert cleanups(findings) == ["canceled"]


@pytest.mark.parametrize("status", ["409", "408", "502", "307"])
def test_unclear_submit_response_leaves_no_open_order(sandbox: SandboxServer, status: str) -> None:
    planned(sandbox, f"after:status={status}")
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert cleanups(findings) == ["canceled"]


@pytest.mark.usefixtures("_no_clean_up_delay")
def test_order_that_cannot_be_found_is_listed_and_fails_the_run(sandbox: SandboxServer) -> None:
    planned(sandbox, "late_commit=60")
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert cleanups(findings) == ["not found"]
    assert "Every created order is canceled" in failed(findings)
    assert "NOT FOUND, and may appear later" in text(findings, target)


class IgnoresCancellation(Target):
    """A server that confirms a cancellation and ignores it."""

    def send(self, operation: str, *arguments: Any, **options: Any) -> Response:
        if operation == "cancelOrder":
            return Response(operation, 200, {"code": 200, "message": "Canceled"}, ())
        return super().send(operation, *arguments, **options)


@pytest.mark.usefixtures("_no_clean_up_delay")
def test_order_counts_as_canceled_only_if_it_reads_as_canceled(sandbox: SandboxServer) -> None:
    target = IgnoresCancellation(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert cleanups(findings) == ["left"]
    output = text(findings, target)
    (left,) = sandbox.call(lambda api: [order.id for order in api.tenant("demo", "test-key").store])
    assert f"NOT CANCELED ({left}): cancel it by hand" in output


@pytest.mark.usefixtures("_no_clean_up_delay")
def test_second_order_that_may_still_appear_is_listed_with_the_first(sandbox: SandboxServer) -> None:
    def change(api: Any) -> None:
        tenant = api.tenant("demo", "test-key")
        tenant.rules = replace(tenant.rules, duplicates="accept")
        steps = [{"operation": "submitOrder", "fault": fault, "times": 1} for fault in ("none", "late_commit=60")]
        api.plans.add("test-key", read_steps(steps))

    sandbox.call(change)
    target = Target(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert cleanups(findings)[0] == "not found"
    assert re.search(r"NOT FOUND beside [-0-9a-f]+, which is canceled, and may appear later", text(findings, target))


class ReturnsForeignOrder(Target):
    """A server that responds to a submission with the order of another client."""

    foreign, echo = "", {"orderReferenceId": "other-0"}

    def send(self, operation: str, *arguments: Any, **options: Any) -> Response:
        response = super().send(operation, *arguments, **options)
        if operation == "submitOrder" and response.is_success:
            response.content.clear()
            response.content.update(id=self.foreign, **self.echo)
        return response


@pytest.mark.parametrize("echo", [{"orderReferenceId": "other-0"}, {}], ids=str)
def test_orders_of_other_clients_are_not_touched(sandbox: SandboxServer, echo: dict[str, str]) -> None:
    with_other_orders(sandbox)
    target = ReturnsForeignOrder(sandbox.url, PAIR)
    target.echo = echo
    other = sandbox.call(lambda api: api.tenant("demo", "test-key").store.find("other-0", None, 1e18))
    assert other is not None
    target.foreign = other.id
    findings = certify(target, CONTRACT, place_orders=True)
    states = sandbox.call(lambda api: {o.reference: o.status for o in api.tenant("demo", "test-key").store})
    assert states.pop(next(iter(findings.created))) == "canceled"
    assert {*states.values()} == {"draft"}


class InterruptedCleanUp(Target):
    """A run that is interrupted during the clean-up."""

    stops = 1

    def send(self, operation: str, *arguments: Any, **options: Any) -> Response:
        if operation == "submitOrder" and self.stops:
            super().send(operation, *arguments, **options)
            raise Unreachable("no response to submitOrder (ReadTimeout)")
        if operation == "cancelOrder" and self.stops:
            self.stops = 0
            raise KeyboardInterrupt
        return super().send(operation, *arguments, **options)


def test_stop_during_the_clean_up_leaves_no_open_order(sandbox: SandboxServer) -> None:
    target = InterruptedCleanUp(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert cleanups(findings) == ["canceled"]
    assert findings.is_interrupted
    assert "The run completes" in failed(findings)


class LosesCleanUpResponses(Target):
    """A server that cancels and submits, and loses the responses."""

    def send(self, operation: str, *arguments: Any, **options: Any) -> Response:
        response = super().send(operation, *arguments, **options)
        if operation == "cancelOrder" or (operation == "submitOrder" and response.is_success):
            raise Unreachable(f"no response to {operation} (ReadTimeout)")
        return response


def test_lost_responses_do_not_end_the_clean_up(sandbox: SandboxServer) -> None:
    findings = certify(LosesCleanUpResponses(sandbox.url, PAIR), CONTRACT, place_orders=True)
    assert stored(sandbox) == [("draft", "canceled")]
    assert cleanups(findings) == ["canceled"]


class StoresRealOrders(Target):
    """A server that stores a draft as a real order."""

    def send(self, operation: str, order: str = "", body: Any = None, **options: Any) -> Response:
        if operation == "submitOrder":
            body = {**body, "orderType": "order"}
        return super().send(operation, order, body, **options)


def test_draft_stored_as_a_real_order_is_the_only_order_placed(sandbox: SandboxServer) -> None:
    target = StoresRealOrders(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert stored(sandbox) == [("order", "canceled")]
    posts = sandbox.call(lambda held: [each.operation for each in held.request_log.of(held.tenant("demo", "test-key"))])
    assert posts.count("submitOrder") == 1
    assert "A stored order is read by its id and by its reference" in failed(findings)


class Interrupted(Target):
    """A run that is interrupted once an order is stored."""

    def send(self, operation: str, *arguments: Any, **options: Any) -> Response:
        response = super().send(operation, *arguments, **options)
        if operation == "submitOrder":
            raise KeyboardInterrupt
        return response


def test_interrupted_run_cleans_up_and_lists_its_orders(sandbox: SandboxServer) -> None:
    target = Interrupted(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    assert findings.is_interrupted
    assert stored(sandbox) == [("draft", "canceled")]
    assert cleanups(findings) == ["canceled"]
    assert "Interrupted: the later checks did not run." in text(findings, target)


def test_request_that_never_left_is_not_listed(sandbox: SandboxServer) -> None:
    class Gone(Target):
        def send(self, operation: str, *arguments: Any, **options: Any) -> Response:
            if operation == "submitOrder":
                raise NotSent("no response to submitOrder (ConnectError)")
            return super().send(operation, *arguments, **options)

    findings = certify(Gone(sandbox.url, PAIR), CONTRACT, place_orders=True)
    assert findings.created == {}
    assert stored(sandbox) == []
