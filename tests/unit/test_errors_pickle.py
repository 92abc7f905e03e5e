"""Errors are plain data: one tree, documented fields. Each survives pickle, copy and deepcopy."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from gelatoconnect import errors
from gelatoconnect.history import Attempt, Discrepancy, Lookup, Wait

HISTORY = (
    Attempt("submit", "520", 0.0, 0.25),
    Wait("backoff", 0.25, 0.1),
    Lookup("found", ("id-1", "id-2"), 0.35),
    Discrepancy("/createdAt: expected a date", 0.5),
)
API = {
    "status": 409,
    "code": "C",
    "message": "m",
    "details": [errors.ErrorDetail("items[0]", "blank", "other")],
    "request_id": "req-9",
    "attempts": 3,
    "retry_after": 1.5,
    "history": HISTORY,
}
LAST = errors.ServerError("520. text", status=520)
FIELDS: dict[str, dict[str, Any]] = {
    "GelatoConnectError": {"history": HISTORY},
    "ConfigError": {},
    "InvalidRequest": {"violations": [errors.Violation(("a",), "is missing")], "history": HISTORY},
    "OrderEnded": {"order_id": "id-1", "status": "failed", "history": HISTORY},
    "TransportError": {"history": HISTORY},
    "ApiError": API,
    "DuplicateReference": {
        "status": 409,
        "existing_id": "id-1",
        "existing_status": "canceled",
        "differences": ("currency", "items[item-1].quantity"),
        "attempts": 3,
        "history": HISTORY,
    },
    "ResponseInvalid": {
        "status": 200,
        "violations": [errors.Violation((), "x")],
        "data": {"a": [1]},
        "request_id": "r",
    },
    "DeadlineExceeded": {"last_error": LAST, "history": HISTORY},
    "OrderOutcomeUnknown": {"order_reference_id": "ref-1", "last_error": LAST, "candidates": [{"id": "id-1"}]},
}
TREE = {
    "InvalidOrder": "InvalidRequest",
    "ConnectFailed": "TransportError",
    "BeforeSendFailed": "TransportError",
    "ResponseLost": "TransportError",
    "BadRequest": "ApiError",
    "Unauthorized": "ApiError",
    "Forbidden": "ApiError",
    "NotFound": "ApiError",
    "Conflict": "ApiError",
    "DuplicateReference": "Conflict",
    "RateLimited": "ApiError",
    "ServerError": "ApiError",
}
KINDS = [
    name
    for name in errors.__all__
    if isinstance(getattr(errors, name), type) and issubclass(getattr(errors, name), errors.GelatoConnectError)
]


def made(name: str) -> errors.GelatoConnectError:
    origin = name
    while origin not in FIELDS:
        origin = TREE[origin]
    error: errors.GelatoConnectError = getattr(errors, name)("the text", **FIELDS[origin])
    error.add_note("a note")
    return error


def pickled(error: Any) -> Any:
    return pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes


def plain(error: Any) -> Any:
    if isinstance(error, errors.GelatoConnectError):
        return type(error), error.args, {name: plain(value) for name, value in vars(error).items()}
    return error


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("travel", [pickled, copy.copy, copy.deepcopy])
def test_error_survives_pickle_and_copy(name: str, travel: Any) -> None:
    error = made(name)
    arrived = travel(error)
    assert arrived is not error
    assert plain(arrived) == plain(error)
    assert str(arrived) == "the text"


@pytest.mark.parametrize("name", KINDS)
def test_each_error_has_the_documented_base_classes(name: str) -> None:
    parent = TREE.get(name, "Exception" if name == "GelatoConnectError" else "GelatoConnectError")
    assert getattr(errors, name).__bases__[0].__name__ == parent


@pytest.mark.parametrize("name", FIELDS)
def test_error_exposes_the_fields_it_was_made_from(name: str) -> None:
    error, given = made(name), FIELDS[name]
    readable = {field: getattr(error, field) for field in given}
    assert readable == {field: tuple(value) if isinstance(value, list) else value for field, value in given.items()}


def test_transport_error_says_whether_the_request_may_have_arrived() -> None:
    assert (errors.ConnectFailed("x").sent, errors.ResponseLost("x").sent) == ("no", "maybe")
