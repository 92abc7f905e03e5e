"""Every exception that this library raises. No other exception escapes it.

::

    GelatoConnectError
    ├── ConfigError             the client is set up wrongly; nothing was sent
    ├── InvalidRequest          the arguments or the body violate the contract; nothing was sent
    │   └── InvalidOrder        ... and the body is an order
    ├── OrderEnded              wait_until: the order ended in another status
    ├── TransportError          no response arrived; `.sent` says whether the request may have left
    │   ├── ConnectFailed       the request was not sent
    │   ├── BeforeSendFailed    Options.before_send raised; the request was not sent
    │   └── ResponseLost        the server may have received the request and acted on it
    ├── ApiError                the server answered with an error status
    │   ├── BadRequest          400
    │   ├── Unauthorized        401
    │   ├── Forbidden           403
    │   ├── NotFound            404
    │   ├── Conflict            409
    │   │   └── DuplicateReference
    │   ├── RateLimited         429
    │   └── ServerError         500 and above
    ├── ResponseInvalid         a success whose body does not match the contract
    ├── DeadlineExceeded        the deadline passed; the call is safe to repeat
    └── OrderOutcomeUnknown     an order may or may not exist: look for it before sending it again

Errors hold plain data: they pickle and deep-copy. Their text, repr and traceback carry neither the secret nor personal
data of your request. What a server writes about others into its messages is passed on. `ContractWarning` is the
category of the warnings issued before a request is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gelatoconnect.history import Event

__all__ = [
    "ApiError",
    "BadRequest",
    "BeforeSendFailed",
    "ConfigError",
    "Conflict",
    "ConnectFailed",
    "ContractWarning",
    "DeadlineExceeded",
    "DuplicateReference",
    "ErrorDetail",
    "Forbidden",
    "GelatoConnectError",
    "InvalidOrder",
    "InvalidRequest",
    "NotFound",
    "OrderEnded",
    "OrderOutcomeUnknown",
    "RateLimited",
    "ResponseInvalid",
    "ResponseLost",
    "ServerError",
    "TransportError",
    "Unauthorized",
    "Violation",
]


class ContractWarning(UserWarning):
    """A warning that a request breaks a limit which only a sibling API documents, or which is inferred.

    Also issued for a key that the contract does not name: for each in a search, and elsewhere if it resembles a name.
    The request is sent and may fail later. The warning is issued before the first byte is sent, never after, so that a
    warnings filter set to "error" cannot lose an order.
    """


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation of the contract in a body."""

    path: tuple[str | int, ...]
    """The property names and list indexes that lead to the value."""
    message: str
    """What was expected and what was found, without personal data."""

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer, "" for the whole body."""
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in self.path)

    def __str__(self) -> str:
        return f"{self.pointer or '(the whole body)'}: {self.message}"


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One entry of the `details` of an error response (contract: `ErrorDetail`)."""

    reference: str
    """The field it is about, as the server names it."""
    message: str
    """What the server says about it."""
    code: str = ""
    """The server's code for it, "" without one."""


class GelatoConnectError(Exception):
    """Base class of all errors of this library."""

    history: tuple[Event, ...]
    """What the call did, in order: attempts, waits, lookups. No secret, nothing personal of your request."""

    def __init__(self, message: str, *, history: Sequence[Event] = ()) -> None:
        super().__init__(message)
        self.history = tuple(history)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, dict(self.__dict__))


def _restore(cls: type[GelatoConnectError], args: tuple[Any, ...], fields: dict[str, Any]) -> GelatoConnectError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(fields)
    return error


class ConfigError(GelatoConnectError):
    """The client cannot be built, or cannot serve this operation, with its settings. Nothing was sent."""


class InvalidRequest(GelatoConnectError):
    """The arguments or the body violate the contract. Nothing was sent."""

    violations: tuple[Violation, ...]
    """All violations at once, sorted by path."""

    def __init__(self, message: str, *, violations: Sequence[Violation] = (), history: Sequence[Event] = ()) -> None:
        super().__init__(message, history=history)
        self.violations = tuple(violations)


class InvalidOrder(InvalidRequest):
    """The order violates the contract. Nothing was sent."""


class OrderEnded(GelatoConnectError):
    """`wait_until` met a terminal status from which the order cannot reach the awaited one."""

    order_id: str
    """The id or reference that was waited for."""
    status: str
    """The terminal status."""

    def __init__(self, message: str, *, order_id: str, status: str, history: Sequence[Event] = ()) -> None:
        super().__init__(message, history=history)
        self.order_id = order_id
        self.status = status


class TransportError(GelatoConnectError):
    """No response arrived."""

    sent: Literal["no", "maybe"] = "maybe"
    """Either "no" (the server cannot have seen the request) or "maybe" (it may have)."""


class ConnectFailed(TransportError):
    """No connection could be made, or none was free in time. The request was not sent."""

    sent: Literal["no", "maybe"] = "no"
    """Always "no": the server cannot have seen the request."""


