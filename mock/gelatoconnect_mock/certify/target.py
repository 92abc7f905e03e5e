"""The server under test: one request at a time, each answer held against the contract as it comes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx2
import jsonschema_rs
import orjson

from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.network import is_loopback

_PATIENCE: Final = 15.0
"""Seconds for one whole answer, however it trickles in."""
_MOST_BYTES: Final = 8 * 1_048_576
_LARGE: Final = 65_536
_MOST_ERRORS: Final = 5
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. ``content`` is its JSON, None where it has none; ``violations`` is how it breaks the contract."""

    operation: str
    status: int
    content: Any
    violations: tuple[str, ...]

    @property
    def success(self) -> bool:
        """Whether the operation was carried out."""
        return 200 <= self.status < 300  # noqa: PLR2004 - what HTTP calls successful


class Unreachable(Exception):
    """The server gave no answer; ``str()`` says of what kind the silence was."""


class NotSent(Unreachable):
    """The server cannot have seen the request."""


class Target:
    """A server by its base URL (prefix included) and its ``key:secret``; no redirect is followed with the key."""

    def __init__(self, url: str, pair: str, customer: str | None = None) -> None:
        self.url, self._pair, self._customer = checked(url), pair, customer
        # What plain http carries must not leave this machine by a proxy.
        self._on_this_machine = self.url.startswith("http:")
        # It takes a while to load certificates, and plain http asks for none.
        self._certificates = not self._on_this_machine and httpx2.create_ssl_context()
        if customer is not None and not (customer and customer.isascii() and customer.isprintable()):
            raise UserError("--customer-reference-id must be plain ASCII: it goes into a header.")

    def require_response(self) -> None:
        """UserError where nothing answers at all."""
        try:
            self.ask("searchOrders", body={"limit": 1})
        except Unreachable as error:
            raise UserError(f"{self.url}: {error}. Check --target, and that the server runs.") from None

    def shown(self, text: object, longest: int = _LONGEST) -> str:
        """Return what a server said as it may stand in a report: one short line, without the key and the secret."""
        line = "".join(letter if letter.isprintable() else "?" for letter in str(text))
        for half in (self._pair, *self._pair.split(":", 1)):
            line = line.replace(half, "***")
        return line[:longest]

    def ask(
        self, operation: str, named: str = "", body: Any = None, *, pair: str | None = None, declared: str | None = None
    ) -> Reply:
        """Send one request and return the answer; Unreachable where there is none, whole and in time.

        ``pair`` is other credentials, ``declared`` another content type than the right one.
        """
        rules = compiled_contract()
        found = rules.operations[operation]
        path = found["path"].replace("{orderId}", quote(named, safe=""))
        headers = {"X-API-KEY": self._pair if pair is None else pair}
        if self._customer is not None:
            headers["Customer-Reference-ID"] = self._customer
        content = None
        if body is not None:
            content = orjson.dumps(body)
            headers["Content-Type"] = declared or "application/json"
        try:
            status, answered = asyncio.run(self._fetched(found["method"], self.url + path, headers, content))
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise NotSent(f"no answer to {operation} ({type(error).__name__})") from None
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unreachable(f"no answer to {operation} ({type(error).__name__})") from None
        return self._judged(operation, status, answered)

    async def _fetched(
        self, method: str, url: str, headers: dict[str, str], content: bytes | None
    ) -> tuple[int, bytes | None]:
        """Return the status and the whole body; None for one that is too long to be an answer."""
        pieces, length = [], 0
        async with (
            asyncio.timeout(_PATIENCE),
            httpx2.AsyncClient(
                verify=self._certificates,
                timeout=_PATIENCE,
                follow_redirects=False,
                trust_env=not self._on_this_machine,
            ) as client,
            client.stream(method, url, headers=headers, content=content) as answer,
        ):
            async for piece in answer.aiter_bytes():
                pieces.append(piece)
                length += len(piece)
                if length > _MOST_BYTES:
                    return answer.status_code, None
            return answer.status_code, b"".join(pieces)

    def _judged(self, operation: str, status: int, answered: bytes | None) -> Reply:
        judge = compiled_contract().responses.get((operation, status))
        if answered is None:
            return Reply(operation, status, None, (f"the body is longer than {_MOST_BYTES:,} bytes",))
        try:
            content = orjson.loads(answered)
        except orjson.JSONDecodeError:
            return Reply(operation, status, None, ("the body is not JSON",))
        if judge is None:
            return Reply(operation, status, content, (f"the contract declares no {status} here",))

        # Only the place and the keyword: what stands there may be personal.
        faults = tuple(
            self.shown(f"/{'/'.join(map(str, error.instance_path))} breaks {error.kind.name}")
            for error in _errors(judge, content, len(answered))
        )
        return Reply(operation, status, content, faults)


def _errors(judge: Any, content: Any, size: int) -> list[Any]:
    """Return a few errors of a body; of a large one the first alone, since all could be millions."""
    if size <= _LARGE:
        return list(islice(judge.iter_errors(content), _MOST_ERRORS))
    try:
        judge.validate(content)
    except jsonschema_rs.ValidationError as error:
        return [error]
    return []


def checked(url: str) -> str:
    """Return a base URL that a key may be sent to; UserError for plain http to another machine and for no URL."""
    host = _host(url)
    if host is None:  # what was given is not repeated: it may hold a password
        raise UserError(
            "--target is no base URL: give one such as https://api.partner-connect.io/api/acme, "
            "without a query, and the credentials as --key."
        )
    if url.startswith("http:") and not is_loopback(host):
        raise UserError("A key is not sent over plain http, except to this machine: give an https URL.")
    return url.rstrip("/")


def _host(url: str) -> str | None:
    """Return the host of a base URL; None for what is none."""
    try:
        parts = urlsplit(url)
        host = _in_its_own_script(parts.hostname or "")
        _ = httpx2.URL(url), httpx2.URL(scheme="https", host=host)
        odd = parts.port == 0 or not {"@", "?", "#"}.isdisjoint(url) or not url.isprintable()
    except (ValueError, httpx2.InvalidURL):  # a UnicodeError is a ValueError
        return None
    return parts.hostname if url.startswith(("http://", "https://")) and host and not odd else None


def _in_its_own_script(host: str) -> str:
    """Return a host with its ``xn--`` labels decoded. httpx2 checks them only in this form."""
    labels = host.split(".")
    return ".".join(label[4:].encode().decode("punycode") if label[:4] == "xn--" else label for label in labels)
