"""Responses of future servers lose nothing: unknown fields and values, optional fields that are null or absent.

Each response is built from the contract's schema with all its fields. Then the fields change, one at a time and all
at once. No change breaks the contract; the contract monitor of the tests confirms that.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import yaml
from gelatoconnect import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Calls, Connect

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
SCHEMAS: dict[str, Any] = CONTRACT["components"]["schemas"]
RESPONSES = {
    "submit": "SubmittedOrder",
    "get": "Order",
    "search": "SearchResult",
    "cancel": "CancelResult",
    "update_shipment": "ShipmentUpdateResult",
}
NEW = {"anything": [1, None, {"deep": True}]}
FORMATS = {"date-time": "2025-04-12T10:23:28+00:00", "date": "2025-04-12"}
# The integer is 200, since the client reads the code of a cancellation as an HTTP status.
SAMPLES: dict[str, Any] = {"string": "text", "integer": 207, "number": 1.5, "boolean": True, "null": None}
Pointer = tuple[str | int, ...]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with its reference followed. Of a choice, return the first that is not null."""
    if "$ref" in schema:
        return resolved(SCHEMAS[schema["$ref"].rsplit("/", 1)[1]])
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return resolved(schema[choice][0])
    return schema


def whole(schema: dict[str, Any]) -> Any:
    """Return a value that has every field of a schema, at every depth."""
    real = resolved(schema)
    kinds = real.get("type")
    kind = next((one for one in kinds if one != "null"), "null") if isinstance(kinds, list) else kinds
    if "enum" in real:
        return real["enum"][0]
    if kind == "object":
        return {name: whole(inner) for name, inner in real.get("properties", {}).items()}
    if kind == "array":
        return [whole(real["items"])] if "items" in real else [NEW]
    if kind is None:
        return NEW
    return FORMATS.get(real.get("format", ""), SAMPLES[kind])


def fields(schema: dict[str, Any], at: Pointer = ()) -> Iterator[tuple[Pointer, dict[str, Any], bool]]:
    """Return every field of a whole value: its path, its schema, and whether it is optional."""
    real = resolved(schema)
    for name, inner in real.get("properties", {}).items():
        yield (*at, name), inner, name not in real.get("required", ())
        yield from fields(inner, (*at, name))
    if "items" in real:
        yield from fields(real["items"], (*at, 0))


def changed(body: Any, at: Pointer, change: Callable[[Any, str | int], object]) -> Any:
    """Return a copy of a body after `change(holder, name)` of one field."""
    fresh = copy.deepcopy(body)
    holder = fresh
    for step in at[:-1]:
        holder = holder[step]
    change(holder, at[-1])
    return fresh


def nulled(holder: Any, name: str | int) -> None:
    holder[name] = None


def left_out(holder: Any, name: str | int) -> None:
    del holder[name]


def unknown(holder: Any, name: str | int) -> None:
    holder[name] = "a_value_of_tomorrow"


def extended(body: Any) -> Any:
    """Return a body with an unknown field in each of its objects."""
    if isinstance(body, list):
        return [extended(one) for one in body]
    if isinstance(body, dict):
        return {**{name: extended(inner) for name, inner in body.items()}, "ofTomorrow": NEW}
    return body


def variants(schema: str) -> dict[str, Any]:
    """Return the future responses, by the name of their change."""
    root = {"$ref": f"#/components/schemas/{schema}"}
    full = whole(root)
    fields_of_root = list(fields(root))
    found = {"nothing": full, "unknown fields": extended(full)}
    everywhere = full
    for at, inner, optional in fields_of_root:
        name = "/".join(map(str, at))
        if "enum" in resolved(inner):
            found[f"unknown value at {name}"] = changed(full, at, unknown)
            everywhere = changed(everywhere, at, unknown)
        if optional:
            found[f"null at {name}"] = changed(full, at, nulled)
            found[f"no {name}"] = changed(full, at, left_out)
    found["unknown values everywhere"] = everywhere
    found["unknown fields and values everywhere"] = extended(everywhere)
    for title, change in (("null", nulled), ("nothing", left_out)):
        body = full
        # The innermost fields first, so that each field still exists when its turn comes.
        for at, _, optional in sorted(fields_of_root, key=lambda one: -len(one[0])):
            body = changed(body, at, change) if optional and len(at) > 1 else body
        found[f"{title} in all parts"] = body
        for at, _, optional in fields_of_root:
            body = changed(body, at, change) if optional and len(at) == 1 else body
        found[f"{title} for every optional field"] = body
    return found


async def kept(calls: Calls, call: str, order: dict[str, Any], body: dict[str, Any]) -> Any:
    """Return the fields that a result keeps of its response, under the API's names."""
    match call:
        case "submit":
            submitted = await calls.submit(order)
            created = submitted.created_at and submitted.created_at.isoformat()
            return {"id": submitted.id, "orderReferenceId": submitted.order_reference_id, "createdAt": created}
        case "search":
            return {**body, "orders": [one.to_dict() for one in await calls.search()]}
        case "update_shipment":
            return (await calls.update_shipment("id-1", shipment_method_uid="express")).to_dict()
        case _:
            return (await getattr(calls, call)("id-1")).to_dict()


@pytest.mark.parametrize("call", RESPONSES)
async def test_future_response_fails_no_call_and_loses_no_field(
    call: str, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    calls, lost = connect(), dict[str, object]()
    responses = variants(RESPONSES[call])
    for title, body in responses.items():
        api.respond(httpx2.Response(200, json=body))
        expected = body
        if call == "submit":
            # A `Submission` keeps only these three fields of its response.
            order["orderReferenceId"] = SAMPLES["string"]
            expected = {"id": body["id"], "orderReferenceId": SAMPLES["string"], "createdAt": body.get("createdAt")}
        try:
            result = await kept(calls, call, order, body)
        except errors.GelatoConnectError as error:
            lost[title] = error
        else:
            if result != expected:
                lost[title] = result
    assert lost == {}
    assert len(api.requests) == len(responses)


LEAST = {"submit": 8, "get": 250, "search": 35, "cancel": 8, "update_shipment": 60}


@pytest.mark.parametrize(("call", "least"), LEAST.items())
def test_future_responses_are_many_and_distinct(call: str, least: int) -> None:
    made = variants(RESPONSES[call])
    assert len(made) >= least
    assert len({repr(body) for body in made.values()}) >= len(made) - 4


STATUSES = {
    400: errors.BadRequest,
    401: errors.Unauthorized,
    404: errors.NotFound,
    409: errors.Conflict,
    413: errors.ApiError,
    415: errors.ApiError,
    429: errors.RateLimited,
}


@pytest.mark.parametrize("status", STATUSES)
async def test_future_error_keeps_its_class_and_text(status: int, connect: Connect, api: ScriptedApi) -> None:
    schema = "Unauthorized" if status == 401 else "Error"
    calls = connect(options={"deadline": 5.0})
    for title, body in variants(schema).items():
        api.respond(httpx2.Response(status, json=body, headers={"retry-after": "60"}))
        with pytest.raises(STATUSES[status]) as raised:
            await calls.update_shipment("id-1", shipment_method_uid="express")
        said = body["status" if status == 401 else "message"]
        assert (raised.value.status, raised.value.message) == (status, said), title
        if isinstance(body.get("details"), list):
            messages = [one.get("message") or "" for one in body["details"]]
            assert [detail.message for detail in raised.value.details] == messages, title
