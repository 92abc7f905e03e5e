"""A request to the control plane, understood: which tenant it means, and what its query and its body say."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.contract.schema_errors import schema_errors
from gelatoconnect_mock.contract.wording import quote
from gelatoconnect_mock.sandbox.control.schema import description
from gelatoconnect_mock.sandbox.http.errors import ApiError, invalid_fields
from gelatoconnect_mock.sandbox.http.json_body import MOST_BYTES, read_json
from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_PREFIX

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.http.messages import Request
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

_MOST_PARAMETERS: Final = 50
_IN_QUERY: Final = "There are errors in the query"


class Asked:
    """One request; ``named`` is what stands in the path where its template has a name.

    Each property reads its part when it is first asked for, and is ApiError where that part is not as described.
    """

    def __init__(self, sandbox: Sandbox, request: Request, template: str, named: str, paths: tuple[str, ...]) -> None:
        self.sandbox, self.request, self.named = sandbox, request, named
        self._template = template
        self.paths = paths
        """The paths of the control plane."""
        self.query: dict[str, Any] = self._read_query()

    @cached_property
    def tenant(self) -> Tenant:
        """The tenant that ``?prefix=&key=`` names; ApiError: 400 for a whole pair, 404 for an unknown key."""
        key = self.query.get("key", DEFAULT_KEY)
        if ":" in key:
            refuse([detail("key", "give the key alone, the half before the colon, without the secret")], _IN_QUERY)
        if not self.sandbox.credentials.knows(key):
            raise ApiError(404, _unknown(key))
        return self.sandbox.tenant(self.query.get("prefix", DEFAULT_PREFIX), key)

    def flag(self, name: str) -> bool:
        """Whether a query parameter that is 0 or 1 is 1."""
        return bool(self.query.get(name) == "1")

    def body(self) -> Any:
        """Return the body, right in every field; an empty object where nothing was sent and nothing must be."""
        content = self.content()
        refuse(self.problems(content))
        return content

    def content(self, most: int = MOST_BYTES) -> Any:
        """Return the body as it came; nothing at all is an empty object."""
        return read_json(self.request, most) if self.request.body else {}

    def problems(self, content: Any) -> list[Detail]:
        """Return what is wrong with a body."""
        told = description()
        return schema_errors(told.validator(told.body(self._template, self.request.method)), content)

    def _read_query(self) -> dict[str, Any]:
        known = description().parameters(self._template, self.request.method)
        try:
            pairs = parse_qsl(
                self.request.query.decode("latin-1"), keep_blank_values=True, errors="strict",
                max_num_fields=_MOST_PARAMETERS,
            )  # fmt: skip
        except ValueError:
            raise ApiError(400, "The query cannot be read: write it as name=value&name=value, in UTF-8.") from None
        values: dict[str, Any] = {}
        problems: list[Detail] = []
        for name, value in pairs:
            if name not in known:
                problems.append(detail(name, f"there is no such parameter here; there is {_listed(known)}"))
            elif name in values:
                problems.append(detail(name, "given twice"))
            values[name] = _typed(value, known.get(name, {}))
        problems += schema_errors(description().query_validator(self._template, self.request.method), values)
        refuse(problems, _IN_QUERY)
        return values


def wrong(problems: list[Detail], message: str = "There are errors in submitted data") -> ApiError:
    """Return the 400 that names fields, 20 at most, sorted."""
    return invalid_fields(sorted(problems, key=lambda one: one["reference"]), message)


def refuse(problems: list[Detail], message: str = "There are errors in submitted data") -> None:
    """Raise that 400 where there are problems."""
    if problems:
        raise wrong(problems, message)


def _typed(value: str, schema: dict[str, Any]) -> Any:
    whole = schema.get("type") == "integer" and value.isascii() and value.isdigit() and len(value) <= 18  # noqa: PLR2004
    return int(value) if whole else value


def _listed(known: dict[str, Any]) -> str:
    return ", ".join(known) if known else "none"


def _unknown(key: str) -> str:
    return (
        f"No key {quote(key)} is accepted here. Make it so with POST /_sandbox/tenants "
        f'{{"key": "THE-KEY:A-SECRET"}}, with a plan, or at the start with --key THE-KEY:A-SECRET.'
    )
