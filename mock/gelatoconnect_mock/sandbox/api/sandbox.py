"""Takes a request through the checks, in their one order, to its operation, and the answer past its judge."""

from __future__ import annotations

import logging
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.field_errors import MAX_DETAILS, failing_fields
from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.sandbox.api.credentials import Credentials, InvalidPair
from gelatoconnect_mock.sandbox.api.operations import OPERATIONS
from gelatoconnect_mock.sandbox.api.router import decoded, route
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse
from gelatoconnect_mock.sandbox.faults.plans import Plans
from gelatoconnect_mock.sandbox.http import errors as answers
from gelatoconnect_mock.sandbox.http import json_body as bodies
from gelatoconnect_mock.sandbox.http.messages import ApiError, Exchange, Response
from gelatoconnect_mock.sandbox.kept_bodies import KeptBodies
from gelatoconnect_mock.sandbox.orders import outcomes as magic
from gelatoconnect_mock.sandbox.orders.changes import StorageError
from gelatoconnect_mock.sandbox.orders.tenants import Tenants
from gelatoconnect_mock.sandbox.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.sandbox.api.router import Route
    from gelatoconnect_mock.sandbox.http.messages import Headers, Request
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.storage.sqlite import State

_FAULT_HEADER = b"x-sandbox-fault"
_NO_CUSTOMER = {
    "message": "expected a customer's reference, found an empty header: leave it out to mean none",
    "reference": "Customer-Reference-ID",
    "code": "other",
}
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Sandbox:
    """Every tenant of one sandbox, and the one way a request takes to them.

    No I/O and no waiting, so whoever calls it decides about both: `begin`, then, unless a fault says otherwise,
    `finish`. Not safe for threads by itself.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.rules = compiled_contract()
        self.kept_bodies = KeptBodies()
        self.credentials = Credentials(self.settings.keys)
        self.plans = Plans()
        self.state: State | None = None
        self.tenants = Tenants(self.settings)
        self._stray_ids = self.tenants.identifiers("", "")
        self.unmatched_requests = 0
        """How many of those below there have been."""
        self.unmatched: deque[Exchange] = deque(maxlen=self.settings.request_log_size)
        """Requests that belong to no tenant: no such path, the wrong verb, or a pair that is not accepted."""
        self.watch: Callable[[Exchange], None] | None = None
        """Who is told of each call once its answer is known, before that goes out."""

    def tenant(self, prefix: str, key: str) -> Tenant:
        """Return the tenant of a prefix and a key, new where it was never asked for."""
        return self.tenants.of(prefix, key)

    def forget(self, key: str) -> None:
        """Forget a key's tenants and plans; the key stays accepted."""
        self.plans.forget(key)
        for name in [name for name in self.tenants if name[1] == key]:
            tenant = self.tenants.pop(name)
            if self.state is not None:
                self.state.forget(tenant)

    def reset(self, tenant: Tenant | None = None) -> list[Tenant]:
        """Let a tenant, or every one, be as at the start, with no plans of its key; return which it was, sorted.

        With a seed the same ids come again. With every tenant the stray requests are forgotten too.
        """
        if tenant is None:
            self.unmatched.clear()
            if self.settings.seed is not None:
                self.unmatched_requests = 0
        self.plans.forget(None if tenant is None else tenant.key)
        fresh = [tenant] if tenant is not None else [self.tenants[name] for name in sorted(self.tenants)]
        for each in fresh:
            each.reset()
        return fresh

    def remember(self, state: State) -> None:
        """Take up what is kept in a file, and keep it there from now on.

        UserError where it cannot be understood, StorageError where it cannot be written; the file is let go then.
        """
        self.state = state
        try:
            self._take_up(state)
            self.save()
        except BaseException:
            self.state = None
            state.close()
            raise

    def _take_up(self, state: State) -> None:
        self.tenants.clear()
        self.tenants.keep(state.starts - 1)
        self._stray_ids = self.tenants.identifiers("", "")
        for pair in state.pairs():
            with suppress(InvalidPair):  # the start has given this key another secret
                self.credentials.accept(pair)
        for saved in state.tenants():
            self.tenant(saved.prefix, saved.key).restore(saved)

    def save(self) -> None:
        """Write down what has changed, in any tenant and whoever changed it; StorageError where that fails.

        Does nothing for a sandbox without a file. To be called after every change that is not a request to the API.
        """
        if self.state is not None:
            self.state.save_all(self.tenants.values(), self.credentials.pairs)

    def saved(self, response: Response) -> Response:
        """Return an answer once all that has changed is written down; a 500 in its place where that fails."""
        try:
            self.save()
        except StorageError as failure:
            return _not_saved(failure)
        return response

    def close(self) -> None:
        """Let go of the file, all written; safe to call again."""
        if self.state is not None:
            with suppress(StorageError):
                self.save()
            self.state.close()
            self.state = None

    def knows(self, method: str, path: bytes, headers: Headers) -> bool:
        """Return whether a request passes the checks of `begin`, for which nobody needs its body."""
        try:
            route(method, path)
        except ApiError:
            return False
        return self.credentials.key_of(headers) is not None

    def begin(self, request: Request) -> Exchange:
        """Find out what a request asks for, of whom, and whether a fault was planned for it.

        The checks 404, 405 and 401. A refused call has its answer already.
        """
        exchange = Exchange(request)
        try:
            found = route(request.method, request.path)
            exchange.route = found
            key = self.credentials.key_of(request.headers)
            if key is None:
                raise ApiError(401, "Unauthorized.")  # noqa: TRY301 - one of the checks, like those it calls
            tenant = exchange.tenant = self.tenant(found.prefix, key)
            exchange.at = tenant.now()
            exchange.id = tenant.next_request_id()
            exchange.number = tenant.requests
            tenant.journal.append(exchange)
            self._plan(exchange, key)
        except ApiError as refused:
            self._refuse(exchange, refused)
        return exchange

    def finish(self, exchange: Exchange) -> Response | None:
        """Go on with the checks, carry the operation out, and return an answer that keeps the contract.

        The checks 429, 413, 415, 400, 404, 409, those of the body where the operation takes one. None where magic has
        just given the call a fault that strikes before anything is carried out. Called again it returns the same
        answer and does nothing.
        """
        if exchange.response is not None:
            return exchange.response
        tenant, found = exchange.tenant, exchange.route
        assert tenant is not None and found is not None  # noqa: S101, PT018 - `begin` refused it otherwise
        try:
            exchange.at = tenant.now()
            tenant.admit(exchange.at)
            self._check(exchange, found)
            if self._struck_by_magic(exchange, tenant):
                return None if self.state is None else self._saved(exchange, tenant)
            exchange.response = OPERATIONS[found.operation](exchange, tenant)
        except ApiError as refused:
            self._refuse(exchange, refused)
        response = self._judged(exchange)
        return response if self.state is None else self._saved(exchange, tenant)

    def _plan(self, exchange: Exchange, key: str) -> None:
        asked = exchange.request.header(_FAULT_HEADER)
        operation = exchange.operation or ""
        if asked is not None:
            try:
                exchange.fault = parse(asked.decode("latin-1"), operation)
            except InvalidFault as refused:
                detail = {"message": str(refused), "reference": "X-Sandbox-Fault", "code": "other"}
                raise ApiError(400, "The header X-Sandbox-Fault cannot be read.", [detail]) from None
        elif (step := self.plans.take(key, operation)) is not None:
            exchange.step, exchange.fault = step, step.fault

    def _check(self, exchange: Exchange, found: Route) -> None:
        judge = self.rules.requests.get(found.operation)
        if judge is not None:  # an operation that takes no body ignores what comes as one
            payload = bodies.read_json(exchange.request)
            if not judge.is_valid(payload):
                schema = self.rules.operations[found.operation]["request"]
                raise answers.invalid_fields(self._failing(schema, payload))
            exchange.payload = payload
        customer = exchange.request.header(b"customer-reference-id")
        if customer is not None:
            exchange.customer = customer.decode("latin-1")
            if not exchange.customer:
                raise answers.invalid_fields([_NO_CUSTOMER])
        if found.named is not None:
            exchange.named = decoded(found.named)

    def _failing(self, schema: str, payload: Any) -> list[Detail]:
        try:
            return failing_fields(self.rules, schema, payload, MAX_DETAILS + 1)
        except ValueError:  # the judge judges at any depth, but words fail it at about 250 levels
            message = "expected an object that is nested less deeply: on so many levels the errors cannot be told"
            return [{"message": message, "reference": "", "code": "other"}]

    def _struck_by_magic(self, exchange: Exchange, tenant: Tenant) -> bool:
        """Give a submission the fault that its reference asks for; whether it strikes before anything is done."""
        # A step of a plan rules out magic, also one that lets its request pass.
        planned = exchange.fault is not None or exchange.step is not None
        if exchange.operation != "submitOrder" or planned or not self.settings.magic:
            return False
        reference = exchange.payload["orderReferenceId"]
        exchange.fault = magic.struck(tenant, reference)
        if exchange.fault is None:
            return False
        if tenant.pending_changes is not None:
            tenant.pending_changes.magic.add(reference)
        return exchange.fault.phase == "before"

    def give_back(self, exchange: Exchange) -> None:
        """Take back that a fault was used up by a call which it could not strike: it waits for another request."""
        tenant = exchange.tenant
        if exchange.step is not None:
            self.plans.give_back(exchange.step)
        elif tenant is not None and exchange.request.header(_FAULT_HEADER) is None:
            magic.give_back(tenant, exchange.payload["orderReferenceId"])
            if tenant.pending_changes is not None:
                tenant.pending_changes.magic.add(exchange.payload["orderReferenceId"])
                self._saved(exchange, tenant)

    def _saved(self, exchange: Exchange, tenant: Tenant) -> Response | None:
        """Return the call's answer, if it has one yet, once its changes are written down; a 500 where that fails."""
        if self.state is not None and tenant.pending_changes:
            try:
                self.state.save(tenant)
            except StorageError as failure:
                exchange.response, exchange.fault = _not_saved(failure), None
        return exchange.response

    def _refuse(self, exchange: Exchange, refused: ApiError) -> None:
        exchange.response = answers.error(refused.status, refused.message, refused.details, refused.headers)
        if not exchange.id:
            self.unmatched_requests += 1
            exchange.number = self.unmatched_requests
            exchange.id = self._stray_ids.request(exchange.number)
            self.unmatched.append(exchange)

    def _judged(self, exchange: Exchange) -> Response:
        """Return the answer of a call if the contract allows it; else a 500, and the violations go on record."""
        response = exchange.response
        assert response is not None  # noqa: S101 - both ways here set it
        judge = self.rules.responses.get((exchange.operation or "", response.status))
        if judge is None:
            exchange.violations = (f"the contract declares no answer {response.status} for {exchange.operation}",)
        else:
            content = orjson.loads(response.body)
            if judge.is_valid(content):
                return response
            exchange.violations = tuple(error.message for error in judge.iter_errors(content))
        exchange.response = answers.error(500, "The sandbox broke the contract: this is a bug of the sandbox.")
        return exchange.response


def _not_saved(failure: StorageError) -> Response:
    _LOG.error("%s", failure)
    return answers.error(500, f"{failure} What this request changed may be lost.")
