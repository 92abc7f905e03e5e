"""Prepares what a call sends: a model or dict becomes plain JSON, and preflight validates it against the contract.

Also decides which order ids a URL can carry.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from gelatoconnect_api import models
from gelatoconnect_api.contract_rules import SCHEMAS
from gelatoconnect_api.types import UNSET

from gelatoconnect._operations import OPERATIONS
from gelatoconnect._validation.advisories import advisories_for
from gelatoconnect._validation.messages import misspelled_key
from gelatoconnect._validation.schema import resolved, validator_for
from gelatoconnect.errors import ContractWarning, InvalidOrder, InvalidRequest, Violation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from gelatoconnect._validation.schema import Schema

# Paths of the API itself: GET /order and GET /search never mean an order of that reference.
RESERVED_IDS: Final = frozenset({"order", "search"})
# A hundred times the length of any order id, and short enough for a URL in which each character becomes twelve.
MAX_ID_LENGTH: Final = 4_000
_DOT_SEGMENTS: Final = frozenset({".", ".."})
# The contract's own pattern for references calls these blank; Python's str.strip() knows many more.
_BLANKS: Final = " \t\n\r\f\v"
_NULL_IN_ADDRESS: Final = "expected a value, found null: an address replaces the whole old one. Leave the field out"
_TOO_DEEP: Final = "it is nested too deeply, or contains itself"
_MODELS: Final = "gelatoconnect_api.models."
_PLAIN: Final = frozenset({str, int, float, bool})
T = TypeVar("T")


def to_json_dict(body: object, operation: str) -> dict[str, Any]:
    """Return the body of an operation as JSON of its own: later changes of the caller's object do not reach it.

    Takes a model or any mapping in the API's JSON names; models, mappings and tuples inside it as well. None for an
    optional property that the contract names means "leave it out". Unknown properties and elements of lists keep their
    null, and so does the address of an update, which replaces the whole old one.

    A model whose own `to_dict` fails, because it holds a value of a wrong type, is converted field by field: preflight
    then names the value.

    Raises InvalidRequest for anything else, and for a body that cannot be copied.
    """
    description = OPERATIONS[operation]
    schema = description.body_schema or ""
    _refuse_other_model(
        body, {schema, *(one.get("$ref", "") for one in SCHEMAS[schema].get("anyOf", ()))}, description.noun
    )
    return _to_json_dict(body, _shape_of(schema), description.noun)


def address_to_json_dict(address: object) -> dict[str, Any]:
    """Return the address of an update as JSON, every null kept."""
    _refuse_other_model(address, {"ShippingAddress"}, "shipping address")
    return _to_json_dict(address, _UNKNOWN, "shipping address")


def to_camel_case(name: str) -> str:
    """Return the API's name of a field: `order_type` becomes `orderType`, and `type_` becomes `type`."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def format_datetime(name: str, value: datetime | str) -> str:
    """Return a datetime as the API writes it: RFC 3339 with a numeric offset. Text passes unchanged.

    Raises InvalidRequest for a naive datetime: it could mean any hour of a day.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None or value.utcoffset() is None:
            raise InvalidRequest(
                f"{name} has no time zone. Nothing was sent. Use an aware datetime, such as datetime.now(UTC)."
            )
        return value.isoformat(timespec="seconds")
    return value


def check_body(body: Mapping[str, Any], operation: str, preflight: Literal["refuse", "warn", "off"]) -> None:
    """Validate the body of an operation against the contract, as `Options.preflight` says.

    Raises InvalidOrder (for an order) or InvalidRequest with every violation at once. Issues a ContractWarning for each
    advisory of the contract. Both happen before a byte is sent.
    """
    if preflight == "off":
        return
    description = OPERATIONS[operation]
    schema = description.body_schema or ""
    violations = validator_for(schema)(body)
    if violations and preflight == "refuse":
        raise _invalid(violations, body, operation)
    for one in (*violations, *advisories_for(schema)(body)):
        # Four frames up is the caller's own line: this function, the operation, the client's method, the caller.
        warnings.warn(f"{description.noun} {one}", ContractWarning, stacklevel=4)


def refuse_null_address_fields(body: Mapping[str, Any]) -> None:
    """Raise InvalidRequest for a null in the address of an update, under a name of the contract, whatever preflight is.

    An address replaces the whole old one, so a null cannot mean "leave it as it is". Unknown names keep their null.
    """
    address = body.get("shippingAddress")
    if not isinstance(address, dict):
        return
    nulls = [
        Violation(("shippingAddress", name), _NULL_IN_ADDRESS)
        for name in SCHEMAS["ShippingAddress"]["properties"]
        if name in address and address[name] is None
    ]
    if nulls:
        raise _invalid(nulls, body, "update_shipment")


def encode_json(body: Mapping[str, Any]) -> bytes:
    """Return `body` as JSON bytes.

    Raises InvalidRequest for a value that JSON cannot express, in a place the contract does not describe.
    """
    try:
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        reason = _TOO_DEEP if isinstance(error, RecursionError) else _json_reason(error)
        raise InvalidRequest(f"The body cannot be written as JSON: {reason}. Nothing was sent.") from None


def is_blank(text: object) -> bool:
    """Return True if `text` is no reference: not a string, or one that the contract calls blank."""
    return not isinstance(text, str) or not text.strip(_BLANKS)


def is_encodable(text: str) -> bool:
    """Return True if UTF-8 can encode `text`: it cannot encode half a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_path_id(order_id: object) -> str:
    """Return `order_id`, a Gelato id or your own reference, if a URL can carry it.

    Raises InvalidRequest for a value that is empty, too long, not a string or not encodable, and for `.` and `..`,
    which every HTTP library removes from a path.
    """
    if not isinstance(order_id, str) or is_blank(order_id):
        raise InvalidRequest(
            "The order id must be a non-empty string: the Gelato order id, or your order reference. Nothing was sent."
        )
    if len(order_id) > MAX_ID_LENGTH:
        raise InvalidRequest(
            f"The order id is too long for a URL: at most {MAX_ID_LENGTH:,} characters. Nothing was sent."
        )
    if not is_encodable(order_id):
        raise InvalidRequest("The order id has half a surrogate pair, which no URL can carry. Nothing was sent.")
    if order_id in _DOT_SEGMENTS:
        raise InvalidRequest(f"URLs drop the order reference {order_id!r}. Nothing was sent. Use the Gelato order id.")
    return order_id


