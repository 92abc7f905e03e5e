"""Texts of errors: numbers without exponents, one piece of advice, one period at the end."""

from __future__ import annotations

import ast
from pathlib import Path

import gelatoconnect
import pytest
from gelatoconnect._engine.context import format_seconds
from gelatoconnect.errors import DeadlineExceeded, NotFound, OrderOutcomeUnknown, ResponseLost, Unauthorized
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, respond
from tests.unit.exactly_once.record import NONE_FOUND, NOT_FOUND, ORDER, World, stored

HOME = Path(gelatoconnect.__path__[0])


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (86_400, "86400"),
        (2_592_000.0, "2592000"),
        (30.0, "30"),
        (29.96, "30"),
        (1.25, "1.2"),
        (0.05, "0.05"),
        (0, "0"),
        (1e-5, "less than 0.001"),
    ],
)
def test_seconds_have_no_exponent_and_few_digits(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


def test_rejection_after_a_lost_post_gives_one_advice() -> None:
    world = World({"submit": [LOST, respond(401)], "search": [NONE_FOUND], "get": [NOT_FOUND]})
    with pytest.raises(OrderOutcomeUnknown) as raised:
        world.submit(server_refuses_duplicates=True)
    text = str(raised.value)
    assert (
        "An earlier POST has no clear outcome (No complete response in time). The last one ended so: 401 Unauthorized"
        in text
    )
    assert "had no effect" not in text
    assert "Check that the API key" not in text
    assert "Before you submit it again, search for it" in text
    assert isinstance(raised.value.last_error, Unauthorized)


def test_order_that_allows_duplicates_is_not_called_safe_to_repeat() -> None:
    world = World({"submit": [LOST]})
    with pytest.raises(OrderOutcomeUnknown) as raised:
        world.submit({**ORDER, "preventDuplicate": False})
    assert "Submitting it again can make a second order." in str(raised.value)
    assert "safe" not in str(raised.value)


def test_detail_that_repeats_the_message_is_said_once() -> None:
    body = {"code": "X", "message": "No such order", "details": [{"message": "No such order"}, {"message": "Other"}]}
    world = World({"get": [respond(404, body)]})
    with pytest.raises(NotFound, match=r"^404 Not Found: No such order; Other\. "):
        world.run(world.operations().get("id-1", RequestOptions()))


@pytest.mark.parametrize("message", ["Not found!", "Really?", "No such order.", "No such order"])
def test_server_words_end_their_sentence_once(message: str) -> None:
    world = World({"submit": [respond(400, {"code": "X", "message": message})]})
    with pytest.raises(Exception, match="400 Bad Request") as raised:
        world.submit()
    assert not any(pair in str(raised.value) for pair in ("!.", "?.", "..", " ."))


@pytest.mark.parametrize("module", ["options", "errors", "history", "submission"])
def test_every_public_attribute_has_a_docstring(module: str) -> None:
    """An editor shows the string below an attribute when one hovers over it."""
    bare = []
    for part in ast.parse((HOME / f"{module}.py").read_text(encoding="utf-8")).body:
        if not isinstance(part, ast.ClassDef) or part.name.startswith("_") or part.name == "ClientDefault":
            continue
        for field, after in zip(part.body, [*part.body[1:], None], strict=True):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                documented = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                bare += [] if documented or field.target.id.startswith("_") else [f"{part.name}.{field.target.id}"]
    assert not bare


def test_errors_of_reads_say_that_nothing_changed() -> None:
    world = World({"get": [LOST]})
    with pytest.raises(Exception, match="No complete response in time") as raised:
        world.run(world.operations().get("gelato-1", RequestOptions(deadline=None)))
    assert isinstance(raised.value, ResponseLost)
    assert str(raised.value).endswith("The read changed nothing. Call again.")


@pytest.mark.parametrize("wanted", [True, False])
def test_lost_submission_is_never_called_a_read(wanted: bool) -> None:
    """The lookups after a POST are reads: the advice must be about the POST."""
    world = World({"submit": [LOST]})
    with pytest.raises(OrderOutcomeUnknown) as raised:
        world.submit({**ORDER, "preventDuplicate": wanted})
    assert str(raised.value.last_error).endswith("Search for its reference before you submit it again.")
    assert "The read" not in str(raised.value.last_error)


@pytest.mark.parametrize("operation", ["cancel", "update_shipment"])
def test_lost_change_is_never_called_a_read(operation: str) -> None:
    world = World({operation: [LOST], "get": [respond(200, stored())]})
    operations, overrides = world.operations(), RequestOptions()
    steps = (
        operations.cancel("gelato-1", overrides)
        if operation == "cancel"
        else operations.update_shipment("gelato-1", {"shipmentMethodUid": "express"}, overrides)
    )
    with pytest.raises(DeadlineExceeded) as raised:
        world.run(steps)
    assert "The read" not in f"{raised.value} {raised.value.last_error}"
    assert str(raised.value.last_error).endswith("Read the order to see its status.")
    assert str(raised.value).endswith("Last failure: No complete response in time.")
