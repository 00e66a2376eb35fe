"""A mapping: how the tables of a workbook become records, as data that can be kept and edited.

It is JSON that people can read: rows counted from 1, columns by letters and headers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.exchange.layout import column_number, letters

VERSION = 1
#: The field of a column that is a period of a wide table.
PERIOD = "@period"
#: The field of a column whose header is the material of its figures.
MATERIAL = "@material"
MANY = (PERIOD, MATERIAL)  # what several columns of a table may be


@dataclass
class ColumnMap:
    """One column: its header, its field (blank: not read, `plant.owner`: for new plants).

    `unit` is what its figures are in where the cells do not say; `decimal` is `.` or `,`; `order`
    dmy or mdy; `percent` tells whether figures are percent or fraction.
    """

    column: int
    header: str
    field: str = ""
    unit: str = ""
    decimal: str = ""
    order: str = ""
    percent: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape; what is blank is left out."""
        found: dict[str, Any] = {"column": letters(self.column), "header": self.header,
                                 "field": self.field}  # fmt: skip
        extra = {"unit": self.unit, "decimal": self.decimal, "date_order": self.order,
                 "percent": self.percent}  # fmt: skip
        return found | {name: value for name, value in extra.items() if value}


@dataclass
class TableMap:
    """One table of one sheet; `number` counts the tables of a sheet, `name` is Excel's own.

    `header_rows` are counted from 0. `constants` hold for all rows, as they would be typed.
    `answers` are the answers to questions by their names. `wide` is how periods become records:
    `runs` of equal figures, or `each`.
    """

    sheet: str
    number: int = 1
    name: str = ""
    header_rows: tuple[int, int] = (0, 0)
    last_row: int = 0
    type: str = ""
    include: bool = True
    columns: list[ColumnMap] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    key: list[str] = field(default_factory=list)
    wide: str = ""
    skip: list[int] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape."""
        first, last = self.header_rows
        return {
            "sheet": self.sheet,
            "number": self.number,
            "table": self.name,
            "header_rows": [first + 1, last + 1],
            "last_row": self.last_row + 1,
            "type": self.type,
            "include": self.include,
            "columns": [column.to_json() for column in self.columns],
            "constants": dict(self.constants),
            "key": list(self.key),
            "wide": self.wide,
            "skip_rows": [row + 1 for row in self.skip],
            "answers": dict(self.answers),
        }

    @classmethod
    def from_json(cls, value: Map[str, Any]) -> TableMap:
        """Read the JSON shape. Raises `KeyError`, `TypeError` or `ValueError` for no mapping."""
        columns = [
            ColumnMap(
                column_number(str(one.get("column", "A")).upper()),
                str(one.get("header", "")),
                str(one.get("field") or ""),
                str(one.get("unit", "")),
                str(one.get("decimal", "")),
                str(one.get("date_order", "")),
                str(one.get("percent", "")),
            )
            for one in value.get("columns", ())
        ]
        first, last = value.get("header_rows", [1, 1])
        return cls(
            str(value["sheet"]), int(value.get("number", 1)), str(value.get("table", "")),
            (int(first) - 1, int(last) - 1), int(value.get("last_row", 1)) - 1,
            str(value.get("type", "")), bool(value.get("include", True)), columns,
            {str(k): str(v) for k, v in value.get("constants", {}).items()},
            [str(name) for name in value.get("key", ())], str(value.get("wide", "")),
            [int(row) - 1 for row in value.get("skip_rows", ())],
            {str(k): str(v) for k, v in value.get("answers", {}).items()},
        )  # fmt: skip


@dataclass
class Mapping:
    """How a workbook is read: its tables, and whether unknown names become new records."""

    file: str = ""
    tables: list[TableMap] = field(default_factory=list)
    create_references: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "mapping_version": VERSION,
            "file": self.file,
            "create_references": self.create_references,
            "tables": [table.to_json() for table in self.tables],
        }

    @classmethod
    def from_json(cls, value: Any) -> Mapping:
        """Read the JSON shape. Raises `OfftakeError` for what is no mapping."""
        try:
            if int(value["mapping_version"]) > VERSION:
                raise OfftakeError(
                    Text("The mapping was written by a newer version of Offtake; update Offtake")
                )
            tables = [TableMap.from_json(one) for one in value["tables"]]
            return cls(str(value.get("file", "")), tables,
                       bool(value.get("create_references", False)))  # fmt: skip
        except (KeyError, TypeError, ValueError, AttributeError):
            raise OfftakeError(Text("This is not a mapping of a workbook")) from None

    def write(self, path: Path) -> None:
        """Write the mapping as JSON."""
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Mapping:
        """Read a mapping that was written. Raises `OfftakeError` with one sentence."""
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(value, dict) or "tables" not in value:
                raise ValueError(value)
            return cls.from_json(value)
        except FileNotFoundError:
            raise OfftakeError(
                Text("There is no file “{path}”; open it from where it is now", path=str(path))
            ) from None
        except (OSError, ValueError):
            raise OfftakeError(
                Text("“{file}” is not a mapping of a workbook; choose one that was saved as such",
                     file=path.name)
            ) from None  # fmt: skip
