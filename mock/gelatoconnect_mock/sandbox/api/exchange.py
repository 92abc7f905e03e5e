"""One request on its way through the sandbox, and afterwards its entry in the request log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.inspection import Inspection
    from gelatoconnect_mock.sandbox.api.router import Route
    from gelatoconnect_mock.sandbox.faults.fault import Fault
    from gelatoconnect_mock.sandbox.faults.plans import Step
    from gelatoconnect_mock.sandbox.http.messages import Request, Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


FAULT_HEADER: Final = b"x-sandbox-fault"


class Exchange:
    """A request and its response. An attribute that is None was not reached.

    Attributes:
        request: The request as it came; afterwards without a body or a head that is too large to keep.
        number: Its number among the requests of its tenant, or among those without a tenant.
        id: The `X-Request-Id` of its response.
        at: Virtual time of its arrival, in seconds since 1970; 0 without a tenant.
        route: Its operation, prefix and order.
        name: The order's ID or reference in the path, decoded.
        customer: The `Customer-Reference-ID` header.
        tenant: Its tenant.
        fault: The fault that it meets.
        step: The step of a plan that brought the fault.
        inspection: Unknown properties and advisories of its body; None if there is nothing to name.
        payload: The JSON of its body, if that is valid; afterwards no more than the reference in it.
        response: The response as it goes out.
        change: A description of what it changed.
        violations: How the sandbox broke the contract in the response: a bug of the sandbox, never of its client.
        off_contract: True if a fault made the response break the contract, or kept it from arriving whole.
        logged_bytes: Bytes that the request log counts; None if it counts none.
    """

    __slots__ = (
        "at", "change", "customer", "fault", "id", "inspection", "logged_bytes", "name", "number", "off_contract",
        "payload", "request", "response", "route", "step", "tenant", "violations",
    )  # fmt: skip

    def __init__(self, request: Request) -> None:
        self.request = request
        self.number = 0
        self.logged_bytes: int | None = None
        self.id = ""
        self.at = 0.0
        self.route: Route | None = None
        self.name: str | None = None
        self.customer: str | None = None
        self.tenant: Tenant | None = None
        self.fault: Fault | None = None
        self.step: Step | None = None
        self.inspection: Inspection | None = None
        self.payload: Any = None
        self.response: Response | None = None
        self.change: str | None = None
        self.violations: tuple[str, ...] = ()
        self.off_contract = False

    @property
    def operation(self) -> str | None:
        """The operationId; None if the path or the method belongs to none."""
        return None if self.route is None else self.route.operation


class RequestAnswered(NamedTuple):
    """A request has its response, which is about to be sent.

    The request log shortens the exchange right after this: copy what you need of its bodies and its payload.
    """

    exchange: Exchange
