"""A sandbox in the hands of a test: what it is told before, what happens in it, and what is asked of it afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.faults.plans import read_steps
from gelatoconnect_mock.sandbox.orders import statuses as lifecycle
from gelatoconnect_mock.sandbox.orders import transitions as progress
from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_PREFIX, DEFAULT_SECRET, Rules, Settings
from gelatoconnect_mock.sandbox.views.order import order_view
from gelatoconnect_mock.testing.transport import AsyncSandboxTransport, SandboxTransport, httpx_transports
from gelatoconnect_mock.testing.violations import ViolationLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx  # noqa: TID251 - for people whose own code uses the old library
    import httpx2

    from gelatoconnect_mock.sandbox.faults.plans import Plan
    from gelatoconnect_mock.sandbox.http.messages import Exchange
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.server.server import SandboxServer
    from gelatoconnect_mock.testing.violations import ContractViolation

Result = TypeVar("Result")
WITHOUT_LIMIT = Settings(rules=Rules(rate_limit=None))
"""With what the fixtures start: how fast a machine is decides about no test."""
_MOST_NAMED = 5


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
    """For a synchronous client; None where the client's own goes to the socket."""
    async_transport: httpx2.AsyncBaseTransport | None
    """For an asynchronous client; None as above."""

    @property
    def httpx_transport(self) -> httpx.BaseTransport | None:
        """``transport`` for code that still uses httpx; None as above. ImportError where httpx is not installed."""
        return None

    @property
    def httpx_async_transport(self) -> httpx.AsyncBaseTransport | None:
        """``async_transport`` for code that still uses httpx; None and ImportError as above."""
        return None

    def __init__(self) -> None:
        self._expected: list[range] = []
        """Which breaches were meant, by their places in the desk's list."""

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Every order there is, newest first, as `get` would show it."""
        return self._do(lambda tenant: [order_view(order) for order in tenant.store.newest_first()])

    def order(self, name: str) -> dict[str, Any]:
        """Return the order of an id or a reference; LookupError where there is none."""
        return self._do(lambda tenant: order_view(_named(tenant, name)))

    def inject_fault(self, operation: str, fault: str, *, times: int = 1) -> Plan:
        """Have the next ``times`` requests of an operation meet a fault, as in ``"submitOrder", "after:drop"``.

        Returns the plan, whose ``completed`` tells whether all of it has happened. ValueError for what is no operation
        or no fault, with the names of those there are.
        """
        steps = read_steps([{"operation": operation, "fault": fault, "times": times}])
        return self._with_sandbox(lambda sandbox: sandbox.plans.add(self.api_key, steps))

    def forget_plans(self) -> None:
        """Have no fault wait any longer."""
        self._with_sandbox(lambda sandbox: sandbox.plans.forget(self.api_key))

    def advance(self, name: str, to: str | None = None) -> list[str]:
        """Move an order, by id or reference, to a state, or one step on; return the states it went through.

        One that is bound to fail or to return ends there instead, and the last state returned says so: to `shipped`, an
        order with a bad print file returns `["failed"]`.
        LookupError where there is no such order; ValueError for a step back and for what is no state.
        """
        if to is not None and to not in lifecycle.STATUSES:
            raise ValueError(f"there is no state {to!r}; the states are {', '.join(lifecycle.STATUSES)}")

        def move(tenant: Tenant) -> list[str]:
            order, now = _named(tenant, name), tenant.now()
            try:
                return [progress.step(tenant, order, now)] if to is None else progress.walk(tenant, order, to, now)
            except progress.TransitionError as refused:
                raise ValueError(str(refused)) from None

        return self._do(move)

    def advance_time(self, seconds: float) -> None:
        """Move the virtual clock forward; everything due by then has happened when this returns.

        ValueError for less than nothing: the clock goes forward only.
        """

        def move(tenant: Tenant) -> None:
            tenant.clock.advance(seconds)
            tenant.now()

        self._do(move)

    def configure(self, **rules: Any) -> None:
        """Change how the API behaves where the real one is not documented: ``behave(duplicates="replay")``.

        The names are those of `gelatoconnect_mock.sandbox.settings.Rules`; ``rate_limit`` takes a `RateLimit`, or None
        or ``"off"`` for no limit, which is what a fixture starts with. TypeError for another name, ValueError for what
        a rule does not take; both say what there is.
        """
        # It speaks with the control plane's own words, which most tests have no need to load.
        from gelatoconnect_mock.testing.rules import changed  # noqa: PLC0415

        def change(tenant: Tenant) -> None:
            tenant.configure(changed(tenant.rules, rules))

        self._do(change)

    @property
    def requests(self) -> list[Exchange]:
        """What came in and what went out, oldest first; the newest thousand."""
        return self._do(lambda tenant: list(tenant.journal))

    @contextmanager
    def allow_violations(self) -> Iterator[None]:
        """Let the block send what the API must refuse: a body that breaks the contract, a wrong path, verb or key.

        A test of error handling says so by this.
        """
        first = self._with_sandbox(lambda sandbox: len(_watching(sandbox)))
        try:
            yield
        finally:
            self._expected.append(range(first, self._with_sandbox(lambda sandbox: len(_watching(sandbox)))))

    def violations(self) -> list[str]:
        """Return a text for each breach: which request it was, and each field that was wrong."""
        return [breach.text for breach in self.breaches()]

    def breaches(self) -> list[ContractViolation]:
        """Return where a request broke the contract, or the sandbox did in an answer, however long ago it was.

        Requests under another prefix, and with a wrong path, verb or key, are among them; at a socket those alone that
        have this test's key.
        """
        found = self._with_sandbox(lambda sandbox: [*enumerate(_watching(sandbox))])
        return [
            breach for place, breach in found
            if self._is_own(breach)
            and (breach.by_the_sandbox or not any(place in each for each in self._expected))
        ]  # fmt: skip

    def _do(self, work: Callable[[Tenant], Result]) -> Result:
        return self._with_sandbox(lambda sandbox: work(sandbox.tenant(DEFAULT_PREFIX, self.api_key)))

    @abstractmethod
    def _is_own(self, breach: ContractViolation) -> bool:
        """Whether a breach is this test's."""

    @abstractmethod
    def _with_sandbox(self, work: Callable[[Sandbox], Result]) -> Result:
        """Do something with the desk between two requests."""