def check_get_id(order_id: object) -> str:
    """Return `order_id` if `get` can read it: as `check_path_id`, and not a path of the API itself."""
    checked = check_path_id(order_id)
    if checked in RESERVED_IDS:
        raise InvalidRequest(
            f"{checked!r} cannot be read by reference, because /{checked} is a path of the API itself. Nothing was "
            f"sent. Use the Gelato order id, or search(order_reference_id={checked!r})."
        )
    return checked


class _Shape(NamedTuple):
    """The properties of a schema, as far as copying a body needs them.

    Attributes:
        optional: The properties that None leaves out.
        properties: The shapes of the properties.
        items: The shape of the elements of a list.
        models: The names of the models that may stand for it; none if any may.
    """

    optional: frozenset[str]
    properties: Mapping[str, _Shape]
    items: _Shape | None = None
    models: frozenset[str] = frozenset()


class _WrongModelError(Exception):
    """A model inside a body stands where another one belongs. Its text says so."""


_UNKNOWN: Final = _Shape(frozenset(), {})


@cache
def _shape_of(name: str) -> _Shape:
    shape = _shape(SCHEMAS[name])
    if name == OPERATIONS["update_shipment"].body_schema:
        # Every null of the address stays, to be refused.
        return shape._replace(properties={"shippingAddress": _UNKNOWN._replace(models=frozenset({"ShippingAddress"}))})
    return shape


def _shape(schema: Schema) -> _Shape:
    names = _model_names(schema)
    schema = resolved(schema)
    branches = schema.get("oneOf") or schema.get("anyOf")
    if branches:
        shapes = [_shape(branch) for branch in branches]
        required = frozenset.intersection(*(frozenset(resolved(branch).get("required", ())) for branch in branches))
        named = frozenset(name for branch in branches for name in resolved(branch).get("properties", ()))
        properties = {name: part for shape in shapes for name, part in shape.properties.items()}
        return _Shape(named - required, properties, models=names)
    properties = schema.get("properties", {})
    return _Shape(
        frozenset(properties) - frozenset(schema.get("required", ())),
        {name: _shape(part) for name, part in properties.items()},
        _shape(schema["items"]) if "items" in schema else None,
        names,
    )


def _model_names(schema: Schema) -> frozenset[str]:
    """Return the models that the generator made of a reference: those of its branches if it is a choice."""
    name = schema.get("$ref", "")
    target = SCHEMAS[name] if name else schema
    branches = target.get("oneOf") or target.get("anyOf") or ()
    names = {name, *(branch.get("$ref", "") for branch in branches)}
    return frozenset(one for one in names if one in models.__all__)


def _with_article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIO' else 'a'} {name}"


def _refuse_other_model(body: object, names: set[str], noun: str) -> None:
    """Raise InvalidRequest for a model of another schema: what it holds could pass for unknown properties."""
    kind = type(body)
    if kind.__module__.startswith(_MODELS) and kind.__name__ not in names:
        wanted = " or ".join(sorted(filter(lambda name: name in models.__all__, names)))
        raise InvalidRequest(
            f"The {noun} must be {wanted} or a dict in the API's JSON names, not {_with_article(kind.__name__)}. "
            "Nothing was sent."
        )


