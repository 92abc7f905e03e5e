"""``extra_field``: every object of the response has an unknown field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

import orjson

from gelatoconnect_mock.sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response

_NAME: Final = "fromTheFuture"
_VALUE: Final = {"list": [1, "two", None]}


@dataclass(frozen=True, slots=True)
class ExtraField(Fault):
    """A later release of the server, with one more field in each object."""

    name: ClassVar[str] = "extra_field"
    needs_after: ClassVar[str | None] = "it changes a real response"

    def transform(self, response: Response) -> Response:
        """Return the response with the field in all its objects, at any depth."""
        return response._replace(body=orjson.dumps(_with_field(orjson.loads(response.body))))


def _with_field(node: Any) -> Any:
    if isinstance(node, dict):
        return {**{name: _with_field(value) for name, value in node.items()}, _NAME: _VALUE}
    return [_with_field(value) for value in node] if isinstance(node, list) else node
