"""Bad queries and bodies get errors that name the fields, as with the API."""

import json

import pytest

from tests.sandbox.control.control_client import ControlClient


@pytest.mark.parametrize("content", [b'{"to": ', b'"\xff"', b'{"to": NaN}', b"[" * 5_000, b" "])
def test_malformed_json_gets_400(control: ControlClient, content: bytes) -> None:
    response = control.client.post("/reset", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.json()["details"][0]["reference"] == ""


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_body_of_another_content_type_gets_415(control: ControlClient, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    assert control.client.put("/rate-limit", content=b'"off"', headers=headers).status_code == 415


def test_body_over_the_limit_gets_413(control: ControlClient) -> None:
    big = json.dumps({"key": "k" * 2_000_000}).encode()
    response = control.client.post("/tenants", content=big, headers={"Content-Type": "application/json"})
    assert (response.status_code, "1,048,576" in response.json()["message"]) == (413, True)


@pytest.mark.parametrize(
    "query", ["prefix=a%2Fb", "prefix=", "prefix=a&prefix=b", "key=%ff", "x=%zz", "&".join(["a=1"] * 99)]
)
def test_invalid_query_gets_400(control: ControlClient, query: str) -> None:
    assert control.client.get(f"/orders?{query}").status_code == 400


def test_error_lists_twenty_fields_at_most(control: ControlClient) -> None:
    error = control.error(400, "POST", "/reset", {f"field-{number:02}": 1 for number in range(30)})
    assert [detail["reference"] for detail in error["details"]] == [f"field-{number:02}" for number in range(20)]
