"""The text of a fault, and the requests to which the fault applies."""

import re
from pathlib import Path

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import FAULTS, InvalidFault, parse

from tests.sandbox.faults.examples import EXAMPLES, README, every_phase
from tests.sandbox.faults.requests_with_faults import is_stored, submit


def test_table_has_every_fault_and_no_other() -> None:
    assert [text.partition("=")[0] for text in EXAMPLES] == list(FAULTS)
    assert set(FAULTS) >= {
        "status", "delay", "drop", "reset", "timeout", "truncate", "drip", "garbage", "html", "empty", "content_type",
        "unknown_status", "extra_field", "missing_field", "null_field", "late_commit", "lookup_lag",
    }  # fmt: skip


@pytest.mark.parametrize("name", list(FAULTS))
def test_every_fault_has_a_module_and_a_test(name: str) -> None:
    assert (README.parent / f"{name}.py").exists()
    assert (Path(__file__).parent / f"test_{name}.py").exists()


@pytest.mark.parametrize("text", EXAMPLES)
def test_example_in_the_table_parses(text: str) -> None:
    assert every_phase(text)


@pytest.mark.parametrize("text", [" after:drop ", "after: drop", "after:drop", "after :drop"])
def test_spaces_around_the_parts_are_ignored(text: str) -> None:
    assert parse(text, "submitOrder") == parse("after:drop", "submitOrder")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("drop", "expected before:drop or after:drop, found drop"),
        ("during:drop", "expected before:drop or after:drop, found during:drop"),
        ("before:", "unknown fault 'before:'; the faults are status, delay, drop"),
        ("", "unknown fault ''"),
        ("after:DROP", "unknown fault 'DROP'"),
        ("after:explode", "unknown fault 'explode'; the faults are status, delay, drop"),
        ("after:" + "x" * 300, "expected at most 200 characters, as in after:drop, found 306"),
        ("before:html=", "html takes a status from 200 to 599, as in html=502, found nothing"),
        ("before:status", "status takes a status from 300 to 599, as in status=502, found nothing"),
        ("after:missing_field", "as in missing_field=items[0].id, found nothing"),
        ("before:timeout=", "found nothing"),
        (
            "late_commit",
            "late_commit applies to submitOrder only, not to getOrder: no other operation creates an order",
        ),
    ],
)
def test_invalid_text_raises_error_that_says_what_is_expected(text: str, sentence: str) -> None:
    with pytest.raises(InvalidFault, match=re.escape(sentence)):
        parse(text, "getOrder")


def test_invalid_header_gets_400_and_stores_nothing(api: httpx2.Client) -> None:
    response = submit(api, "drop")
    assert response.status_code == 400
    assert response.json()["details"] == [
        {"message": "expected before:drop or after:drop, found drop", "reference": "X-Sandbox-Fault", "code": "other"}
    ]
    assert not is_stored(api)


def test_header_applies_to_its_own_request_only(api: httpx2.Client) -> None:
    submit(api, "before:status=503")
    assert submit(api).status_code == 200


def test_after_does_not_apply_to_a_refused_request(api: httpx2.Client) -> None:
    headers = {"X-Sandbox-Fault": "after:status=502"}
    assert api.post("/order", json={}, headers=headers).status_code == 400
    assert api.get("/nowhere", headers=headers).status_code == 404
    submit(api)
    assert submit(api, "after:drop").status_code == 409


def test_before_applies_after_credentials_and_before_validation(api: httpx2.Client) -> None:
    headers = {"X-Sandbox-Fault": "before:status=503"}
    assert api.get("/r-1", headers={**headers, "X-API-KEY": "unknown:pair"}).status_code == 401
    assert api.post("/order", content=b"{", headers=headers).status_code == 503
