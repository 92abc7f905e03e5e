"""``extra_field``: every object of the answer has a field that nobody has heard of yet."""

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
    """A later release of the server, with one more field wherever there can be one."""

    name: ClassVar[str] = "extra_field"
    needs_after: ClassVar[str | None] = "it spoils a real answer"

    def transform(self, response: Response) -> Response:
        """Return the answer with the field in all its objects, however deep they lie."""
        return response._replace(body=orjson.dumps(_with_field(orjson.loads(response.body))))


def _with_field(node: Any) -> Any:
    if isinstance(node, dict):
        return {**{name: _with_field(value) for name, value in node.items()}, _NAME: _VALUE}
    return [_with_field(value) for value in node] if isinstance(node, list) else node
