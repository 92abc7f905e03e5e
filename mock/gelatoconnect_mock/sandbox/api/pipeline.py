"""The way of one request: receive, check, execute; then its response is sent.

The three steps are synchronous and free of I/O. A fault is settled before the operation is executed: a plan or a header
brings it in `receive`, a magic reference in `check`.
"""

from __future__ import annotations

import logging
import math
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.field_errors import MAX_DETAILS, failing_fields
from gelatoconnect_mock.contract.inspection import inspect_body
from gelatoconnect_mock.sandbox.api.exchange import FAULT_HEADER, Exchange, RequestAnswered
from gelatoconnect_mock.sandbox.api.operations import OPERATIONS
from gelatoconnect_mock.sandbox.api.router import MethodNotAllowed, Route, allowed_methods, decoded, routes
from gelatoconnect_mock.sandbox.faults import InvalidFault, magic, parse
from gelatoconnect_mock.sandbox.http.date import date_header, http_date, own_headers
from gelatoconnect_mock.sandbox.http.errors import ApiError, error_response, invalid_fields
from gelatoconnect_mock.sandbox.http.json_body import check_head, decode_unused, parse_json, without_coding
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.sandbox.http.pointers import pointer_list
from gelatoconnect_mock.sandbox.orders.clock import LAST_SECOND
from gelatoconnect_mock.sandbox.orders.transitions import begin_submission, end_submission
from gelatoconnect_mock.sandbox.storage.sqlite import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.contract.inspection import Inspection
    from gelatoconnect_mock.contract.validators import CompiledContract
    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.faults.fault import Fault
    from gelatoconnect_mock.sandbox.http.messages import Headers, Request
    from gelatoconnect_mock.sandbox.http.wire import Wire
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.settings import RateLimit

_EMPTY_CUSTOMER: Final = {
    "message": "expected a customer's reference, found an empty header: leave it out to mean none",
    "reference": "Customer-Reference-ID",
    "code": "other",
}
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


async def handle(sandbox: Sandbox, request: Request, wire: Wire) -> None:
    """Handle a request and send its response over a wire."""
    exchange = receive(sandbox, request)
    try:
        if exchange.response is None:
            fault = exchange.fault
            if fault is not None and fault.start_delay and not await wire.pause(fault.start_delay):
                return
            respond(sandbox, exchange)
        response = with_request_id(exchange)
    finally:
        complete(sandbox, exchange)
    if exchange.fault is None:
        await wire.send(response)
    else:
        await _send_with_fault(exchange, exchange.fault, response, wire)


def receive(sandbox: Sandbox, request: Request) -> Exchange:
    """Enter a request in the log, with its route, its tenant, and the fault that a plan or a header brings.

    Checks 404, 405 and 401: a refused request has its response already.
    """
    exchange = Exchange(request)
    try:
        exchange.route = found = find_route(sandbox, request.method, request.path, request.headers)
        key = sandbox.credentials.key_of(request.headers)
        if key is None:
            raise ApiError(401, "Unauthorized.")  # noqa: TRY301 - one of the checks, like those it calls
        tenant = exchange.tenant = sandbox.tenant(found.prefix, key)
        exchange.at = tenant.now()
        ids = tenant.ids.requests
        exchange.id, exchange.number = ids.next(), ids.count
        tenant.active_requests += 1
        sandbox.request_log.append(exchange)
        _plan_fault(sandbox, exchange, tenant)
    except ApiError as error:
        exchange.response = error.response()
        if exchange.tenant is None:
            ids = sandbox.unmatched_ids
            exchange.id, exchange.number = ids.next(), ids.count
            sandbox.request_log.append(exchange)
    return exchange


def find_route(sandbox: Sandbox, method: str, path: bytes, headers: Headers) -> Route:
    """Return the route of a request, whose tenant decides about HEAD. Raises ApiError: 404, 405."""
    by_method = routes(path)
    found = by_method.get(method)
    if found is not None:
        return found
    key = sandbox.credentials.key_of(headers)
    tenant = None if key is None else sandbox.tenants.get((next(iter(by_method.values())).prefix, key))
    rules = sandbox.settings.rules if tenant is None else tenant.rules
    accepts_head = rules.head_requests == "accept"
    if method == "HEAD" and accepts_head and "GET" in by_method:
        return by_method["GET"]
    raise MethodNotAllowed(method, allowed_methods(by_method, accepts_head=accepts_head))


