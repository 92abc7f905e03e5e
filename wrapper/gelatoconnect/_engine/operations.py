"""The operations of the API, checked and turned into calls: what both clients share, before anything waits or sends.

Each method does its checks at once, so that a refusal is raised where the caller stands, and returns the steps that a
driver then runs.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from gelatoconnect_api import models

from gelatoconnect._config import header_text
from gelatoconnect._engine.changes import cancel, update_shipment
from gelatoconnect._engine.commands import Lost
from gelatoconnect._engine.context import Call, Surroundings, Witness, naming, numbers, witnessed
from gelatoconnect._engine.lookup import Reference
from gelatoconnect._engine.requests import Endpoints
from gelatoconnect._engine.responses import error_from, parse
from gelatoconnect._engine.retry import Fate, exchange, fate, read_is_repeatable
from gelatoconnect._engine.search import MOST_A_PAGE, Pages, matches_nothing
from gelatoconnect._engine.submit import Intent, submit
from gelatoconnect._engine.wait import KNOWN, wait_until
from gelatoconnect._validation.body import Body, addressable, check_body, encode, is_blank, is_text, readable, snapshot
from gelatoconnect._validation.redaction import Redaction
from gelatoconnect.errors import ConfigError, ContractAdvisory, Fault, InvalidOrder, InvalidRequest
from gelatoconnect.history import CallInfo
from gelatoconnect.options import CLIENT_DEFAULT, ClientDefault, check_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gelatoconnect_api.models import CancelResult, Order, OrderSummary, ShipmentUpdateResult

    from gelatoconnect._config import Connection
    from gelatoconnect._engine.commands import Request, Steps
    from gelatoconnect.options import Options
    from gelatoconnect.submission import Submission


M = TypeVar("M")
Deadline = float | None | ClientDefault


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a caller may set for one call alone."""

    deadline: Deadline = CLIENT_DEFAULT
    customer_reference_id: str | None = None


