"""`empty`: a head without a body."""

import httpx2
import pytest

from tests.sandbox.faults.asking import stored, submit


@pytest.mark.parametrize("status", [200, 204, 502])
def test_there_is_no_body(api: httpx2.Client, status: int) -> None:
    response = submit(api, f"after:empty={status}")
    assert (response.status_code, response.content) == (status, b"")
    assert stored(api)


def test_no_content_has_neither_a_type_nor_a_length(api: httpx2.Client) -> None:
    named = {"content-type", "content-length", "transfer-encoding"}
    assert not named & set(submit(api, "after:empty=204").headers)
    others = submit(api, "before:empty").headers
    assert (others["Content-Length"], others["Content-Type"]) == ("0", "application/json")
    assert api.get("/r-1").status_code == 200


def test_before_nothing_is_stored(api: httpx2.Client) -> None:
    assert submit(api, "before:empty").status_code == 200
    assert not stored(api)