class InProcessSandbox(SandboxForTests):
    """A sandbox of its own in this process, reached through its transports alone: its address does not exist."""

    def __init__(self, settings: Settings = WITHOUT_LIMIT) -> None:
        super().__init__()
        self._sandbox, self._lock = Sandbox(settings), Lock()
        self.base_url = f"https://sandbox.invalid/api/{DEFAULT_PREFIX}"
        self.api_key, self.api_secret = DEFAULT_KEY, DEFAULT_SECRET
        self.transport = SandboxTransport(self._sandbox, self._lock)
        self.async_transport = AsyncSandboxTransport(self._sandbox, self._lock)
        _watching(self._sandbox)

    @property
    def httpx_transport(self) -> httpx.BaseTransport:
        """``transport`` for code that still uses httpx; ImportError where it is not installed."""
        return self._httpx_transports[0]

    @property
    def httpx_async_transport(self) -> httpx.AsyncBaseTransport:
        """``async_transport`` for code that still uses httpx; ImportError where it is not installed."""
        return self._httpx_transports[1]

    @cached_property
    def _httpx_transports(self) -> tuple[httpx.BaseTransport, httpx.AsyncBaseTransport]:
        return httpx_transports(self._sandbox, self._lock)

    def _is_own(self, breach: ContractViolation) -> bool:  # noqa: ARG002 - here all of them are this test's
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
        server.call(_watching)

    def close(self) -> None:
        """Forget the tenant."""
        self._with_sandbox(lambda sandbox: sandbox.forget(self.api_key))

    def _is_own(self, breach: ContractViolation) -> bool:
        return breach.key == self.api_key  # of those without a key nobody knows whose they are

    def _with_sandbox(self, work: Callable[[Sandbox], Result]) -> Result:
        return self._server.call(work)


def _named(tenant: Tenant, name: str) -> Order:
    order = tenant.store.named(name, None, float("inf"))
    if order is None:
        references = [order.reference for order in tenant.store.newest_first()]
        there = f"there are {', '.join(references[:_MOST_NAMED])}" if references else "there is none at all"
        raise LookupError(f"there is no order {name!r}; {there}")
    return order


def _watching(sandbox: Sandbox) -> ViolationLog:
    """Return the breaches that the desk has seen since it was first asked for them."""
    if not isinstance(sandbox.watch, ViolationLog):
        sandbox.watch = ViolationLog()
    return sandbox.watch