def _to_json_dict(body: object, shape: _Shape, noun: str) -> dict[str, Any]:
    if not isinstance(body, Mapping) and not hasattr(body, "to_dict"):
        raise InvalidRequest(
            f"The {noun} must be a model or a dict in the API's JSON names, not {type(body).__name__}. "
            "Nothing was sent."
        )
    try:
        copied = _copy(body, shape)
    except _WrongModelError as error:
        raise InvalidRequest(f"The {noun} holds {error}. Nothing was sent. Pass that, or a dict.") from None
    except Exception as error:  # noqa: BLE001 - a caller's mapping or model may raise anything when it is read
        reason = _TOO_DEEP if isinstance(error, RecursionError) else "it holds a value that is not JSON"
        raise InvalidRequest(
            f"The {noun} cannot be written as JSON: {reason}. Nothing was sent. Use plain dicts, lists, strings and "
            "numbers."
        ) from None
    if not isinstance(copied, dict):
        raise InvalidRequest(
            f"The {noun} cannot be written as JSON: its own to_dict failed. Nothing was sent. Use a model of "
            "gelatoconnect.models, or a dict in the API's JSON names."
        )
    return copied


def _copy(value: Any, shape: _Shape) -> Any:
    if type(value) in _PLAIN or value is None:
        return value
    if isinstance(value, Mapping):
        return {
            name: _copy(part, shape.properties.get(name, _UNKNOWN))
            for name, part in value.items()
            if part is not UNSET and (part is not None or name not in shape.optional)
        }
    if isinstance(value, list | tuple):
        return [_copy(part, shape.items or _UNKNOWN) for part in value]
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "to_dict"):
        kind = type(value)
        if shape.models and kind.__name__ not in shape.models and kind.__module__.startswith(_MODELS):
            wanted = " or ".join(sorted(shape.models))
            raise _WrongModelError(f"{_with_article(kind.__name__)} where {wanted} belongs")
        written = _model_to_json(value)
        return written if written is value else _copy(written, shape)
    return value


def _model_to_json(model: Any) -> Any:
    try:
        return model.to_dict()
    except (AttributeError, TypeError, ValueError):
        return to_json_unchecked(model)


def to_json_unchecked(model: Any) -> Any:
    """Return a generated model as a dict whatever it holds: values of a wrong type stay, for preflight to name.

    Any other object is returned itself.
    """
    fields = getattr(type(model), "__attrs_attrs__", None)
    if fields is None:
        return model
    named = {field.name: getattr(model, field.name) for field in fields}
    additional = named.pop("additional_properties", {})
    named.pop("raw_dates", None)
    return {
        **(additional if isinstance(additional, dict) else {}),
        **{to_camel_case(name): part for name, part in named.items() if part is not UNSET},
    }


def _json_reason(error: TypeError | ValueError) -> str:
    # In these two, json names the type and never the value; any other text might repeat one.
    text = str(error)
    known = ("Object of type", "Out of range float values", "keys must be")
    return next((text.partition(":")[0] for start in known if text.startswith(start)), type(error).__name__)


def _sort_key(violation: Violation) -> list[tuple[bool, int, str]]:
    # A caller's dict may have keys that are no strings. They do not compare, so they are written out.
    return [(False, step, "") if isinstance(step, int) else (True, 0, str(step)) for step in violation.path]


def _with_misspelled_key(violation: Violation, body: Any, operation: str) -> Violation:
    """Return the violation of a missing property with the key in its place, if one resembles it."""
    shape = _shape(SCHEMAS[OPERATIONS[operation].body_schema or ""])
    for step in violation.path[:-1]:
        shape = (shape.items or _UNKNOWN) if isinstance(step, int) else shape.properties.get(step, _UNKNOWN)
        body = body[step]
    name = violation.path[-1] if violation.path else None
    if not isinstance(body, dict) or not isinstance(name, str) or name in body:
        return violation
    key = misspelled_key(body, name, tuple(shape.properties))
    return Violation(violation.path, f"{violation.message}, found `{key}`") if key else violation


def _invalid(violations: Sequence[Violation], body: Mapping[str, Any], operation: str) -> InvalidRequest:
    # Only here: the check of a choice makes violations of its other branches for every valid order.
    ordered = [_with_misspelled_key(one, body, operation) for one in sorted(violations, key=_sort_key)]
    error_type = InvalidOrder if operation == "submit" else InvalidRequest
    number = "1 violation" if len(ordered) == 1 else f"{len(ordered)} violations"
    lines = "".join(f"\n  {one}" for one in ordered)
    return error_type(
        f"The {OPERATIONS[operation].noun} does not match the contract: {number}. Nothing was sent.{lines}",
        violations=ordered,
    )
