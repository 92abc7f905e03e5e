"""`empty`: a head without a body."""

import httpx2
import pytest

from tests.sandbox.faults.requests_with_faults import is_stored, submit


@pytest.mark.parametrize("status", [200, 204, 502])
def test_after_sends_no_body(api: httpx2.Client, status: int) -> None:
    response = submit(api, f"after:empty={status}")
    assert (response.status_code, response.content) == (status, b"")
    assert is_stored(api)


def test_204_has_neither_content_type_nor_content_length(api: httpx2.Client) -> None:
    named = {"content-type", "content-length", "transfer-encoding"}
    assert not named & set(submit(api, "after:empty=204").headers)
    others = submit(api, "before:empty").headers
    assert (others["Content-Length"], others["Content-Type"]) == ("0", "application/json")
    assert api.get("/r-1").status_code == 200


def test_before_stores_nothing(api: httpx2.Client) -> None:
    assert submit(api, "before:empty").status_code == 200
    assert not is_stored(api)
