"""Asks `Options.before_send` for the headers of an attempt, and refuses those that are the client's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from inspect import iscoroutine
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from gelatoconnect._engine.commands import NoResponse
from gelatoconnect.errors import ConfigError
from gelatoconnect.history import Attempt, AttemptInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._engine.commands import Request
    from gelatoconnect._engine.context import CallContext

# The credential, the address, what delimits and codes the body, what ends at the next hop, what the client negotiates.
RESERVED: Final = frozenset(
    (
        "x-api-key", "host", "content-length", "transfer-encoding", "content-encoding", "content-type", "content-range",
        "connection", "proxy-connection", "keep-alive", "te", "trailer", "trailers", "upgrade", "http2-settings",
        "proxy-authenticate", "proxy-authorization", "expect", "accept", "accept-encoding", "user-agent",
        "customer-reference-id",
    )
)  # fmt: skip
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}", re.ASCII)
_VALUE: Final = re.compile(r"(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?", re.ASCII)
_ADVICE: Final = "Correct the function that Options.before_send names; the error's __cause__ is what it raised."


class _Refusal(ConfigError):
    """What `before_send` returned cannot be sent. The text is this module's own, and may be shown."""


def attempt_info(request: Request, call: CallContext) -> AttemptInfo:
    """Return the description of the attempt that is about to send `request`."""
    sent = sum(isinstance(event, Attempt) and event.operation == request.operation for event in call.events)
    parts = urlsplit(request.url)
    return AttemptInfo(call.info, request.operation, request.method, f"{parts.scheme}://{parts.netloc}", sent + 1)


def add_headers(
    request: Request, call: CallContext, before_send: Callable[[AttemptInfo], Mapping[str, str] | None]
) -> Request | NoResponse:
    """Return the request with the headers that `before_send` adds, or a request that was not sent: it failed."""
    try:
        added = before_send(attempt_info(request, call))
        headers = _checked(added, request)
    except _Refusal as refusal:
        return _unsent(str(refusal).removesuffix("."), refusal)
    except Exception as error:  # noqa: BLE001 - the function may raise anything
        # The text may hold a secret of the program's own. It stays on the exception.
        return _unsent(f"Options.before_send raised {type(error).__name__}", error)
    return request._replace(headers={**request.headers, **headers}) if headers else request


def is_addable(name: object, value: object) -> bool:
    """Return True if a request may carry this header beside those of the client."""
    if not isinstance(name, str) or not isinstance(value, str):
        return False
    return bool(_NAME.fullmatch(name) and _VALUE.fullmatch(value)) and _folded(name) not in RESERVED


def _checked(added: object, request: Request) -> dict[str, str]:
    if added is None:
        return {}
    if iscoroutine(added):
        added.close()
    if not isinstance(added, Mapping):
        raise _Refusal(
            f"Options.before_send returned {type(added).__name__}, not a mapping of header names to values, or None."
        )
    headers: dict[str, str] = {}
    own = RESERVED.union(request.headers)
    for name, value in added.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise _Refusal("Options.before_send returned a header whose name is not an HTTP token.")
        if _folded(name) in own:
            raise _Refusal(f"Options.before_send returned the header {name!r}, which the client sets itself.")
        if name.lower() in headers:
            raise _Refusal(f"Options.before_send returned the header {name!r} twice, in different letter case.")
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            raise _Refusal(
                f"Options.before_send returned the header {name!r} with a value that is not printable ASCII."
            )
        headers[name.lower()] = value
    return headers


def _folded(name: str) -> str:
    # Many servers read `X_API_KEY` as `X-API-KEY`.
    return name.lower().replace("_", "-")


def _unsent(reason: str, cause: Exception) -> NoResponse:
    return NoResponse(maybe_sent=False, reason=reason, retryable=False, advice=_ADVICE, cause=cause)
