"""Where a test's requests broke the contract, or the sandbox did in an answer; none is forgotten until it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.http.messages import Exchange

_NOT_UNDERSTOOD: Final = (400, 413, 415)
_MOST_TOLD: Final = 20
_LONGEST_PATH: Final = 120
_NO_PAIR: Final = "the header X-API-KEY is missing, or is not the key and the secret that the fixture has."


class ContractViolation(NamedTuple):
    """One exchange that broke the contract: by which key, in which request of its tenant's, and on whose side."""

    key: str
    by_the_sandbox: bool
    text: str


class ViolationLog(list[ContractViolation]):
    """A desk's watch: enters the breach of each exchange that has one, oldest first, and forgets none."""

    def __call__(self, exchange: Exchange) -> None:
        """Judge an exchange whose answer is known."""
        self.extend(_breaches(exchange))


def told(breaches: list[ContractViolation], fixture: str) -> str:
    """Return what a test is told of its breaches: which requests, which fields, and what to do."""
    lines = [f"  {breach.text}" for breach in breaches[:_MOST_TOLD]]
    if len(breaches) > _MOST_TOLD:
        lines.append(f"  and {len(breaches) - _MOST_TOLD} more")
    if not all(breach.by_the_sandbox for breach in breaches):
        lines.append(
            "Correct what the code under test sends. Where the test means to send it, do so within\n"
            f"    with {fixture}.allow_violations():"
        )
    return "\n".join(["The contract was broken:", *lines])


def _breaches(exchange: Exchange) -> Iterator[ContractViolation]:
    if exchange.violations:
        text = f"{_named(exchange)}: the sandbox broke the contract in its answer, which is a bug of the sandbox:"
        yield ContractViolation(_key(exchange), by_the_sandbox=True, text="\n    ".join([text, *exchange.violations]))
    elif exchange.tenant is None and exchange.response is not None:
        message = orjson.loads(exchange.response.body).get("message", _NO_PAIR)
        text = f"{_named(exchange)}: refused with {exchange.response.status}, {message}"
        yield ContractViolation(_key(exchange), by_the_sandbox=False, text=text)
    elif exchange.fault is None and exchange.response is not None and exchange.response.status in _NOT_UNDERSTOOD:
        content = orjson.loads(exchange.response.body)
        text = f"{_named(exchange)}: refused with {exchange.response.status}, {content['message']}"
        fields = (_field(detail["reference"], detail["message"]) for detail in content.get("details", ()))
        yield ContractViolation(_key(exchange), by_the_sandbox=False, text="\n    ".join([text, *fields]))


def _key(exchange: Exchange) -> str:
    """Return whose exchange it was: of a stray one, the key that it was sent with, with whichever secret."""
    if exchange.tenant is not None:
        return exchange.tenant.key
    return (exchange.request.header(b"x-api-key") or b"").partition(b":")[0].decode("latin-1")


def _field(reference: str, message: str) -> str:
    return f"{reference}: {message}" if reference else message


def _named(exchange: Exchange) -> str:
    path = exchange.request.path.decode("latin-1")
    shown = path if len(path) <= _LONGEST_PATH else f"{path[:_LONGEST_PATH]}..."
    kind = "request" if exchange.tenant is not None else "stray request"
    operation = "" if exchange.operation is None else f" ({exchange.operation})"
    return f"{kind} {exchange.number}, {exchange.request.method} {shown}{operation}"
