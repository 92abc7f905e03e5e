"""The client as a judge of request bodies: it refuses a body, or sends one that the other judges must accept.

The test goes through the whole public client. It leaves out null for an optional property that the contract names, and
adds its defaults: `preventDuplicate`, and the page of a search.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import httpx2
from gelatoconnect import GelatoConnect, Options
from gelatoconnect.errors import ContractWarning, InvalidRequest

from tools.proof.contract import RESPONSES
from tools.proof.places import without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tools.proof.corpus.bodies import Payload
    from tools.proof.judges.judge import Judge

_RESPONSES: Final = {one.operation: next(iter(one.examples.values())) for one in RESPONSES if one.status == "200"}
_PAGE: Final = {"limit": 100, "offset": 0}
_FRACTIONAL: Final = frozenset({"written x.0", "very large"})
"""Changes that turn an integer into a Python float."""


class Sending(NamedTuple):
    """The client's reaction to a body: whether it accepts it, and what it sends. None if it sends nothing."""

    accepted: bool
    body: Any


class SendingClient:
    """A client that gets a response to each request at once. A context manager."""

    def __enter__(self) -> Self:
        self._sent: Any = None
        self._client = GelatoConnect(
            "acme",
            "key",
            "secret",
            transport=httpx2.MockTransport(self._respond),
            options=Options(requests_per_second=None),
        )
        orders = self._client.orders
        self._calls: dict[str, Callable[[Any], Any]] = {
            "submitOrder": orders.submit,
            "searchOrders": lambda body: list(orders.search(body)),
            "updateShipment": lambda body: orders.update_shipment("id-1", body),
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, operation: str, body: Any) -> Sending:
        """Hand a body to the client."""
        self._sent = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ContractWarning)
                self._calls[operation](body)
        except InvalidRequest:
            assert self._sent is None, "a body that is refused is not sent"
            return Sending(accepted=False, body=None)
        return Sending(accepted=True, body=self._sent)

    def _respond(self, request: httpx2.Request) -> httpx2.Response:
        self._sent = json.loads(request.content)
        last = request.url.path.rpartition("/")[2]
        if last == "search":
            return httpx2.Response(200, json={"orders": []})
        if last == "order":
            response = {**_RESPONSES["submitOrder"], "orderReferenceId": self._sent["orderReferenceId"]}
            return httpx2.Response(200, json=response)
        return httpx2.Response(200, json=_RESPONSES["updateShipment"])


class Sent(NamedTuple):
    """The client's reactions to many bodies.

    `bodies` are the sent bodies that are not in the corpus. `null_left_out` counts the bodies that the contract refuses
    for a null that the client leaves out. `wrong` has a line for each difference of client and contract.
    """

    number: int
    bodies: tuple[Payload, ...]
    null_left_out: int
    wrong: list[str]


def as_sent(client: SendingClient, reference: Judge, payloads: Sequence[Payload], corpus: Iterable[Payload]) -> Sent:
    """Have the client send every body, and compare its requests with the reference.

    If the client refuses a body, the reference must refuse it too. If the client sends a body, the reference must
    accept it. The sent body must equal the given one, but for nulls left out and defaults added.
    """
    known = {_text(one) for one in corpus}
    found: dict[str, Payload] = {}
    wrong, left_out, number = [], 0, 0
    for one in payloads:
        sending, allowed = client.send(one.operation, one.body), reference.verdict(one.operation, one.body)
        if not sending.accepted:
            if allowed and not _is_float_of_a_page(one):
                wrong.append(f"the client refuses {one.name}")
            continue
        if sending.body is None:
            if not _asks_for_nothing(one):
                wrong.append(f"the client takes {one.name} and sends nothing")
            continue
        number += 1
        left_out += not allowed
        made = one._replace(change=f"{one.change}, as it is sent", body=sending.body)
        if not reference.verdict(made.operation, made.body):
            wrong.append(f"the client sends {made.name}: {_text(made)}")
        elif _text(made) != _text(one._replace(body=_expected(one, allowed=allowed))):
            wrong.append(f"the client makes another body of {one.name}: {_text(made)}")
        if _text(made) not in known:
            found.setdefault(_text(made), made)
    return Sent(number, tuple(found.values()), left_out, wrong)


def _is_float_of_a_page(one: Payload) -> bool:
    # JSON has one type of number, so the contract takes 20.0 as an integer. The client takes only an int.
    return one.operation == "searchOrders" and one.pointer in {"/limit", "/offset"} and one.change in _FRACTIONAL


def _asks_for_nothing(one: Payload) -> bool:
    # An empty list matches no order, so the client sends no request.
    return one.operation == "searchOrders" and [] in one.body.values()


def _expected(one: Payload, *, allowed: bool) -> Any:
    """Return the expected request body: defaults added, and each null that the contract refuses left out."""
    body = one.body
    if not allowed and one.change == "replaced by null":
        place = tuple(int(step) if step.isdigit() else step for step in one.pointer.split("/")[1:])
        # search(None) is a search without criteria.
        body = without(body, place) if place else {}
    if one.operation == "submitOrder":
        return {"preventDuplicate": True, **body}
    if one.operation == "searchOrders":
        # Pages overlap by one order, so a page of one order would never advance.
        return {**_PAGE, **body, "limit": max(2, body.get("limit", _PAGE["limit"]))}
    return body


def _text(one: Payload) -> str:
    return f"{one.operation} {json.dumps(one.body, sort_keys=True)}"
