"""UNSET stays the one UNSET when models are copied and pickled. The generator's own `Unset` does not."""

import copy
import json
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import gelatoconnect_api.types
import pytest
from gelatoconnect_api.models import OrderRequest, ProductUidItem, ShippingAddress
from gelatoconnect_api.types import UNSET, Unset

SHIPPED = Path(gelatoconnect_api.types.__file__)
CURE = '\n    def __reduce__(self) -> str:\n        return "UNSET"\n'
COPIES: dict[str, Callable[[Any], Any]] = {"copy": copy.copy, "deepcopy": copy.deepcopy}


def pickled(protocol: int) -> Callable[[Any], Any]:
    return lambda value: pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - our own bytes


COPIES.update({f"pickle {number}": pickled(number) for number in range(pickle.HIGHEST_PROTOCOL + 1)})


@pytest.fixture
def stock_unset(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the UNSET of a types module as the generator writes it, without our rewriting rule."""
    source = SHIPPED.read_text(encoding="utf-8")
    assert source.count(CURE) == 1
    module = ModuleType("stock_types")
    monkeypatch.setitem(sys.modules, "stock_types", module)
    exec(source.replace(CURE, ""), module.__dict__)  # noqa: S102 - the shipped file, less one method
    return module.__dict__["UNSET"]


def order() -> OrderRequest:
    address = ShippingAddress("US", "John", "Doe", "123 Main St", "New York", "10001", "john.doe@example.com")
    return OrderRequest("ref-1", "USD", address, [ProductUidItem("item-1", "a_uid", 1)])


@pytest.mark.parametrize("way", COPIES)
def test_copied_and_pickled_unset_is_unset(way: str) -> None:
    assert COPIES[way](UNSET) is UNSET


@pytest.mark.parametrize("way", COPIES)
def test_copied_model_still_omits_absent_fields(way: str) -> None:
    original = order()
    copied = COPIES[way](original)
    assert copied == original
    assert json.loads(json.dumps(copied.to_dict())) == original.to_dict()
    assert "orderType" not in copied.to_dict()


@pytest.mark.parametrize("way", COPIES)
def test_without_our_rule_a_copied_unset_is_another_object(way: str, stock_unset: Any) -> None:
    assert COPIES[way](stock_unset) is not stock_unset


def test_unset_is_falsy_and_has_its_own_type() -> None:
    assert not UNSET
    assert isinstance(UNSET, Unset)
