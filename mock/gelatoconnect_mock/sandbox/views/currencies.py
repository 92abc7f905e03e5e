"""Currencies. Those without hundredths in use have a rate; all others are worth as much as the dollar."""

from __future__ import annotations

from typing import Final, NamedTuple


class Currency(NamedTuple):
    """A currency.

    Attributes:
        rate: About what a dollar is worth in it.
        step: Its smallest amount, in hundredths.
    """

    rate: int
    step: int

    def convert(self, cents: int) -> int:
        """Return cents of a dollar in hundredths of this currency, rounded to its step."""
        return self.divide(cents * self.rate, 1)

    def divide(self, hundredths: int, divisor: int) -> int:
        """Return hundredths over a divisor, rounded to the currency's step."""
        whole = divisor * self.step
        return (2 * hundredths + whole) // (2 * whole) * self.step


_RATES: Final = {
    "BIF": 2_900, "CLP": 950, "DJF": 178, "GNF": 8_600, "HUF": 360, "IDR": 16_000, "ISK": 140, "JPY": 150, "KMF": 450,
    "KRW": 1_400, "PYG": 7_500, "RWF": 1_400, "UGX": 3_700, "VND": 25_000, "VUV": 120, "XAF": 600, "XOF": 600,
    "XPF": 110,
}  # fmt: skip
"""Fixed rates: the prices are invented, so they need no true ones."""
_DOLLAR: Final = Currency(1, 1)


def find_currency(code: str) -> Currency:
    """Return the currency of an ISO 4217 code."""
    rate = _RATES.get(code)
    return _DOLLAR if rate is None else Currency(rate, 100)
