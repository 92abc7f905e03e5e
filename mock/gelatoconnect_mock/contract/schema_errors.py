"""Says in sentences what is wrong with a body or a query of the control plane: each field by its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import jsonschema_rs

    from gelatoconnect_mock.contract.field_errors import Detail

MOST: Final = 20
_LONGEST: Final = 60
_KINDS: Final = {
    "string": "a string", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "object": "an object", "array": "a list", "null": "null",
}  # fmt: skip
_LIMITS: Final = {
    "minimum": "at least {limit}",
    "maximum": "at most {limit}",
    "exclusiveMinimum": "more than {limit}",
    "minLength": "some text",
    "minItems": "at least {limit} of them",
    "maxItems": "at most {limit} of them",
    "minProperties": "at least {limit} of its fields",
    "maxProperties": "at most {limit} fields",
}
_FORMS: Final = {
    "^[0-9]{4}-": "a moment with an offset, such as 2025-01-01T00:00:00+00:00",
    "^[0-9a-f]{": "a UUID in lower case",
    "^[A-Za-z0-": "1 to 64 letters, digits, dots, hyphens, underscores and tildes",
}
"""What the patterns of the description mean, by their beginnings."""
_TELLING: Final = 10


def detail(reference: str, message: str) -> Detail:
    """Return one entry of a refusal's ``details``."""
    return {"message": message, "reference": reference, "code": "other"}


def failures(judge: jsonschema_rs.Draft202012Validator, value: Any, *, quiet: bool = False) -> list[Detail]:
    """Return one entry for each failing field, sorted by path.

    ``quiet`` repeats no value: it may be personal.
    """
    told = dict(_told(judge.iter_errors(value), quiet=quiet))
    return [detail(reference, told[reference]) for reference in sorted(told)]


def path(steps: Iterable[str | int]) -> str:
    """Return a place in a body as the API writes it: ``items[0].quantity``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def shown(value: Any) -> str:
    """Return a value as a sentence can have it: short ones as JSON, others by their kind."""
    if isinstance(value, (dict, list)):
        return _kind(value)
    text = orjson.dumps(value).decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _told(errors: Iterable[jsonschema_rs.ValidationError], *, quiet: bool) -> Iterator[tuple[str, str]]:
    for error in errors:
        kind, where = error.kind, list(error.instance_path)
        fields = kind.as_dict()
        if kind.name == "additionalProperties":
            for name in fields["unexpected"]:
                yield path([*where, name]), "there is no such field"
        elif kind.name == "required":
            yield path([*where, fields["property"]]), "expected this field, found none"
        elif kind.name in {"anyOf", "oneOf"}:
            yield from _nearest(error, where, fields["context"], quiet=quiet)
        else:
            found = _kind(error.instance) if quiet else shown(error.instance)
            yield path(where), f"expected {_expected(kind.name, fields)}, found {found}"


def _nearest(
    error: jsonschema_rs.ValidationError, where: list[str | int], forms: list[Any], *, quiet: bool
) -> Iterator[tuple[str, str]]:
    """Tell what is wrong with the form that was meant: the one whose kind of value was given."""
    meant = [form for form in forms if all(one.kind.name not in {"type", "const", "enum"} or
                                           list(one.instance_path) != where for one in form)]  # fmt: skip
    if meant:
        yield from _told(min(meant, key=lambda form: len(list(form))), quiet=quiet)
        return
    wanted = dict.fromkeys(_expected(one.kind.name, one.kind.as_dict()) for form in forms for one in form[:1])
    yield (
        path(where),
        f"expected {' or '.join(wanted)}, found {_kind(error.instance) if quiet else shown(error.instance)}",
    )


def _expected(name: str, fields: dict[str, Any]) -> str:
    if name == "type":
        return " or ".join(_KINDS[kind] for kind in fields["types"])
    if name == "enum":
        return "one of " + ", ".join(one if isinstance(one, str) else shown(one) for one in fields["options"])
    if name == "const":
        return shown(fields["expected_value"])
    if name == "pattern":
        return _FORMS.get(fields["pattern"][:_TELLING], f"text that fits {fields['pattern']}")
    return _LIMITS.get(name, "what {name} of /_sandbox/openapi.json asks for").format(name=name, **fields)


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case dict():
            return "an object" if value else "an empty object"
        case _:
            return "a list" if value else "an empty list"
