"""A curl line that repeats a logged request. Secrets in it are variables of the shell."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.control.redaction import API_KEY, accepted_key, is_secret_header, query_parts, url_parts
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody
from gelatoconnect_mock.sandbox.http.messages import TruncatedHeaders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gelatoconnect_mock.sandbox.api.credentials import Credentials
    from gelatoconnect_mock.sandbox.http.messages import Request

_OMITTED_HEADERS: Final = (
    b"host", b"content-length", b"connection", b"accept-encoding", b"user-agent", b"accept", b"transfer-encoding",
    b"expect", b"keep-alive",
)  # fmt: skip
"""Headers that curl sends by itself, or that concern one connection."""
_KEY_VARIABLE: Final = "GELATOCONNECT_API_KEY"
_SECRET_VARIABLE: Final = "GELATOCONNECT_API_SECRET"  # noqa: S105 - the name of a variable
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~-]+")
_NO_VARIABLE: Final = re.compile(r"[^A-Z0-9_]")
_MAX_NAME: Final = 60
_GLOB_CHARACTERS: Final = (b"[", b"]", b"{", b"}")


def curl_line(request: Request, origin: str, credentials: Credentials) -> str | None:
    """Return a shell line that sends a request to ``origin``; None if it was not kept whole or its body is not text.

    The line shows the key of an accepted pair, and has the variable GELATOCONNECT_API_SECRET for its secret. For any
    other pair it has GELATOCONNECT_API_KEY too. The variable of another secret, in a header or
    in the query, is named after it. A known secret elsewhere has the variable SECRET, the next one SECRET_2.
    """
    body = None if isinstance(request.headers, TruncatedHeaders) else _text_body(request.body)
    if body is None:
        return None
    hidden = _Hidden(request, credentials)
    words = ["curl", "-sS", *_method(request.method, body)]
    target = request.path + (b"?" + request.query if request.query else b"")
    if any(character in target for character in _GLOB_CHARACTERS):
        words.append("--globoff")
    if b"/." in request.path:
        words.append("--path-as-is")
    words.append(_quoted_url(origin, request, hidden))
    for header in _headers(request, credentials, hidden):
        words += ["-H", header]
    if body:
        words += ["--data-raw", hidden.word(body)]
    return " ".join(words)


class _Hidden:
    """Writes words of the shell with a variable in place of each known secret."""

    def __init__(self, request: Request, credentials: Credentials) -> None:
        self._values = credentials.secret_values
        own = credentials.secret_of(credentials.key_of(request.headers))
        self._names = {} if own is None else {own: _SECRET_VARIABLE}
        self._count = 0

    def word(self, text: str) -> str:
        """Return text as one word, or as part of one."""
        parts, last = [], 0
        for start, end in self._values.spans(text):
            parts += [shlex.quote(text[last:start])] if start > last else []
            parts.append(_variable(self._name(text[start:end]), "the secret that was sent here"))
            last = end
        return "".join(parts) + (shlex.quote(text[last:]) if last < len(text) or not parts else "")

    def _name(self, secret: str) -> str:
        if secret not in self._names:
            self._count += 1
            self._names[secret] = "SECRET" if self._count == 1 else f"SECRET_{self._count}"
        return self._names[secret]


def _quoted_url(origin: str, request: Request, hidden: _Hidden) -> str:
    """Return the URL as one word of the shell, with a variable in place of each secret in its query."""
    text = origin + request.path.decode("utf-8", "backslashreplace") + ("?" if request.query else "")
    parts = query_parts(request.query)
    return _word(
        text, ((before.encode("latin-1").decode("utf-8", "backslashreplace"), n) for before, n in parts), hidden
    )


def _word(text: str, parts: Iterable[tuple[str, str | None]], hidden: _Hidden) -> str:
    """Return text and the parts that follow it as one word of the shell, with a variable for each secret."""
    word = ""
    for before, name in parts:
        text += before
        if name is not None:
            word += hidden.word(text) + _variable(_variable_name(name), f"the parameter {_plain(name)}")
            text = ""
    return word + hidden.word(text) if text or not word else word


def _text_body(body: bytes) -> str | None:
    if isinstance(body, TruncatedBody) or b"\0" in body:  # no argument of a program can carry a NUL
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _method(method: str, body: str) -> list[str]:
    if method == "HEAD":
        return ["--head"]
    return [] if method == "GET" and not body else ["-X", shlex.quote(method)]


def _headers(request: Request, credentials: Credentials, hidden: _Hidden) -> Iterator[str]:
    names = [name for name, _ in request.headers]
    for name, value in request.headers:
        if name in _OMITTED_HEADERS or (name == b"content-encoding" and request.is_decoded):
            continue
        title = name.decode("latin-1").title()
        if is_secret_header(name, value):
            yield shlex.quote(f"{title}: ") + _secret(name, value, credentials)
        elif value:
            parts = ((_decode(before.encode("latin-1")), name) for before, name in url_parts(value))
            yield _word(f"{title}: ", parts, hidden)
        else:
            yield hidden.word(f"{title};")  # curl's form of an empty header
    if request.body and b"content-type" not in names:
        yield shlex.quote("Content-Type:")  # otherwise curl sends one of its own


def _secret(name: bytes, value: bytes, credentials: Credentials) -> str:
    """Return the value of a secret header, with a variable in place of each secret."""
    if name != API_KEY:
        title = name.decode("latin-1")
        return _variable(_variable_name(title), f"the value of {_plain(title.title())}")
    key = accepted_key(name, value, credentials)
    if key is None:
        return f"{_variable(_KEY_VARIABLE, 'an API key')}:{_variable(_SECRET_VARIABLE, 'its secret')}"
    owner = key if _PLAIN.fullmatch(key) else "this key"
    return f"{shlex.quote(key)}:{_variable(_SECRET_VARIABLE, f'the secret of {owner}')}"


def _variable_name(title: str) -> str:
    """Return the name of the variable for a header or a parameter; only these characters may stand in one."""
    name = _NO_VARIABLE.sub("_", title.upper()[:_MAX_NAME])
    return name if name[:1].isalpha() else f"SECRET_{name}"


def _plain(title: str) -> str:
    return title if _PLAIN.fullmatch(title) and len(title) <= _MAX_NAME else "this name"


def _variable(name: str, content: str) -> str:
    """Return a variable of the shell; if it is not set, the shell prints what to set it to."""
    return f'"${{{name}:?set it to {content}}}"'


def _decode(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
