"""Every exception this library raises, and nothing else ever escapes it.

::

    GelatoConnectError
    ├── ConfigError             the client was set up wrongly; nothing was sent
    ├── InvalidRequest          the arguments or body break the contract; nothing was sent
    │   └── InvalidOrder        ... and the body was an order
    ├── OrderEnded              wait_until: the order ended in another state
    ├── TransportError          no answer arrived; `.sent` says whether the request may have
    │   ├── ConnectFailed       surely not sent
    │   └── ResponseLost        perhaps received and acted upon
    ├── ApiError                the server answered with an error status
    │   ├── BadRequest          400
    │   ├── Unauthorized        401
    │   ├── Forbidden           403
    │   ├── NotFound            404
    │   ├── Conflict            409
    │   │   └── DuplicateReference
    │   ├── RateLimited         429
    │   └── ServerError         500 and above
    ├── ResponseInvalid         a success whose body breaks the contract
    ├── DeadlineExceeded        the call's time ran out; whatever was sent is safe to send again
    └── OrderOutcomeUnknown     an order may or may not exist: look before sending again

Errors hold plain data: they pickle and deep-copy, and their text, repr and traceback carry neither the secret nor
personal data of your request. What a server writes about others into its messages is passed on. `ContractAdvisory` is
the category of the warnings given before a request is sent.
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
    "ConfigError",
    "Conflict",
    "ConnectFailed",
    "ContractAdvisory",
    "DeadlineExceeded",
    "DuplicateReference",
    "ErrorDetail",
    "Fault",
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
]


class ContractAdvisory(UserWarning):
    """A request breaks a limit that only a sibling API documents, or that is inferred: it is sent, and may fail later.

    Given before the first byte is sent, never after, so that a warnings filter set to "error" cannot lose an order.
    """


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a body: where (a JSON pointer), and a sentence that says what was expected."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer or '(the whole body)'}: {self.message}"


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One entry of the `details` of an error answer (contract: `ErrorDetail`)."""

    reference: str
    message: str
    code: str = ""


class GelatoConnectError(Exception):
    """Base of all errors of this library.

    `history` tells what the call did before it gave up: attempts and waits in order, no secret, nothing personal
    of your request.
    """

    def __init__(self, message: str, *, history: Sequence[Event] = ()) -> None:
        super().__init__(message)
        self.history: tuple[Event, ...] = tuple(history)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, dict(self.__dict__))


def _restore(cls: type[GelatoConnectError], args: tuple[Any, ...], fields: dict[str, Any]) -> GelatoConnectError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(fields)
    return error


class ConfigError(GelatoConnectError):
    """The client cannot be built, or cannot serve this operation, with what it was given. Nothing was sent."""


class InvalidRequest(GelatoConnectError):
    """The arguments or the body break the contract; nothing was sent.

    `faults` lists everything that is wrong at once, sorted by place.
    """

    def __init__(self, message: str, *, faults: Sequence[Fault] = (), history: Sequence[Event] = ()) -> None:
        super().__init__(message, history=history)
        self.faults: tuple[Fault, ...] = tuple(faults)


class InvalidOrder(InvalidRequest):
    """The order breaks the contract; nothing was sent."""


class OrderEnded(GelatoConnectError):
    """`wait_until` met a final state from which the awaited one cannot be reached. `status` names that state."""

    def __init__(self, message: str, *, order_id: str, status: str, history: Sequence[Event] = ()) -> None:
        super().__init__(message, history=history)
        self.order_id = order_id
        self.status = status


class TransportError(GelatoConnectError):
    """No answer arrived. `sent` is "no" where the server cannot have seen the request, "maybe" where it may have."""

    sent: Literal["no", "maybe"] = "maybe"


class ConnectFailed(TransportError):
    """No connection could be made, or none was free in time: the request was surely not sent."""

    sent: Literal["no", "maybe"] = "no"


class ResponseLost(TransportError):
    """The request left, and its answer was lost, late or cut short: the server may have acted upon it."""


class ApiError(GelatoConnectError):
    """The server answered with an error status.

    `status` is the HTTP status, `code` and `message` what the body said, `details` its failing fields, `request_id`
    the server's name for the request where it gave one, `attempts` how often the request was sent, `retry_after` the
    server's wish in seconds.
    """

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
        self.details: tuple[ErrorDetail, ...] = tuple(details)
        self.request_id = request_id
        self.attempts = attempts
        self.retry_after = retry_after


class BadRequest(ApiError):
    """400: the server refused the body; `details` names the failing fields. Nothing was created."""


class Unauthorized(ApiError):
    """401: the credentials were refused. Nothing was created."""


class Forbidden(ApiError):
    """403: the credentials are known but may not do this."""


class NotFound(ApiError):
    """404: no order with this id or reference is visible to these credentials."""


class Conflict(ApiError):
    """409: the order's state, or another order, does not allow this."""


class DuplicateReference(Conflict):
    """The order reference is taken by another order, or by one that is canceled or failed.

    `existing_id` and `existing_status` name that order, `differences` the fields in which it differs from yours.
    """

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
        self.differences: tuple[str, ...] = tuple(differences)


class RateLimited(ApiError):
    """429, and waiting as the server asks would pass the deadline. That request did nothing; see `retry_after`."""


class ServerError(ApiError):
    """500 and above: the server failed. For a read nothing changed; see `OrderOutcomeUnknown` for a submission."""


class ResponseInvalid(GelatoConnectError):
    """A success status whose body breaks the contract: no JSON, a required field missing, a wrong type.

    `faults` says where; `data` keeps the decoded JSON, or None, so that nothing is lost. `data` may hold personal
    data: it is never part of the text.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        faults: Sequence[Fault] = (),
        data: Any = None,
        request_id: str | None = None,
        history: Sequence[Event] = (),
    ) -> None:
        super().__init__(message, history=history)
        self.status = status
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.data = data
        self.request_id = request_id


class DeadlineExceeded(GelatoConnectError):
    """The call's deadline passed, or the next wait would pass it.

    The call is safe to repeat: do it after a pause, or with a longer deadline. `last_error` is what the last attempt
    met, where there was one.
    """

    def __init__(
        self, message: str, *, last_error: GelatoConnectError | None = None, history: Sequence[Event] = ()
    ) -> None:
        super().__init__(message, history=history)
        self.last_error = last_error


class OrderOutcomeUnknown(GelatoConnectError):
    """A submission was sent and its fate is unknown: the order may exist, or may yet appear.

    `order_reference_id` is the reference to look for before submitting again; `last_error` is what the attempt met;
    `candidates` holds the ids of orders that may be it, each as `{"id": ...}`: the answer named it under another
    reference, or a look-up showed it but could not read it, or cannot tell twins apart.
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
        self.candidates: tuple[dict[str, str], ...] = tuple(dict(candidate) for candidate in candidates)
