"""Lists the failing fields of a value by its validator's errors: for any schema, such as the control plane's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.contract.wording import NOTHING, describe_keyword, describe_type, mismatch, quote, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import jsonschema_rs

    from gelatoconnect_mock.contract.field_errors import Detail


def schema_errors(validator: jsonschema_rs.Draft202012Validator, value: Any, *, redact: bool = False) -> list[Detail]:
    """Return one entry for each failing field, sorted by path.

    Args:
        validator: The validator of the value.
        value: Any JSON value.
        redact: Name the type of each value found, not the value: it may be personal data.
    """
    messages = dict(_messages(validator.iter_errors(value), describe_type if redact else quote))
    return [detail(field, messages[field]) for field in sorted(messages)]


def _messages(
    errors: Iterable[jsonschema_rs.ValidationError], describe: Callable[[Any], str]
) -> Iterator[tuple[str, str]]:
    for error in errors:
        keyword, path = error.kind.name, list(error.instance_path)
        arguments = error.kind.as_dict()
        if keyword == "additionalProperties":
            for name in arguments["unexpected"]:
                yield reference([*path, name]), "there is no such field"
        elif keyword == "required":
            yield reference([*path, arguments["property"]]), mismatch("this field", NOTHING)
        elif keyword in {"anyOf", "oneOf"}:
            yield from _of_branches(error, path, arguments["context"], describe)
        else:
            yield reference(path), mismatch(describe_keyword(keyword, arguments), describe(error.instance))


def _of_branches(
    error: jsonschema_rs.ValidationError,
    path: list[str | int],
    branches: Iterable[Iterable[jsonschema_rs.ValidationError]],
    describe: Callable[[Any], str],
) -> Iterator[tuple[str, str]]:
    """Report the branch with the fewest errors among those that accept the value's type, or all branches at once."""
    errors_of_branches = [list(branch) for branch in branches]
    fitting = [errors for errors in errors_of_branches if not any(_rejects_type(one, path) for one in errors)]
    if fitting:
        nearest = min(fitting, key=len)
        yield from _messages(nearest, describe)
        return
    first_errors = (one.kind for errors in errors_of_branches for one in errors[:1])
    expected = dict.fromkeys(describe_keyword(kind.name, kind.as_dict()) for kind in first_errors)
    yield reference(path), mismatch(" or ".join(expected), describe(error.instance))


def _rejects_type(error: jsonschema_rs.ValidationError, path: list[str | int]) -> bool:
    return error.kind.name in {"type", "const", "enum"} and list(error.instance_path) == path
