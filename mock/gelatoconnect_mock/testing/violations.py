"""Violations of the contract by a test's requests or by the sandbox, and advisories. None is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.api.exchange import Exchange, RequestAnswered

_INVALID: Final = (400, 413, 415)
_MAX_LISTED: Final = 20
_MAX_PATH: Final = 120
_NO_CREDENTIALS: Final = "the header X-API-KEY is missing, or is not the key and the secret that the fixture has."


class ContractViolation(NamedTuple):
    """One exchange that broke the contract.

    Attributes:
        key: The API key of the request.
        by_the_sandbox: True if the response did, which is a bug of the sandbox.
        text: Which request it was, and each field that was wrong.
    """

    key: str
    by_the_sandbox: bool
    text: str


class AdvisoryLog(list[tuple[str, str]]):
    """A subscriber to the responses of a sandbox: API key and text of what there is to name in bodies."""

    def __call__(self, event: RequestAnswered) -> None:
        """Enter the unknown properties and the advisories of an exchange."""
        if event.exchange.inspection is not None:
            self.extend((_key(event.exchange), text) for text in _advisories(event.exchange))


class ViolationLog(list[ContractViolation]):
    """A subscriber to the responses of a sandbox: the violations, oldest first."""

    def __call__(self, event: RequestAnswered) -> None:
        """Enter the violation of an exchange, if it has one."""
        self.extend(_violations(event.exchange))


def failure_message(violations: list[ContractViolation], fixture: str) -> str:
    """Return the message of a failed test: which requests, which fields, and what to do."""
    lines = [f"  {violation.text}" for violation in violations[:_MAX_LISTED]]
    if len(violations) > _MAX_LISTED:
        lines.append(f"  and {len(violations) - _MAX_LISTED} more")
    if not all(violation.by_the_sandbox for violation in violations):
        lines.append(
            "Correct what the code under test sends. If the test means to send it, do so within\n"
            f"    with {fixture}.allow_violations():"
        )
    return "\n".join(["The contract was broken:", *lines])


def _violations(exchange: Exchange) -> Iterator[ContractViolation]:
    response = exchange.response
    if exchange.violations:
        text = f"{_title(exchange)}: the sandbox broke the contract in its response, which is a bug of the sandbox:"
        yield ContractViolation(_key(exchange), by_the_sandbox=True, text="\n    ".join([text, *exchange.violations]))
    elif exchange.tenant is None and response is not None:
        message = orjson.loads(response.body).get("message", _NO_CREDENTIALS)
        text = f"{_title(exchange)}: refused with {response.status}, {message}"
        yield ContractViolation(_key(exchange), by_the_sandbox=False, text=text)
    elif response is not None and response.status in _INVALID and not _is_replaced(exchange):
        content = orjson.loads(response.body)
        text = f"{_title(exchange)}: refused with {response.status}, {content['message']}"
        fields = (_field(detail["reference"], detail["message"]) for detail in content.get("details", ()))
        yield ContractViolation(_key(exchange), by_the_sandbox=False, text="\n    ".join([text, *fields]))


def _is_replaced(exchange: Exchange) -> bool:
    return exchange.fault is not None and exchange.fault.replaces_operation


def _advisories(exchange: Exchange) -> Iterator[str]:
    inspection, title = exchange.inspection, _title(exchange)
    if inspection is None:
        return
    for field in inspection.unknown_fields:
        nearest = f"; the nearest one is {field.nearest}" if field.nearest is not None else ""
        cut = " (its name is cut)" if field.is_cut else ""
        yield f"{title}: {field.pointer}{cut}: the contract knows no such property{nearest}"
    for advisory in inspection.advisories:
        yield f"{title}: {advisory.pointer or '(the whole body)'}: {advisory.message}"


def _key(exchange: Exchange) -> str:
    """Return the API key of an exchange; without a tenant, the key that was sent, with whichever secret."""
    if exchange.tenant is not None:
        return exchange.tenant.key
    return (exchange.request.header(b"x-api-key") or b"").partition(b":")[0].decode("latin-1")


def _field(reference: str, message: str) -> str:
    return f"{reference}: {message}" if reference else message


def _title(exchange: Exchange) -> str:
    path = exchange.request.path.decode("latin-1")
    shown = path if len(path) <= _MAX_PATH else f"{path[:_MAX_PATH]}..."
    kind = "request" if exchange.tenant is not None else "unmatched request"
    operation = "" if exchange.operation is None else f" ({exchange.operation})"
    return f"{kind} {exchange.number}, {exchange.request.method} {shown}{operation}"
