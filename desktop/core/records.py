"""Record types: a frozen dataclass whose attributes are declared once as fields.

    @record("plant", sheet="Plants", prefix="PLT")
    class Plant(Record):
        code: str = declare(CodeField(label="Code"))
        name: str = declare(TextField(label="Name", required=True))

From the declaration follow the database column, the grid column, the form editor, the workbook
header with its drop-down and note, parsing, validation, history, search and the data dictionary.
"""

from __future__ import annotations

import dataclasses
import functools
from builtins import type as builtin_type
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

from desktop.core.errors import Problem
from desktop.core.fields import CodeField, Field, ReferenceField
from desktop.core.i18n import Text

if TYPE_CHECKING:
    from desktop.core.dataset import Dataset

_DECLARED = "field"
_SET_CLASS = object.__dict__["__class__"].__set__


def declare(declared: Field) -> Any:
    """Declare one attribute of a record type."""
    return dataclasses.field(default=None, metadata={_DECLARED: declared})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records have: an internal id, never reused."""

    id: int

    type: ClassVar[RecordType]
    #: The code by which people refer to the record; every record type declares it as a field.
    if TYPE_CHECKING:
        code: str = ""

    def rules(self, dataset: Dataset) -> Iterator[Problem]:
        """Give what is wrong or doubtful with the record beyond its single fields."""
        return iter(())

    def problem(self, field_name: str, message: Text, severity: str = "error") -> Problem:
        """Make a problem at a field of this record."""
        named = self.type.by_name.get(field_name)
        label = None if named is None else named.title
        return Problem(
            severity, self.type.name, self.code, field_name, message, id=self.id, label=label
        )

    def display_name(self) -> str:
        """Give what a person calls the record: its name or title, else its code."""
        for name in ("name", "title", "code"):
            value = getattr(self, name, None)
            if isinstance(value, str) and value:
                return value
        return self.code


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, eq=False)
class RecordType:
    """A record type: its names, its fields in order and its Python class.

    `name` is the word in code, SQL and JSON; `sheet` the worksheet's name; `prefix` starts
    proposed codes; `watches` names fields of other records (`form.material`) whose change makes
    the rules of records of this type run again; `single` marks the type of which there is
    exactly one record; `also` are other words for the records, as worksheets are called.
    """

    name: str
    sheet: str
    prefix: str
    fields: tuple[Field, ...]
    record_class: type[Record]
    watches: frozenset[str] = frozenset()
    single: bool = False
    help: str = ""
    also: tuple[str, ...] = ()

    @functools.cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by attribute name."""
        return {f.name: f for f in self.fields}

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """Attribute names in order."""
        return tuple(f.name for f in self.fields)

    @functools.cached_property
    def shown_fields(self) -> tuple[Field, ...]:
        """The fields that grids, forms and workbooks show."""
        return tuple(f for f in self.fields if not f.hidden)

    @functools.cached_property
    def references(self) -> tuple[ReferenceField, ...]:
        """The fields that refer to other records."""
        return tuple(f for f in self.fields if isinstance(f, ReferenceField))

    @property
    def title(self) -> Text:
        """The plural, as in navigation and on worksheets, in the language in use."""
        return Text(self.sheet, context="sheet")

    @property
    def singular(self) -> Text:
        """The singular in the language in use."""
        return Text(self.name, context="type")

    def make(self, id: int, values: Mapping[str, Any]) -> Record:
        """Make a record; what `values` does not name is unknown."""
        return self.record_class(id=id, **values)

    def make_all(self, ids: Iterable[int], columns: Iterable[Iterable[Any]]) -> list[Record]:
        """Make many records from the values of each field, field by field in order."""
        sources = {name: f"_{name}" for name in self.names}
        make = _maker(self, ", ".join(["_id", *sources.values()]), tuple(sources.items()))
        return make(zip(ids, *columns, strict=True))

    def make_each(self, ids: Iterable[int], values: Sequence[Mapping[str, Any]]) -> list[Record]:
        """Make many records, each from its values; what these do not name is unknown."""
        known = set().union(*values)
        # Where all name the same fields, none needs to be asked for whether it is there.
        full = set(map(len, values)) == {len(known)}
        sources = (
            (name, f'_of["{name}"]' if full else f'_of.get("{name}")')
            for name in self.names if name in known
        )  # fmt: skip
        return _maker(self, "_id, _of", tuple(sources))(zip(ids, values, strict=True))

    def values(self, of: Record) -> dict[str, Any]:
        """Give all values of a record by attribute name."""
        return {name: getattr(of, name) for name in self.names}


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(declare,))
def record(
    name: str,
    *,
    sheet: str,
    prefix: str,
    watches: tuple[str, ...] = (),
    single: bool = False,
    help: str = "",
    also: tuple[str, ...] = (),
) -> Callable[[type[R]], type[R]]:
    """Make a class a record type; its fields and those of the class it extends, in order."""

    def decorate(cls: type[R]) -> type[R]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        fields = tuple(
            dataclasses.replace(f.metadata[_DECLARED], name=f.name)
            for f in dataclasses.fields(made)
            if _DECLARED in f.metadata
        )
        if not fields or not isinstance(fields[0], CodeField):
            raise TypeError(f"record type {name} must begin with a CodeField")
        made.type = RecordType(
            name, sheet, prefix, fields, made, frozenset(watches), single, help, also
        )
        return made

    return decorate


@functools.lru_cache(maxsize=256)
def _maker(
    type: RecordType, row: str, sources: tuple[tuple[str, str], ...]
) -> Callable[[Iterable[Sequence[Any]]], list[Record]]:
    """Make a function that makes records of rows: `row` names their parts, `sources` tells fields.

    It is a loop without a call for each value. A class that is frozen refuses that its attributes
    are set, and going around it takes a call each; so the records are first of a class that is
    the same but for that.
    """
    frozen = type.record_class
    names = {"__slots__": frozen.__dict__["__slots__"],
             "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}  # fmt: skip
    loose = builtin_type(frozen.__name__, frozen.__bases__, names)
    values = {name: "None" for name in type.names} | dict(sources)
    lines = [
        "def make(rows):",
        "    made = []",
        f"    for {row} in rows:",
        "        one = new(loose)",
        "        one.id = _id",
        *(f"        one.{name} = {value}" for name, value in values.items()),
        "        made.append(one)",
        "    return made",
    ]
    found: dict[str, Any] = {"new": object.__new__, "loose": loose}
    exec("\n".join(lines), found)

    def make(rows: Iterable[Sequence[Any]]) -> list[Record]:
        made: list[Record] = found["make"](rows)
        deque(map(_SET_CLASS, made, repeat(frozen)), maxlen=0)
        return made

    return make


def types_of(*classes: type[Record]) -> Mapping[str, RecordType]:
    """Give record types by name, in the order given (referred-to types first)."""
    return {cls.type.name: cls.type for cls in classes}
