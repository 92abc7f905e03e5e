"""The mark of an absent field, and an answer with its parsed body."""

from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Generic, Literal, TypeVar

from attrs import define

T = TypeVar("T")


class Unset:
    """The type of UNSET, which stands for a field that is not there (None stands for null)."""

    def __bool__(self) -> Literal[False]:
        return False

    def __reduce__(self) -> str:
        return "UNSET"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()


@define
class Response(Generic[T]):
    """An answer: status, raw content, headers, and the parsed body where there is one."""

    status_code: HTTPStatus
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = ["UNSET", "Response", "Unset"]
