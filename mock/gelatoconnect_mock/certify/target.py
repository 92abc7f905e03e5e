"""The server under test. It sends one request at a time and validates each response against the contract."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import httpx2
import jsonschema_rs
import orjson

from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.network import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIMEOUT: Final = 15.0
"""Seconds for one whole response. httpx2's own timeouts start again with every byte."""
_MAX_BYTES: Final = 8 * 1_048_576
_MAX_BYTES_FOR_ALL_ERRORS: Final = 65_536
_MAX_ERRORS: Final = 5
_MAX_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Response:
    """One response.

    Attributes:
        operation: The operation id.
        status: The HTTP status.
        content: The JSON of the body; None if the body is not JSON.
        violations: How the response breaks the contract.
    """

    operation: str
    status: int
    content: Any
    violations: tuple[str, ...]

    @property
    def is_success(self) -> bool:
        """True for a 2xx status."""
        return 200 <= self.status < 300  # noqa: PLR2004 - 2xx


class Unreachable(Exception):
    """No response arrived. ``str()`` names the operation and the kind of failure."""


class NotSent(Unreachable):
    """The request never left, so the server cannot have acted on it."""


class Target:
    """A server: its base URL, prefix included, and its ``key:secret``. Redirects are not followed."""

    def __init__(self, url: str, pair: str, customer: str | None = None) -> None:
        self.url, self._pair, self._customer = check_base_url(url), pair, customer
        # Plain http carries the key: a proxy must not take it off this machine.
        self._is_local = self.url.startswith("http:")
        # Loading certificates is slow, and plain http needs none.
        self._certificates = not self._is_local and httpx2.create_ssl_context()
        if customer is not None and not (customer and customer.isascii() and customer.isprintable()):
            raise UserError("--customer-reference-id must be plain ASCII: it goes into a header.")

    def require_response(self) -> None:
        """Raise UserError if the server does not respond."""
        try:
            self.send("searchOrders", body={"limit": 1})
        except Unreachable as error:
            raise UserError(f"{self.url}: {error}. Check --target, and that the server runs.") from None

    def redacted(self, text: object, max_length: int = _MAX_LENGTH) -> str:
        """Return a server's text for the report: one short line, without the key and the secret."""
        line = "".join(letter if letter.isprintable() else "?" for letter in str(text))
        for half in (self._pair, *self._pair.split(":", 1)):
            line = line.replace(half, "***")
        return line[:max_length]

    def send(
        self,
        operation: str,
        order: str = "",
        body: Any = None,
        *,
        pair: str | None = None,
        content_type: str = "application/json",
    ) -> Response:
        """Send one request and return the response.

        Args:
            operation: The operation id.
            order: The id or reference of the order in the path.
            body: The JSON body.
            pair: Other credentials than the target's.
            content_type: The content type of the body.

        Raises:
            Unreachable: No complete response arrived in time.
        """
        described = compiled_contract().operations[operation]
        path = described["path"].replace("{orderId}", quote(order, safe=""))
        headers = {"X-API-KEY": self._pair if pair is None else pair}
        if self._customer is not None:
            headers["Customer-Reference-ID"] = self._customer
        content = None
        if body is not None:
            content = orjson.dumps(body)
            headers["Content-Type"] = content_type
        try:
            status, received = asyncio.run(self._fetch(described["method"], self.url + path, headers, content))
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise NotSent(f"no response to {operation} ({type(error).__name__})") from None
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unreachable(f"no response to {operation} ({type(error).__name__})") from None
        return self._validated(operation, status, received)

    async def _fetch(
        self, method: str, url: str, headers: dict[str, str], content: bytes | None
    ) -> tuple[int, bytes | None]:
        """Return the status and the whole body; return None for a body that is too long."""
        pieces, length = [], 0
        async with (
            asyncio.timeout(_TIMEOUT),
            httpx2.AsyncClient(
                verify=self._certificates,
                timeout=_TIMEOUT,
                follow_redirects=False,
                trust_env=not self._is_local,
            ) as client,
            client.stream(method, url, headers=headers, content=content) as response,
        ):
            async for piece in response.aiter_bytes():
                pieces.append(piece)
                length += len(piece)
                if length > _MAX_BYTES:
                    return response.status_code, None
            return response.status_code, b"".join(pieces)

    def _validated(self, operation: str, status: int, received: bytes | None) -> Response:
        validator = compiled_contract().responses.get((operation, status))
        if received is None:
            return Response(operation, status, None, (f"the body is longer than {_MAX_BYTES:,} bytes",))
        try:
            content = orjson.loads(received)
        except orjson.JSONDecodeError:
            return Response(operation, status, None, ("the body is not JSON",))
        if validator is None:
            return Response(operation, status, content, (f"the contract declares no {status} here",))
        violations = tuple(map(self._violation, _validation_errors(validator, content, len(received))))
        return Response(operation, status, content, violations)

    def _violation(self, error: jsonschema_rs.ValidationError) -> str:
        # The path and the keyword only: the value may be personal data.
        return self.redacted(f"/{'/'.join(map(str, error.instance_path))} breaks {error.kind.name}")


def _validation_errors(
    validator: jsonschema_rs.Draft202012Validator, content: Any, size: int
) -> Iterable[jsonschema_rs.ValidationError]:
    """Return the first errors of a body; return one for a large body, which may have millions."""
    if size <= _MAX_BYTES_FOR_ALL_ERRORS:
        return list(islice(validator.iter_errors(content), _MAX_ERRORS))
    try:
        validator.validate(content)
    except jsonschema_rs.ValidationError as error:
        return [error]
    return []


def check_base_url(url: str) -> str:
    """Return a base URL that may receive a key.

    Raises:
        UserError: It is not a base URL, or it is plain http to another machine.
    """
    host = _host(url)
    if host is None:  # the URL may hold a password: do not repeat it
        raise UserError(
            "--target is no base URL: give one such as https://api.partner-connect.io/api/acme, "
            "without a query, and the credentials as --key."
        )
    if url.startswith("http:") and not is_loopback(host):
        raise UserError("A key is not sent over plain http, except to this machine: give an https URL.")
    return url.rstrip("/")


def _host(url: str) -> str | None:
    """Return the host of a base URL, or None if the URL is invalid."""
    try:
        parts = urlsplit(url)
        host = _decode_punycode(parts.hostname or "")
        _ = httpx2.URL(url), httpx2.URL(scheme="https", host=host)
        is_odd = parts.port == 0 or not {"@", "?", "#"}.isdisjoint(url) or not url.isprintable()
    except (ValueError, httpx2.InvalidURL):  # a UnicodeError is a ValueError
        return None
    return parts.hostname if url.startswith(("http://", "https://")) and host and not is_odd else None


def _decode_punycode(host: str) -> str:
    """Return a host with its ``xn--`` labels decoded. httpx2 checks them only in this form."""
    labels = host.split(".")
    return ".".join(label[4:].encode().decode("punycode") if label[:4] == "xn--" else label for label in labels)
