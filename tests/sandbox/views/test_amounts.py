"""Exact amounts: every figure of a receipt is computed again, with Decimal and the figures written here."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.views.currencies import Currency, find_currency
from gelatoconnect_mock.sandbox.views.prices import count_packages, to_number, to_text
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order

VAT = Decimal("0.20")
PACKAGING = Decimal("0.35")
METHODS = {
    "normal": Decimal("4.20"), "standard": Decimal("5.40"), "express": Decimal("12.90"),
    "fed_ex_2_day": Decimal("14.90"),
}  # fmt: skip
UNITS = {"flat_a4": Decimal("3.84"), "mug": Decimal("19.09"), "canvas": Decimal("13.36")}
"""The net price of one piece in dollars."""
RATES = {
    "BIF": 2_900, "CLP": 950, "DJF": 178, "GNF": 8_600, "HUF": 360, "IDR": 16_000, "ISK": 140, "JPY": 150, "KMF": 450,
    "KRW": 1_400, "PYG": 7_500, "RWF": 1_400, "UGX": 3_700, "VND": 25_000, "VUV": 120, "XAF": 600, "XOF": 600,
    "XPF": 110,
}  # fmt: skip
WITH_CENTS = ("EUR", "GBP", "SEK", "USD")


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return an amount half up, to the smallest amount of a currency."""
    smallest = Decimal(1) if currency in RATES else Decimal("0.01")
    return amount.quantize(smallest, ROUND_HALF_UP)


def in_currency(dollars: Decimal, currency: str) -> Decimal:
    return rounded(dollars * RATES.get(currency, 1), currency)


def taxed(net: Decimal, currency: str) -> dict[str, Decimal]:
    vat = rounded(net * VAT, currency)
    return {"": net, "Vat": vat, "InclVat": net + vat}


def figures(part: dict[str, Any], names: Any) -> dict[str, Decimal]:
    return {name: Decimal(str(part[name])) for name in names}


def priced(sandbox: InProcessSandbox, client: httpx2.Client, items: list[tuple[str, int]], **changes: Any) -> Any:
    """Return an order that is priced, as the API shows it, with its total from a search."""
    sent = [
        {**an_order()["items"][0], "itemReferenceId": f"{index}", "productUid": uid, "quantity": quantity}
        for index, (uid, quantity) in enumerate(items)
    ]
    assert client.post("/order", json=an_order(items=sent, **changes)).status_code == 200
    sandbox.advance("r-1", "created")
    (found,) = client.post("/search", json={}).json()["orders"]
    return client.get("/r-1").json(), found["totalInclVat"]


MIXED = [("flat_a4", 1), ("mug", 3), ("canvas", 7)]


