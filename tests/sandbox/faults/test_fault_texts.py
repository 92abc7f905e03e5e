"""How a fault is written, and to which requests it applies."""

import re
from pathlib import Path

import gelatoconnect_mock.sandbox.faults as faults_package
import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import FAULTS, InvalidFault, parse

from tests.sandbox.faults.asking import stored, submit

HERE = Path(__file__).parent
PACKAGE = Path(str(faults_package.__file__)).parent


def test_the_faults_are_those_that_were_promised() -> None:
    assert set(FAULTS) == {
        "status", "delay", "drop", "reset", "timeout", "truncate", "drip", "garbage", "html", "empty", "content_type",
        "unknown_status", "extra_field", "missing_field", "null_field", "late_commit", "lookup_lag",
    }  # fmt: skip


@pytest.mark.parametrize("name", list(FAULTS))
def test_every_fault_has_a_file_a_test_file_and_a_row_in_the_table(name: str) -> None:
    assert (PACKAGE / f"{name}.py").exists()
    assert (HERE / f"test_{name}.py").exists()
    assert re.search(rf"^\| `{name}\b", (PACKAGE / "README.md").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("text", re.findall(r"^\| `([^`]+)`", (PACKAGE / "README.md").read_text("utf-8"), re.MULTILINE))
def test_every_fault_is_written_as_the_table_has_it(text: str) -> None:
    operation = "submitOrder" if text.partition("=")[0] in {"late_commit", "lookup_lag"} else "getOrder"
    parse(f"after:{text}", operation)


@pytest.mark.parametrize("text", [" after:drop ", "after: drop", "after:drop", "after :drop"])
def test_blanks_around_its_parts_do_not_matter(text: str) -> None:
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
def test_what_is_no_fault_is_refused_with_what_is_one(text: str, sentence: str) -> None:
    with pytest.raises(InvalidFault, match=re.escape(sentence)):
        parse(text, "getOrder")


def test_a_header_that_cannot_be_read_is_a_400_and_nothing_is_stored(api: httpx2.Client) -> None:
    response = submit(api, "drop")
    assert response.status_code == 400
    assert response.json()["details"] == [
        {"message": "expected before:drop or after:drop, found drop", "reference": "X-Sandbox-Fault", "code": "other"}
    ]
    assert not stored(api)


def test_a_header_strikes_its_own_request_and_no_other(api: httpx2.Client) -> None:
    submit(api, "before:status=503")
    assert submit(api).status_code == 200


def test_after_strikes_no_request_that_is_refused_for_faults_of_its_own(api: httpx2.Client) -> None:
    headers = {"X-Sandbox-Fault": "after:status=502"}
    assert api.post("/order", json={}, headers=headers).status_code == 400
    assert api.get("/nowhere", headers=headers).status_code == 404
    submit(api)
    assert submit(api, "after:drop").status_code == 409


def test_before_fault_comes_after_credentials_and_before_other_checks(api: httpx2.Client) -> None:
    headers = {"X-Sandbox-Fault": "before:status=503"}
    assert api.get("/r-1", headers={**headers, "X-API-KEY": "who:knows"}).status_code == 401
    assert api.post("/order", content=b"{", headers=headers).status_code == 503
