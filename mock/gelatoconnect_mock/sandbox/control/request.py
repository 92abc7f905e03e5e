"""A request to the control plane: its tenant, its validated query, and its validated body."""

from __future__ import annotations

from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.contract.wording import quote, reference
from gelatoconnect_mock.sandbox.control import schema
from gelatoconnect_mock.sandbox.http.errors import ApiError, invalid_fields
from gelatoconnect_mock.sandbox.http.json_body import (
    MAX_BODY_BYTES,
    check_head,
    count_values,
    parse_json,
    without_coding,
)
from gelatoconnect_mock.sandbox.orders.tenants import MAX_TENANTS
from gelatoconnect_mock.sandbox.settings import DEFAULT_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.http.messages import Request, Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

    Handler = Callable[["ControlRequest"], Response]
    Paths = dict[str, dict[str, Handler]]
    """The handler of each method of each path; ``{...}`` in a path stands for one segment."""

_MAX_PARAMETERS: Final = 50
_MAX_DIGITS: Final = 18
_INVALID_BODY: Final = "There are errors in submitted data"
_INVALID_QUERY: Final = "There are errors in the query"


class ControlRequest:
    """One request to the control plane.

    Attributes:
        received: The request as it came.
        sandbox: The sandbox that it reads or changes.
        name: The decoded segment of its path that stands for ``{...}`` in the template; empty without one.
        query: The values of its query parameters, by name.
    """

    def __init__(self, sandbox: Sandbox, request: Request, template: str, name: str) -> None:
        self.received, self._template = request, template
        self.sandbox, self.name = sandbox, name
        self.body_size = 0
        """Bytes of the body without its coding, once it was read."""
        self.query: dict[str, Any] = self._read_query()

    @cached_property
    def tenant(self) -> Tenant:
        """The tenant of ``?prefix=&key=``, made on first use.

        Raises ApiError: 400 for a whole pair, 404 for an unknown key, 409 for one tenant more than the limit.
        """
        key = self.query.get("key", self.sandbox.credentials.default_key)
        if ":" in key:
            message = "give the key alone, the half before the colon, without the secret"
            raise validation_error([detail("key", message)], _INVALID_QUERY)
        if not self.sandbox.credentials.knows(key):
            raise ApiError(
                404,
                f'Unknown key {quote(key)}. Accept it with POST /_sandbox/tenants {{"key": "THE-KEY:A-SECRET"}}, '
                "with a plan, or at the start with --key THE-KEY:A-SECRET.",
            )
        prefix = self.query.get("prefix", DEFAULT_PREFIX)
        if (prefix, key) not in self.sandbox.tenants and not self.sandbox.tenants.has_room:
            raise ApiError(
                409,
                f"{MAX_TENANTS:,} tenants (a prefix and a key each) are in use, the limit for control calls. Reset "
                "those that are done, or use one of them.",
            )
        return self.sandbox.tenant(prefix, key)

    @property
    def origin(self) -> str:
        """The origin that the request was sent to, as in ``http://127.0.0.1:4010``; localhost without a `Host`."""
        return f"http://{(self.received.header(b'host') or b'localhost').decode('latin-1')}"

    def body(self) -> Any:
        """Return the validated JSON of the body. Raises ApiError: 413, 415, 400."""
        content = self.read_body()
        if errors := self.body_errors(content):
            raise validation_error(errors)
        return content

    def read_body(self, max_bytes: int = MAX_BODY_BYTES, max_values: int | None = None) -> Any:
        """Return the JSON of the body before validation; an empty object without a body. Raises ApiError."""
        received = self.received
        if not received.body:
            return {}
        coding = check_head(received, max_bytes)
        body = (received if coding is None else without_coding(received, coding, max_bytes)).body
        self.body_size = len(body)
        if max_values is not None and (found := count_values(body)) > max_values:
            raise ApiError(413, f"The body has too many values: about {found:,}, and this server takes {max_values:,}.")
        return parse_json(body)

    def body_errors(self, content: Any) -> list[Detail]:
        """Return one entry for each failing field of a body, as many as one response lists and one more."""
        return schema.body_schema(self._template, self.received.method).errors(content)

    def _read_query(self) -> dict[str, Any]:
        route = self._template, self.received.method
        known = schema.query_parameters(*route)
        try:
            pairs = parse_qsl(
                self.received.query.decode("latin-1"), keep_blank_values=True, errors="strict",
                max_num_fields=_MAX_PARAMETERS,
            )  # fmt: skip
        except ValueError:
            raise ApiError(400, "The query cannot be read. Write it as name=value&name=value, in UTF-8.") from None
        values: dict[str, Any] = {}
        errors: list[Detail] = []
        for name, value in pairs:
            if name not in known:
                errors.append(detail(reference([name]), f"unknown parameter; known: {', '.join(known) or 'none'}"))
            elif name in values:
                errors.append(detail(name, "given twice"))
            values[name] = _convert(value, known.get(name, {}))
        errors += schema.query_schema(*route).errors(values)
        if errors:
            raise validation_error(errors, _INVALID_QUERY)
        return values


def validation_error(errors: Iterable[Detail], message: str = _INVALID_BODY) -> ApiError:
    """Return the 400 that lists failing fields, sorted by path, 20 at most. Give it no more than one error beyond."""
    return invalid_fields(sorted(errors, key=itemgetter("reference")), message)


def _convert(value: str, parameter: dict[str, Any]) -> Any:
    """Return the number that a parameter of type integer holds; any other value as it is, for its validator."""
    is_number = parameter.get("type") == "integer" and value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS
    return int(value) if is_number else value
