"""Request smuggling: a request that two servers could read in two ways is refused, with everything after it.

A request with one valid reading is answered, and the next one begins where it ends. The result is the same for every
read size.
"""

from typing import NamedTuple

import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.server.raw_client import KEY, exchange
from tests.sandbox.server.virtual_connection import VirtualConnection

SMUGGLED = b"GET /api/smuggled/x HTTP/1.1\r\n%s\r\n" % KEY
_CHUNKED = b"Transfer-Encoding: chunked"
_TWO = b"Content-Length: 2"
_BODY = b"2\r\n{}\r\n0\r\n\r\n"
_LINE = b"POST /api/demo/search HTTP/1.1"


class Attempt(NamedTuple):
    """An attempt to smuggle a request.

    Attributes:
        name: Test ID.
        sent: The bytes of all requests.
        statuses: Statuses of all responses. A second one is that of the request under `smuggled`.
    """

    name: str
    sent: bytes
    statuses: tuple[int, ...]


def _post(*headers: bytes, body: bytes = b"", line: bytes = _LINE) -> bytes:
    lines = [line, b"Host: sandbox", b"X-API-KEY: test-key:test-secret", b"Content-Type: application/json", *headers]
    return b"\r\n".join([*lines, b"", body])


_PLAIN = _post(_TWO, body=b"{}")


def _refused(name: str, sent: bytes, status: int = 400) -> Attempt:
    return Attempt(name, sent + SMUGGLED, (status,))


def _unambiguous(name: str, sent: bytes, *statuses: int) -> Attempt:
    return Attempt(name, sent + SMUGGLED, statuses or (200, 404))


def _codings(kind: str, *codes: bytes) -> list[Attempt]:
    """Return attempts with each Transfer-Encoding, without a length and with one that contradicts it."""
    alone = [_refused(f"{kind}: {code!r}", _post(code, body=_BODY)) for code in codes]
    with_length = [_refused(f"{kind} with a length: {code!r}", _post(b"Content-Length: 5", code, body=b"0\r\n\r\n"))
                   for code in codes]  # fmt: skip
    return alone + with_length


LENGTH_AND_CODING = [
    _refused("a length, then chunks", _post(b"Content-Length: 5", _CHUNKED, body=b"0\r\n\r\n")),
    _refused("chunks, then a length", _post(_CHUNKED, b"Content-Length: 5", body=b"0\r\n\r\n")),
    _refused("a length that covers the smuggled request", _post(b"Content-Length: 200", _CHUNKED, body=b"0\r\n\r\n")),
    _refused("a length of 0, then chunks", _post(b"Content-Length: 0", _CHUNKED, body=_BODY)),
    _refused("chunks and a length, HTTP/1.0", _post(
        b"Content-Length: 5", _CHUNKED, body=b"0\r\n\r\n", line=_LINE.replace(b"1.1", b"1.0")
    )),
]  # fmt: skip

CODINGS = _codings(
    "a coding",
    b"Transfer-Encoding: xchunked", b"Transfer-Encoding: identity", b"Transfer-Encoding: gzip",
    b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: identity, chunked",
    b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: chunked, chunked", b"Transfer-Encoding: ,chunked",
    b"Transfer-Encoding: chunked,", b"Transfer-Encoding: chunked;q=1", b'Transfer-Encoding: "chunked"',
    b"Transfer-Encoding:", b"Transfer-Encoding: chunke\xe4", b"Transfer-Encoding : chunked",
    b"Transfer-Encoding\t: chunked", b"Transfer-Encoding:\x0bchunked", b"Transfer-Encoding:\x0cchunked",
    b"Transfer-Encoding: \x00chunked", b"Transfer-Encoding: chunked\x00", b"\x00Transfer-Encoding: chunked",
    b" Transfer-Encoding: chunked", b"Transfer-Encoding: x\r\n\tchunked", b"Transfer-Encoding:\r\n chunked",
    b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    b"X: y\rTransfer-Encoding: chunked", b"X: y\nTransfer-Encoding: chunked",
)  # fmt: skip