@pytest.mark.parametrize(
    ("currency", "method", "items"),
    [
        *((currency, "express", MIXED) for currency in (*RATES, *WITH_CENTS)),
        *((currency, method, MIXED) for currency, method in product(("USD", "JPY"), METHODS)),
        *(
            (currency, "normal", [("mug", 1)] * count)
            for currency in ("USD", "JPY")
            for count in (1, 9, 10, 11, 20, 21)
        ),
        *(
            (currency, "normal", [("canvas", n)])
            for currency in ("USD", "KRW")
            for n in (1, 2, 3, 4, 999_999, 1_000_000)
        ),
    ],
)
def test_priced_order_has_the_exact_figures(
    sandbox: InProcessSandbox, client: httpx2.Client, currency: str, method: str, items: list[tuple[str, int]]
) -> None:
    shown, total = priced(sandbox, client, items, currency=currency, shipmentMethodUid=method)
    (receipt,) = shown["receipts"]
    packages = -(-len(items) // 10)
    units = [in_currency(UNITS[uid], currency) for uid, _quantity in items]
    nets = [unit * quantity for unit, (_uid, quantity) in zip(units, items, strict=True)]
    lines = [(unit, net) for unit, net in zip(units, nets, strict=True)]
    lines += [(net, net) for net in (in_currency(each, currency) * packages for each in (METHODS[method], PACKAGING))]
    for line, (unit, net) in zip(receipt["items"], lines, strict=True):
        tax = taxed(net, currency)
        assert figures(line, ("priceBase", "priceInitial", "price", "vat", "priceInclVat")) == {
            "priceBase": unit, "priceInitial": net, "price": net, "vat": tax["Vat"], "priceInclVat": tax["InclVat"]
        }  # fmt: skip
    parts = [taxed(net, currency) for _unit, net in lines]
    groups = {
        "productsPrice": parts[:-2], "shippingPrice": parts[-2:-1], "packagingPrice": parts[-1:], "total": parts
    }  # fmt: skip
    expected = {f"{name}{kind}": sum(part[kind] for part in of) for name, of in groups.items() for kind in parts[0]}
    expected |= {f"{name}Initial": expected[name] for name in groups}
    assert figures(receipt, expected) == expected
    assert [Decimal(str(item["price"])) for item in shown["items"]] == nets
    assert Decimal(str(shown["shipment"]["price"])) == lines[-2][1]
    assert total == f"{expected['totalInclVat']:.2f}"


@pytest.mark.parametrize(("sent", "priced_pieces"), [(1_000_001, 1_000_000), (10**15, 1_000_000), (1e300, 1_000_000)])
def test_pieces_beyond_a_million_are_not_priced(
    sandbox: InProcessSandbox, client: httpx2.Client, sent: Any, priced_pieces: int
) -> None:
    shown, _total = priced(sandbox, client, [("canvas", sent)])
    assert Decimal(str(shown["items"][0]["price"])) == UNITS["canvas"] * priced_pieces
    assert shown["items"][0]["quantity"] == sent


@pytest.mark.parametrize("currency", ["USD", "JPY", "KRW"])
def test_changed_method_costs_exactly_the_difference(
    sandbox: InProcessSandbox, client: httpx2.Client, currency: str
) -> None:
    priced(sandbox, client, [("mug", 1)] * 11, currency=currency, shipmentMethodUid="normal")
    paid = [in_currency(METHODS["normal"], currency) * 2]
    for method in ("express", "standard", "fed_ex_2_day", "normal"):
        client.put("/r-1", json={"shipmentMethodUid": method})
        paid.append(in_currency(METHODS[method], currency) * 2)
        before, after = (taxed(net, currency) for net in paid[-2:])
        expected = {f"shippingPrice{kind}": abs(after[kind] - before[kind]) for kind in before}
        expected |= {f"total{kind}": expected[f"shippingPrice{kind}"] for kind in before}
        expected |= {f"{name}{kind}": Decimal(0) for name in ("productsPrice", "packagingPrice") for kind in before}
        receipt = client.get("/r-1").json()["receipts"][-1]
        assert figures(receipt, expected) == expected
        assert receipt["transactionType"] == ("purchase" if paid[-1] > paid[-2] else "refund")


@pytest.mark.parametrize("step", [1, 100])
@pytest.mark.parametrize("divisor", [1, 2, 3, 7, 100])
def test_division_rounds_half_up_to_the_step(step: int, divisor: int) -> None:
    currency = Currency(1, step)
    for hundredths in range(0, 5 * step * divisor, max(1, step // 4)):
        steps = (Decimal(hundredths) / divisor / step).quantize(Decimal(1), ROUND_HALF_UP)
        assert currency.divide(hundredths, divisor) == steps * step, hundredths


def test_conversion_rounds_half_up_at_every_cent() -> None:
    for code in (*RATES, *WITH_CENTS):
        currency = find_currency(code)
        for cents in range(1, 400):
            expected = in_currency(Decimal(cents) / 100, code)
            assert Decimal(currency.convert(cents)) / 100 == expected, f"{cents} cents in {code}"


@pytest.mark.parametrize(("items", "packages"), [(1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (1_000, 100)])
def test_package_holds_ten_items(items: int, packages: int) -> None:
    assert count_packages(items) == packages


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [(0, "0.00"), (1, "0.01"), (9, "0.09"), (10, "0.10"), (99, "0.99"), (100, "1.00"), (101, "1.01"),
     (123_456, "1234.56")],
)  # fmt: skip
def test_hundredths_are_written_with_two_decimals(hundredths: int, text: str) -> None:
    assert to_text(hundredths) == text
    assert to_number(hundredths) == float(text)
