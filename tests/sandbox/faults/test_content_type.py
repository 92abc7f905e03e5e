"""`content_type`: the right body under a wrong name."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored, submit


@pytest.mark.parametrize("media_type", ["text/plain", "text/plain; charset=latin-1", "application/problem+json"])
def test_the_real_answer_comes_under_another_name(api: httpx2.Client, media_type: str) -> None:
    response = submit(api, f"after:content_type={media_type}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert response.json()["orderReferenceId"] == "r-1"
    assert stored(api)


def test_before_it_is_the_503_that_is_misnamed(api: httpx2.Client) -> None:
    response = submit(api, "before:content_type=text/plain")
    assert (response.status_code, response.headers["Content-Type"]) == (503, "text/plain")
    assert not stored(api)


@pytest.mark.parametrize("text", ["content_type", "content_type=", "content_type=json", "content_type=a/b\r\nX: 1"])
def test_what_is_no_media_type_is_refused(text: str) -> None:
    with pytest.raises(InvalidFault, match="content_type takes a media type, as in content_type=text/plain"):
        parse(f"after:{text}", "submitOrder")
