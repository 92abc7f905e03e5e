"""A shell line that sends a recorded request again; secrets in it are variables of the shell."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.control.redaction import API_KEY, SECRET, key_in
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.api.credentials import Credentials
    from gelatoconnect_mock.sandbox.http.messages import Request

_OWN: Final = (
    b"host", b"content-length", b"connection", b"accept-encoding", b"user-agent", b"accept", b"transfer-encoding",
    b"expect", b"keep-alive",
)  # fmt: skip
"""Headers that curl sends by itself, or that concern one connection."""
_KEY: Final = "GELATOCONNECT_API_KEY"
_SECRET: Final = "GELATOCONNECT_API_SECRET"  # noqa: S105 - the name of a variable
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~-]+")
_GLOBS: Final = (b"[", b"]", b"{", b"}")


def curl(request: Request, origin: str, credentials: Credentials) -> str | None:
    """Return the line; None where the body was not kept whole.

    The pair of an accepted key is written with its key and the variable GELATOCONNECT_API_SECRET, another one with
    GELATOCONNECT_API_KEY too; the variable of another secret header is named after the header.
    """
    body = request.body
    if isinstance(body, TruncatedBody):
        return None
    words = ["curl", "-sS", *_method(request.method, body)]
    target = request.path + (b"?" + request.query if request.query else b"")
    if any(mark in target for mark in _GLOBS):
        words.append("--globoff")
    if b"/." in request.path:
        words.append("--path-as-is")
    words.append(shlex.quote(origin + target.decode("utf-8", "backslashreplace")))
    for header in _headers(request, credentials):
        words += ["-H", header]
    if not body:
        return " ".join(words)
    if (text := _argument(body)) is not None:
        return " ".join([*words, "--data-raw", shlex.quote(text)])
    # No argument of a program can carry such bytes.
    return " ".join(["printf", shlex.quote(_octal(body)), "|", *words, "--data-binary", "@-"])


def _method(method: str, body: bytes) -> list[str]:
    if method == "HEAD":
        return ["--head"]
    return [] if method == "GET" and not body else ["-X", shlex.quote(method)]


def _headers(request: Request, credentials: Credentials) -> Iterator[str]:
    names = [name for name, _ in request.headers]
    for name, value in request.headers:
        if name in _OWN:
            continue
        title = name.decode("latin-1").title()
        if name in SECRET:
            yield shlex.quote(f"{title}: ") + _variable(name, value, credentials)
        elif value:
            yield shlex.quote(f"{title}: {_text(value)}")
        else:
            yield shlex.quote(f"{title};")
    if request.body and b"content-type" not in names:
        yield shlex.quote("Content-Type:")  # or curl sends one of its own


def _variable(name: bytes, value: bytes, credentials: Credentials) -> str:
    if name != API_KEY:
        title = name.decode("latin-1")
        return _set(title.upper().replace("-", "_"), f"the value of {title.title()}")
    key = key_in(name, value, credentials)
    if key is None:
        return f"{_set(_KEY, 'an API key')}:{_set(_SECRET, 'its secret')}"
    whose = key if _PLAIN.fullmatch(key) else "this key"
    return f"{shlex.quote(key)}:{_set(_SECRET, f'the secret of {whose}')}"


def _set(variable: str, to: str) -> str:
    """Return a variable of the shell, which says what it has to be where it is not set."""
    return f'"${{{variable}:?set it to {to}}}"'


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _argument(body: bytes) -> str | None:
    try:
        return None if b"\0" in body else body.decode()
    except UnicodeDecodeError:
        return None


def _octal(body: bytes) -> str:
    plain = set(range(32, 127)) - set(b"%\\")
    return "".join(chr(byte) if byte in plain else f"\\{byte:03o}" for byte in body)
