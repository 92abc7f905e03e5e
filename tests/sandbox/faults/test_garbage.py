"""`garbage`: a body that is declared as JSON and is not even text."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import is_stored, submit


@pytest.mark.parametrize(("phase", "stored"), [("before", False), ("after", True)])
def test_body_is_neither_json_nor_text(api: httpx2.Client, phase: str, stored: bool) -> None:
    response = submit(api, f"{phase}:garbage")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(ValueError, match="codec can't decode"):
        response.json()
    assert is_stored(api) is stored


def test_status_argument_sets_the_status(api: httpx2.Client) -> None:
    assert submit(api, "after:garbage=502").status_code == 502


@pytest.mark.parametrize("text", ["garbage=x", "garbage=199", "garbage=600"])
def test_invalid_status_raises_invalid_fault(text: str) -> None:
    with pytest.raises(InvalidFault, match="garbage takes a status from 200 to 599"):
        parse(f"after:{text}", "submitOrder")


def test_option_raises_invalid_fault() -> None:
    with pytest.raises(InvalidFault, match="garbage takes no options, found 'size'"):
        parse("after:garbage=200,size=5", "submitOrder")
