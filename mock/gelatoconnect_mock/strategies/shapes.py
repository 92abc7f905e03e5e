"""The kinds of JSON in a request. Each draws valid values and lists every way to break them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from gelatoconnect_mock.strategies.values import ANYTHING, NAMES_ANY, NAMES_ASCII

__all__ = ["Choice", "Fault", "Kind", "ListOf", "Located", "MapOf", "Object", "Scalar"]

Located = tuple[tuple[str | int, ...], Any]
"""The path of a violation, and the value that contains it."""

_OF_ANOTHER_TYPE: Final[Mapping[str, Sequence[Any]]] = {
    "string": ("text", "", "7", "true"),
    "integer": (7, 0),
    "number": (7.5,),
    "boolean": (True, False),
    "array": ([], ["text"], [{}]),
    "object": ({}, {"key": "value"}),
}
_ALSO: Final[Mapping[str, frozenset[str]]] = {"number": frozenset({"number", "integer"})}


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to break a kind: its name, and a strategy for values with that violation and its path."""

    name: str
    broken: SearchStrategy[Located]


class Kind(Protocol):
    """A kind of JSON."""

    @property
    def valid(self) -> SearchStrategy[Any]:
        """Valid values. They may have unknown properties of any name."""
        ...

    @property
    def carrier(self) -> SearchStrategy[Any]:
        """Valid values to put a violation into. The names of unknown properties are plain ASCII."""
        ...

    def usual(self) -> Any:
        """Return a new copy of the plain value, used if nothing else is drawn."""
        ...

    def faults(self) -> Iterator[Fault]:
        """Yield every way to break a value of this kind and its parts."""
        ...

    def parts(self) -> "Iterator[tuple[tuple[str, ...], Kind]]":
        """Yield the kinds inside this one, each with the step to it: a name, `*`, or none for a form of a choice."""
        ...


def _here(values: SearchStrategy[Any]) -> SearchStrategy[Located]:
    return values.map(lambda value: ((), value))