LENGTHS = [
    *(_refused(f"a length: {value!r}", _post(b"Content-Length:" + value, body=b"{}")) for value in (
        b" +2", b" -2", b" 0x2", b" 2.0", b" 2e0", b" 2 2", b" 2,2", b" 2, 3", b" 2;", b' "2"', b" two", b"", b" ",
        b" \xb2", b" 2\x00", b" 2\x0b", b" 2\r\n 3", b" 18446744073709551616", b" " + b"9" * 400,
    )),
    _refused("two lengths alike", _post(_TWO, _TWO, body=b"{}")),
    _refused("two lengths", _post(_TWO, b"Content-Length: 3", body=b"{}")),
    _refused("two lengths, the first 0", _post(b"Content-Length: 0", _TWO, body=b"{}")),
    _refused("two lengths in two cases", _post(_TWO, b"CONTENT-LENGTH: 100", body=b"{}")),
    _refused("a length with a blank before the colon", _post(b"Content-Length : 2", body=b"{}")),
    _refused("a length with a NUL in its name", _post(b"Content-Length\x00: 2", body=b"{}")),
    _refused("a length after a blank", _post(b" Content-Length: 2", body=b"{}")),
    _refused("the largest length", _post(b"Content-Length: 18446744073709551615", body=b"{}"), 413),
]  # fmt: skip

CHUNKS = [
    *(_refused(f"a chunk: {body!r}", _post(_CHUNKED, body=body + b"\r\n0\r\n\r\n")) for body in (
        b"2\n{}", b"2\r{}", b"2\r\n{}XX", b"0x2\r\n{}", b"+2\r\n{}", b"-2\r\n{}", b" 2\r\n{}", b"2 \r\n{}",
        b"2\t\r\n{}", b"0_2\r\n{}", b"2\x00\r\n{}", b"\r\n{}", b"10000000000000002\r\n{}", b"2;\n{}", b"2;a\rb\r\n{}",
        b"2;a=\x00\r\n{}", b"2;a=\x01\r\n{}", b'2;a="\r\n\r\n"\r\n{}',
    )),
    *(_refused(f"a last chunk: {end!r}", _post(_CHUNKED, body=b"2\r\n{}\r\n" + end)) for end in (
        b"0\n\n", b"0\r\n\n", b"0\n\r\n", b"0 \r\n\r\n", b"0;\n\r\n", b"0\r\nX",
    )),
    _refused("no end of line after a chunk", _post(_CHUNKED, body=b"2\r\n{}0\r\n\r\n")),
    _refused("a line feed after a chunk", _post(_CHUNKED, body=b"2\r\n{}\n0\r\n\r\n")),
    *(_refused(f"a trailer: {trailer!r}", _post(_CHUNKED, body=_BODY[:-2] + trailer + b"\r\n\r\n")) for trailer in (
        b"Content-Length: 100", b"Transfer-Encoding: chunked", b"X : a", b"X: a\r\n b", b"X", b"X: \x00", b"X: a\nY: b",
    )),
]  # fmt: skip

