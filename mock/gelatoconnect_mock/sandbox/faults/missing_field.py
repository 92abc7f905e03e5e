"""``missing_field=id``, ``missing_field=items[0].id``: the answer lacks a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import orjson

from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase, quoted
from gelatoconnect_mock.sandbox.faults.response_fields import Path, known, read_path

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from gelatoconnect_mock.sandbox.http.messages import Response


@dataclass(frozen=True, slots=True)
class MissingField(Fault):
    """A broken server. A plain name in a search is that field of every order found, unless the answer itself has it."""

    name: ClassVar[str] = "missing_field"
    needs_after: ClassVar[str | None] = "it spoils a real answer"
    field: str = "id"
    path: Path = ("id",)

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the way to the field from the top of the answer."""
        path = read_path(argument or "")
        if options or argument is None or path is None:
            raise InvalidFault(f"{cls.name} takes a field, as in {cls.name}=items[0].id, found {quoted(argument)}")
        return cls(phase, argument, path)

    def check_operation(self, operation: str) -> None:
        """Refuse a field that the contract does not know in that operation's answer."""
        if not known(operation, self.path) and not known(operation, ("orders", 0, *self.path)):
            raise InvalidFault(f"the answer to {operation} has no field {self.field}")

    def transform(self, response: Response) -> Response | None:
        """Return the answer with the field changed; None where it had none."""
        content = orjson.loads(response.body)
        wholes = [content] if self.path[0] in content else content.get("orders", [])
        struck = [self._strikes(whole) for whole in wholes]
        return response._replace(body=orjson.dumps(content)) if any(struck) else None

    def change(self, holder: MutableMapping[str, Any], name: str) -> None:
        """Do to a field what the fault does to it."""
        del holder[name]

    def _strikes(self, node: Any) -> bool:
        *way, name = self.path
        try:
            for step in way:
                node = node[step]
        except (KeyError, IndexError, TypeError):
            return False
        if not isinstance(node, dict) or name not in node:
            return False
        self.change(node, str(name))
        return True
