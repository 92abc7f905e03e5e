"""Says of a request, or of an answer to one, how it breaks the contract, apart from the client and from every mock."""

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
# "Your key and secret, joined by one colon", in what a header can carry.
KEY_FORM = re.compile(r"[!-9;-~]+:[ -~]*[!-~]")


class Operation(NamedTuple):
    """One operation of the contract: how its path ends, and what it takes and answers."""

    name: str
    method: str
    segments: tuple[str, ...]
    parameters: dict[str, dict[str, Any]]
    body: str | None
    answers: dict[str, str]

    def takes(self, method: str, segments: list[str]) -> bool:
        """Whether a request is for this operation, by its method and the last segments of its path."""
        own = segments[-len(self.segments) :]
        return method == self.method and len(own) == len(self.segments) and all(map(_fits, self.segments, own))


class Contract:
    """The contract as a judge: it reads the committed description anew and shares no code with client or mock."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._description = description
        self._validators: dict[str, Any] = {}

    @classmethod
    def committed(cls) -> Contract:
        return cls(yaml.load(CONTRACT.read_bytes(), yaml.CSafeLoader))

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations; those whose path names more fixed segments come first, as a server would match them."""
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
        """Return the operation a request is for, or None where it is for none."""
        segments = _segments(request.url)
        return next((one for one in self.operations if one.takes(request.method, segments)), None)

    def faults_of_request(self, request: httpx2.Request) -> list[str]:
        """Return how a request breaks the contract: its path, key, customer, content type or body."""
        operation = self.operation_of(request)
        if operation is None:
            return [f"no operation is {request.method} with a path that ends in {_segments(request.url)[-2:]}"]
        faults = [*self._address_faults(request, operation), *_key_faults(request.headers)]
        for name, schema in operation.parameters.items():
            if name in request.headers:
                faults += self._schema_faults(f"header {name}", request.headers[name], schema)
        kind = request.headers.get("content-type")
        if operation.body is None:
            faults += ["it takes no body, and has one"] if request.content else []
            faults += ["it takes no body, and has a content-type"] if kind is not None else []
        elif kind != JSON:
            faults.append(f"its content-type is {kind!r}, not {JSON!r}")
        else:
            faults += self._body_faults(operation.body, request.content)
        return faults

    def faults_of_answer(self, request: httpx2.Request, status: int, headers: httpx2.Headers, body: bytes) -> list[str]:
        """Return how an answer breaks the contract: its status, content type or body."""
        operation = self.operation_of(request)
        if operation is None:
            return []
        schema = operation.answers.get(str(status))
        if schema is None:
            return [f"{status} is no answer of {operation.name}"]
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != JSON:
            # What stands in front of the API answers in its own words; the contract says so of 5xx.
            return [] if status >= 500 else [f"{status} comes as {kind!r}, not {JSON!r}"]
        return self._body_faults(schema, body)

    def _operation(self, path: str, method: str, item: dict[str, Any]) -> Operation:
        operation = item[method]
        parameters = [self._resolved(one) for one in (*item.get("parameters", ()), *operation.get("parameters", ()))]
        return Operation(
            name=operation["operationId"],
            method=method.upper(),
            segments=tuple(path.strip("/").split("/")),
            parameters={one["name"]: one["schema"] for one in parameters if one["in"] == "header"},
            body=_schema_name(operation["requestBody"]) if "requestBody" in operation else None,
            answers={status: _schema_name(self._resolved(one)) for status, one in operation["responses"].items()},
        )

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in part:
            return part
        _, components, kind, name = part["$ref"].split("/")
        resolved: dict[str, Any] = self._description[components][kind][name]
        return resolved

    def _address_faults(self, request: httpx2.Request, operation: Operation) -> list[str]:
        segments = _segments(request.url)
        base = segments[: -len(operation.segments)]
        faults = ["its path holds an empty segment"] if "" in segments else []
        if request.url.query or request.url.fragment:
            faults.append("its URL holds a query or a fragment")
        if request.url.host == self.server.host:
            own = _segments(self.server)
            if base[:-1] != own[:-1] or len(base) != len(own) or request.url.scheme != self.server.scheme:
                faults.append(f"its URL does not begin as {self._description['servers'][0]['url']}")
        return faults

    def _body_faults(self, schema: str, body: bytes) -> list[str]:
        try:
            value = json.loads(body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            return [f"its body is no JSON: {type(error).__name__}"]
        return self._schema_faults("body", value, {"$ref": f"#/components/schemas/{schema}"})

    def _schema_faults(self, what: str, value: object, schema: dict[str, Any]) -> list[str]:
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


def _key_faults(headers: httpx2.Headers) -> list[str]:
    keys = headers.get_list("x-api-key")
    if len(keys) == 1 and KEY_FORM.fullmatch(keys[0]):
        return []
    return [f"it carries {len(keys)} X-API-KEY headers; one is needed, of the form key:secret"]


def _schema_name(part: dict[str, Any]) -> str:
    reference: str = part["content"][JSON]["schema"]["$ref"]
    return reference.rpartition("/")[2]


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")
