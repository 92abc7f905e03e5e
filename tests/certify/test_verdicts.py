"""Every rule of every check, each in a case of its own: the responses of a server, the outcome, and the facts."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from gelatoconnect_mock.certify import reads, writes
from gelatoconnect_mock.certify.findings import Created, Failed, Finding, Findings, Skipped
from gelatoconnect_mock.certify.orders import order
from gelatoconnect_mock.certify.reads import READS
from gelatoconnect_mock.certify.submission import Draft, clean_up, submit
from gelatoconnect_mock.certify.target import Response, Target, Unreachable
from gelatoconnect_mock.certify.writes import WRITES

from tests.certify.certify_runs import CONTRACT, PAIR

REFERENCE = "certify-1"
ERROR = {"code": "X", "message": "y"}
Answer = tuple[Any, ...]
"""Status, content, and violations."""


class Scripted(Target):
    """A target that gives these responses in turn, and keeps what was sent."""

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__("http://127.0.0.1:9/api/x", PAIR)
        self._answers = list(answers)
        self.sent: list[tuple[str, str, Any]] = []

    def send(
        self, operation: str, order: str = "", body: Any = None, *, pair: str | None = None, content_type: str = ""
    ) -> Response:
        self.sent.append((operation, order, body if not (pair or content_type) else (body, pair, content_type)))
        status, content, *violations = self._answers.pop(0)
        return Response(operation, status, content, tuple(violations))


class Verdict(NamedTuple):
    outcome: str
    """`passed`, `skipped`, or the words of a failure."""
    facts: dict[str, bool]


def judged(check: Callable[..., None], answers: list[Answer], draft: Draft | None = None) -> Verdict:
    """Return the verdict of a check about a server with these responses, which it asks for one by one."""
    findings, target = Findings(CONTRACT), Scripted(answers)
    outcome = "passed"
    try:
        check(target, findings, *([] if check in READS else [draft or stored()]))
    except Failed as failed:
        outcome = str(failed)
    except Skipped:
        outcome = "skipped"
    if outcome == "passed":
        assert target._answers == [], "the check asks for every response of the case"
    return Verdict(outcome, {fact.pointer.rpartition("/")[2]: fact.holds for fact in findings.facts})


def stored(**state: Any) -> Draft:
    """Return a draft that the server has stored, and shown to be a draft."""
    draft = Draft(REFERENCE, "id-1", is_kept_as_draft=True)
    for name, value in state.items():
        setattr(draft, name, value)
    return draft


def orders(*created: str | None) -> dict[str, Any]:
    return {
        "orders": [{"id": f"id-{n}", "orderReferenceId": f"r-{n}", "createdAt": at} for n, at in enumerate(created)]
    }


def times(count: int) -> list[str]:
    return [f"2025-01-{20 - n:02d}T10:00:00+00:00" for n in range(count)]


OWN = {"id": "id-1", "orderReferenceId": REFERENCE, "orderType": "draft", "fulfillmentStatus": "draft"}
FOUND = {"orders": [{"id": "id-1", "orderReferenceId": REFERENCE}]}
OTHERS = {"orders": [{"id": "id-1"}, {"id": "id-2"}]}
NEW = {"shippingAddress": {"addressLine1": "124 Main St"}}
NAMED = [
    {"details": [{"reference": name}], **ERROR}
    for name in ("items", "items[0].quantity", "currency", "shippingAddress.city", "items[0]")
]
CANCELED = {**OWN, "fulfillmentStatus": "canceled"}
WITHOUT_TIME = {"orders": [{"id": "1"}, {"id": "2"}]}
SHAPE = {"code": True, "message": True}

GOOD: dict[Callable[..., None], list[Answer]] = {
    reads.the_key_is_accepted: [(200, orders())],
    reads.a_wrong_key_is_refused: [(401, {"status": "Unauthorized."})],
    reads.a_key_without_its_secret_is_refused: [(401, {"status": "Unauthorized."})],
    reads.an_order_that_does_not_exist_is_not_found: [(404, ERROR)],
    reads.a_search_returns_a_page: [(200, orders(*times(5)))],
    reads.an_unknown_reference_is_an_empty_list: [(200, orders()), (200, orders(*times(1)))],
    reads.a_search_that_breaks_the_contract_is_refused: [(400, ERROR)],
    reads.a_body_that_is_not_declared_as_json_is_refused: [(415, ERROR)],
    writes.a_draft_is_stored: [(200, OWN)],
    writes.a_stored_order_is_read_by_its_id_and_by_its_reference: [(200, OWN), (200, OWN)],
    writes.a_stored_order_is_found_by_search: [(200, FOUND), (200, OTHERS)],
    writes.a_repeated_reference_is_refused: [(409, ERROR)],
    writes.a_broken_order_is_refused: [(400, named) for named in NAMED],
    writes.a_shipment_is_updated: [(200, NEW), (200, {**OWN, **NEW})],
    writes.an_update_of_nothing_is_refused: [(400, ERROR)],
    writes.an_order_is_canceled_and_reads_as_canceled: [(200, {}), (200, CANCELED), (200, {})],
    writes.a_canceled_order_is_not_updated: [(409, ERROR)],
}
"""Each check, and the responses with which it passes."""
FACTS: dict[Callable[..., None], dict[str, bool]] = {
    reads.a_wrong_key_is_refused: {"BadCredentials": True, "status": True},
    reads.an_order_that_does_not_exist_is_not_found: {"OrderNotFound": True, **SHAPE},
    reads.a_search_returns_a_page: {"limit": True, "orders": True},
    reads.an_unknown_reference_is_an_empty_list: {"orderReferenceId": True},
    reads.a_search_that_breaks_the_contract_is_refused: {"limit": True, **SHAPE},
    reads.a_body_that_is_not_declared_as_json_is_refused: {"BodyNotJson": True},
    writes.a_stored_order_is_read_by_its_id_and_by_its_reference: {"draft": True},
    writes.a_stored_order_is_found_by_search: {"orderReferenceIds": True},
    writes.a_repeated_reference_is_refused: {"DuplicateOrder": True},
    writes.a_broken_order_is_refused: {"details": True},
    writes.an_order_is_canceled_and_reads_as_canceled: {"canceled": True},
    writes.a_canceled_order_is_not_updated: {"UpdateRefused": True},
}


def name_of(value: Any) -> str:
    return str(value.__name__) if callable(value) else str(value)


def ready(check: Callable[..., None]) -> Draft:
    """Return the draft that a check needs."""
    if check is writes.a_draft_is_stored:
        return Draft(REFERENCE)
    return stored(is_updated=True, is_canceled=True)


@pytest.mark.parametrize("check", [*READS, *WRITES], ids=name_of)
def test_right_server_passes_and_confirms_the_facts(check: Callable[..., None]) -> None:
    assert judged(check, GOOD[check], ready(check)) == Verdict("passed", FACTS.get(check, {}))


@pytest.mark.parametrize("check", [*READS, *WRITES], ids=name_of)
def test_response_that_breaks_the_contract_fails(check: Callable[..., None]) -> None:
    status, content, *_ = GOOD[check][0]
    verdict = judged(check, [(status, content, "/x breaks type"), *GOOD[check][1:]], ready(check))
    assert "breaks the contract: /x breaks type" in verdict.outcome


INCONCLUSIVE = (301, 399, 401, 403, 408, 429, 500, 503)
ABOUT_THE_KEY = {reads.a_wrong_key_is_refused, reads.a_key_without_its_secret_is_refused}
NOT_GUARDED = {
    reads.the_key_is_accepted, writes.a_draft_is_stored,
    writes.a_stored_order_is_read_by_its_id_and_by_its_reference,
    writes.an_order_is_canceled_and_reads_as_canceled,
}  # fmt: skip
"""Checks whose first response must be a success: any other fails them."""


@pytest.mark.parametrize("status", INCONCLUSIVE)
@pytest.mark.parametrize("check", [one for one in [*READS, *WRITES] if one not in NOT_GUARDED], ids=name_of)
def test_inconclusive_response_fails_and_proves_nothing(check: Callable[..., None], status: int) -> None:
    if check in ABOUT_THE_KEY and status in {401, 403}:
        return
    verdict = judged(check, [(status, ERROR), *GOOD[check][1:]], ready(check))
    assert verdict == Verdict(f"expected a conclusive response, found {status}", {})


@pytest.mark.parametrize("status", INCONCLUSIVE)
@pytest.mark.parametrize("check", sorted(NOT_GUARDED, key=name_of), ids=name_of)
def test_check_that_needs_a_success_fails_without_one(check: Callable[..., None], status: int) -> None:
    verdict = judged(check, [(status, ERROR), *GOOD[check][1:]], ready(check))
    assert verdict.outcome.startswith("expected ")
    assert verdict.facts == {}


@pytest.mark.parametrize(
    ("check", "answers", "outcome", "facts"),
    [
        (reads.the_key_is_accepted, [(404, ERROR)], "expected a success, found 404", {}),
        (reads.a_wrong_key_is_refused, [(200, orders())], "expected 401, found 200", {"BadCredentials": False}),
        (reads.a_wrong_key_is_refused, [(403, ERROR)], "expected 401, found 403", {"BadCredentials": False}),
        (reads.a_wrong_key_is_refused, [(401, ERROR)], "passed", {"BadCredentials": True, "status": False}),
        (reads.a_wrong_key_is_refused, [(401, {"status": 401})], "passed", {"BadCredentials": True, "status": False}),
        (reads.a_wrong_key_is_refused, [(401, [])], "passed", {"BadCredentials": True, "status": False}),
        (reads.a_key_without_its_secret_is_refused, [(403, ERROR)], "expected 401, found 403", {}),
        (reads.an_order_that_does_not_exist_is_not_found, [(200, OWN)], "expected 404, found 200",
         {"OrderNotFound": False}),
        (reads.an_order_that_does_not_exist_is_not_found, [(404, None)],
         "expected a response in JSON, found 404 with something else", {}),
        (reads.an_order_that_does_not_exist_is_not_found, [(404, {"code": "X"})], "passed",
         {"OrderNotFound": True, "code": True, "message": False}),
        (reads.an_order_that_does_not_exist_is_not_found, [(404, {"message": "X"})], "passed",
         {"OrderNotFound": True, "code": False, "message": True}),
        (reads.a_search_returns_a_page, [(404, ERROR)], "expected a success, found 404", {}),
        (reads.a_search_returns_a_page, [(200, orders(*times(6)))], "expected 5 orders at most, found 6",
         {"limit": False, "orders": True}),
        (reads.a_search_returns_a_page, [(200, orders(*times(4)))], "passed", {"orders": True}),
        (reads.a_search_returns_a_page, [(200, orders(*times(1)))], "passed", {}),
        (reads.a_search_returns_a_page, [(200, orders())], "passed", {}),
        (reads.a_search_returns_a_page, [(200, WITHOUT_TIME)], "passed", {}),
        (reads.a_search_returns_a_page, [(200, orders(*times(2)[::-1]))],
         "expected the newest first, found another sequence", {"orders": False}),
        (reads.a_search_returns_a_page, [(200, orders(times(1)[0], times(1)[0]))], "passed", {"orders": True}),
        (reads.a_search_returns_a_page, [(200, orders(times(2)[1], None, times(2)[0]))],
         "expected the newest first, found another sequence", {"orders": False}),
        (reads.an_unknown_reference_is_an_empty_list, [(404, ERROR)], "expected a success, found 404", {}),
        (reads.an_unknown_reference_is_an_empty_list, [(200, orders(*times(2))), (200, orders(*times(2)))],
         "expected no orders, found 2", {"orderReferenceId": False}),
        (reads.an_unknown_reference_is_an_empty_list, [(200, orders()), (200, orders())], "passed", {}),
        (reads.an_unknown_reference_is_an_empty_list, [(200, orders()), (429, ERROR)], "passed", {}),
        (reads.an_unknown_reference_is_an_empty_list, [(200, orders(*times(1))), (200, orders())],
         "expected no orders, found 1", {}),
        (reads.a_search_that_breaks_the_contract_is_refused, [(200, orders())], "expected 400, found 200",
         {"limit": False}),
        (reads.a_search_that_breaks_the_contract_is_refused, [(422, ERROR)], "expected 400, found 422",
         {"limit": False}),
        (reads.a_search_that_breaks_the_contract_is_refused, [(400, None)], "passed",
         {"limit": True, "code": False, "message": False}),
        (reads.a_body_that_is_not_declared_as_json_is_refused, [(200, orders())], "expected 415, found 200",
         {"BodyNotJson": False}),
        (reads.a_body_that_is_not_declared_as_json_is_refused, [(400, ERROR)], "expected 415, found 400",
         {"BodyNotJson": False}),
        (writes.a_draft_is_stored, [(200, {"id": "id-1", "orderReferenceId": "another"})],
         "expected a success with an id, found 200", {}),
        (writes.a_draft_is_stored, [(200, {"orderReferenceId": REFERENCE})],
         "expected a success with an id, found 200", {}),
        (writes.a_draft_is_stored, [(400, ERROR)], "expected a success with an id, found 400", {}),
        (writes.a_stored_order_is_read_by_its_id_and_by_its_reference, [(200, OWN), (404, ERROR)],
         "expected a success, found 404", {}),
        (writes.a_stored_order_is_read_by_its_id_and_by_its_reference,
         [(200, OWN), (200, {**OWN, "orderReferenceId": "x"})],
         "expected the order that was submitted, found another one", {}),
        (writes.a_stored_order_is_read_by_its_id_and_by_its_reference, [(200, OWN), (200, {**OWN, "id": "x"})],
         "expected the id that was given, found another one", {}),
        (writes.a_stored_order_is_read_by_its_id_and_by_its_reference, [(200, {**OWN, "id": "x"}), (200, OWN)],
         "expected the id that was given, found another one", {}),
        (writes.a_stored_order_is_read_by_its_id_and_by_its_reference,
         [(200, {**OWN, "fulfillmentStatus": "new"}), (200, OWN)], "passed", {"draft": False}),
        (writes.a_stored_order_is_found_by_search, [(404, ERROR), (200, OTHERS)], "expected a success, found 404", {}),
        (writes.a_stored_order_is_found_by_search, [(200, orders()), (200, OTHERS)],
         "expected this order alone, found 0 orders, or another one", {}),
        (writes.a_stored_order_is_found_by_search, [(200, FOUND), (200, FOUND)], "passed", {}),
        (writes.a_stored_order_is_found_by_search, [(200, FOUND), (503, ERROR)], "passed", {}),
        (writes.a_stored_order_is_found_by_search, [(200, orders(*times(1))), (200, OTHERS)],
         "expected this order alone, found 1 orders, or another one", {"orderReferenceIds": False}),
        (writes.a_repeated_reference_is_refused, [(200, {**OWN, "id": "id-2"})], "expected 409, found 200",
         {"DuplicateOrder": False}),
        (writes.a_repeated_reference_is_refused, [(400, ERROR)], "expected 409, found 400", {"DuplicateOrder": False}),
        (writes.a_shipment_is_updated, [(409, ERROR)], "expected a success, found 409", {}),
        (writes.a_shipment_is_updated, [(200, {}), (200, OWN)],
         "expected the new address when read, found another one", {}),
        (writes.a_shipment_is_updated, [(200, {}), (404, None)],
         "expected the new address when read, found another one", {}),
        (writes.an_update_of_nothing_is_refused, [(200, {})], "expected 400, found 200", {}),
        (writes.an_order_is_canceled_and_reads_as_canceled, [(409, ERROR)], "expected a success, found 409", {}),
        (writes.an_order_is_canceled_and_reads_as_canceled, [(200, {}), (429, ERROR)],
         "expected a conclusive response, found 429", {}),
        (writes.an_order_is_canceled_and_reads_as_canceled, [(200, {}), (200, OWN)],
         "expected the status canceled, found draft", {"canceled": False}),
        (writes.an_order_is_canceled_and_reads_as_canceled, [(200, {}), (200, CANCELED), (409, ERROR)],
         "expected a success again, found 409", {"canceled": True}),
        (writes.a_canceled_order_is_not_updated, [(200, {})], "expected 409, found 200", {"UpdateRefused": False}),
        (writes.a_canceled_order_is_not_updated, [(400, ERROR)], "expected 409, found 400", {"UpdateRefused": False}),
    ],
    ids=name_of,
)  # fmt: skip
def test_other_server_has_this_verdict(
    check: Callable[..., None], answers: list[Answer], outcome: str, facts: dict[str, bool]
) -> None:
    assert judged(check, answers, ready(check)) == Verdict(outcome, facts)


READ = writes.a_stored_order_is_read_by_its_id_and_by_its_reference


@pytest.mark.parametrize(
    ("shown", "is_kept"),
    [
        ({}, True),
        ({"orderType": None}, True),
        ({"orderType": None, "fulfillmentStatus": "received"}, False),
        ({"orderType": "order"}, False),
        ({"orderType": "order", "fulfillmentStatus": "received"}, False),
        ({"fulfillmentStatus": "received"}, True),
        ({"orderReferenceId": "another"}, False),
    ],
    ids=str,
)
def test_draft_is_kept_only_if_it_reads_as_a_draft(shown: dict[str, Any], is_kept: bool) -> None:
    draft = stored(is_kept_as_draft=False)
    judged(READ, [(200, {**OWN, **shown}), (200, OWN)], draft)
    assert draft.is_kept_as_draft is is_kept


NEED_THE_DRAFT = [check for check in WRITES if check is not writes.a_draft_is_stored]


@pytest.mark.parametrize(
    "check", [one for one in NEED_THE_DRAFT if one is not writes.a_broken_order_is_refused], ids=name_of
)
def test_check_of_a_draft_that_was_not_stored_is_skipped(check: Callable[..., None]) -> None:
    draft = Draft(REFERENCE)
    draft.is_kept_as_draft = draft.is_updated = draft.is_canceled = True
    if check is writes.a_canceled_order_is_not_updated:
        draft.is_canceled = False
    assert judged(check, GOOD[check], draft).outcome == "skipped"


@pytest.mark.parametrize(
    "check", [writes.a_repeated_reference_is_refused, writes.a_broken_order_is_refused], ids=name_of
)
def test_no_other_order_is_submitted_unless_drafts_stay_drafts(check: Callable[..., None]) -> None:
    assert judged(check, GOOD[check], stored(is_kept_as_draft=False)).outcome == "skipped"


@pytest.mark.parametrize("state", [{"is_updated": True}, {"is_canceled": True}])
def test_canceled_order_is_updated_only_if_both_checks_before_passed(state: dict[str, bool]) -> None:
    check = writes.a_canceled_order_is_not_updated
    assert judged(check, GOOD[check], stored(**state)).outcome == "skipped"


@pytest.mark.parametrize("index", range(len(NAMED)))
@pytest.mark.parametrize(
    ("answer", "outcome", "holds"),
    [
        ((200, {}), "got 200", None),
        ((422, ERROR), "got 422", None),
        ((400, ERROR), "passed", False),
        ((400, {"details": [{"reference": "other"}]}), "passed", False),
        ((400, {"details": "items quantity currency city"}), "passed", False),
        ((400, [], "/x breaks type"), "breaks the contract", False),
    ],
    ids=str,
)
def test_each_broken_order_is_judged(index: int, answer: Answer, outcome: str, holds: bool | None) -> None:
    check = writes.a_broken_order_is_refused
    answers = [*GOOD[check]]
    answers[index] = answer
    findings, target = Findings(CONTRACT), Scripted(answers)
    if outcome == "passed":
        check(target, findings, stored())
    else:
        with pytest.raises(Failed, match=outcome):
            check(target, findings, stored())
    assert target._answers == [], "one failure does not end the others"
    about = [fact.holds for fact in findings.facts]
    assert about.count(False) == (holds is False)
    assert len(about) == len(NAMED) - (holds is None)


def test_update_and_cancel_are_noted_on_the_draft() -> None:
    for check, name in (
        (writes.a_shipment_is_updated, "is_updated"),
        (writes.an_order_is_canceled_and_reads_as_canceled, "is_canceled"),
    ):
        draft = stored()
        assert judged(check, GOOD[check], draft).outcome == "passed"
        assert getattr(draft, name)


def sent_by(check: Callable[..., None]) -> list[tuple[str, str, Any]]:
    target = Scripted(GOOD[check])
    check(target, Findings(CONTRACT), *([] if check in READS else [ready(check)]))
    return target.sent


def test_each_check_sends_what_it_is_about() -> None:
    (wrong,) = sent_by(reads.a_wrong_key_is_refused)
    (halved,) = sent_by(reads.a_key_without_its_secret_is_refused)
    assert wrong[2][1].count(":") == 1
    assert ":" not in halved[2][1]
    assert PAIR not in (wrong[2][1], halved[2][1])
    (page,) = sent_by(reads.a_search_returns_a_page)
    assert page == ("searchOrders", "", {"limit": 5})
    unknown, unfiltered = sent_by(reads.an_unknown_reference_is_an_empty_list)
    assert unknown[0] == "searchOrders"
    assert unknown[2]["orderReferenceId"].startswith("certify-nobody-")
    assert unfiltered == ("searchOrders", "", {"limit": 1})
    assert sent_by(reads.a_search_that_breaks_the_contract_is_refused) == [("searchOrders", "", {"limit": 0})]
    (found, others) = sent_by(writes.a_stored_order_is_found_by_search)
    assert found == ("searchOrders", "", {"orderReferenceIds": [REFERENCE]})
    assert others == ("searchOrders", "", {"limit": 2})
    (plain,) = sent_by(reads.a_body_that_is_not_declared_as_json_is_refused)
    assert plain[2] == ({"limit": 1}, None, "text/plain")
    assert sent_by(READ) == [("getOrder", "id-1", None), ("getOrder", REFERENCE, None)]
    assert sent_by(writes.an_update_of_nothing_is_refused) == [("updateShipment", "id-1", {})]
    (repeated,) = sent_by(writes.a_repeated_reference_is_refused)
    assert (repeated[2]["orderReferenceId"], repeated[2]["preventDuplicate"]) == (REFERENCE, True)
    bodies = [body for _operation, _order, body in sent_by(writes.a_broken_order_is_refused)]
    assert len({body["orderReferenceId"] for body in bodies}) == len(bodies) == 5
    assert {body["orderType"] for body in [*bodies, repeated[2]]} == {"draft"}


@pytest.mark.parametrize(
    ("status", "is_over"),
    [
        *((status, True) for status in (400, 401, 403, 404, 405, 413, 415, 422, 429)),
        *((status, False) for status in (200, 201, 302, 408, 409, 410, 500, 502, 503, 504)),
    ],
)
def test_submission_is_looked_up_unless_it_was_certainly_refused(status: int, is_over: bool) -> None:
    findings = Findings(CONTRACT)
    _response, order_id = submit(Scripted([(status, ERROR)]), findings, order(REFERENCE))
    assert order_id is None
    assert (findings.created == {}) is is_over
    if not is_over:
        assert not findings.created[REFERENCE].has_all_ids


@pytest.mark.parametrize(
    ("status", "content", "ids", "has_all_ids"),
    [
        (200, {**OWN, "id": "id-2"}, ["id-1", "id-2"], True),
        (200, OWN, ["id-1"], True),
        (200, {}, ["id-1"], False),
        (200, {**OWN, "id": 7}, ["id-1"], False),
        (200, {**OWN, "id": ""}, ["id-1"], False),
        (409, ERROR, ["id-1"], True),
        (400, ERROR, ["id-1"], True),
        (503, ERROR, ["id-1"], False),
    ],
    ids=str,
)
def test_second_submission_of_a_reference_keeps_the_first_id(
    status: int, content: Any, ids: list[str], has_all_ids: bool
) -> None:
    findings, target = Findings(CONTRACT), Scripted([(200, OWN), (status, content)])
    for _ in range(2):
        submit(target, findings, order(REFERENCE))
    (created,) = findings.created.values()
    assert (created.ids, created.has_all_ids) == (ids, has_all_ids)


class Silent(Scripted):
    """A target that never responds."""

    def send(self, operation: str, order: str = "", *arguments: Any, **options: Any) -> Response:  # noqa: ARG002
        self.sent.append((operation, order, None))
        raise Unreachable(f"no response to {operation}")


@pytest.mark.usefixtures("_no_clean_up_delay")
def test_clean_up_is_tried_three_times() -> None:
    findings, target = Findings(CONTRACT), Silent([])
    findings.created[REFERENCE] = Created(REFERENCE, ["id-1"])
    with pytest.raises(Failed, match="1 of 1 are left or cannot be found"):
        clean_up(target, findings)
    assert target.sent == [("getOrder", "id-1", None)] * 3
    assert findings.created[REFERENCE].left == ["id-1"]


def test_same_fact_is_recorded_once_and_another_outcome_beside_it() -> None:
    findings = Findings(CONTRACT)
    for holds in (True, True, False, True, False):
        findings.record("/components/responses/OrderNotFound", "a", holds=holds, seen=str(holds))
    assert [fact.holds for fact in findings.facts] == [True, False]
    assert [fact.holds for fact in findings.refuted] == [False]


@pytest.mark.parametrize(
    ("outcomes", "holds", "has_failed"),
    [([], [], False), (["passed", "skipped"], [True], False), (["failed"], [True], True),
     (["passed"], [True, False], True), (["failed"], [False], True)],
    ids=str,
)  # fmt: skip
def test_run_fails_by_a_check_or_by_a_refuted_fact(outcomes: list[Any], holds: list[bool], has_failed: bool) -> None:
    findings = Findings(CONTRACT, [Finding("check", outcome) for outcome in outcomes])
    for each in holds:
        findings.record("/components/responses/OrderNotFound", "a", holds=each, seen=str(each))
    assert findings.has_failed is has_failed


@pytest.mark.parametrize(("count", "named"), [(1, 1), (5, 5), (6, 5)])
def test_first_five_violations_are_named(count: int, named: int) -> None:
    violations = [f"/{number} breaks type" for number in range(count)]
    verdict = judged(reads.the_key_is_accepted, [(200, orders(), *violations)])
    assert verdict.outcome.count("breaks type") == named
