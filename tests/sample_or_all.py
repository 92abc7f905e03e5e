"""Loops over many cases: the default run takes one of so many, the session `proof` takes all."""

from __future__ import annotations

import pytest


def sample_or_all(one_in: int) -> pytest.MarkDecorator:
    """Parametrize `one_in`: the divisor of the sample in the default run, 1 for all cases in `proof`."""
    whole = pytest.param(1, marks=pytest.mark.whole, id="all")
    return pytest.mark.parametrize("one_in", [pytest.param(one_in, id="sample"), whole])
