"""Malformed and unusual requests, each with its expected response."""

import json
from typing import NamedTuple

from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.raw_client import KEY, post, request

MARKER = b"mark-7f3a"
"""Part of some bodies. No header of a response may contain it."""
_ORDER = json.dumps(an_order("r", preventDuplicate=False)).encode()
_CHUNKED = b"Transfer-Encoding: chunked"
_JSON = b"Content-Type: application/json"
_LARGE = b" " * 2_097_152


class BadRequest(NamedTuple):
    """A request and its expected response.

    Attributes:
        name: Test ID.
        sent: The bytes of the request.
        status: Status of the response.
        code: Code of the error. None for a success, and for an error without a body.
        closes: True if the server ends the connection because it cannot read the next request.
    """

    name: str
    sent: bytes
    status: int
    code: str | None = None
    closes: bool = False


def _body(name: str, body: bytes, status: int = 400, code: str | None = "BAD_REQUEST") -> BadRequest:
    return BadRequest(name, post(b"order", body), status, code)


def _malformed(name: str, sent: bytes, status: int = 400, code: str = "BAD_REQUEST") -> BadRequest:
    return BadRequest(name, sent, status, code, closes=True)


BODIES = [
    _body("malformed JSON", b'{"%s":' % MARKER),
    _body("an empty body", b""),
    _body("5,000 lists in one another", b"[" * 5_000 + b"]" * 5_000),
    _body("5,000 objects in one another", b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    _body("a wrong field of 900 levels", _ORDER[:-1] + b',"metadata":' + b"[" * 900 + b"]" * 900 + b"}"),
    _body("an unknown field of 900 levels", _ORDER[:-1] + b',"other":' + b"[" * 900 + b"]" * 900 + b"}", 200, None),
    _body("bytes that are not UTF-8", b'{"a":"\xff%s"}' % MARKER),
    _body("a byte order mark", b"\xef\xbb\xbf" + _ORDER),
    _body("UTF-16", _ORDER.decode().encode("utf-16")),
    _body("NaN", b'{"a":NaN}'),
    _body("Infinity", b'{"a":-Infinity}'),
    _body("a number too large", b'{"a":1e400}'),
    _body("an integer of 5,000 digits", b'{"a":' + b"9" * 5_000 + b"}"),
    _body("a quantity of 30 digits", _ORDER.replace(b'"quantity": 1', b'"quantity": ' + b"9" * 30), 200, None),
    _body("a lone surrogate", b'{"a":"\\ud800"}'),
    _body("a name twice, the last right", b'{"currency":7,' + _ORDER[1:], 200, None),
    _body("a name twice, the last wrong", _ORDER[:-1] + b',"currency":7}'),
    _body("names in any script", '{"€":1,"😀":{"ключ\\u0000\\r\\n":2}}'.encode()),
    _body("more names in any script", _ORDER[:-1] + ',"€":1,"😀\\u007f":{"ключ":"\\n"}}'.encode(), 200, None),
    _body("2 MiB", _LARGE, 413, "PAYLOAD_TOO_LARGE"),
    BadRequest("2 MiB in chunks", request(
        b"POST /api/demo/order", _JSON, _CHUNKED, body=b"10000\r\n%s\r\n" % _LARGE[:65_536] * 32 + b"0\r\n\r\n"
    ), 413, "PAYLOAD_TOO_LARGE"),
    BadRequest("2 MiB announced with Expect", request(
        b"POST /api/demo/order", _JSON, b"Content-Length: 2097152", b"Expect: 100-continue"
    ), 413, "PAYLOAD_TOO_LARGE", closes=True),
    BadRequest("no content type", request(b"POST /api/demo/order", b"Content-Length: 2", body=b"{}"),
        415, "UNSUPPORTED_MEDIA_TYPE"),
    BadRequest("other content type", post(b"order", b"{}", content_type=b"text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    BadRequest("2 MiB without a use", request(b"GET /api/demo/nothing", b"Content-Length: 2097152", body=_LARGE),
        404, "NOT_FOUND"),
    BadRequest("2 MiB with a cancel", post(b"nothing/cancel", _LARGE), 404, "NOT_FOUND"),
    BadRequest("a body where none belongs", post(b"nothing/cancel", b"{" + MARKER), 404, "NOT_FOUND"),
]  # fmt: skip

PATHS = [
    BadRequest("%zz", request(b"GET /api/demo/%zz"), 400, "BAD_REQUEST"),
    BadRequest("%ff", request(b"GET /api/demo/%ff"), 400, "BAD_REQUEST"),
    BadRequest("%", request(b"GET /api/demo/a%"), 400, "BAD_REQUEST"),
    BadRequest("an escaped NUL", request(b"GET /api/demo/%00"), 404, "NOT_FOUND"),
    BadRequest("escaped line ends", request(b"GET /api/demo/a%0d%0aSet-Cookie:%20a"), 404, "NOT_FOUND"),
    BadRequest("60,000 characters", request(b"GET /api/demo/" + b"a" * 60_000), 404, "NOT_FOUND"),
    BadRequest("dots", request(b"GET /api/demo/../order"), 404, "NOT_FOUND"),
    BadRequest("two slashes", request(b"GET //api/demo/x"), 404, "NOT_FOUND"),
    BadRequest("a prefix in another script", request(b"GET /api/%E2%82%AC/x"), 404, "NOT_FOUND"),
    BadRequest("a whole address", request(b"GET http://elsewhere.example/api/demo/x"), 404, "NOT_FOUND"),
    _malformed("a NUL", request(b"GET /api/demo/a\x00b")),
    _malformed("unescaped UTF-8", request("GET /api/demo/é".encode())),
    _malformed("90,000 characters", request(b"GET /api/demo/" + b"a" * 90_000), 431, "HEADERS_TOO_LARGE"),
]

METHODS = [
    *(BadRequest(name, request(b"%s /api/demo/x" % name.encode()), 405, "METHOD_NOT_ALLOWED")
      for name in ("TRACE", "DELETE", "PATCH", "PROPFIND", "OPTIONS", "M-SEARCH", "BREW", "FOO", "get", "G", "GETT",
                   "DESCRIBE", "!#$%&'*+.^_`|~-09aZ", "A" * 8_000)),
    *(BadRequest(f"{name} of no path", request(b"%s /api/demo/x/y" % name.encode()), 404, "NOT_FOUND")
      for name in ("PROPFIND", "FOO", "post")),
    BadRequest("FOO with a body", post(b"x", b'{"a": 1}').replace(b"POST", b"FOO", 1), 405, "METHOD_NOT_ALLOWED"),
    BadRequest("FOO in chunks", request(b"FOO /api/demo/x", _CHUNKED, body=b"2\r\n{}\r\n0\r\n\r\n"),
        405, "METHOD_NOT_ALLOWED"),
    BadRequest("FOO with empty lines first", b"\r\n\r\n" + request(b"FOO /api/demo/x"), 405, "METHOD_NOT_ALLOWED"),
    BadRequest("FOO without a key", request(b"FOO /api/demo/order").replace(b"test-secret", b"secret"),
        405, "METHOD_NOT_ALLOWED"),
    BadRequest("FOO of the control plane",
        request(b"FOO /_sandbox/clock").replace(b"Host: sandbox", b"Host: localhost"),
        405, "METHOD_NOT_ALLOWED"),
    *(_malformed(f"the method {name!r}", request(name + b" /api/demo/x"))
      for name in (b"G@T", b"(GET)", b"GET,", b"G\x1bT", b"\xc3\xa9", b"GE\tT", b"", b" GET", b"GET\x00", b'"GET"')),
    _malformed("FOO without a target", request(b"FOO")),
    _malformed("FOO with a blank in its target", request(b"FOO /api/demo/x y")),
    _malformed("FOO with a malformed header", request(b"FOO /api/demo/x", b"a b: c")),
    _malformed("FOO with two lengths", request(b"FOO /api/demo/x", b"Content-Length: 2", b"Content-Length: 3")),
    _malformed("FOO of HTTP/2", request(b"FOO /api/demo/x").replace(b"HTTP/1.1", b"HTTP/2.0")),
    _malformed("FOO without a host", b"FOO /api/demo/x HTTP/1.1\r\n\r\n"),
    BadRequest("HEAD", request(b"HEAD /api/demo/x"), 404),
    BadRequest("HEAD of another path", request(b"HEAD /api/demo/order"), 405),
    _malformed("CONNECT", request(b"CONNECT sandbox:443")),
    _malformed("connect", request(b"connect sandbox:443")),
]  # fmt: skip

FRAMES = [
    BadRequest("an offer of WebSocket", request(b"GET /api/demo/x", b"Connection: Upgrade", b"Upgrade: websocket"),
        404, "NOT_FOUND"),
    BadRequest("an offer of HTTP/2, with a body", post(
        b"order", _ORDER, b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAEAAEAAAAIAAAAB"
    ), 200),
    BadRequest("an unknown expectation", post(b"search", b"{}", b"Expect: a-miracle"), 200),
    BadRequest("trailers", request(
        b"POST /api/demo/search", _JSON, _CHUNKED, body=b"2;a=b\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n"
    ), 200),
    BadRequest("empty lines first", b"\r\n\r\n" + request(b"GET /api/demo/x"), 404, "NOT_FOUND"),
    BadRequest("300 headers", request(b"GET /api/demo/x", *(b"X-%d: 1" % n for n in range(300))), 404, "NOT_FOUND"),
    _malformed("2 lengths", request(b"POST /api/demo/order", b"Content-Length: 2", b"Content-Length: 3", body=b"{}a")),
    _malformed("a list of lengths", request(b"POST /api/demo/order", b"Content-Length: 2, 2", body=b"{}")),
    _malformed("a negative length", request(b"POST /api/demo/order", b"Content-Length: -2", body=b"{}")),
    _malformed("a length and chunks", request(
        b"POST /api/demo/order", b"Content-Length: 2", _CHUNKED, body=b"0\r\n\r\nGET /api/smuggled/x HTTP/1.1\r\n\r\n"
    )),
    _malformed("an unknown encoding", request(b"POST /api/demo/order", b"Transfer-Encoding: xchunked", body=b"{}")),
    _malformed("an invalid chunk size", request(b"POST /api/demo/order", _CHUNKED, body=b"zz\r\n%s" % MARKER)),
    _malformed("a chunk size too large", request(b"POST /api/demo/order", _CHUNKED, body=b"F" * 17 + b"\r\n{}")),
    _malformed("a second chunk size that is none", request(
        b"POST /api/demo/order", _JSON, _CHUNKED, body=b"2\r\n{}\r\n-1\r\n{}"
    )),
    _malformed("20,000 headers", request(b"GET /api/demo/x", *(b"X-%d: 1" % n for n in range(20_000))),
             431, "HEADERS_TOO_LARGE"),
    _malformed("one huge header", request(b"GET /api/demo/x", b"X: " + b"v" * 100_000), 431, "HEADERS_TOO_LARGE"),
    _malformed("an endless header", b"GET /api/demo/x HTTP/1.1\r\nX: " + b"v" * 500_000, 431, "HEADERS_TOO_LARGE"),
    _malformed("a control character in a header", request(b"GET /api/demo/x", b"Origin: http://a\x01b")),
    _malformed("DEL in a header", request(b"GET /api/demo/x", b"Origin: http://a\x7fb")),
    _malformed("a folded header", request(b"GET /api/demo/x", b"X: a\r\n b")),
    _malformed("a blank before the colon", request(b"GET /api/demo/x", b"X : a")),
    _malformed("bare line feeds", b"GET /api/demo/x HTTP/1.1\nHost: x\n\n"),
    _malformed("HTTP/0.9", b"GET /api/demo/x\r\n\r\n", 401, "Unauthorized."),
    _malformed("HTTP/1.0", b"GET /api/demo/x HTTP/1.0\r\n%s\r\n" % KEY, 404, "NOT_FOUND"),
    _malformed("HTTP/9.9", b"GET /api/demo/x HTTP/9.9\r\n%s\r\n" % KEY),
    _malformed("HTTP/2 without negotiation", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    _malformed("TLS", bytes.fromhex("16030100c8010000c40303") + bytes(200)),
    _malformed("every byte", bytes(range(1, 256)) * 4),
]  # fmt: skip

ALL = [*BODIES, *PATHS, *METHODS, *FRAMES]