def respond(sandbox: Sandbox, exchange: Exchange) -> None:
    """Set the response of a request that was received: check, execute, validate, save, and apply the fault."""
    tenant = exchange.tenant
    assert tenant is not None  # noqa: S101 - `receive` refused it otherwise
    try:
        if not _is_replaced(exchange):
            check(sandbox, exchange, tenant)
        if not _is_replaced(exchange):
            exchange.response = execute(exchange, tenant)
    except ApiError as error:
        exchange.response = error.response()
    if exchange.response is not None:
        validate(sandbox.contract, exchange)
    elif exchange.operation in sandbox.contract.requests:
        with suppress(ApiError):  # for the request log alone: the fault applies to any body
            if (coding := check_head(exchange.request)) is not None:
                _decode_body(exchange, coding, tenant)
    if tenant.pending_changes:
        _save(sandbox, exchange, tenant)
    if exchange.fault is not None:
        _apply_fault(sandbox, exchange, exchange.fault)


def check(sandbox: Sandbox, exchange: Exchange, tenant: Tenant) -> None:
    """Check a request: 429, 413, 415, 400. A magic reference may bring a fault. Raises ApiError."""
    found = exchange.route
    assert found is not None  # noqa: S101 - it has a tenant
    if exchange.fault is not None:
        exchange.at = tenant.now()  # it may have waited
    if seconds := tenant.take_token(exchange.at):
        is_frozen = tenant.clock.mode == "frozen"
        raise _too_many_requests(tenant.rules.rate_limit, seconds, exchange.at, is_frozen=is_frozen)
    strict = sandbox.contract.strict_requests.get(found.operation)
    if strict is None:  # an operation without a body ignores one, unless it is not what its header says
        _decode_unused_body(exchange, tenant)
    else:
        coding = check_head(exchange.request)
        if coding is not None:
            _decode_body(exchange, coding, tenant)
        payload = parse_json(exchange.request.body, accepts_codings=tenant.rules.compressed_bodies == "accept")
        if not strict.is_valid(payload):  # what it accepts, the contract accepts: most bodies take one call
            _inspect(sandbox.contract, exchange, found.operation, payload)
        exchange.payload = payload
    customer = exchange.request.header(b"customer-reference-id")
    if customer is not None:
        exchange.customer = _read_customer(customer)
    if found.name is not None:
        exchange.name = decoded(found.name)
    # A step of a plan rules out magic, also a step that lets its request pass.
    if found.operation == "submitOrder" and exchange.fault is None and exchange.step is None and sandbox.settings.magic:
        reference = exchange.payload["orderReferenceId"]
        exchange.fault = magic.fault_for(reference, tenant.magic_used)
        if exchange.fault is not None:
            tenant.mark_magic_used(reference)


def execute(exchange: Exchange, tenant: Tenant) -> Response:
    """Execute the operation of a checked request and return its response. Raises ApiError: 404, 409."""
    assert exchange.operation is not None  # noqa: S101 - it has a tenant
    return OPERATIONS[exchange.operation](exchange, tenant)


def complete(sandbox: Sandbox, exchange: Exchange) -> None:
    """Publish the response of an exchange, if it has one, and let the log keep what it has room for."""
    if exchange.tenant is not None:
        exchange.tenant.active_requests -= 1
    if exchange.response is not None and sandbox.requests_answered:
        sandbox.requests_answered.publish(RequestAnswered(exchange))
    sandbox.request_log.close(exchange)


def with_request_id(exchange: Exchange) -> Response:
    """Return the response of an exchange with its `X-Request-Id` and, from its tenant's clock, its `Date`.

    What there is to name in the request's body is in two more headers.
    """
    response, tenant = exchange.response, exchange.tenant
    assert response is not None  # noqa: S101 - every step sets it
    if tenant is None:
        headers = (*own_headers(exchange.id), *response.headers)
    else:
        moment = exchange.at if exchange.fault is None else tenant.clock.now()  # a fault may have waited
        headers = ((b"x-request-id", exchange.id.encode()), date_header(int(moment)), *response.headers)
    if exchange.inspection is not None:
        headers += tuple(_inspection_headers(exchange.inspection))
    return Response(response.status, response.body, headers, response.content_type)


