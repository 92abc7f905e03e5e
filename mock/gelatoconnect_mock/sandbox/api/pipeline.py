"""The way of one request: receive, check, execute; then its response is sent.

The three steps are synchronous and free of I/O. A fault is settled before the operation is executed: a plan or a header
brings it in `receive`, a magic reference in `check`.
"""

from __future__ import annotations

import logging
import math
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.field_errors import MAX_DETAILS, failing_fields
from gelatoconnect_mock.sandbox.api.exchange import Exchange, RequestAnswered
from gelatoconnect_mock.sandbox.api.operations import OPERATIONS
from gelatoconnect_mock.sandbox.api.router import decoded, route
from gelatoconnect_mock.sandbox.faults import InvalidFault, magic, parse
from gelatoconnect_mock.sandbox.http.errors import ApiError, error_response, invalid_fields
from gelatoconnect_mock.sandbox.http.json_body import read_json
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.sandbox.orders.transitions import begin_submission, end_submission
from gelatoconnect_mock.sandbox.storage.sqlite import StorageError

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.contract.validators import CompiledContract
    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.faults.fault import Fault
    from gelatoconnect_mock.sandbox.http.messages import Headers, Request
    from gelatoconnect_mock.sandbox.http.wire import Wire
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.settings import RateLimit

FAULT_HEADER: Final = b"x-sandbox-fault"
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
        exchange.route = found = route(request.method, request.path)
        key = sandbox.credentials.key_of(request.headers)
        if key is None:
            raise ApiError(401, "Unauthorized.")  # noqa: TRY301 - one of the checks, like those it calls
        tenant = exchange.tenant = sandbox.tenant(found.prefix, key)
        exchange.at = tenant.now()
        ids = tenant.ids.requests
        exchange.id, exchange.number = ids.next(), ids.count
        tenant.active_requests += 1
        sandbox.request_log.append(exchange)
        _plan_fault(sandbox, exchange, key)
    except ApiError as error:
        exchange.response = error.response()
        if exchange.tenant is None:
            ids = sandbox.unmatched_ids
            exchange.id, exchange.number = ids.next(), ids.count
            sandbox.request_log.append(exchange)
    return exchange


def respond(sandbox: Sandbox, exchange: Exchange) -> None:
    """Set the response of a request that was received: check, execute, validate, save, and apply the fault."""
    tenant = exchange.tenant
    assert tenant is not None  # noqa: S101 - `receive` refused it otherwise
    try:
        if exchange.fault is None or not exchange.fault.replaces_operation:
            check(sandbox, exchange, tenant)
            if exchange.fault is None or not exchange.fault.replaces_operation:
                exchange.response = execute(exchange, tenant)
    except ApiError as error:
        exchange.response = error.response()
    if exchange.response is not None:
        validate(sandbox.contract, exchange)
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
        raise _too_many_requests(tenant.rules.rate_limit, seconds, exchange.at)
    validator = sandbox.contract.requests.get(found.operation)
    if validator is not None:  # an operation without a body ignores one
        payload = read_json(exchange.request)
        if not validator.is_valid(payload):
            raise invalid_fields(_failing_fields(sandbox.contract, found.operation, payload))
        exchange.payload = payload
    customer = exchange.request.header(b"customer-reference-id")
    if customer is not None:
        exchange.customer = customer.decode("latin-1")
        if not exchange.customer:
            raise invalid_fields([_EMPTY_CUSTOMER])
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
    """Note that an exchange has its response, or will never have one."""
    if exchange.tenant is not None:
        exchange.tenant.active_requests -= 1
    if exchange.response is not None and sandbox.requests_answered:
        sandbox.requests_answered.publish(RequestAnswered(exchange))
    sandbox.request_log.close(exchange)


def with_request_id(exchange: Exchange) -> Response:
    """Return the response of an exchange with its `X-Request-Id`."""
    response = exchange.response
    assert response is not None  # noqa: S101 - every step sets it
    headers = ((b"x-request-id", exchange.id.encode()), *response.headers)
    return Response(response.status, response.body, headers, response.content_type)


def needs_body(sandbox: Sandbox, method: str, path: bytes, headers: Headers) -> bool:
    """Return False for a request that `receive` refuses, whatever its body is."""
    try:
        route(method, path)
    except ApiError:
        return False
    return sandbox.credentials.key_of(headers) is not None


def response_violations(contract: CompiledContract, exchange: Exchange) -> list[str]:
    """Return, a sentence each, how the response of an exchange breaks the contract."""
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
    return [] if validator.is_valid(content) else [error.message for error in validator.iter_errors(content)]


def _plan_fault(sandbox: Sandbox, exchange: Exchange, key: str) -> None:
    text = exchange.request.header(FAULT_HEADER)
    operation = exchange.operation or ""
    if text is not None:
        try:
            exchange.fault = parse(text.decode("latin-1"), operation)
        except InvalidFault as error:
            detail = {"message": str(error), "reference": "X-Sandbox-Fault", "code": "other"}
            raise ApiError(400, "The header X-Sandbox-Fault cannot be read.", [detail]) from None
    elif (step := sandbox.plans.take(key, operation)) is not None:
        exchange.step, exchange.fault = step, step.fault


def _failing_fields(contract: CompiledContract, operation: str, payload: Any) -> list[Detail]:
    try:
        return failing_fields(contract, contract.operations[operation]["request"], payload, MAX_DETAILS + 1)
    except ValueError:  # the validator takes any depth, but describing errors fails at about 250 levels
        message = "expected an object that is nested less deeply: on so many levels the errors cannot be told"
        return [{"message": message, "reference": "", "code": "other"}]


def _too_many_requests(limit: RateLimit | None, seconds: float, now: float) -> ApiError:
    assert limit is not None  # noqa: S101 - it was exceeded
    wait = max(1, math.ceil(seconds))
    headers: Headers = ()
    if limit.retry_after == "seconds":
        headers = ((b"retry-after", b"%d" % wait),)
    elif limit.retry_after == "http-date":
        # Up to the next whole second: a date has no fractions.
        headers = ((b"retry-after", formatdate(math.ceil(now + wait), usegmt=True).encode()),)
    span = "one second" if limit.per_seconds == 1 else f"{limit.per_seconds:g} seconds"
    return ApiError(429, f"More than {limit.limit} requests in {span}.", headers=headers)


def validate(contract: CompiledContract, exchange: Exchange) -> None:
    """Keep a response that the contract allows; replace any other with a 500, and record its violations."""
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
        if exchange.fault is not None and exchange.fault.replaces_operation:
            exchange.fault = None


def not_saved(error: StorageError) -> Response:
    """Return the response of a request whose changes could not be written."""
    if not error.is_said:
        _LOG.error("%s", error)
    return error_response(500, f"{error} What this request changed may be lost.")


def _apply_fault(sandbox: Sandbox, exchange: Exchange, fault: Fault) -> None:
    """Put the response that the fault makes in the place of the ordinary one, or give the fault back."""
    response = exchange.response
    if response is None:
        exchange.response = fault.replacement()
    elif fault.phase == "after":
        changed = fault.transform(response) if response.success else None
        if changed is None:
            _give_back(sandbox, exchange)
            return
        exchange.response = changed
    exchange.off_contract = fault.loses_response or bool(response_violations(sandbox.contract, exchange))


def _give_back(sandbox: Sandbox, exchange: Exchange) -> None:
    """Let the fault of an exchange, which it could not strike, wait for another request."""
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