class Operations:
    """The five operations and `wait_until`, for one connection under one set of options."""

    def __init__(self, connection: Connection, options: Options, surroundings: Surroundings) -> None:
        self._connection = connection
        self._options = options
        self._surroundings = surroundings
        self._endpoints = Endpoints(connection)
        self.witness = Witness(options.hook)

    def submit(self, order: Body, own: Circumstances) -> Steps[Submission]:
        body = snapshot(order, "order")
        body.setdefault("preventDuplicate", True)
        check_body(body, "OrderRequest", self._options.preflight)
        reference = body.get("orderReferenceId")
        if not isinstance(reference, str) or is_blank(reference):
            raise InvalidRequest(
                "an order needs an orderReferenceId, a non-empty string from your own record: without it a lost answer "
                "could not be told from a lost order; nothing was sent"
            )
        if not is_text(reference):
            fault = Fault("/orderReferenceId", "expected text, found half a surrogate pair, which is no character")
            raise InvalidOrder(f"{fault}; nothing was sent", faults=[fault])
        # The call begins here, so that its deadline also covers the writing of a large body.
        call = self._call("submit", reference, own, body)
        customer = self._customer(own)
        intent = Intent(body, self._endpoints.submit(body, customer), Reference(reference, self._endpoints, customer))
        if self._options.look_before_submit and not intent.twins_are_wanted:
            # What cannot be looked up is refused here, where the caller stands, and not in the middle of the call.
            self._connection.require("search")
            self._endpoints.get(readable(reference), customer)
        return naming(witnessed(submit(intent, call), call), reference, call)

    def get(self, order_id: str, own: Circumstances) -> Steps[Order]:
        request = self._endpoints.get(readable(order_id), self._customer(own))
        call = self._call("get", order_id, own)
        return witnessed(_ask(request, call, "Order", models.Order.from_dict), call)

    def search_page(self, pages: Pages, own: Circumstances) -> Steps[list[OrderSummary]]:
        body = pages.body()
        request = self._endpoints.search(body, self._customer(own))
        call = self._call("search", None, own, body)

        def steps() -> Steps[list[OrderSummary]]:
            result = yield from _ask(request, call, "SearchResult", models.SearchResult.from_dict)
            return pages.take(result.orders)

        return witnessed(steps(), call)

    def pages(
        self,
        criteria: dict[str, Any],
        page_size: int | None,
        max_results: int | None,
        offset: int | None,
        own: Circumstances,
    ) -> Pages:
        """Return a search at its beginning; `limit` and `offset` among the criteria mean page size and start.

        One that asks for any of no values is at its end already: whether a server would take that for no filter at all
        is not known.
        """
        self._customer(own)
        self._deadline(own)
        size, start = criteria.pop("limit", MOST_A_PAGE), criteria.pop("offset", 0)
        size, start = size if page_size is None else page_size, start if offset is None else offset
        check_body({**criteria, "limit": size, "offset": start}, "SearchRequest", self._options.preflight)
        for name, value, least in (("page_size", size, 1), ("offset", start, 0), ("max_results", max_results, 0)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < least):
                raise InvalidRequest(f"{name} must be a whole number of at least {least}; nothing was sent")
        wanted = 0 if matches_nothing(criteria) else max_results
        return Pages(criteria, page_size=size, max_results=wanted, offset=start)

    def cancel(self, order_id: str, own: Circumstances) -> Steps[CancelResult]:
        addressable(order_id)
        call = self._call("cancel", order_id, own)
        self._connection.require("cancel")
        return witnessed(cancel(order_id, self._customer(own), self._endpoints, call), call)

    def update_shipment(self, order_id: str, body: dict[str, Any], own: Circumstances) -> Steps[ShipmentUpdateResult]:
        check_body(body, "UpdateShipmentRequest", self._options.preflight)
        addressable(order_id)
        self._connection.require("update_shipment")
        encode(body)
        call = self._call("update_shipment", order_id, own, body)
        return witnessed(update_shipment(order_id, body, self._customer(own), self._endpoints, call), call)

    def wait_until(
        self, order_id: str, status: str, timeout: float, interval: float, longest_interval: float, own: Circumstances
    ) -> Steps[Order]:
        for name, value in (("timeout", timeout), ("interval", interval), ("longest_interval", longest_interval)):
            _refuse_bad_amount(name, value)
        if not isinstance(status, str):
            raise InvalidRequest(f"status must be a string, such as 'shipped', not {type(status).__name__}")
        if status not in KNOWN:
            warnings.warn(
                f"{status!r} is no status the contract knows ({', '.join(sorted(KNOWN))}): waiting for it all the same",
                ContractAdvisory,
                stacklevel=3,
            )
        request = self._endpoints.get(readable(order_id), self._customer(own))

        def read(left: float) -> Steps[Order]:
            deadline = min(left, self._options.deadline or left)
            call = self._call("get", order_id, Circumstances(max(deadline, 0.001)))
            return witnessed(_ask(request, call, "Order", models.Order.from_dict), call)

        call = self._call("wait_until", order_id, Circumstances(timeout))
        steps = wait_until(order_id, status, read, call, interval=interval, longest_interval=longest_interval)
        return witnessed(steps, call)

    def _call(
        self, operation: str, subject: str | None, own: Circumstances, body: Mapping[str, Any] | None = None
    ) -> Call:
        deadline = self._deadline(own)
        if operation == "submit":
            self._options.check_quiet_period(deadline)
        return Call(
            info=CallInfo(next(numbers), operation, subject),
            options=self._options,
            surroundings=self._surroundings,
            deadline=deadline,
            redact=Redaction(self._connection.credential, body),
            witness=self.witness,
        )

    def _deadline(self, own: Circumstances) -> float | None:
        if isinstance(own.deadline, ClientDefault):
            return self._options.deadline
        if own.deadline is not None:
            _refuse_bad_amount("deadline", own.deadline)
        return own.deadline

    def _customer(self, own: Circumstances) -> str | None:
        if own.customer_reference_id is None:
            return self._connection.customer_reference_id
        try:
            return header_text("customer_reference_id", own.customer_reference_id)
        except ConfigError as error:
            raise InvalidRequest(f"{error}; nothing was sent") from None


def _refuse_bad_amount(name: str, value: object) -> None:
    try:
        check_amount(name, value)
    except ConfigError as error:
        raise InvalidRequest(f"{error}; nothing was sent") from None


def _ask(request: Request, call: Call, schema: str, build: Callable[[Any], M]) -> Steps[M]:
    """Send a read until it is answered; return the model of its success, or raise what the outcome means."""
    outcome = yield from exchange(request, call, read_is_repeatable)
    if isinstance(outcome, Lost) or fate(outcome) is not Fate.ACCEPTED:
        raise error_from(outcome, call)
    return parse(outcome, schema, build, call)
