"""Reads the rows of a state file, and judges each as strictly as a snapshot is judged.

A file is an input like any other: a damaged row must neither end a start with a traceback nor fail a request later.
"""

from __future__ import annotations

import re
import types
from contextlib import closing
from dataclasses import fields as fields_of
from dataclasses import is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import jsonschema_rs
import orjson

from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.sandbox.orders.clock import MAX_TIME, NEVER
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.outcomes import FAILS_IN
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH, STATUSES
from gelatoconnect_mock.sandbox.orders.tenant import MAX_MAGIC, MAX_MAGIC_LENGTH
from gelatoconnect_mock.sandbox.orders.tenant_state import SavedTenant
from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, Rules
from gelatoconnect_mock.sandbox.storage.consistency import contradictions, latest_time

if TYPE_CHECKING:
    import sqlite3

    from gelatoconnect_mock.contract.validators import CompiledContract

_ORDERS: Final = "SELECT tenant, number, due, fields, body FROM orders ORDER BY tenant, number"
MAX_NUMBER: Final = 10**12
"""The largest number of an order, a start, or a count."""
_MAX_RULE: Final = 10**9
_POSITIVE_RULES: Final = ("step", "limit", "per_seconds")
_PREFIX: Final = re.compile(r"[A-Za-z0-9._~-]{1,64}")
_PAIR: Final = re.compile(r"([!-9;-~]+):[!-~]+")
_SECONDS: Final = {"type": "number", "minimum": 0, "maximum": NEVER}
_NULL: Final = {"type": "null"}
_STATUS: Final = {"enum": list(STATUSES)}
_TEXT: Final = {"type": "string"}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
RECORD: Final[dict[str, Any]] = {
    "id": {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"},
    "number": {"type": "integer", "minimum": 1, "maximum": MAX_NUMBER},
    "reference": {"type": "string", "minLength": 1},
    "customer": _TEXT_OR_NULL,
    "kind": {"enum": ["order", "draft"]},
    "currency": _TEXT, "country": _TEXT, "first_name": _TEXT, "last_name": _TEXT,
    "items_count": {"type": "integer", "minimum": 1},
    "created": _SECONDS, "updated": _SECONDS,
    "ordered": {"anyOf": [_SECONDS, _NULL]},
    "status": _STATUS,
    "financial": {
        "enum": [
            "draft", "pending", "invoiced", "to_be_invoiced", "paid", "canceled", "partially_refunded", "refunded",
            "refused",
        ]
    },
    "parked_from": {"anyOf": [_STATUS, _NULL]},
    "next_at": {"anyOf": [_SECONDS, _NULL]},
    "visible_from": _SECONDS,
    "failure_code": {"enum": [None, *FAILS_IN]},
    "bound_to_return": {"type": "boolean"},
    "reads": {"type": "integer", "minimum": 0},
    "address": {"type": ["object", "null"]},
    "method": _TEXT_OR_NULL,
    "billed": {
        "type": "array",
        "items": {"type": "array", "minItems": 2, "maxItems": 2, "prefixItems": [_TEXT_OR_NULL, _SECONDS]},
    },
    "history": {
        "type": "array", "minItems": 1,
        "items": {"type": "array", "minItems": 2, "maxItems": 2, "prefixItems": [_STATUS, _SECONDS]},
    },
}  # fmt: skip
"""The fields of an order but for its body, as in the control plane's `OrderRecord`."""
LATE_RECORD: Final = {**RECORD, "status": {"const": ""}, "history": {"type": "array", "maxItems": 0}}
"""The same of an order that a late commit has yet to store."""
_ROW: Final = {
    "last_number": {"type": "integer", "minimum": 0, "maximum": MAX_NUMBER},
    "rules": {"type": "object"},
    "clock": {
        "anyOf": [
            _NULL,
            {
                "type": "object", "required": ["mode", "now"], "additionalProperties": False,
                "properties": {"mode": {"const": "frozen"}, "now": {**_SECONDS, "maximum": MAX_TIME}},
            },
            {
                "type": "object", "required": ["mode", "offset"], "additionalProperties": False,
                "properties": {
                    "mode": {"const": "real"}, "offset": {"type": "number", "minimum": -MAX_TIME, "maximum": MAX_TIME},
                },
            },
        ]
    },
}  # fmt: skip
"""The fields of a tenant's own row."""


class StoredRows(NamedTuple):
    """What a state file holds.

    Attributes:
        starts: Number of sandboxes that have used it.
        pairs: The accepted pairs beside the default one.
        tenants: The tenants by their numbers in the file.
    """

    starts: int
    pairs: frozenset[str]
    tenants: dict[int, SavedTenant]


def read_rows(connection: sqlite3.Connection) -> StoredRows:
    """Return the rows of a file that has the tables of a state file. Raises ValueError if one of them is damaged."""

    def select(statement: str) -> list[Any]:
        return connection.execute(statement).fetchall()

    counts = [count for (count,) in select("SELECT count FROM starts")]
    _check(len(counts) == 1 and _is_count(counts[0]))
    pairs = frozenset(pair for (pair,) in select("SELECT pair FROM pairs"))
    keys = {_key_of(pair) for pair in pairs}
    _check(len(keys) == len(pairs) and DEFAULT_KEY not in keys)
    tenants = {
        number: _tenant(prefix, key, fields, keys)
        for number, prefix, key, fields in select("SELECT id, prefix, key, fields FROM tenants")
    }
    _check(counts[0] > 0 or not tenants)  # the first start would give its request IDs again
    for number, reference, used in select("SELECT tenant, reference, used FROM magic"):
        _check(number in tenants and isinstance(reference, str) and len(reference) <= MAX_MAGIC_LENGTH)
        _check(_is_count(used))
        if used and len(tenants[number].magic_used) < MAX_MAGIC:
            tenants[number].magic_used[reference] = used
    _read_orders(connection, tenants)
    return StoredRows(counts[0], pairs, tenants)


def _read_orders(connection: sqlite3.Connection, tenants: dict[int, SavedTenant]) -> None:
    validators = [_validator("order"), _validator("late order")]
    contract = compiled_contract()
    ids: dict[int, set[str]] = {number: set() for number in tenants}
    last_numbers = dict.fromkeys(tenants, 0)
    latest = {number: latest_time(saved.clock) for number, saved in tenants.items()}
    # Closed whatever happens: a statement that has not ended keeps the file locked after its connection is closed.
    with closing(connection.execute(_ORDERS)) as rows:
        for tenant, number, due, record, body in rows:
            _check(tenant in tenants and isinstance(due, int) and due in {0, 1})
            _check(isinstance(record, bytes) and isinstance(body, bytes))
            fields = orjson.loads(record)
            _check(validators[due].is_valid(fields) and fields["number"] == number and fields["id"] not in ids[tenant])
            _check(not any(contradictions(fields)) and (due == 1 or fields["updated"] <= latest[tenant]))
            _check_body(contract, fields, orjson.loads(body))
            ids[tenant].add(fields["id"])
            last_numbers[tenant] = number
            saved = tenants[tenant]
            (saved.due if due else saved.orders).append(Order.from_dict(fields, body))
    for number, saved in tenants.items():
        newest = max((order.created for order in saved.orders), default=0.0)
        _check(all(order.created >= newest for order in saved.due))
        # A row is written at control requests, and an order at once: after a kill, orders have higher numbers.
        if saved.last_number < last_numbers[number]:
            tenants[number] = replace(saved, last_number=last_numbers[number])


def _check(is_right: bool) -> None:
    if not is_right:
        raise ValueError("a damaged row")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= MAX_NUMBER


def _key_of(pair: object) -> str:
    match = _PAIR.fullmatch(pair) if isinstance(pair, str) else None
    if match is None:
        raise ValueError("a damaged pair")
    return match[1]


def _tenant(prefix: Any, key: Any, row: Any, keys: set[str]) -> SavedTenant:
    _check(isinstance(prefix, str) and _PREFIX.fullmatch(prefix) is not None)
    _check(isinstance(key, str) and (key == DEFAULT_KEY or key in keys))
    _check(isinstance(row, bytes))
    fields = orjson.loads(row)
    _check(_validator("tenant").is_valid(fields) and _fits_rules(fields["rules"]))
    return SavedTenant(prefix, key, fields["last_number"], fields["clock"], fields["rules"], {}, [], [])


def _check_body(contract: CompiledContract, fields: dict[str, Any], body: Any) -> None:
    """Check the body of an order against the contract, and the fields that repeat it against the body."""
    _check(contract.requests["submitOrder"].is_valid(body))
    address = fields["address"]
    if address is None:
        address = body["shippingAddress"]
    else:
        _check(contract.requests["updateShipment"].is_valid({"shippingAddress": address}))
    is_order = fields["kind"] == "order"
    _check(
        fields["reference"] == body["orderReferenceId"]
        and fields["currency"] == body["currency"]
        and fields["items_count"] == len(body["items"])
        and fields["country"] == address["country"]
        and fields["first_name"] == address["firstName"]
        and fields["last_name"] == address["lastName"]
        and is_order == (body.get("orderType", "order") == "order" or any(s in MAIN_PATH for s, _ in fields["history"]))
    )


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    properties = {"order": RECORD, "late order": LATE_RECORD, "tenant": _ROW}[name]
    schema = {"type": "object", "required": [*properties], "additionalProperties": False, "properties": properties}
    return jsonschema_rs.Draft202012Validator(schema)


def _fits_rules(changed: dict[str, Any]) -> bool:
    hints = get_type_hints(Rules)
    return all(name in hints and _fits(value, hints[name], name) for name, value in changed.items())


def _fits(value: Any, hint: Any, name: str) -> bool:
    """Return True if a JSON value is one that a field of the rules can have."""
    kind = get_origin(hint)
    if kind is Literal:
        return isinstance(value, str | bool) and value in get_args(hint)
    if kind in {Union, types.UnionType}:
        return any(_fits(value, each, name) for each in get_args(hint))
    if hint is type(None):
        return value is None
    if is_dataclass(hint):
        names = {field.name for field in fields_of(hint)}
        hints = get_type_hints(hint)
        return isinstance(value, dict) and set(value) == names and all(_fits(value[n], hints[n], n) for n in names)
    if hint in {int, float}:
        least = name in _POSITIVE_RULES
        is_number = isinstance(value, int if hint is int else int | float) and not isinstance(value, bool)
        return is_number and 0 <= value <= _MAX_RULE and (value > 0 or not least)
    return isinstance(hint, type) and isinstance(value, hint)