class BeforeSendFailed(TransportError):
    """`Options.before_send` raised, or returned headers that are the client's own. The request was not sent.

    `__cause__` is the exception that it raised.
    """

    sent: Literal["no", "maybe"] = "no"
    """Always "no": the server cannot have seen the request."""


class ResponseLost(TransportError):
    """A request of the call left, and its response was lost, late or cut short. The server may have acted on it."""


class ApiError(GelatoConnectError):
    """The server answered with an error status."""

    status: int
    """The HTTP status."""
    code: str
    """The code in the body, "" without one."""
    message: str
    """The message in the body, "" without one."""
    details: tuple[ErrorDetail, ...]
    """The failing fields that the body names."""
    request_id: str | None
    """The server's name for the request, None without one."""
    attempts: int
    """Number of requests the call sent."""
    retry_after: float | None
    """The seconds that the server asks to wait, None if it does not."""

    def __init__(
        self,
        text: str,
        *,
        status: int,
        code: str = "",
        message: str = "",
        details: Sequence[ErrorDetail] = (),
        request_id: str | None = None,
        attempts: int = 1,
        retry_after: float | None = None,
        history: Sequence[Event] = (),
    ) -> None:
        super().__init__(text, history=history)
        self.status = status
        self.code = code
        self.message = message
        self.details = tuple(details)
        self.request_id = request_id
        self.attempts = attempts
        self.retry_after = retry_after


class BadRequest(ApiError):
    """400: the server rejected the body; `details` names the failing fields. Nothing was created."""


class Unauthorized(ApiError):
    """401: the server rejected the credentials. Nothing was created."""


class Forbidden(ApiError):
    """403: the server knows the credentials, but they do not permit the operation."""


class NotFound(ApiError):
    """404: no order with this id or reference is visible to these credentials."""


class Conflict(ApiError):
    """409: the order's status, or another order, does not allow this."""


class DuplicateReference(Conflict):
    """The order reference belongs to another order, or to one that is canceled or failed."""

    existing_id: str
    """The id of the order that has the reference."""
    existing_status: str
    """Its status."""
    differences: tuple[str, ...]
    """The fields in which it differs from yours."""

    def __init__(
        self,
        text: str,
        *,
        existing_id: str,
        existing_status: str,
        differences: Sequence[str] = (),
        status: int = 409,
        request_id: str | None = None,
        attempts: int = 1,
        history: Sequence[Event] = (),
    ) -> None:
        super().__init__(text, status=status, request_id=request_id, attempts=attempts, history=history)
        self.existing_id = existing_id
        self.existing_status = existing_status
        self.differences = tuple(differences)


class RateLimited(ApiError):
    """429, and waiting as the server asks would pass the deadline. The request had no effect; see `retry_after`."""


class ServerError(ApiError):
    """500 and above: the server failed. A cancel or an update may have been done, as the text then says.

    A submission raises `OrderOutcomeUnknown` instead.
    """


class ResponseInvalid(GelatoConnectError):
    """A success whose body does not match the contract: no JSON, a missing field, a wrong type."""

    status: int
    """The HTTP status."""
    violations: tuple[Violation, ...]
    """The violations in the body."""
    data: Any
    """The decoded JSON, or None. It may hold personal data and is never part of the text."""
    request_id: str | None
    """The server's name for the request, None without one."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        violations: Sequence[Violation] = (),
        data: Any = None,
        request_id: str | None = None,
        history: Sequence[Event] = (),
    ) -> None:
        super().__init__(message, history=history)
        self.status = status
        self.violations = tuple(violations)
        self.data = data
        self.request_id = request_id


class DeadlineExceeded(GelatoConnectError):
    """The deadline passed, or the next wait would pass it. A `submit` that raises this created no order.

    The call is safe to repeat, after a pause or with a longer deadline.
    """

    last_error: GelatoConnectError | None
    """The last failure, None without one."""

    def __init__(
        self, message: str, *, last_error: GelatoConnectError | None = None, history: Sequence[Event] = ()
    ) -> None:
        super().__init__(message, history=history)
        self.last_error = last_error


class OrderOutcomeUnknown(GelatoConnectError):
    """A submission was sent and its outcome is unknown: the order may exist, or may yet appear."""

    order_reference_id: str
    """The reference to look for before submitting again."""
    last_error: GelatoConnectError | None
    """The failure of the last POST: its rejection, if an earlier one is in doubt. None without one."""
    candidates: tuple[dict[str, str], ...]
    """The orders that may be it, each as `{"id": ...}`. A response named them under another reference, or a lookup
    could not read them, or cannot tell duplicates apart.
    """

    def __init__(
        self,
        message: str,
        *,
        order_reference_id: str,
        last_error: GelatoConnectError | None = None,
        candidates: Sequence[Mapping[str, str]] = (),
        history: Sequence[Event] = (),
    ) -> None:
        super().__init__(message, history=history)
        self.order_reference_id = order_reference_id
        self.last_error = last_error
        self.candidates = tuple(dict(candidate) for candidate in candidates)
