"""A request to the control plane: its tenant, its validated query, and its validated body."""

from __future__ import annotations

from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.contract.schema_errors import schema_errors
from gelatoconnect_mock.contract.wording import quote
from gelatoconnect_mock.sandbox.control import schema
from gelatoconnect_mock.sandbox.http.errors import ApiError, invalid_fields
from gelatoconnect_mock.sandbox.http.json_body import MOST_BYTES, read_json
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
        sandbox: The sandbox that it reads or changes.
        name: The decoded segment of its path that stands for ``{...}`` in the template; empty without one.
        query: The values of its query parameters, by name.
    """

    def __init__(self, sandbox: Sandbox, request: Request, template: str, name: str) -> None:
        self._request, self._template = request, template
        self.sandbox, self.name = sandbox, name
        self.query: dict[str, Any] = self._read_query()

    @cached_property
    def tenant(self) -> Tenant:
        """The tenant of ``?prefix=&key=``. Raises ApiError: 400 for a whole pair, 404 for an unknown key."""
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
        return self.sandbox.tenant(self.query.get("prefix", DEFAULT_PREFIX), key)

    @property
    def origin(self) -> str:
        """The origin that the request was sent to, as in ``http://127.0.0.1:4010``."""
        return f"http://{(self._request.header(b'host') or b'').decode('latin-1')}"

    def body(self) -> Any:
        """Return the validated JSON of the body. Raises ApiError: 413, 415, 400."""
        content = self.read_body()
        if errors := self.body_errors(content):
            raise validation_error(errors)
        return content

    def read_body(self, max_bytes: int = MOST_BYTES) -> Any:
        """Return the JSON of the body before validation; an empty object without a body. Raises ApiError."""
        return read_json(self._request, max_bytes) if self._request.body else {}

    def body_errors(self, content: Any) -> list[Detail]:
        """Return one entry for each failing field of a body."""
        return schema_errors(schema.body_validator(self._template, self._request.method), content)

    def _read_query(self) -> dict[str, Any]:
        route = self._template, self._request.method
        known = schema.query_parameters(*route)
        try:
            pairs = parse_qsl(
                self._request.query.decode("latin-1"), keep_blank_values=True, errors="strict",
                max_num_fields=_MAX_PARAMETERS,
            )  # fmt: skip
        except ValueError:
            raise ApiError(400, "The query cannot be read. Write it as name=value&name=value, in UTF-8.") from None
        values: dict[str, Any] = {}
        errors: list[Detail] = []
        for name, value in pairs:
            if name not in known:
                errors.append(detail(name, f"unknown parameter; known: {', '.join(known) or 'none'}"))
            elif name in values:
                errors.append(detail(name, "given twice"))
            values[name] = _convert(value, known.get(name, {}))
        errors += schema_errors(schema.query_validator(*route), values)
        if errors:
            raise validation_error(errors, _INVALID_QUERY)
        return values


def validation_error(errors: Iterable[Detail], message: str = _INVALID_BODY) -> ApiError:
    """Return the 400 that lists failing fields, sorted by path, 20 at most."""
    return invalid_fields(sorted(errors, key=itemgetter("reference")), message)


def _convert(value: str, parameter: dict[str, Any]) -> Any:
    """Return the number that a parameter of type integer holds; any other value as it is, for its validator."""
    is_number = parameter.get("type") == "integer" and value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS
    return int(value) if is_number else value
