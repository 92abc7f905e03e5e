"""``missing_field=id``, ``missing_field=items[0].id``: the response lacks a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import orjson

from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase, quoted
from gelatoconnect_mock.sandbox.faults.response_fields import Path, is_known, parse_path

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from gelatoconnect_mock.sandbox.http.messages import Response


@dataclass(frozen=True, slots=True)
class MissingField(Fault):
    """A broken server. In a search, a name that the response itself does not have means every order found."""

    name: ClassVar[str] = "missing_field"
    needs_after: ClassVar[str | None] = "it changes a real response"
    field: str
    path: Path

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of a field, named by its path from the top of the response."""
        path = parse_path(argument or "")
        if argument is None or path is None:
            raise InvalidFault(f"{cls.name} takes a field, as in {cls.name}=items[0].id, found {quoted(argument)}")
        return cls(phase, argument, path)

    def check_operation(self, operation: str) -> None:
        """Raise InvalidFault for a field that the operation's response never has in the contract."""
        if not is_known(operation, self.path) and not is_known(operation, ("orders", 0, *self.path)):
            raise InvalidFault(f"the response of {operation} has no field {self.field}")

    def transform(self, response: Response) -> Response | None:
        """Return the response with the field changed; None if it does not have the field."""
        content = orjson.loads(response.body)
        tops = [content] if self.path[0] in content else content.get("orders", [])
        changed = [self._change_in(top) for top in tops]
        return response._replace(body=orjson.dumps(content)) if any(changed) else None

    def change(self, parent: MutableMapping[str, Any], name: str) -> None:
        """Delete the field. A subclass may change it in another way."""
        del parent[name]

    def _change_in(self, node: Any) -> bool:
        """Change the field below a node; return False if there is none."""
        *parents, name = self.path
        try:
            for step in parents:
                node = node[step]
        except (KeyError, IndexError, TypeError):
            return False
        if not isinstance(node, dict) or name not in node:
            return False
        self.change(node, str(name))
        return True
