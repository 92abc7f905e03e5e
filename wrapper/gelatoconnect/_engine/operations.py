"""Checks the arguments of each operation and starts its flow. Both clients share this module.

Each method checks at once, so that an error is raised at the caller's own line. It returns the steps for a driver.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gelatoconnect_api import models

from gelatoconnect._config import header_text
from gelatoconnect._engine.changes import cancel, update_shipment
from gelatoconnect._engine.context import (
    CallContext,
    Clock,
    Instrumentation,
    annotate_interruption,
    call_numbers,
    instrumented,
)
from gelatoconnect._engine.lookup import Reference
from gelatoconnect._engine.requests import RequestBuilder
from gelatoconnect._engine.responses import error_from_outcome, parse
from gelatoconnect._engine.retry import is_success, send_with_retries, should_retry_read
from gelatoconnect._engine.search import MAX_PAGE_SIZE, Pages, matches_nothing
from gelatoconnect._engine.submit import SubmitRequest, submit
from gelatoconnect._engine.wait import KNOWN, wait_until
from gelatoconnect._validation.body import (
    check_body,
    check_get_id,
    check_path_id,
    encode_json,
    is_blank,
    is_encodable,
    refuse_null_address_fields,
    to_json_dict,
)
from gelatoconnect._validation.messages import describe_value
from gelatoconnect._validation.redaction import Redactor
from gelatoconnect.errors import ConfigError, ContractWarning, InvalidOrder, InvalidRequest, Violation
from gelatoconnect.history import CallInfo
from gelatoconnect.options import ClientDefault, RequestOptions, check_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gelatoconnect_api.models import CancelResult, Order, OrderSummary, ShipmentUpdateResult

    from gelatoconnect._config import Connection
    from gelatoconnect._engine.commands import Request, Steps
    from gelatoconnect.options import Options
    from gelatoconnect.submission import Submission

M = TypeVar("M")
_INTEGER: Final = {"type": "integer"}


class Operations:
    """The operations of the API and `wait_until`, for one connection under one set of options."""

    def __init__(self, connection: Connection, options: Options, clock: Clock) -> None:
        self._connection = connection
        self._options = options
        self._clock = clock
        self._requests = RequestBuilder(connection)
        self.instrumentation = Instrumentation(options.hook)

    def submit(self, order: object, overrides: RequestOptions) -> Steps[Submission]:
        """Check an order and return the steps that submit it."""
        body = to_json_dict(order, "submit")
        body.setdefault("preventDuplicate", True)
        check_body(body, "submit", self._options.preflight)
        reference = body.get("orderReferenceId")
        if not isinstance(reference, str) or is_blank(reference):
            raise InvalidRequest(
                "The order has no orderReferenceId, a non-empty string from your own record. Without it a lost "
                "response could not be told from a lost order. Nothing was sent."
            )
        if not is_encodable(reference):
            violation = Violation(("orderReferenceId",), "expected text, found half a surrogate pair")
            raise InvalidOrder(f"{violation}. Nothing was sent.", violations=[violation])
        # The call starts here, so that its deadline also covers the encoding of a large body.
        call = self._call("submit", reference, overrides, body)
        customer = self._customer(overrides)
        post = self._requests.build("submit", customer, body=body)
        request = SubmitRequest(body, post, Reference(reference, self._requests, customer))
        if self._options.look_before_submit and not request.allows_duplicates:
            # What cannot be looked up is refused here, at the caller's line, and not in the middle of the call.
            self._connection.require("search")
            self._requests.build("get", customer, order_id=check_get_id(reference))
        return annotate_interruption(instrumented(submit(request, call), call), reference, call)

    def get(self, order_id: str, overrides: RequestOptions) -> Steps[Order]:
        """Check an order id and return the steps that get the order."""
        request = self._requests.build("get", self._customer(overrides), order_id=check_get_id(order_id))
        call = self._call("get", order_id, overrides)
        return instrumented(_read(request, call, "Order", models.Order.from_dict), call)

    def pages(
        self,
        criteria: dict[str, Any],
        page_size: int | None,
        max_results: int | None,
        offset: int | None,
        overrides: RequestOptions,
    ) -> Pages:
        """Check a search and return its start. `limit` and `offset` in the criteria mean page size and start.

        A search with an empty list is finished at once: how a server would read such a list is unknown.
        """
        self._customer(overrides)
        self._deadline(overrides)
        size, start = criteria.pop("limit", MAX_PAGE_SIZE), criteria.pop("offset", 0)
        size, start = size if page_size is None else page_size, start if offset is None else offset
        check_body({**criteria, "limit": size, "offset": start}, "search", self._options.preflight)
        for name, value, minimum in (("page_size", size, 1), ("offset", start, 0), ("max_results", max_results, 0)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < minimum):
                raise InvalidRequest(
                    f"{name} must be a whole number of at least {minimum}, not {describe_value(value, _INTEGER)}. "
                    "Nothing was sent."
                )
        max_results = 0 if matches_nothing(criteria) else max_results
        return Pages(criteria, page_size=size, max_results=max_results, offset=start)

    def search_page(self, pages: Pages, overrides: RequestOptions) -> Steps[list[OrderSummary]]:
        """Return the steps that read the next page of a search."""
        body = pages.body()
        request = self._requests.build("search", self._customer(overrides), body=body)
        call = self._call("search", None, overrides, body)

        def steps() -> Steps[list[OrderSummary]]:
            result = yield from _read(request, call, "SearchResult", models.SearchResult.from_dict)
            return pages.take(result.orders)

        return instrumented(steps(), call)

    def cancel(self, order_id: str, overrides: RequestOptions) -> Steps[CancelResult]:
        """Check an order id and return the steps that cancel the order."""
        check_path_id(order_id)
        call = self._call("cancel", order_id, overrides)
        self._connection.require("cancel")
        return instrumented(cancel(order_id, self._customer(overrides), self._requests, call), call)

    def update_shipment(
        self, order_id: str, body: dict[str, Any], overrides: RequestOptions
    ) -> Steps[ShipmentUpdateResult]:
        """Check an update and return the steps that apply it."""
        refuse_null_address_fields(body)
        check_body(body, "update_shipment", self._options.preflight)
        check_path_id(order_id)
        self._connection.require("update_shipment")
        encode_json(body)
        call = self._call("update_shipment", order_id, overrides, body)
        return instrumented(update_shipment(order_id, body, self._customer(overrides), self._requests, call), call)

    def wait_until(
        self,
        order_id: str,
        status: str,
        timeout: float,
        interval: float,
        longest_interval: float,
        overrides: RequestOptions,
    ) -> Steps[Order]:
        """Check the arguments and return the steps that wait for an order to reach a status."""
        for name, value in (("timeout", timeout), ("interval", interval), ("longest_interval", longest_interval)):
            _check_argument(name, value)
        if not isinstance(status, str):
            raise InvalidRequest(
                f"status must be a string, such as 'shipped', not {type(status).__name__}. Nothing was sent."
            )
        if status not in KNOWN:
            warnings.warn(
                f"{status!r} is not a known status (known: {', '.join(sorted(KNOWN))}); waiting for it anyway",
                ContractWarning,
                stacklevel=3,
            )
        request = self._requests.build("get", self._customer(overrides), order_id=check_get_id(order_id))

        def read(left: float) -> Steps[Order]:
            deadline = min(left, self._options.deadline or left)
            call = self._call("get", order_id, RequestOptions(max(deadline, 0.001)))
            return instrumented(_read(request, call, "Order", models.Order.from_dict), call)

        call = self._call("wait_until", order_id, RequestOptions(timeout))
        steps = wait_until(order_id, status, read, call, interval=interval, longest_interval=longest_interval)
        return instrumented(steps, call)

    def _call(
        self, operation: str, subject: str | None, overrides: RequestOptions, body: Mapping[str, Any] | None = None
    ) -> CallContext:
        deadline = self._deadline(overrides)
        if operation == "submit":
            self._options.check_quiet_period(deadline)
        return CallContext(
            info=CallInfo(next(call_numbers), operation, subject),
            options=self._options,
            clock=self._clock,
            deadline=deadline,
            redact=Redactor(self._connection.credential, body),
            instrumentation=self.instrumentation,
        )

    def _deadline(self, overrides: RequestOptions) -> float | None:
        if isinstance(overrides.deadline, ClientDefault):
            return self._options.deadline
        if overrides.deadline is not None:
            _check_argument("deadline", overrides.deadline)
        return overrides.deadline

    def _customer(self, overrides: RequestOptions) -> str | None:
        if overrides.customer_reference_id is None:
            return self._connection.customer_reference_id
        try:
            return header_text("customer_reference_id", overrides.customer_reference_id)
        except ConfigError as error:
            raise InvalidRequest(f"{error} Nothing was sent.") from None


def _check_argument(name: str, value: object) -> None:
    try:
        check_number(name, value)
    except ConfigError as error:
        raise InvalidRequest(f"{error} Nothing was sent.") from None


def _read(request: Request, call: CallContext, schema: str, build: Callable[[Any], M]) -> Steps[M]:
    """Send a read until it is answered. Return the model of its success, or raise the error of its outcome."""
    outcome = yield from send_with_retries(request, call, should_retry_read)
    if not is_success(outcome):
        raise error_from_outcome(outcome, call)
    return parse(outcome, schema, build, call)
