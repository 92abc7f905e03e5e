"""`garbage`: declared as JSON, and not even text."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored, submit


@pytest.mark.parametrize(("phase", "is_stored"), [("before", False), ("after", True)])
def test_the_body_is_neither_json_nor_text(api: httpx2.Client, phase: str, is_stored: bool) -> None:
    response = submit(api, f"{phase}:garbage")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(ValueError, match="codec can't decode"):
        response.json()
    assert stored(api) is is_stored


def test_it_comes_with_any_status(api: httpx2.Client) -> None:
    assert submit(api, "after:garbage=502").status_code == 502


@pytest.mark.parametrize("text", ["garbage=x", "garbage=199", "garbage=600"])
def test_what_is_no_status_is_refused(text: str) -> None:
    with pytest.raises(InvalidFault, match="garbage takes a status from 200 to 599"):
        parse(f"after:{text}", "submitOrder")


def test_an_option_is_refused() -> None:
    with pytest.raises(InvalidFault, match="garbage takes no options, found 'size'"):
        parse("after:garbage=200,size=5", "submitOrder")
