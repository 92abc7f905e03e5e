"""The walk through a value finds an error if and only if the schema's validator finds one."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from gelatoconnect_mock.contract.schema_errors import OWN_KEYWORDS, WALKED_KEYWORDS
from gelatoconnect_mock.sandbox.control import schema

from tests.sandbox.control.hostile_bodies import VALID
from tests.sandbox.harness import Harness

ANNOTATIONS = {"description", "default", "examples"}
OTHER_VALUES: tuple[Any, ...] = (None, True, 0, -1, 1.5, 1e300, "", "x", "off", [], {}, [1], {"a": 1}, {"limit": 1})


def schemas_in(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema in a part of the document."""
    if isinstance(node, list):
        for element in node:
            yield from schemas_in(element)
    elif isinstance(node, dict):
        yield node
        for keyword, part in node.items():
            if keyword == "properties":
                for each in part.values():
                    yield from schemas_in(each)
            elif keyword in {"items", "prefixItems", "anyOf", "additionalProperties"}:
                yield from schemas_in(part)


def request_schemas() -> Iterator[dict[str, Any]]:
    for path in schema.document()["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                yield operation["requestBody"]["content"]["application/json"]["schema"]
            if isinstance(operation, dict):
                yield from (one["schema"] for one in operation.get("parameters", ()) if "schema" in one)
    yield from schema.document()["components"]["schemas"].values()


def test_document_uses_only_keywords_that_the_walk_knows() -> None:
    used = {keyword for part in request_schemas() for each in schemas_in(part) for keyword in each}
    assert used - {*OWN_KEYWORDS, *WALKED_KEYWORDS} - ANNOTATIONS == set()
    for each in (each for part in request_schemas() for each in schemas_in(part)):
        assert set(each.get("propertyNames", ())) <= {"maxLength"}
        assert not any(isinstance(value, dict | list) for value in (*each.get("enum", ()), each.get("const")))
        if "anyOf" in each:
            assert set(each) - ANNOTATIONS == {"anyOf"}


def changed(value: Any) -> Iterator[Any]:
    """Yield a value, and it with each part left out, replaced, or beside another one."""
    yield value
    yield from OTHER_VALUES
    if isinstance(value, dict):
        yield {**value, "other": 1}
        for name, part in value.items():
            yield {key: content for key, content in value.items() if key != name}
            yield from ({**value, name: other} for other in changed(part))
    elif isinstance(value, list):
        yield [*value, *value]
        for index, part in enumerate(value):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in changed(part))


@pytest.fixture(scope="module")
def bodies() -> dict[str, Any]:
    harness = Harness()
    harness.submitted()
    harness.submitted_late("late", 5)
    from gelatoconnect_mock.sandbox.storage.snapshot import take_snapshot  # noqa: PLC0415 - of this fixture alone

    return {**VALID, "PUT /_sandbox/snapshot": take_snapshot(harness.tenant)}


@pytest.mark.parametrize("resource", VALID)
def test_walk_agrees_with_the_validator(resource: str, bodies: dict[str, Any]) -> None:
    method, template = resource.split(" ")
    operation = schema.document()["paths"][template][method.lower()]
    part = operation["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema_rs.Draft202012Validator({**part, "components": schema.document()["components"]})
    walk = schema.body_schema(template, method)
    tried = 0
    for body in changed(bodies[resource]):
        assert bool(walk.errors(body)) != validator.is_valid(body), body
        tried += 1
    assert tried > len(OTHER_VALUES)
