"""Magic values of an order: the quick look at a body never misses one."""

import json
from typing import Any

import pytest
from gelatoconnect_mock.sandbox.orders.outcomes import FAILURE_TRIGGERS, RETURNTOWN, failure_code, may_be_magic

from tests.sandbox.sandbox_orders import an_order


def with_value(where: str, value: str) -> dict[str, Any]:
    order = an_order()
    item = order["items"][0]
    if where == "file":
        item["files"][0]["url"] = f"https://files.example{value}"
    elif where == "product":
        item["productUid"] = value
    else:
        order["shippingAddress"][where] = value
    return order


@pytest.mark.parametrize(
    ("where", "value"), [*((one.where, one.value) for one in FAILURE_TRIGGERS), ("city", RETURNTOWN)]
)
@pytest.mark.parametrize("escape", ["", "first", "last"])
def test_body_with_a_magic_value_is_never_passed_over(where: str, value: str, escape: str) -> None:
    text = json.dumps(with_value(where, value))
    if escape:
        at = 0 if escape == "first" else -1
        text = text.replace(value, value.replace(value[at], f"\\u{ord(value[at]):04x}"))
    assert may_be_magic(text.encode())
    assert where == "city" or failure_code(json.loads(text)) is not None


def test_usual_body_takes_no_closer_look() -> None:
    assert not may_be_magic(json.dumps(an_order()).encode())
