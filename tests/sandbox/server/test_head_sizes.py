"""A reader counts the size of each head, or a little more, however its bytes arrive."""

import pytest
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.server.limits import ArrivingBodies, Limits
from gelatoconnect_mock.sandbox.server.request_reader import RequestReader

BODY = b"x" * 500
SMALL = b"GET /a?b=c HTTP/1.1\r\nHost: sandbox\r\n\r\n"
WITH_BODY = b"POST /a HTTP/1.1\r\nHost: sandbox\r\nContent-Length: 500\r\n\r\n" + BODY
LARGE = b"GET /%b HTTP/1.1\r\nHost: sandbox\r\nX: %b\r\n\r\n" % (b"p" * 20_000, b"v" * 30_000)
CHUNKED = b"POST /a HTTP/1.1\r\nHost: sandbox\r\nTransfer-Encoding: chunked\r\n\r\n1f4\r\n%b\r\n0\r\n\r\n" % BODY
SEQUENCES = {
    "alone": [SMALL], "body": [WITH_BODY], "large": [LARGE], "chunked": [CHUNKED], "pipelined": [SMALL] * 50,
    "mixed": [SMALL, WITH_BODY, LARGE, CHUNKED, LARGE, SMALL, WITH_BODY],
}  # fmt: skip


def read(sent: bytes, step: int) -> list[Request]:
    requests: list[Request] = []
    reader = RequestReader(
        Limits(),
        lambda _path: 10**6,
        lambda: None,
        lambda request, _closes: requests.append(request),
        ArrivingBodies(),
    )
    for start in range(0, len(sent), step):
        reader.feed(sent[start : start + step])
    reader.release()
    return requests


@pytest.mark.parametrize("step", [1, 37, 1_000, 10**6])
@pytest.mark.parametrize("kind", SEQUENCES)
def test_counted_size_is_that_of_the_head_or_a_little_more(kind: str, step: int) -> None:
    sequence = SEQUENCES[kind]
    requests = read(b"".join(sequence), step)
    assert len(requests) == len(sequence)
    for request in requests:
        kept = len(request.path) + len(request.query) + sum(len(name) + len(value) for name, value in request.headers)
        assert kept <= request.head_bytes
    # No byte is counted more than twice.
    assert sum(request.head_bytes + len(request.body) for request in requests) <= 2 * sum(map(len, sequence))