LINES = [
    _refused("bare line feeds", _PLAIN.replace(b"\r\n", b"\n")),
    _refused("bare carriage returns", _PLAIN.replace(b"\r\n", b"\r")),
    _refused("a line feed after the request line", _PLAIN.replace(b"1.1\r\n", b"1.1\n")),
    _refused("a line feed after a header", _PLAIN.replace(b"json\r\n", b"json\n")),
    _refused("two line feeds for the end", _PLAIN.replace(b"\r\n\r\n", b"\n\n")),
    _refused("a line feed for the end", _PLAIN.replace(b"\r\n\r\n", b"\r\n\n")),
    _refused("two carriage returns", _PLAIN.replace(b"\r\n", b"\r\r\n", 1)),
    _refused("a blank before a colon", _PLAIN.replace(b"Host:", b"Host :")),
    _refused("a tab before a colon", _PLAIN.replace(b"Host:", b"Host\t:")),
    _refused("a blank in a name", _PLAIN.replace(b"Host:", b"Ho st:")),
    _refused("no host", _PLAIN.replace(b"Host: sandbox\r\n", b"")),
    _refused("two hosts", _PLAIN.replace(b"Host: sandbox\r\n", b"Host: sandbox\r\nHost: other\r\n")),
    _refused("one host twice", _PLAIN.replace(b"Host: sandbox\r\n", b"Host: sandbox\r\nHost: sandbox\r\n")),
    _refused("no name", _PLAIN.replace(b"Host:", b":")),
    _refused("no colon", _PLAIN.replace(b"Host: ", b"Host ")),
    _refused("a NUL in a name", _PLAIN.replace(b"Host", b"Ho\x00st")),
    _refused("a NUL in a value", _PLAIN.replace(b"sandbox", b"sand\x00box")),
    _refused("a folded header", _PLAIN.replace(b"sandbox", b"sand\r\n box")),
    _refused("a header folded into the request line", _PLAIN.replace(b"1.1\r\n", b"1.1\r\n X: y\r\n")),
    _refused("a NUL first", b"\x00" + _PLAIN),
    _refused("a blank first", b" " + _PLAIN),
    _refused("a tab after the method", _PLAIN.replace(b"POST ", b"POST\t")),
    _refused("a blank in the target", _PLAIN.replace(b"search", b"sea rch")),
    _refused("a NUL in the target", _PLAIN.replace(b"search", b"sea\x00rch")),
    _unambiguous("a method in small letters", _PLAIN.replace(b"POST", b"post"), 405, 404),
    *(_refused(f"a version: {version!r}", _PLAIN.replace(b"HTTP/1.1", version)) for version in (
        b"http/1.1", b"HTTP/1.10", b"HTTP/01.1", b"HTTP/11", b"HTTP/1.1 ", b"HTTP/1.1 HTTP/1.1", b"HTTP/9.9",
    )),
    _refused("HTTP/2 without negotiation", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
]  # fmt: skip

TARGETS = [
    _refused("a target without a path", _PLAIN.replace(b"/api/demo/search", b"sandbox:80")),
    _refused("an address without a host", _PLAIN.replace(b"/api/demo", b"http:///api/demo")),
    _refused("backslashes", _PLAIN.replace(b"/api/", b"\\api\\")),
    _refused("CONNECT", b"CONNECT sandbox:443 HTTP/1.1\r\n%s\r\n" % KEY),
    _refused("CONNECT with a body", b"CONNECT sandbox:443 HTTP/1.1\r\n%sContent-Length: 2\r\n\r\n{}" % KEY),
    _unambiguous("a whole address", _PLAIN.replace(b"/api/demo", b"http://elsewhere.example/api/demo")),
    _unambiguous("an address alone", _PLAIN.replace(b"/api/demo/search", b"http://elsewhere.example"), 404, 404),
    _unambiguous("an asterisk", _PLAIN.replace(b"/api/demo/search", b"*"), 404, 404),
    _unambiguous("escaped line ends", _PLAIN.replace(b"search", b"search%0d%0aX:%20y"), 405, 404),
    _unambiguous("a fragment", _PLAIN.replace(b"search", b"search#?x")),
]

TERMINAL = [
    _refused("the last request of a connection", _post(_TWO, b"Connection: close", body=b"{}"), 200),
    _refused("the last request, in a list", _post(_TWO, b"Connection: keep-alive, close", body=b"{}"), 200),
    _refused("HTTP/1.0", _post(_TWO, body=b"{}", line=_LINE.replace(b"1.1", b"1.0")), 200),
    _refused("HTTP/1.0 with keep-alive", _post(
        _TWO, b"Connection: keep-alive", body=b"{}", line=_LINE.replace(b"1.1", b"1.0")
    ), 200),
    _refused("a refused body with Expect", _post(b"Content-Length: 2097152", b"Expect: 100-continue"), 413),
    Attempt("a request in a body", _post(b"Content-Length: %d" % len(SMUGGLED)) + SMUGGLED, (400,)),
    Attempt("a request in a body that offers HTTP/2", _post(
        b"Content-Length: %d" % len(SMUGGLED), b"Connection: Upgrade", b"Upgrade: h2c"
    ) + SMUGGLED, (400,)),
    Attempt("a request in a chunk that offers WebSocket", _post(
        _CHUNKED, b"Connection: Upgrade", b"Upgrade: websocket",
        body=b"%x\r\n%s" % (len(SMUGGLED), SMUGGLED) + b"\r\n0\r\n\r\n"
    ), (400,)),
    Attempt("a request in the body of a GET", b"GET /api/demo/x HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s" % (
        KEY, len(SMUGGLED), SMUGGLED
    ), (404,)),
    Attempt("a request in a chunk extension", _post(_CHUNKED, body=b"2;%s\r\n{}\r\n0\r\n\r\n" % SMUGGLED), (400,)),
    Attempt("a request in a trailer", _post(_CHUNKED, body=b"2\r\n{}\r\n0\r\n%s" % SMUGGLED), (400,)),
]  # fmt: skip

PLAIN = [
    _unambiguous("a length", _PLAIN),
    _unambiguous("a length and blanks", _post(b"Content-Length: \t2\t", body=b"{}")),
    _unambiguous("a length with a zero before it", _post(b"Content-Length: 02", body=b"{}")),
    _unambiguous("chunks", _post(_CHUNKED, body=_BODY)),
    _unambiguous("chunks in capitals", _post(b"Transfer-Encoding:\tCHUNKED ", body=_BODY)),
    _unambiguous("a chunk size with zeros before it", _post(_CHUNKED, body=b"0" * 30 + _BODY)),
    _unambiguous("chunk extensions", _post(_CHUNKED, body=b'2;a=b;c="d"\r\n{}\r\n0;e\r\n\r\n')),
    _unambiguous("trailers", _post(_CHUNKED, body=b"2\r\n{}\r\n0\r\nX-API-KEY: other:other\r\nX: y\r\n\r\n")),
    _unambiguous("an offer", _post(_TWO, b"Connection: Upgrade", b"Upgrade: h2c", body=b"{}")),
    _unambiguous("an offer, in chunks", _post(_CHUNKED, b"Connection: Upgrade", b"Upgrade: h2c", body=_BODY)),
]

ALL = [*LENGTH_AND_CODING, *CODINGS, *LENGTHS, *CHUNKS, *LINES, *TARGETS, *TERMINAL, *PLAIN]


def _has_second_request(attempt: Attempt) -> bool:
    return len(attempt.statuses) > 1


@pytest.mark.parametrize("attempt", ALL, ids=lambda attempt: attempt.name[:60])
@pytest.mark.parametrize("read_size", [262_144, 1, 7], ids=["whole", "byte by byte", "in sevens"])
def test_ambiguous_request_has_one_result_for_every_read_size(attempt: Attempt, read_size: int) -> None:
    client = VirtualConnection().send(attempt.sent, read_size=read_size)
    assert tuple(client.statuses) == attempt.statuses
    assert len(client.requests("smuggled")) == _has_second_request(attempt)


REFUSED = [attempt for attempt in ALL if attempt.statuses == (400,) and attempt not in TERMINAL]


@pytest.mark.parametrize("attempt", REFUSED, ids=lambda attempt: attempt.name[:60])
def test_ambiguous_request_ends_the_connection(attempt: Attempt) -> None:
    client = VirtualConnection().send(attempt.sent)
    (response,) = client.responses
    assert response.headers["connection"] == "close"
    assert response.json()["code"] == "BAD_REQUEST"
    assert client.pipe.is_ended
    client.send(SMUGGLED)
    assert client.statuses == [400]
    assert not client.requests("smuggled")


@pytest.mark.parametrize("attempt", REFUSED, ids=lambda attempt: attempt.name[:60])
def test_requests_before_an_ambiguous_one_get_responses_first(attempt: Attempt) -> None:
    client = VirtualConnection().send(_PLAIN + _PLAIN + attempt.sent)
    assert client.statuses == [200, 200, 400]
    assert not client.requests("smuggled")


def test_corpus_has_the_same_results_at_a_socket(sandbox: SandboxServer) -> None:
    for attempt in ALL:
        received = exchange(sandbox.port, attempt.sent, responses=len(attempt.statuses), closes=attempt in REFUSED)
        assert tuple(response.status for response in received.responses) == attempt.statuses, attempt.name
        smuggled = sandbox.call(lambda sandbox: sandbox.tenants.pop(("smuggled", "test-key"), None))
        assert (smuggled is not None) is _has_second_request(attempt), attempt.name
