"""What crosses the sandbox's border: a request as it came, an answer as it goes, and the call that connects the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.sandbox.api.router import Route
    from gelatoconnect_mock.sandbox.faults.fault import Fault
    from gelatoconnect_mock.sandbox.faults.plans import Step
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

Headers = tuple[tuple[bytes, bytes], ...]


class Request(NamedTuple):
    """A request as it came: the path undecoded and without the query, header names in lower case."""

    method: str
    path: bytes
    query: bytes
    headers: Headers
    body: bytes

    def header(self, name: bytes) -> bytes | None:
        """Return the first header of that name (in lower case), or None."""
        for found, value in self.headers:
            if found == name:
                return value
        return None


class Response(NamedTuple):
    """An answer before it is put on the wire; ``headers`` lack what the wire adds (type, length, request id)."""

    status: int
    body: bytes
    headers: Headers = ()
    content_type: bytes = b"application/json"

    @property
    def success(self) -> bool:
        """Whether the operation was carried out."""
        return 200 <= self.status < 300  # noqa: PLR2004 - what HTTP calls successful


class ApiError(Exception):
    """A request that an operation or a check turns down; becomes an answer in the contract's error shape."""

    def __init__(self, status: int, message: str, details: list[Detail] | None = None, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status, self.message, self.details, self.headers = status, message, details, headers


class Exchange:
    """One request on its way through the sandbox, and afterwards its entry in the journal.

    Filled in from top to bottom: what is still None was not reached. ``change`` says in words what it did to the state.
    """

    __slots__ = (
        "__weakref__",
        "at",
        "change",
        "customer",
        "fault",
        "id",
        "named",
        "number",
        "off_contract",
        "payload",
        "request",
        "response",
        "route",
        "step",
        "tenant",
        "violations",
    )  # fmt: skip

    def __init__(self, request: Request) -> None:
        self.request = request
        self.number = 0
        self.id = ""
        self.at = 0.0
        self.route: Route | None = None
        self.named: str | None = None
        """The order's id or reference in the path."""
        self.customer: str | None = None
        """The `Customer-Reference-ID` header."""
        self.tenant: Tenant | None = None
        self.fault: Fault | None = None
        """The fault that strikes it; None again where it could not."""
        self.step: Step | None = None
        """The step of a plan that the fault was taken from."""
        self.payload: Any = None
        """The JSON of its body, found right; of a call that is over no more than the reference in it."""
        self.response: Response | None = None
        self.change: str | None = None
        self.violations: tuple[str, ...] = ()
        """How the sandbox itself broke the contract in this answer: a bug of the sandbox, never of its caller."""
        self.off_contract = False
        """Whether a fault had the answer leave the contract, or kept it from arriving whole."""

    @property
    def operation(self) -> str | None:
        """The operationId; None where the path or the method belongs to none."""
        return None if self.route is None else self.route.operation
