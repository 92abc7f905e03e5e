"""`content_type`: the right body with a wrong `Content-Type`."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import is_stored, submit


@pytest.mark.parametrize("media_type", ["text/plain", "text/plain; charset=latin-1", "application/problem+json"])
def test_after_changes_only_the_content_type(api: httpx2.Client, media_type: str) -> None:
    response = submit(api, f"after:content_type={media_type}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert response.json()["orderReferenceId"] == "r-1"
    assert is_stored(api)


def test_before_sends_503_with_that_content_type(api: httpx2.Client) -> None:
    response = submit(api, "before:content_type=text/plain")
    assert (response.status_code, response.headers["Content-Type"]) == (503, "text/plain")
    assert not is_stored(api)


@pytest.mark.parametrize("text", ["content_type", "content_type=", "content_type=json", "content_type=a/b\r\nX: 1"])
def test_invalid_media_type_raises_invalid_fault(text: str) -> None:
    with pytest.raises(InvalidFault, match="content_type takes a media type, as in content_type=text/plain"):
        parse(f"after:{text}", "submitOrder")
