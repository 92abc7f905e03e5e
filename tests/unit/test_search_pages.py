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


def asked(api: ScriptedApi) -> list[tuple[int, int]]:
    """Return offset and limit of each request."""
    bodies = [json.loads(sent.content) for sent in api.requests]
    return [(body["offset"], body["limit"]) for body in bodies]


@pytest.mark.parametrize(
    ("count", "max_results", "pages"),
    [
        # A page of one has no room for the overlap: it asks for two, unless one order is all that is wanted.
        (3, None, [(0, 2), (1, 2), (2, 2)]),
        (3, 1, [(0, 1)]),
        (3, 2, [(0, 2)]),
        (5, 3, [(0, 2), (1, 2)]),
        (0, None, [(0, 2)]),
    ],
)
async def test_page_size_of_one_overlaps_as_well(
    count: int, max_results: int | None, pages: list[tuple[int, int]], connect: Connect, api: ScriptedApi
) -> None:
    store = Store(count)
    assert await found(connect, api, store, page_size=1, max_results=max_results) == store.ids[:max_results]
    assert asked(api) == pages


@pytest.mark.parametrize(("count", "pages"), [(9, 1), (10, 2), (11, 2), (18, 2), (19, 3), (20, 3), (27, 3), (28, 4)])
async def test_last_page_that_is_exactly_full_asks_for_one_more(
    count: int, pages: int, connect: Connect, api: ScriptedApi
) -> None:
    store = Store(count)
    assert await found(connect, api, store, page_size=10) == store.ids
    assert asked(api) == [(9 * number, 10) for number in range(pages)]


async def test_order_listed_twice_on_one_page_comes_once(connect: Connect, api: ScriptedApi) -> None:
    store = Store(8)
    store.ids[5:5] = ["id-1", "id-4"]
    assert await found(connect, api, store, page_size=20) == [f"id-{number}" for number in range(8)]


async def test_many_orders_that_leave_at_once_take_many_steps_back(connect: Connect, api: ScriptedApi) -> None:
    store = Store(100)
    store.between[9] = lambda: store.ids.__delitem__(slice(0, 80))
    ids = await found(connect, api, store, page_size=10)
    assert sorted(ids, key=lambda one: int(one[3:])) == [f"id-{number}" for number in range(100)]
    assert len(ids) == 100


async def test_orders_that_leave_again_and_again_end_no_search(connect: Connect, api: ScriptedApi) -> None:
    store = Store(150)
    before = set(store.ids)
    # After each step ahead, so many leave that the next page shows no known order.
    for page in range(2, 40, 3):
        store.between[page] = lambda: store.ids.__delitem__(slice(0, 12))
    ids = await found(connect, api, store, page_size=10)
    assert len(ids) == len(set(ids))
    assert set(store.ids) <= set(ids) <= before


async def test_arrivals_of_exactly_one_step_end_no_search(connect: Connect, api: ScriptedApi) -> None:
    """The next page then repeats the last one order by order, as if the server ignored the offset."""
    store = Store(60)
    before = list(store.ids)

    def arrive() -> None:
        store.ids[0:0] = [f"new-{store.pages}-{number}" for number in range(9)]

    store.between = dict.fromkeys((1, 3, 5, 7, 9), arrive)
    assert await found(connect, api, store, page_size=10) == before


async def test_three_repeats_of_a_full_page_end_the_search(connect: Connect, api: ScriptedApi) -> None:
    store = Store(60)
    before = list(store.ids)

    def arrive() -> None:
        store.ids[0:0] = [f"new-{store.pages}-{number}" for number in range(9)]

    store.between = dict.fromkeys((1, 2), arrive)
    assert await found(connect, api, store, page_size=10) == before
    store = Store(60)
    store.between = dict.fromkeys((1, 2, 3), arrive)
    api.outcomes.clear()
    with pytest.raises(errors.ResponseInvalid, match="the same 10 orders for 4 offsets"):
        await found(connect, api, store, page_size=10)


async def test_fourth_step_ahead_to_unknown_orders_ends_the_search(connect: Connect, api: ScriptedApi) -> None:
    store = Store(35)

    def respond(request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        offset = body["offset"] if body["offset"] < 15 else 35
        return store(httpx2.Request("POST", request.url, json={**body, "offset": offset}))

    api.respond(*[respond] * 50)
    with pytest.raises(errors.ResponseInvalid, match="shows none of them at offset 18"):
        await connect().search(page_size=10)
    assert asked(api) == [(0, 10), (9, 10), *[(18, 10), (9, 10)] * 3, (18, 10)]
