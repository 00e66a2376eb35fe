"""What our workbooks look like: sheets, headers, names, and the link back to the workspace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.core.fields import Field
from desktop.core.i18n import Text, translate
from desktop.core.records import RecordType

#: Sheet with the link data, very hidden, and the one that feeds long drop-downs.
LINK_SHEET = "_link"
LISTS_SHEET = "_lists"
ID_HEADER = Text("ID")
README_TITLE = Text("Read me", context="sheet")
HEADER_ROW = 1
LAST_ROW = 1_048_576  # of any worksheet
LAST_COLUMN = 16_384

#: Custom document properties that repeat the most important link data.
PROPERTIES = {
    "workspace": "Offtake workspace",
    "revision": "Offtake revision",
    "stamp": "Offtake revision time",
    "export": "Offtake export",
}
#: The property that names the types of which only some records were exported.
_PARTIAL_PROPERTY = "Offtake partial sheets"
#: The property that names the organization that was asked, of a questionnaire.
_ASKED_PROPERTY = "Offtake questionnaire"
_MAGIC, _VERSION = "Offtake workbook", "1"
_LINE = re.compile(r"offtake:(?:[a-z]+=[^;\s]*;)+")
_NAME_PREFIX = "_offtake."


@dataclass(frozen=True)
class Link:
    """How a workbook hangs together with the workspace it was exported from.

    `sheets` gives type names by sheet title, `columns` field names by type name and header.
    """

    workspace: str
    revision: int
    export: str
    language: str = "en"
    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    #: When the revision was written; tells copies of a workspace apart. Blank if it was lost.
    stamp: str = ""
    #: Types of which only some records were exported: a row that is not there says nothing.
    partial: frozenset[str] = frozenset()
    #: The code of the organization that was asked, of a questionnaire.
    questionnaire: str = ""

    def to_rows(self) -> list[list[str]]:
        """Give the rows of the link sheet."""
        return [
            [_MAGIC, _VERSION],
            ["workspace", self.workspace],
            ["revision", str(self.revision)],
            ["stamp", self.stamp],
            ["export", self.export],
            ["language", self.language],
            *([["questionnaire", self.questionnaire]] if self.questionnaire else []),
            *(["rows", name, "some"] for name in sorted(self.partial)),
            *(["sheet", title, type_name] for title, type_name in self.sheets.items()),
            *(["column", *key, name] for key, name in self.columns.items()),
        ]

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[Any]]) -> Link | None:
        """Read the rows of a link sheet; None when they are none of ours."""
        single: dict[str, str] = {}
        sheets: dict[str, str] = {}
        columns: dict[tuple[str, str], str] = {}
        partial: set[str] = set()
        for row in rows:
            match [_as_text(value) for value in row if value not in (None, "")]:
                case ["sheet", title, type_name]:
                    sheets[title] = type_name
                case ["column", type_name, header, name]:
                    columns[type_name, header] = name
                case ["rows", type_name, _]:
                    partial.add(type_name)
                case [key, value]:
                    single[key] = value
        if _MAGIC not in single:
            return None
        made = cls.from_properties(single)
        if made is None:
            return None
        return replace(
            made,
            language=single.get("language", "en"),
            sheets=sheets,
            columns=columns,
            partial=frozenset(partial),
            questionnaire=single.get("questionnaire", ""),
        )

    def to_properties(self) -> dict[str, str]:
        """Give the custom document properties by name."""
        given = {
            "workspace": self.workspace,
            "revision": str(self.revision),
            "stamp": self.stamp,
        }
        named = {PROPERTIES[key]: value for key, value in (given | {"export": self.export}).items()}
        if self.partial:
            named[_PARTIAL_PROPERTY] = ",".join(sorted(self.partial))
        if self.questionnaire:
            named[_ASKED_PROPERTY] = self.questionnaire
        return named

    @classmethod
    def from_properties(cls, given: Mapping[str, str]) -> Link | None:
        """Read custom properties, by their names or keys; None when they are none of ours."""
        found = {key: given.get(name, given.get(key, "")) for key, name in PROPERTIES.items()}
        if not found["workspace"] or not re.fullmatch(r"\d{1,12}", found["revision"]):
            return None
        partial = frozenset(filter(None, given.get(_PARTIAL_PROPERTY, "").split(",")))
        return cls(
            found["workspace"],
            int(found["revision"]),
            found["export"],
            stamp=found["stamp"],
            partial=partial,
            questionnaire=given.get(_ASKED_PROPERTY, ""),
        )

    def to_line(self) -> str:
        """Give the most important link data as one word, for a cell that everybody sees."""
        given = self.to_properties()
        names = {**PROPERTIES, "partial": _PARTIAL_PROPERTY}
        found = [f"{key}={given[name]};" for key, name in names.items() if given.get(name)]
        return "offtake:" + "".join(found)

    @classmethod
    def from_line(cls, text: object) -> Link | None:
        """Read what `to_line` gave; None for any other value."""
        if not isinstance(text, str) or _LINE.fullmatch(text.strip()) is None:
            return None
        parts = text.strip().removeprefix("offtake:").split(";")
        given = dict(part.split("=", 1) for part in parts if part)
        return cls.from_properties({**given, _PARTIAL_PROPERTY: given.get("partial", "")})


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def spoken(text: Text, language: str) -> str:
    """Give a text in the language of the workbook, whatever the window speaks."""
    pattern = translate(text.source, text.context, language)
    args = {k: spoken(v, language) if isinstance(v, Text) else v for k, v in text.args.items()}
    return pattern.format(**args) if args else pattern


def header(of: Field, language: str = "en") -> str:
    """Give a column's header: the label with its unit in brackets."""
    label = translate(of.label, "", language)
    return f"{label} [{translate(of.unit, '', language)}]" if of.unit else label


def sheet_title(type: RecordType, language: str = "en") -> str:
    """Give the name of a type's worksheet, of which Excel allows 31 characters."""
    return _allowed(translate(type.sheet, "sheet", language))


def readme_title(language: str = "en") -> str:
    """Give the name of the read-me sheet."""
    return _allowed(spoken(README_TITLE, language))


def _allowed(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip("'")[:31]


def column_name(type: RecordType, of: Field) -> str:
    """Give the hidden defined name that stays with a column's header when it is moved."""
    return f"{_NAME_PREFIX}{type.name}.{of.name}"


def named_column(name: str) -> tuple[str, str] | None:
    """Give type and field name of such a defined name, None for any other name."""
    parts = name.removeprefix(_NAME_PREFIX).split(".")
    if not name.startswith(_NAME_PREFIX) or len(parts) != 2:
        return None
    return parts[0], parts[1]


def letters(column: int) -> str:
    """Give the letters of a column counted from 0: A, B ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_number(name: str) -> int:
    """Give the number, from 0, of a column by its letters."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def quoted(sheet: str) -> str:
    """Give a sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def cell_address(sheet: str, row: int, column: int) -> str:
    """Give an address such as `Capacity!H14`; row and column are counted from 0."""
    shown = sheet if re.fullmatch(r"\w+", sheet) else quoted(sheet)
    return f"{shown}!{letters(column)}{row + 1}"