def _inspection_headers(inspection: Inspection) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers that name unknown properties and advisories."""
    unknown_fields, advisories = map(pointer_list, inspection.pointers)
    if unknown_fields:
        yield b"x-sandbox-unknown-fields", unknown_fields
    if advisories:
        yield b"x-sandbox-advisories", advisories


def needs_body(sandbox: Sandbox, method: str, path: bytes, headers: Headers) -> bool:
    """Return False for a request that `receive` refuses, whatever its body is."""
    try:
        find_route(sandbox, method, path, headers)
    except ApiError:
        return False
    return sandbox.credentials.key_of(headers) is not None


def response_violations(contract: CompiledContract, exchange: Exchange) -> list[str]:
    """Return, a sentence each, how the response of an exchange breaks the contract: the first 20 ways."""
    response = exchange.response
    assert response is not None and exchange.operation is not None  # noqa: S101, PT018 - its callers have looked
    validator = contract.responses.get((exchange.operation, response.status))
    if validator is None:
        return [f"the contract declares no response {response.status} for {exchange.operation}"]
    if response.content_type != b"application/json":
        return [f"the contract has JSON, not {response.content_type.decode('latin-1')}"]
    try:
        content = orjson.loads(response.body)
    except orjson.JSONDecodeError:
        return ["the body is not JSON"]
    if validator.is_valid(content):
        return []
    # The sandbox wrote it, so its size is bounded, and so is the work.
    return [error.message for error in islice(validator.iter_errors(content), MAX_DETAILS)]


def _read_customer(value: bytes) -> str:
    """Return the customer of a `Customer-Reference-ID`. Raises ApiError: 400 for an empty one."""
    if not value:
        raise invalid_fields([_EMPTY_CUSTOMER])
    return value.decode("latin-1")


def _decode_body(exchange: Exchange, coding: bytes, tenant: Tenant) -> None:
    """Keep the body of a request without its coding. Raises ApiError: 413, 415."""
    accepts_codings = tenant.rules.compressed_bodies == "accept"
    exchange.request = without_coding(exchange.request, coding, accepts_codings=accepts_codings)


def _decode_unused_body(exchange: Exchange, tenant: Tenant) -> None:
    """Keep a body that no operation reads without its coding. Raises ApiError: 413, 415."""
    if exchange.request.body:
        accepts_codings = tenant.rules.compressed_bodies == "accept"
        exchange.request = decode_unused(exchange.request, accepts_codings=accepts_codings)


def _plan_fault(sandbox: Sandbox, exchange: Exchange, tenant: Tenant) -> None:
    text = exchange.request.header(FAULT_HEADER)
    operation = exchange.operation or ""
    if text is not None:
        try:
            exchange.fault = parse(text.decode("latin-1"), operation)
        except InvalidFault as error:
            detail = {"message": str(error), "reference": "X-Sandbox-Fault", "code": "other"}
            raise ApiError(400, "The header X-Sandbox-Fault cannot be read.", [detail]) from None
    elif (step := sandbox.plans.take(tenant.key, operation, tenant.prefix)) is not None:
        exchange.step, exchange.fault = step, step.fault


def _inspect(contract: CompiledContract, exchange: Exchange, operation: str, payload: Any) -> None:
    """Note what there is to name in a body. Raises ApiError: 400 for one that the contract does not accept."""
    if isinstance(payload, dict):
        inspection = inspect_body(contract, contract.operations[operation]["request"], payload)
        if inspection.unknown_fields or inspection.advisories:
            exchange.inspection = inspection
    if not contract.requests[operation].is_valid(payload):
        raise invalid_fields(request_violations(contract, operation, payload))


def request_violations(contract: CompiledContract, operation: str, payload: Any) -> list[Detail]:
    """Return one entry for each failing field of a request's body, as many as one response lists and one more."""
    try:
        return failing_fields(contract, contract.operations[operation]["request"], payload, MAX_DETAILS + 1)
    except ValueError:  # the validator takes any depth, but describing errors fails at about 250 levels
        message = "expected an object that is nested less deeply: errors at such a depth cannot be described"
        return [{"message": message, "reference": "", "code": "other"}]


