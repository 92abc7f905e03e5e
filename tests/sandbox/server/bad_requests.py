"""Requests that no well-behaved client sends, each with its answer."""

import json
from typing import NamedTuple

from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.raw_client import KEY, post, request

MARK = b"mark-7f3a"
"""Stands in bodies, and may stand in no header of an answer."""
_ORDER = json.dumps(an_order("r", preventDuplicate=False)).encode()
_CHUNKED = b"Transfer-Encoding: chunked"
_JSON = b"Content-Type: application/json"
_LARGE = b" " * 2_097_152


class Bad(NamedTuple):
    name: str
    sent: bytes
    status: int
    code: str | None = None
    """The error's code; None for a success, and for a refusal that cannot have a body."""
    closes: bool = False
    """Whether the server ends the connection, because what follows cannot be read."""


def _body(name: str, body: bytes, status: int = 400, code: str | None = "BAD_REQUEST") -> Bad:
    return Bad(name, post(b"order", body), status, code)


def _no_http(name: str, sent: bytes, status: int = 400, code: str = "BAD_REQUEST") -> Bad:
    return Bad(name, sent, status, code, closes=True)


BODIES = [
    _body("malformed JSON", b'{"%s":' % MARK),
    _body("an empty body", b""),
    _body("5,000 lists in one another", b"[" * 5_000 + b"]" * 5_000),
    _body("5,000 objects in one another", b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    _body("a wrong field of 900 levels", _ORDER[:-1] + b',"metadata":' + b"[" * 900 + b"]" * 900 + b"}"),
    _body("an unknown field of 900 levels", _ORDER[:-1] + b',"other":' + b"[" * 900 + b"]" * 900 + b"}", 200, None),
    _body("bytes that are no UTF-8", b'{"a":"\xff%s"}' % MARK),
    _body("a byte order mark", b"\xef\xbb\xbf" + _ORDER),
    _body("UTF-16", _ORDER.decode().encode("utf-16")),
    _body("NaN", b'{"a":NaN}'),
    _body("Infinity", b'{"a":-Infinity}'),
    _body("a number beyond all", b'{"a":1e400}'),
    _body("an integer of 5,000 digits", b'{"a":' + b"9" * 5_000 + b"}"),
    _body("a quantity of 30 digits", _ORDER.replace(b'"quantity": 1', b'"quantity": ' + b"9" * 30), 200, None),
    _body("a lone surrogate", b'{"a":"\\ud800"}'),
    _body("a name twice, the last right", b'{"currency":7,' + _ORDER[1:], 200, None),
    _body("a name twice, the last wrong", _ORDER[:-1] + b',"currency":7}'),
    _body("names in any script", f'{{"€ {MARK.decode()}":1,"😀":{{"ключ\\u0000\\r\\n":2}}}}'.encode()),
    _body("more names in any script", _ORDER[:-1] + ',"€":1,"😀\\u007f":{"ключ":"\\n"}}'.encode(), 200, None),
    _body("2 MiB", _LARGE, 413, "PAYLOAD_TOO_LARGE"),
    Bad("2 MiB in chunks", request(
        b"POST /api/demo/order", _JSON, _CHUNKED, body=b"10000\r\n%s\r\n" % _LARGE[:65_536] * 32 + b"0\r\n\r\n"
    ), 413, "PAYLOAD_TOO_LARGE"),
    Bad("2 MiB announced, and asked whether to send them", request(
        b"POST /api/demo/order", _JSON, b"Content-Length: 2097152", b"Expect: 100-continue"
    ), 413, "PAYLOAD_TOO_LARGE", closes=True),
    Bad("no content type", request(b"POST /api/demo/order", b"Content-Length: 2", body=b"{}"),
        415, "UNSUPPORTED_MEDIA_TYPE"),
    Bad("another content type", post(b"order", b"{}", content_type=b"text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    Bad("2 MiB where no body belongs", request(b"GET /api/demo/nothing", b"Content-Length: 2097152", body=_LARGE),
        404, "NOT_FOUND"),
    Bad("2 MiB with a cancel", post(b"nothing/cancel", _LARGE), 404, "NOT_FOUND"),
    Bad("a body where none belongs", post(b"nothing/cancel", b"{" + MARK), 404, "NOT_FOUND"),
]  # fmt: skip

PATHS = [
    Bad("%zz", request(b"GET /api/demo/%zz"), 400, "BAD_REQUEST"),
    Bad("%ff", request(b"GET /api/demo/%ff"), 400, "BAD_REQUEST"),
    Bad("%", request(b"GET /api/demo/a%"), 400, "BAD_REQUEST"),
    Bad("an escaped NUL", request(b"GET /api/demo/%00"), 404, "NOT_FOUND"),
    Bad("escaped line ends", request(b"GET /api/demo/a%0d%0aSet-Cookie:%20a"), 404, "NOT_FOUND"),
    Bad("60,000 characters", request(b"GET /api/demo/" + b"a" * 60_000), 404, "NOT_FOUND"),
    Bad("dots", request(b"GET /api/demo/../order"), 404, "NOT_FOUND"),
    Bad("two slashes", request(b"GET //api/demo/x"), 404, "NOT_FOUND"),
    Bad("a prefix in another script", request(b"GET /api/%E2%82%AC/x"), 404, "NOT_FOUND"),
    Bad("a whole address", request(b"GET http://elsewhere.example/api/demo/x"), 404, "NOT_FOUND"),
    _no_http("a NUL", request(b"GET /api/demo/a\x00b")),
    _no_http("unescaped UTF-8", request("GET /api/demo/é".encode())),
    _no_http("90,000 characters", request(b"GET /api/demo/" + b"a" * 90_000), 431, "HEADERS_TOO_LARGE"),
]

METHODS = [
    *(Bad(name, request(b"%s /api/demo/x" % name.encode()), 405, "METHOD_NOT_ALLOWED")
      for name in ("TRACE", "DELETE", "PATCH", "PROPFIND", "OPTIONS")),
    Bad("HEAD", request(b"HEAD /api/demo/x"), 405),
    Bad("HEAD of another path", request(b"HEAD /api/demo/order"), 405),
    _no_http("BREW", request(b"BREW /api/demo/x")),
    _no_http("CONNECT", request(b"CONNECT sandbox:443")),
]  # fmt: skip

FRAMES = [
    Bad("an offer of WebSocket", request(b"GET /api/demo/x", b"Connection: Upgrade", b"Upgrade: websocket"),
        404, "NOT_FOUND"),
    Bad("an offer of HTTP/2, with a body", post(
        b"order", _ORDER, b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAEAAEAAAAIAAAAB"
    ), 200),
    Bad("an expectation that nobody knows", post(b"search", b"{}", b"Expect: a-miracle"), 200),
    Bad("trailers", request(
        b"POST /api/demo/search", _JSON, _CHUNKED, body=b"2;a=b\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n"
    ), 200),
    Bad("empty lines first", b"\r\n\r\n" + request(b"GET /api/demo/x"), 404, "NOT_FOUND"),
    Bad("300 headers", request(b"GET /api/demo/x", *(b"X-%d: 1" % n for n in range(300))), 404, "NOT_FOUND"),
    _no_http("two lengths", request(b"POST /api/demo/order", b"Content-Length: 2", b"Content-Length: 3", body=b"{}a")),
    _no_http("a list of lengths", request(b"POST /api/demo/order", b"Content-Length: 2, 2", body=b"{}")),
    _no_http("a negative length", request(b"POST /api/demo/order", b"Content-Length: -2", body=b"{}")),
    _no_http("a length and chunks", request(
        b"POST /api/demo/order", b"Content-Length: 2", _CHUNKED, body=b"0\r\n\r\nGET /api/smuggled/x HTTP/1.1\r\n\r\n"
    )),
    _no_http("an unknown encoding", request(b"POST /api/demo/order", b"Transfer-Encoding: xchunked", body=b"{}")),
    _no_http("a chunk size that is none", request(b"POST /api/demo/order", _CHUNKED, body=b"zz\r\n%s" % MARK)),
    _no_http("a chunk size beyond all", request(b"POST /api/demo/order", _CHUNKED, body=b"F" * 17 + b"\r\n{}")),
    _no_http("a second chunk size that is none", request(
        b"POST /api/demo/order", _JSON, _CHUNKED, body=b"2\r\n{}\r\n-1\r\n{}"
    )),
    _no_http("20,000 headers", request(b"GET /api/demo/x", *(b"X-%d: 1" % n for n in range(20_000))),
             431, "HEADERS_TOO_LARGE"),
    _no_http("one huge header", request(b"GET /api/demo/x", b"X: " + b"v" * 100_000), 431, "HEADERS_TOO_LARGE"),
    _no_http("a header without an end", b"GET /api/demo/x HTTP/1.1\r\nX: " + b"v" * 500_000, 431, "HEADERS_TOO_LARGE"),
    _no_http("a control character in a header", request(b"GET /api/demo/x", b"Origin: http://a\x01b")),
    _no_http("DEL in a header", request(b"GET /api/demo/x", b"Origin: http://a\x7fb")),
    _no_http("a folded header", request(b"GET /api/demo/x", b"X: a\r\n b")),
    _no_http("a blank before the colon", request(b"GET /api/demo/x", b"X : a")),
    _no_http("bare line feeds", b"GET /api/demo/x HTTP/1.1\nHost: x\n\n"),
    _no_http("HTTP/0.9", b"GET /api/demo/x\r\n\r\n", 401, "Unauthorized."),
    _no_http("HTTP/1.0", b"GET /api/demo/x HTTP/1.0\r\n%s\r\n" % KEY, 404, "NOT_FOUND"),
    _no_http("HTTP/9.9", b"GET /api/demo/x HTTP/9.9\r\n%s\r\n" % KEY),
    _no_http("HTTP/2 without asking", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    _no_http("TLS", bytes.fromhex("16030100c8010000c40303") + bytes(200)),
    _no_http("every byte", bytes(range(1, 256)) * 4),
]  # fmt: skip

ALL = [*BODIES, *PATHS, *METHODS, *FRAMES]
