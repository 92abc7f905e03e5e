"""What a caller wants of a submission: the order, how it is sent, and how it is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect._calls.commands import Request
    from gelatoconnect._calls.look_up import Reference


@dataclass(frozen=True, slots=True)
class Intent:
    """The order to submit: its body, its POST, and how to look it up."""

    body: Mapping[str, Any]
    post: Request
    reference: Reference

    @property
    def twins_are_refused(self) -> bool:
        """Whether an order of this reference can only be this order: where `preventDuplicate: true` is sent, only then.

        Without pre-flight the body may hold null, 0 or "false" there, and a server may take each for false.
        """
        return self.body.get("preventDuplicate") is True

    @property
    def twins_are_wanted(self) -> bool:
        """Whether an order of this reference may be one of several, in plain words: `preventDuplicate: false`."""
        return self.body.get("preventDuplicate") is False