def _too_many_requests(limit: RateLimit | None, seconds: float, now: float, *, is_frozen: bool) -> ApiError:
    assert limit is not None  # noqa: S101 - it was exceeded
    wait = max(1, math.ceil(seconds))
    headers: Headers = ()
    if limit.retry_after == "seconds":
        headers = ((b"retry-after", b"%d" % wait),)
    elif limit.retry_after == "http-date":
        # Up to the next whole second: a date has no fractions.
        headers = ((b"retry-after", http_date(min(math.ceil(now + wait), LAST_SECOND))),)
    span = "one second" if limit.per_seconds == 1 else f"{limit.per_seconds:g} seconds"
    hint = " The clock stands still until you advance it (POST /_sandbox/clock/advance)." if is_frozen else ""
    return ApiError(429, f"More than {limit.limit} requests in {span}.{hint}", headers=headers)


def _is_replaced(exchange: Exchange) -> bool:
    return exchange.fault is not None and exchange.fault.replaces_operation


def refuses_unused_body(contract: CompiledContract, exchange: Exchange) -> bool:
    """Return True for a 413 or 415 of an operation without a body: HTTP has it, and the contract does not."""
    response = exchange.response
    return response is not None and response.status in {413, 415} and exchange.operation not in contract.requests


def validate(contract: CompiledContract, exchange: Exchange) -> None:
    """Keep a response that the contract allows; replace any other with a 500, and record its violations."""
    if refuses_unused_body(contract, exchange):
        return
    if violations := response_violations(contract, exchange):
        exchange.violations = tuple(violations)
        exchange.response = error_response(500, "The sandbox broke the contract: this is a bug of the sandbox.")


def _save(sandbox: Sandbox, exchange: Exchange, tenant: Tenant) -> None:
    """Write the changes of a tenant; if that fails, the response says so."""
    if sandbox.storage is None:
        return
    try:
        sandbox.storage.save(tenant)
    except StorageError as error:
        exchange.response = not_saved(error)


def not_saved(error: StorageError) -> Response:
    """Return the response of a request whose changes could not be written."""
    if not error.is_said:
        _LOG.error("%s", error)
    return error_response(500, f"{error} What this request changed may be lost.")


def _apply_fault(sandbox: Sandbox, exchange: Exchange, fault: Fault) -> None:
    """Put the response that the fault makes in the place of the ordinary one, or give the fault back."""
    response = exchange.response
    if fault.replaces_operation:
        if response is not None:  # earlier changes could not be saved, and the client has to hear of that
            _give_back(sandbox, exchange)
            return
        exchange.response = fault.replacement()
    elif response is not None and fault.phase == "after":
        changed = fault.transform(response) if response.success else None
        if changed is None:
            _give_back(sandbox, exchange)
            return
        exchange.response = changed
    exchange.off_contract = fault.loses_response or bool(response_violations(sandbox.contract, exchange))


def _give_back(sandbox: Sandbox, exchange: Exchange) -> None:
    """Let the fault of an exchange wait for another request: it could not be applied to this one."""
    tenant = exchange.tenant
    if exchange.step is not None:
        sandbox.plans.give_back(exchange.step)
    elif tenant is not None and exchange.request.header(FAULT_HEADER) is None:
        reference = exchange.payload["orderReferenceId"]
        magic.give_back(reference, tenant.magic_used)
        tenant.mark_magic_used(reference)
        if tenant.pending_changes:
            _save(sandbox, exchange, tenant)
    exchange.fault = exchange.step = None


async def _send_with_fault(exchange: Exchange, fault: Fault, response: Response, wire: Wire) -> None:
    """Send a response as its fault has it. A submission counts as in flight until then."""
    tenant, change, payload = exchange.tenant, exchange.change, exchange.payload
    if tenant is None or change is None or exchange.operation != "submitOrder":
        await fault.send(response, wire)
        return
    submission = exchange.customer, payload["orderReferenceId"]
    in_flight = tenant.in_flight
    begin_submission(tenant, submission)
    try:
        await fault.send(response, wire)
    finally:
        if tenant.in_flight is in_flight:  # no reset has forgotten it since
            end_submission(tenant, submission)
