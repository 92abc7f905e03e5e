"""A search pages by itself and yields each order once, though orders come and go between two pages."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import ContractWarning, errors, models

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect


class Store:
    """Orders, newest first, served by limit and offset. `between` maps a number of pages to a change after them."""

    def __init__(self, count: int) -> None:
        self.ids = [f"id-{number}" for number in range(count)]
        self.pages = 0
        self.between: dict[int, Callable[[], None]] = {}

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.pages += 1
        asked = json.loads(request.content)
        page = self.ids[asked["offset"] : asked["offset"] + asked["limit"]]
        response = [{"id": one, "orderReferenceId": one, "fulfillmentStatus": "created"} for one in page]
        self.between.get(self.pages, lambda: None)()
        return httpx2.Response(200, json={"orders": response})


async def found(connect: Connect, api: ScriptedApi, store: Store, **named: Any) -> list[str]:
    api.respond(*[store] * 50)
    return [summary.id for summary in await connect().search(**named)]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 19, 20, 55])
async def test_search_over_pages_yields_each_order_once_in_order(
    count: int, connect: Connect, api: ScriptedApi
) -> None:
    store = Store(count)
    assert await found(connect, api, store, page_size=10) == store.ids
    assert store.pages <= 1 + count // 9


@pytest.mark.parametrize("arrivals", [1, 9, 10, 25])
async def test_order_added_between_pages_repeats_and_hides_none(
    arrivals: int, connect: Connect, api: ScriptedApi
) -> None:
    store = Store(35)
    before = list(store.ids)
    store.between[2] = lambda: store.ids.__setitem__(slice(0, 0), [f"new-{number}" for number in range(arrivals)])
    ids = await found(connect, api, store, page_size=10)
    assert len(ids) == len(set(ids))
    assert [one for one in ids if one in before] == before


@pytest.mark.parametrize("leaving", [[0], [9], [10], [0, 1, 2], list(range(15)), list(range(35))])
async def test_order_removed_between_pages_hides_no_other(
    leaving: list[int], connect: Connect, api: ScriptedApi
) -> None:
    store = Store(35)
    gone = {f"id-{number}" for number in leaving}
    staying = [one for one in store.ids if one not in gone]
    store.between[1] = lambda: store.ids.__setitem__(slice(None), staying)
    ids = await found(connect, api, store, page_size=10)
    assert len(ids) == len(set(ids))
    assert set(staying) <= set(ids)


@pytest.mark.parametrize(("wanted", "pages"), [(0, 0), (1, 1), (7, 1), (10, 1), (11, 2), (35, 4), (99, 4)])
async def test_max_results_bounds_the_orders_and_the_page_size(
    wanted: int, pages: int, connect: Connect, api: ScriptedApi
) -> None:
    store = Store(35)
    assert await found(connect, api, store, page_size=10, max_results=wanted) == store.ids[:wanted]
    assert store.pages == pages


async def test_offset_and_limit_of_the_criteria_are_kept(connect: Connect, api: ScriptedApi) -> None:
    store = Store(35)
    assert await found(connect, api, store, criteria={"limit": 20, "offset": 30}) == store.ids[30:]
    assert await found(connect, api, store, offset=34, page_size=5) == store.ids[34:]
    assert [json.loads(sent.content) for sent in api.requests] == [
        {"limit": 20, "offset": 30},
        {"limit": 5, "offset": 34},
    ]


async def test_server_that_ignores_the_offset_ends_the_search(connect: Connect, api: ScriptedApi) -> None:
    store = Store(10)

    def always_the_first(request: httpx2.Request) -> httpx2.Response:
        return store(httpx2.Request("POST", request.url, json={**json.loads(request.content), "offset": 0}))

    api.respond(*[always_the_first] * 50)
    with pytest.raises(errors.ResponseInvalid, match="ignores the offset"):
        await connect().search(page_size=10)
    assert len(api.requests) == 4


async def test_filters_are_sent_under_the_names_of_the_api(connect: Connect, api: ScriptedApi) -> None:
    noon = datetime(2025, 4, 12, 12, tzinfo=UTC)
    api.respond(*[Store(0)] * 3)
    calls = connect()
    await calls.search(
        fulfillment_statuses="shipped",
        order_reference_ids=("a", "b"),
        order_reference_id="a",
        countries=["US"],
        store_ids=None,
        start_date=noon,
        end_date="2025-04-13T00:00:00+02:00",
        search="Doe",
    )
    with pytest.warns(ContractWarning, match="search /own"):
        await calls.search({"channels": ["api"], "own": 1}, channels=["shop"])
    await calls.search(models.SearchRequest(ids=["id-1"]))
    paging = {"limit": 100, "offset": 0}
    assert [json.loads(sent.content) for sent in api.requests] == [
        {
            "fulfillmentStatuses": ["shipped"],
            "orderReferenceIds": ["a", "b"],
            "orderReferenceId": "a",
            "countries": ["US"],
            "startDate": "2025-04-12T12:00:00+00:00",
            "endDate": "2025-04-13T00:00:00+02:00",
            "search": "Doe",
            **paging,
        },
        {"channels": ["shop"], "own": 1, **paging},
        {"ids": ["id-1"], **paging},
    ]


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"start_date": datetime(2025, 4, 12)}, "start_date has no time zone"),  # noqa: DTZ001 - the point of it
        ({"start_date": date(2025, 4, 12)}, "/startDate"),
        ({"end_date": "yesterday"}, "/endDate"),
        ({"colour": "red"}, "search has no filter 'colour'. Nothing was sent. The filters are ids, order_reference_id"),
        ({"countries": ["usa"]}, "/countries/0"),
        ({"countries": 5}, "countries must be"),
        ({"ids": [5]}, "/ids/0"),
        ({"page_size": 0}, "/limit"),
        ({"page_size": 101}, "/limit"),
        ({"page_size": True}, "/limit"),
        ({"offset": -1}, "/offset"),
        ({"max_results": -1}, "max_results must be a whole number of at least 0"),
        ({"max_results": 1.5}, "max_results must be a whole number"),
        ({"criteria": "shipped"}, "The search must be a model or a dict"),
        ({"criteria": {"limit": "5"}}, "/limit"),
    ],
)
def test_invalid_filter_raises_before_the_first_page(
    named: dict[str, Any], sentence: str, connect: Connect, api: ScriptedApi
) -> None:
    with pytest.raises(errors.InvalidRequest, match=sentence):
        connect().client.orders.search(**named)
    assert not api.requests


async def test_error_on_a_later_page_is_raised_at_that_page(connect: Connect, api: ScriptedApi) -> None:
    api.respond(Store(35), httpx2.Response(401, json={"status": "Unauthorized."}))
    with pytest.raises(errors.Unauthorized):
        await connect().search(page_size=10)


@pytest.mark.parametrize(
    "search",
    [
        {"ids": []},
        {"order_reference_ids": ()},
        {"fulfillment_statuses": set(), "ids": ["id-1"]},
        {"criteria": {"orderReferenceIds": []}},
        {"criteria": models.SearchRequest(ids=[]), "max_results": 5},
    ],
    ids=str,
)
async def test_empty_filter_finds_nothing_and_sends_nothing(
    search: dict[str, Any], connect: Connect, api: ScriptedApi
) -> None:
    assert await connect().search(**search) == []
    assert not api.requests


async def test_empty_filter_does_not_hide_an_invalid_one(connect: Connect, api: ScriptedApi) -> None:
    for wrong in ({"page_size": 0}, {"max_results": -1}, {"search": 5}):
        with pytest.raises(errors.InvalidRequest):
            await connect().search(ids=[], **wrong)
    assert not api.requests


@pytest.mark.parametrize("served", ["a highest offset", "the offset counts pages"])
async def test_server_that_counts_offsets_otherwise_raises(served: str, connect: Connect, api: ScriptedApi) -> None:
    store = Store(35)

    def respond(request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        offset, limit = asked["offset"], asked["limit"]
        begin = (offset if offset < 15 else 35) if served == "a highest offset" else offset * limit
        page = [{"id": one, "orderReferenceId": one, "fulfillmentStatus": "created"} for one in store.ids[begin:]]
        return httpx2.Response(200, json={"orders": page[:limit]})

    api.respond(*[respond] * 50)
    with pytest.raises(errors.ResponseInvalid, match="Narrow the filters until fewer than 10 orders match"):
        await connect().search(page_size=10)
    assert len(api.requests) < 20
