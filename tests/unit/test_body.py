"""Order ids and dates at the bounds of what a request can carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest
from gelatoconnect import errors
from gelatoconnect._validation.body import (
    check_get_id,
    check_path_id,
    format_datetime,
    is_blank,
    refuse_null_address_fields,
)
from gelatoconnect_api.contract_rules import SCHEMAS


@pytest.mark.parametrize(("length", "fits"), [(1, True), (3_999, True), (4_000, True), (4_001, False)])
def test_order_id_of_four_thousand_characters_is_the_longest(length: int, *, fits: bool) -> None:
    if fits:
        assert check_path_id("x" * length) == "x" * length
    else:
        with pytest.raises(errors.InvalidRequest, match="too long for a URL: at most 4,000 characters"):
            check_path_id("x" * length)


@pytest.mark.parametrize("order_id", [".", ".."])
def test_each_dot_segment_is_no_order_id(order_id: str) -> None:
    with pytest.raises(errors.InvalidRequest, match="URLs drop"):
        check_path_id(order_id)
    assert check_path_id(f"{order_id}a") == f"{order_id}a"
    assert check_path_id("...") == "..."


@pytest.mark.parametrize("order_id", ["order", "search"])
def test_each_path_of_the_api_is_no_reference_to_read(order_id: str) -> None:
    with pytest.raises(errors.InvalidRequest, match=f"/{order_id} is a path of the API"):
        check_get_id(order_id)
    assert check_path_id(order_id) == order_id
    assert check_get_id(order_id.upper()) == order_id.upper()


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\r", "\f", "\v"], ids=repr)
def test_each_blank_of_the_contract_is_blank(blank: str) -> None:
    assert is_blank(blank)
    assert is_blank(blank * 3)
    assert not is_blank(f"{blank}x{blank}")


@pytest.mark.parametrize("name", SCHEMAS["ShippingAddress"]["properties"])
@pytest.mark.parametrize("kept", ["", 0, False], ids=repr)
def test_null_in_each_field_of_an_address_is_refused_alone(name: str, kept: object) -> None:
    with pytest.raises(errors.InvalidRequest, match=f"/shippingAddress/{name}: expected a value, found null"):
        refuse_null_address_fields({"shippingAddress": {name: None}})
    refuse_null_address_fields({"shippingAddress": {name: kept, "own": None}})


class NoOffset(tzinfo):
    """A time zone that knows no offset, as `datetime` allows."""

    def utcoffset(self, _: datetime | None) -> timedelta | None:
        return None

    def tzname(self, _: datetime | None) -> str | None:
        return None

    def dst(self, _: datetime | None) -> timedelta | None:
        return None


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(
    ("zone_of_value", "text"),
    [
        (UTC, "2030-07-01T12:30:15+00:00"),
        (timezone(timedelta(hours=5, minutes=45)), "2030-07-01T12:30:15+05:45"),
        (timezone(-timedelta(hours=2, minutes=30)), "2030-07-01T12:30:15-02:30"),
    ],
)
@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_datetime_is_written_in_its_own_zone_and_in_whole_seconds(
    zone_of_value: timezone, text: str, microsecond: int
) -> None:
    value = datetime(2030, 7, 1, 12, 30, 15, microsecond, tzinfo=zone_of_value)
    assert format_datetime("start_date", value) == text


@pytest.mark.parametrize("zone_of_value", [None, NoOffset()], ids=["none", "without an offset"])
def test_datetime_without_an_offset_is_refused(zone_of_value: tzinfo | None) -> None:
    value = datetime(2030, 7, 1, tzinfo=zone_of_value)
    with pytest.raises(errors.InvalidRequest, match="start_date has no time zone"):
        format_datetime("start_date", value)
