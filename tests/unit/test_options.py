"""The bounds of each option, met exactly, and the defaults that the documentation names."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest
from gelatoconnect import errors
from gelatoconnect.options import Options, RequestOptions, checked_options

from tests.unit.exactly_once.record import ACCEPTED, REFERENCE, World

MONTH = 30 * 24 * 3600
NUMBERS = ["deadline", "connect_timeout", "read_timeout", "requests_per_second", "resubmit_after"]


def made(name: str, value: object) -> Options:
    # A quiet period must be below the deadline, which is checked apart.
    return Options(**{**({"deadline": MONTH} if name == "resubmit_after" else {}), name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [1e-9, 0.5, 1, MONTH - 0.5])
def test_number_within_its_bounds_is_accepted(name: str, value: float) -> None:
    assert getattr(made(name, value), name) == value


@pytest.mark.parametrize("name", [name for name in NUMBERS if name != "resubmit_after"])
def test_thirty_days_are_the_highest_number(name: str) -> None:
    assert getattr(made(name, MONTH), name) == MONTH
    assert getattr(made(name, float(MONTH)), name) == MONTH


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [0, 0.0, -0.0, -1e-9, MONTH + 1, MONTH + 0.001, inf, -inf, nan, True, "5"], ids=repr)
def test_number_beyond_its_bounds_is_refused(name: str, value: object) -> None:
    with pytest.raises(errors.ConfigError, match=rf"Options\.{name} must be a number above 0 and at most 2,592,000"):
        made(name, value)


@pytest.mark.parametrize("name", NUMBERS)
def test_none_is_refused_unless_it_means_no_bound(name: str) -> None:
    if name in {"deadline", "requests_per_second", "resubmit_after"}:
        assert getattr(made(name, None), name) is None
    else:
        with pytest.raises(errors.ConfigError, match=name):
            made(name, None)


@pytest.mark.parametrize("value", [1, 2, 10_000])
def test_one_connection_is_enough(value: int) -> None:
    assert Options(max_connections=value).max_connections == value


@pytest.mark.parametrize("value", [0, -1, True, 1.0, "1", None], ids=repr)
def test_fewer_connections_than_one_are_refused(value: Any) -> None:
    with pytest.raises(errors.ConfigError, match="max_connections must be a whole number of at least 1"):
        Options(max_connections=value)


@pytest.mark.parametrize(
    ("deadline", "quiet", "is_accepted"),
    [
        (5.0, 4.999, True),
        (5.0, 5.0, False),
        (5.0, 5.001, False),
        (None, 59.999, True),
        (None, 60.0, False),
        (None, 60.001, False),
        (120.0, 60.0, True),
    ],
)
def test_quiet_period_must_end_before_the_time_for_lookups(
    deadline: float | None, quiet: float, *, is_accepted: bool
) -> None:
    if is_accepted:
        assert Options(deadline=deadline, resubmit_after=quiet).resubmit_after == quiet
    else:
        with pytest.raises(errors.ConfigError, match=r"Options\.resubmit_after .* must be below"):
            Options(deadline=deadline, resubmit_after=quiet)
    # The same holds for the deadline of a single call.
    world = World({"submit": [ACCEPTED]})
    if is_accepted:
        world.submit(own=RequestOptions(deadline), deadline=1000.0, resubmit_after=quiet)
    else:
        with pytest.raises(errors.ConfigError, match=r"Options\.resubmit_after .* must be below"):
            world.submit(own=RequestOptions(deadline), deadline=1000.0, resubmit_after=quiet)


def test_defaults_are_those_of_the_documentation() -> None:
    options = Options()
    assert (options.deadline, options.connect_timeout, options.read_timeout) == (30.0, 5.0, 15.0)
    assert (options.requests_per_second, options.max_connections, options.preflight) == (95.0, 100, "refuse")
    assert (options.resubmit_after, options.server_refuses_duplicates, options.look_before_submit) == (
        None,
        False,
        False,
    )
    assert options.hook is None
    assert checked_options(None) == options


@pytest.mark.parametrize("value", [0, 0.0, -1.0, nan, inf, MONTH + 1, True, "5"], ids=repr)
def test_deadline_of_a_call_has_the_same_bounds(value: Any) -> None:
    operations = World({}).operations()
    with pytest.raises(errors.InvalidRequest, match="deadline must be a number above 0"):
        operations.get(REFERENCE, RequestOptions(value))
    operations.get(REFERENCE, RequestOptions(MONTH)).close()


def test_deadline_none_of_a_call_replaces_that_of_the_client() -> None:
    world = World({"submit": [ACCEPTED]})
    world.submit(own=RequestOptions(None), deadline=5.0)
    world.submit(own=RequestOptions(), deadline=5.0)
    assert [send.total for send in world.sent] == [inf, 2.5]


@pytest.mark.parametrize(("name", "value"), [("timeout", 0), ("interval", 0.0), ("longest_interval", MONTH + 1)])
def test_numbers_of_a_wait_have_the_same_bounds(name: str, value: float) -> None:
    given = {"timeout": 5.0, "interval": 1.0, "longest_interval": 60.0, name: value}
    with pytest.raises(errors.InvalidRequest, match=f"{name} must be a number above 0"):
        World({}).operations().wait_until(REFERENCE, "shipped", **given, overrides=RequestOptions())
