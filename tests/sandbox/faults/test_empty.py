"""`empty`: a head and nothing behind it."""

import httpx
import pytest
from asking import stored, submit


@pytest.mark.parametrize("status", [200, 204, 502])
def test_there_is_no_body(api: httpx.Client, status: int) -> None:
    answer = submit(api, f"after:empty={status}")
    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (status, b"", "0")
    assert stored(api)


def test_before_nothing_is_stored(api: httpx.Client) -> None:
    assert submit(api, "before:empty").status_code == 200
    assert not stored(api)