def _type_faults(json_type: str) -> Iterator[Fault]:
    fitting = _ALSO.get(json_type, frozenset({json_type}))
    others = [value for kind, values in _OF_ANOTHER_TYPE.items() if kind not in fitting for value in values]
    yield Fault(": null", _here(st.none()))
    yield Fault(": wrong type", _here(st.sampled_from(others)))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, number or boolean. `wrong` has the invalid values of the right type, by name."""

    json_type: str
    plain: str | float
    valid: SearchStrategy[Any]
    wrong: Mapping[str, SearchStrategy[Any]] = field(default_factory=dict)

    @property
    def carrier(self) -> SearchStrategy[Any]:
        """The valid values: they have no properties."""
        return self.valid

    def usual(self) -> Any:
        """Return the plain value."""
        return self.plain

    def faults(self) -> Iterator[Fault]:
        """Yield wrong types, and wrong values of the right type."""
        yield from _type_faults(self.json_type)
        for name, values in self.wrong.items():
            yield Fault(f": {name}", _here(values))

    def parts(self) -> Iterator[tuple[tuple[str, ...], Kind]]:
        """Yield nothing."""
        yield from ()


class ListOf:
    """A list of one kind."""

    def __init__(self, element: Kind, *, min_size: int = 0, max_size: int = 3) -> None:
        self._element, self._min_size = element, min_size
        self.valid = st.lists(element.valid, min_size=min_size, max_size=max_size)
        self.carrier = st.lists(element.carrier, min_size=min_size, max_size=max_size)

    def usual(self) -> Any:
        """Return a list of one usual element."""
        return [self._element.usual()]

    def faults(self) -> Iterator[Fault]:
        """Yield wrong types, too few elements, and one broken element among valid ones."""
        yield from _type_faults("array")
        if self._min_size:
            yield Fault(": empty", _here(st.just([])))
        for fault in self._element.faults():
            yield Fault(f"/*{fault.name}", _among(self.carrier, fault.broken))

    def parts(self) -> Iterator[tuple[tuple[str, ...], Kind]]:
        """Yield the element."""
        yield ("*",), self._element


@st.composite
def _among(draw: DrawFn, carrier: SearchStrategy[list[Any]], broken: SearchStrategy[Located]) -> Located:
    steps, value = draw(broken)
    elements = draw(carrier)
    index = draw(st.integers(0, len(elements)))
    return (index, *steps), [*elements[:index], value, *elements[index:]]


class MapOf:
    """An object with any names and values of one kind."""

    def __init__(self, value: Kind, names: SearchStrategy[str]) -> None:
        self._value = value
        self.valid = st.dictionaries(st.one_of(names, NAMES_ANY), value.valid, max_size=3)
        self.carrier = st.dictionaries(st.one_of(names, NAMES_ASCII), value.carrier, max_size=3)
        self._names = names

    def usual(self) -> Any:
        """Return a map of one usual value."""
        return {"Size": self._value.usual()}

    def faults(self) -> Iterator[Fault]:
        """Yield wrong types, and one broken value among valid ones."""
        yield from _type_faults("object")
        for fault in self._value.faults():
            yield Fault(f"/*{fault.name}", _under_a_name(self.carrier, self._names, fault.broken))

    def parts(self) -> Iterator[tuple[tuple[str, ...], Kind]]:
        """Yield the value."""
        yield ("*",), self._value


@st.composite
def _under_a_name(
    draw: DrawFn, carrier: SearchStrategy[dict[str, Any]], names: SearchStrategy[str], broken: SearchStrategy[Located]
) -> Located:
    steps, value = draw(broken)
    name = draw(names)
    return (name, *steps), {**draw(carrier), name: value}


class Object:
    """An object with documented properties. It may have unknown ones too.

    Draws are slow. So each body draws only a few properties freely; the others are present with their usual value, or
    absent. Required lists and objects are always drawn.

    Args:
        required: The required properties.
        optional: The optional properties.
        picks: The number of properties that a body draws freely. One may be an unknown property.
        one_needed: Optional properties of which at least one must be present. They are always drawn.
        marks: Required properties that identify one form of a choice. Without them the whole object is invalid.
        together: Sets of values that have a meaning only together. A body may have one set.
        reserved: Names that unknown properties never have, besides those of `required` and `optional`.
    """

    def __init__(
        self,
        required: Mapping[str, Kind],
        optional: Mapping[str, Kind],
        *,
        picks: int = 2,
        one_needed: Sequence[str] = (),
        marks: Sequence[str] = (),
        together: Sequence[Mapping[str, Any]] = (),
        reserved: Sequence[str] = (),
    ) -> None:
        self._required, self._properties = required, {**required, **optional}
        self._one_needed, self._marks = tuple(one_needed), tuple(marks)
        self._optional = tuple(name for name in optional if name not in one_needed)
        self._names, self._picks, self._together = tuple(self._properties), picks, ({}, *together)
        self._taken = frozenset({*self._properties, *reserved})
        self.valid = self._bodies({name: kind.valid for name, kind in self._properties.items()}, NAMES_ANY)
        self.carrier = self._bodies({name: kind.carrier for name, kind in self._properties.items()}, NAMES_ASCII)

    def usual(self) -> Any:
        """Return every property with its usual value."""
        return {name: kind.usual() for name, kind in self._properties.items()}

    def _bodies(
        self, kinds: Mapping[str, SearchStrategy[Any]], names: SearchStrategy[str]
    ) -> SearchStrategy[dict[str, Any]]:
        # A documented name gets a suffix: a filter would reject draws.
        free = names.map(lambda name: f"{name}?" if name in self._taken else name)
        unknown = st.tuples(free, ANYTHING)
        # One draw decides which properties are present: the bits of a number.
        needed = st.integers(1, 2 ** len(self._one_needed) - 1) if self._one_needed else None
        present = st.integers(0, 2 ** len(self._optional) - 1) if self._optional else None
        picked = st.integers(0, len(self._properties) + 1)
        together = st.sampled_from(self._together) if len(self._together) > 1 else None

        @st.composite
        def bodies(draw: DrawFn) -> dict[str, Any]:
            body = {
                name: kind.usual() if isinstance(kind, Scalar | MapOf) else draw(kinds[name])
                for name, kind in self._required.items()
            }
            if needed is not None:
                body.update((name, draw(kinds[name])) for name in _chosen(self._one_needed, draw(needed)))
            if present is not None:
                body.update((name, self._properties[name].usual()) for name in _chosen(self._optional, draw(present)))
            if together is not None:
                body.update(draw(together))
            for _ in range(self._picks):
                pick = draw(picked)
                if pick > len(self._properties):
                    body.update([draw(unknown)])
                elif pick:
                    name = self._names[pick - 1]
                    body[name] = draw(kinds[name])
            return body

        return bodies()

    def faults(self) -> Iterator[Fault]:
        """Yield wrong types, each required property missing, and each property broken."""
        yield from _type_faults("object")
        for name in self._required:
            path = () if name in self._marks else (name,)
            yield Fault(f"/{name}: missing", self.carrier.map(_without((name,), path)))
        if self._one_needed:
            yield Fault(": neither field", self.carrier.map(_without(self._one_needed, ())))
        for name, kind in self._properties.items():
            for fault in kind.faults():
                yield Fault(f"/{name}{fault.name}", _in_property(self.carrier, name, fault.broken))

    def parts(self) -> Iterator[tuple[tuple[str, ...], Kind]]:
        """Yield the properties."""
        for name, kind in self._properties.items():
            yield (name,), kind


def _without(names: Sequence[str], path: tuple[str, ...]) -> Callable[[dict[str, Any]], Located]:
    return lambda body: (path, {name: value for name, value in body.items() if name not in names})


def _chosen(names: Sequence[str], bits: int) -> Iterator[str]:
    return (name for index, name in enumerate(names) if bits >> index & 1)


@st.composite
def _in_property(
    draw: DrawFn, carrier: SearchStrategy[dict[str, Any]], name: str, broken: SearchStrategy[Located]
) -> Located:
    steps, value = draw(broken)
    return (name, *steps), {**draw(carrier), name: value}


class Choice:
    """One of several labeled forms of an object. `mixed` draws values that match no form, or several."""

    def __init__(self, forms: Mapping[str, Object], mixed: Mapping[str, SearchStrategy[dict[str, Any]]]) -> None:
        self._forms, self._mixed = forms, mixed
        self.valid = st.one_of(*(form.valid for form in forms.values()))
        self.carrier = st.one_of(*(form.carrier for form in forms.values()))

    def usual(self) -> Any:
        """Return the usual value of the first form."""
        return next(iter(self._forms.values())).usual()

    def faults(self) -> Iterator[Fault]:
        """Yield wrong types, each form broken, and values that match no form or several."""
        yield from _type_faults("object")
        own = {fault.name for fault in _type_faults("object")}
        for label, form in self._forms.items():
            for fault in form.faults():
                if fault.name not in own:
                    yield Fault(f"({label}){fault.name}", fault.broken)
        for name, bodies in self._mixed.items():
            yield Fault(f": {name}", _here(bodies))

    def parts(self) -> Iterator[tuple[tuple[str, ...], Kind]]:
        """Yield the forms."""
        for form in self._forms.values():
            yield (), form
