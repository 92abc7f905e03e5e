"""A sandbox for tests: set up before a test, and asked afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.faults.plans import read_steps
from gelatoconnect_mock.sandbox.orders import transitions
from gelatoconnect_mock.sandbox.orders.statuses import STATUSES
from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_PREFIX, DEFAULT_SECRET, Rules, Settings
from gelatoconnect_mock.sandbox.views.order import order_view
from gelatoconnect_mock.testing.transport import AsyncSandboxTransport, SandboxTransport, httpx_transports
from gelatoconnect_mock.testing.violations import AdvisoryLog, ViolationLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx  # noqa: TID251 - for people whose own code uses the old library
    import httpx2

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.faults.plans import Plan
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.server.server import SandboxServer
    from gelatoconnect_mock.testing.violations import ContractViolation

Result = TypeVar("Result")
WITHOUT_LIMIT = Settings(rules=Rules(rate_limit=None))
"""The settings of the fixtures: the speed of a machine decides about no test."""
_MAX_NAMED = 5


class SandboxForTests(ABC):
    """One tenant of a sandbox, fresh for one test.

    Hand ``base_url``, ``api_key``, ``api_secret`` and ``transport`` (or ``async_transport``) to the client under test,
    or ``httpx_transport`` (or ``httpx_async_transport``) to a client of the older httpx; steer with the rest.
    Everything here acts at once and between two requests, whichever thread asks for it.
    """

    base_url: str
    api_key: str
    api_secret: str
    transport: httpx2.BaseTransport | None
    """For a synchronous client; None for a sandbox at a socket."""
    async_transport: httpx2.AsyncBaseTransport | None
    """For an asynchronous client; None as above."""

    @property
    def httpx_transport(self) -> httpx.BaseTransport | None:
        """``transport`` for code that still uses httpx; None as above. Raises ImportError without httpx."""
        return None

    @property
    def httpx_async_transport(self) -> httpx.AsyncBaseTransport | None:
        """``async_transport`` for code that still uses httpx; None and ImportError as above."""
        return None

    def __init__(self) -> None:
        self._log = ViolationLog()
        self._advisories = AdvisoryLog()
        self._allowed: list[range] = []
        """The violations that the test allows, by their positions in the log."""

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Every order, newest first, as `get` shows it."""
        return self._do(lambda tenant: [order_view(order) for order in tenant.store.newest_first()])

    def order(self, name: str) -> dict[str, Any]:
        """Return the order of an ID or a reference. Raises LookupError if there is none."""
        return self._do(lambda tenant: order_view(_find(tenant, name)))

    def inject_fault(self, operation: str, fault: str, *, times: int = 1) -> Plan:
        """Let the next ``times`` requests of an operation meet a fault, as in ``"submitOrder", "after:drop"``.

        Returns the plan, whose ``completed`` is True when all of it has happened. Raises ValueError for an unknown
        operation or fault, with the names of the known ones.
        """
        steps = read_steps([{"operation": operation, "fault": fault, "times": times}])
        return self._with_sandbox(lambda sandbox: sandbox.plans.add(self.api_key, steps))

    def forget_plans(self) -> None:
        """Drop every fault that still waits for a request."""
        self._with_sandbox(lambda sandbox: sandbox.plans.forget(self.api_key))

    def advance(self, name: str, to: str | None = None) -> list[str]:
        """Move an order, by ID or reference, to a status, or one step on; return the statuses that it entered.

        An order that is bound to fail or to return ends there instead, and the last status returned says so: to
        `shipped`, an order with a bad print file returns `["failed"]`. Raises LookupError if there is no such order,
        ValueError for a step back and for an unknown status.
        """
        if to is not None and to not in STATUSES:
            raise ValueError(f"there is no state {to!r}; the states are {', '.join(STATUSES)}")

        def move(tenant: Tenant) -> list[str]:
            order, now = _find(tenant, name), tenant.now()
            try:
                if to is None:
                    return [transitions.step(tenant, order, now)]
                return transitions.advance(tenant, order, to, now)
            except transitions.TransitionError as error:
                raise ValueError(str(error)) from None

        return self._do(move)

    def advance_time(self, seconds: float) -> None:
        """Move the virtual clock forward. Everything due by then has happened when this returns.

        Raises ValueError for a negative number.
        """

        def move(tenant: Tenant) -> None:
            tenant.clock.advance(seconds)
            tenant.now()

        self._do(move)

    def configure(self, **rules: Any) -> None:
        """Change how the API behaves where the real one is not documented: ``configure(duplicates="replay")``.

        The names are those of `gelatoconnect_mock.sandbox.settings.Rules`; ``rate_limit`` takes a `RateLimit`, or None
        or ``"off"`` for no limit, which is what a fixture starts with. Raises TypeError for another name, ValueError
        for a wrong value; both list what there is.
        """
        # Loads the control plane's schema, which most tests do not need.
        from gelatoconnect_mock.testing.rules import changed  # noqa: PLC0415

        self._do(lambda tenant: transitions.configure(tenant, changed(tenant.rules, rules)))

    @property
    def requests(self) -> list[Exchange]:
        """The newest thousand requests with their responses, oldest first."""
        return self._with_sandbox(lambda sandbox: [*sandbox.request_log.of(self._tenant(sandbox))])

    @property
    def unmatched(self) -> list[Exchange]:
        """The newest thousand requests without a tenant: a wrong path, method, or key.

        At a socket, those of every client.
        """
        return self._with_sandbox(lambda sandbox: [*sandbox.request_log.unmatched])

    @contextmanager
    def allow_violations(self) -> Iterator[None]:
        """Let the block send what the API must refuse: a wrong body, path, method, or key."""
        first = self._with_sandbox(lambda _sandbox: len(self._log))
        try:
            yield
        finally:
            self._allowed.append(range(first, self._with_sandbox(lambda _sandbox: len(self._log))))

    def violations(self) -> list[str]:
        """Return a text for each violation of the contract: which request it was, and each field that was wrong."""
        return [violation.text for violation in self.contract_violations()]

    def advisories(self) -> list[str]:
        """Return a text for each unknown property and each advisory of the contract, oldest first.

        The real API may accept such requests, so a test does not fail for them. Assert that this list is empty if yours
        should. At a socket, only requests with this test's key count.
        """
        entries = self._with_sandbox(lambda _sandbox: [*self._advisories])
        return [text for key, text in entries if self._is_own_key(key)]

    def contract_violations(self) -> list[ContractViolation]:
        """Return the violations of the contract by a request, or by the sandbox in a response, oldest first.

        Requests under another prefix, and with a wrong path, method, or key, are among them; at a socket only those
        with this test's key. None is forgotten.
        """
        violations = self._with_sandbox(lambda _sandbox: [*enumerate(self._log)])
        return [
            violation for position, violation in violations
            if self._is_own_key(violation.key)
            and (violation.by_the_sandbox or not any(position in each for each in self._allowed))
        ]  # fmt: skip

    def _do(self, work: Callable[[Tenant], Result]) -> Result:
        def do(sandbox: Sandbox) -> Result:
            tenant = self._tenant(sandbox)
            tenant.now()  # what is due happens first
            return work(tenant)

        return self._with_sandbox(do)

    def _tenant(self, sandbox: Sandbox) -> Tenant:
        return sandbox.tenant(DEFAULT_PREFIX, self.api_key)

    @abstractmethod
    def _is_own_key(self, key: str) -> bool:
        """Return True if the requests of an API key are this test's."""

    @abstractmethod
    def _with_sandbox(self, work: Callable[[Sandbox], Result]) -> Result:
        """Run a function of the sandbox between two requests."""


