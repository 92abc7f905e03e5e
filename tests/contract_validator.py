"""Validates requests and responses against the contract, without code of the client or of a mock."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import httpx2
import jsonschema_rs
import yaml

CONTRACT = Path(__file__).parents[1] / "openapi/gelatoconnect.yaml"
METHODS = ("get", "put", "post", "delete", "patch")
JSON = "application/json"
# "Your key and secret, joined by one colon", in characters that a header can carry.
KEY_FORM = re.compile(r"[!-9;-~]+:[ -~]*[!-~]")


class Operation(NamedTuple):
    """One operation of the contract: the end of its path, its parameters, body and responses."""

    name: str
    method: str
    segments: tuple[str, ...]
    parameters: dict[str, dict[str, Any]]
    body: str | None
    responses: dict[str, str]

    def matches(self, method: str, segments: list[str]) -> bool:
        """Return True if a request is for this operation, by its method and the last segments of its path."""
        own = segments[-len(self.segments) :]
        return method == self.method and len(own) == len(self.segments) and all(map(_fits, self.segments, own))


class Contract:
    """The contract as a validator. It reads the committed file and shares no code with client or mock."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._description = description
        self._validators: dict[str, Any] = {}

    @classmethod
    def committed(cls) -> Contract:
        return cls(yaml.load(CONTRACT.read_bytes(), yaml.CSafeLoader))

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations. Paths with more fixed segments come first, as a server would match them."""
        found = [
            self._operation(path, method, item)
            for path, item in self._description["paths"].items()
            for method in METHODS
            if method in item
        ]
        return tuple(sorted(found, key=lambda one: sum(part.startswith("{") for part in one.segments)))

    @cached_property
    def server(self) -> httpx2.URL:
        return httpx2.URL(self._description["servers"][0]["url"].replace("{partnerPrefix}", "prefix"))

    def operation_of(self, request: httpx2.Request) -> Operation | None:
        """Return the operation of a request, or None if there is none."""
        segments = _segments(request.url)
        return next((one for one in self.operations if one.matches(request.method, segments)), None)

    def violations_of_request(self, request: httpx2.Request) -> list[str]:
        """Return the violations of a request: path, key, customer, content type and body."""
        operation = self.operation_of(request)
        if operation is None:
            return [f"no operation is {request.method} with a path that ends in {_segments(request.url)[-2:]}"]
        violations = [*self._url_violations(request, operation), *_key_violations(request.headers)]
        for name, schema in operation.parameters.items():
            if name in request.headers:
                violations += self._schema_violations(f"header {name}", request.headers[name], schema)
        kind = request.headers.get("content-type")
        if operation.body is None:
            violations += ["it takes no body, and has one"] if request.content else []
            violations += ["it takes no body, and has a content-type"] if kind is not None else []
        elif kind != JSON:
            violations.append(f"its content-type is {kind!r}, not {JSON!r}")
        else:
            violations += self._body_violations(operation.body, request.content)
        return violations

    def violations_of_response(
        self, request: httpx2.Request, status: int, headers: httpx2.Headers, body: bytes
    ) -> list[str]:
        """Return the violations of a response: status, content type and body."""
        operation = self.operation_of(request)
        if operation is None:
            return []
        schema = operation.responses.get(str(status))
        if schema is None:
            return [f"{status} is no response of {operation.name}"]
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != JSON:
            # A gateway before the API sends its own bodies; the contract allows that for 5xx.
            return [] if status >= 500 else [f"{status} comes as {kind!r}, not {JSON!r}"]
        return self._body_violations(schema, body)

    def _operation(self, path: str, method: str, item: dict[str, Any]) -> Operation:
        operation = item[method]
        parameters = [self._resolved(one) for one in (*item.get("parameters", ()), *operation.get("parameters", ()))]
        return Operation(
            name=operation["operationId"],
            method=method.upper(),
            segments=tuple(path.strip("/").split("/")),
            parameters={one["name"]: one["schema"] for one in parameters if one["in"] == "header"},
            body=_schema_name(operation["requestBody"]) if "requestBody" in operation else None,
            responses={status: _schema_name(self._resolved(one)) for status, one in operation["responses"].items()},
        )

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in part:
            return part
        _, components, kind, name = part["$ref"].split("/")
        resolved: dict[str, Any] = self._description[components][kind][name]
        return resolved

    def _url_violations(self, request: httpx2.Request, operation: Operation) -> list[str]:
        segments = _segments(request.url)
        base = segments[: -len(operation.segments)]
        violations = ["its path holds an empty segment"] if "" in segments else []
        if request.url.query or request.url.fragment:
            violations.append("its URL holds a query or a fragment")
        if request.url.host == self.server.host:
            own = _segments(self.server)
            if base[:-1] != own[:-1] or len(base) != len(own) or request.url.scheme != self.server.scheme:
                violations.append(f"its URL does not begin with {self._description['servers'][0]['url']}")
        return violations

    def _body_violations(self, schema: str, body: bytes) -> list[str]:
        try:
            value = json.loads(body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            return [f"its body is no JSON: {type(error).__name__}"]
        return self._schema_violations("body", value, {"$ref": f"#/components/schemas/{schema}"})

    def _schema_violations(self, what: str, value: object, schema: dict[str, Any]) -> list[str]:
        key = json.dumps(schema)
        if key not in self._validators:
            whole = {**schema, "components": {"schemas": self._description["components"]["schemas"]}}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole)
        return [
            f"{what} {'/'.join(map(str, ('', *error.instance_path)))}: {error.message[:200]}"
            for error in self._validators[key].iter_errors(value)
        ]


def _segments(url: httpx2.URL) -> list[str]:
    return [unquote(part) for part in url.raw_path.decode("ascii").partition("?")[0].removeprefix("/").split("/")]


def _fits(template: str, segment: str) -> bool:
    return bool(segment) if template.startswith("{") else template == segment


def _key_violations(headers: httpx2.Headers) -> list[str]:
    keys = headers.get_list("x-api-key")
    if len(keys) == 1 and KEY_FORM.fullmatch(keys[0]):
        return []
    return [f"it carries {len(keys)} X-API-KEY headers; one is needed, of the form key:secret"]


def _schema_name(part: dict[str, Any]) -> str:
    reference: str = part["content"][JSON]["schema"]["$ref"]
    return reference.rpartition("/")[2]


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")