class InProcessSandbox(SandboxForTests):
    """A sandbox of its own in this process, reached through its transports alone: its address does not exist."""

    def __init__(self, settings: Settings = WITHOUT_LIMIT) -> None:
        super().__init__()
        self._sandbox, self._lock = Sandbox(settings), Lock()
        self.base_url = f"https://sandbox.invalid/api/{DEFAULT_PREFIX}"
        self.api_key, self.api_secret = DEFAULT_KEY, DEFAULT_SECRET
        self.transport = SandboxTransport(self._sandbox, self._lock)
        self.async_transport = AsyncSandboxTransport(self._sandbox, self._lock)
        self._sandbox.requests_answered.subscribe(self._log)
        self._sandbox.requests_answered.subscribe(self._advisories)

    @property
    def httpx_transport(self) -> httpx.BaseTransport:
        """``transport`` for code that still uses httpx. Raises ImportError without it."""
        return self._httpx_transports[0]

    @property
    def httpx_async_transport(self) -> httpx.AsyncBaseTransport:
        """``async_transport`` for code that still uses httpx. Raises ImportError without it."""
        return self._httpx_transports[1]

    @cached_property
    def _httpx_transports(self) -> tuple[httpx.BaseTransport, httpx.AsyncBaseTransport]:
        return httpx_transports(self._sandbox, self._lock)

    def _is_own_key(self, key: str) -> bool:  # noqa: ARG002 - here every one is
        return True

    def _with_sandbox(self, work: Callable[[Sandbox], Result]) -> Result:
        with self._lock:
            return work(self._sandbox)


class ServedSandbox(SandboxForTests):
    """A tenant of its own, by a key of its own, of a sandbox at a socket."""

    transport = None
    async_transport = None

    def __init__(self, server: SandboxServer, key: str) -> None:
        super().__init__()
        self._server = server
        self.base_url = server.url
        self.api_key, self.api_secret = key, DEFAULT_SECRET
        server.call(lambda sandbox: sandbox.credentials.accept(f"{key}:{DEFAULT_SECRET}"))
        self._unsubscribe = self._with_sandbox(
            lambda sandbox: [sandbox.requests_answered.subscribe(log) for log in (self._log, self._advisories)]
        )

    def close(self) -> None:
        """Forget the tenant."""
        self._with_sandbox(lambda _sandbox: [end() for end in self._unsubscribe])
        self._with_sandbox(lambda sandbox: sandbox.forget(self.api_key))

    def _is_own_key(self, key: str) -> bool:
        return key == self.api_key  # a request without a key is nobody's

    def _with_sandbox(self, work: Callable[[Sandbox], Result]) -> Result:
        return self._server.call(work)


def _find(tenant: Tenant, name: str) -> Order:
    order = tenant.store.find(name, None, float("inf"))
    if order is None:
        references = [order.reference for order in tenant.store.newest_first()]
        known = f"there are {', '.join(references[:_MAX_NAMED])}" if references else "there is none at all"
        raise LookupError(f"there is no order {name!r}; {known}")
    return order
