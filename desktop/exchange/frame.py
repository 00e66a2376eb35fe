"""The frame of an exported workbook: everything but the rows, made with openpyxl."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from desktop.core.dataset import Dataset
from desktop.core.fields import (
    ChoiceField,
    ChoicesField,
    CodeField,
    DateField,
    Field,
    IntegerField,
    LongTextField,
    NumberField,
    PartialDateField,
    PercentField,
    ReferenceField,
)
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.core.territory import CountryField, CurrencyField
from desktop.exchange import layout
from desktop.exchange.layout import Link, header, letters, quoted, sheet_title, spoken
from desktop.exchange.texts import ID_NOTE, header_note, readme_rows

ID_WIDTH = 9.0
_LONGEST_LIST = 255  # characters of a drop-down that is written out in place

_REQUIRED = PatternFill("solid", fgColor="1F4E78")
_OPTIONAL = PatternFill("solid", fgColor="D6E3F0")
_UNDER = Border(bottom=Side("thin", color="808080"))
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Frame:
    """The workbook without its rows; style numbers of the columns, and sheets, by type name.

    `parts` names the part of the package that holds a type's sheet.
    """

    workbook: Any
    parts: Mapping[str, str]
    styles: Mapping[str, Sequence[int]]
    quoted_styles: Mapping[str, Sequence[int]]


def build_frame(
    dataset: Dataset, types: Sequence[RecordType], link: Link, name: str, moment: dt.datetime
) -> Frame:
    """Make the sheets with headers, notes, drop-downs, tables, link data and the read-me."""
    builder = _Builder(dataset, types, link.language)
    builder.add_readme(readme_rows(dataset, types, name, link.export, moment, link.language))
    for type in types:
        builder.add_sheet(type)
    builder.add_lists()
    builder.add_link(link)
    properties = builder.workbook.properties
    properties.title, properties.creator = name, "Offtake"
    properties.created = properties.modified = moment.replace(tzinfo=None)
    parts = {
        type.name: f"xl/worksheets/sheet{builder.workbook.sheetnames.index(title) + 1}.xml"
        for type in types
        for title in [sheet_title(type, link.language)]
    }
    return Frame(builder.workbook, parts, builder.styles, builder.quoted_styles)


class _Builder:
    def __init__(self, dataset: Dataset, types: Sequence[RecordType], language: str) -> None:
        self.workbook: Any = Workbook(write_only=True)
        self.dataset = dataset
        self.types = {type.name: type for type in types}
        self.language = language
        self.styles: dict[str, list[int]] = {}
        self.quoted_styles: dict[str, list[int]] = {}
        self._lists: dict[str, Sequence[str]] = {}

    def add_readme(self, rows: Sequence[tuple[str, str]]) -> None:
        sheet = self.workbook.create_sheet(layout.readme_title(self.language))
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 90
        sheet.sheet_view.showGridLines = False
        for number, (left, right) in enumerate(rows):
            first, second = _text_cell(sheet, left), _text_cell(sheet, right)
            first.font = Font(bold=True, size=16 if number == 0 else 11)
            first.alignment = second.alignment = _WRAPPED if right else _TOP
            sheet.append([first, second])

    def add_sheet(self, type: RecordType) -> None:
        title = sheet_title(type, self.language)
        sheet = self.workbook.create_sheet(title)
        sheet.freeze_panes = "C2" if type.fields[0] in type.shown_fields else "B2"
        last = len(self.dataset[type.name]) + layout.HEADER_ROW
        cells = [self._header_cell(sheet, spoken(layout.ID_HEADER, self.language),
                                   spoken(ID_NOTE, self.language), required=False)]  # fmt: skip
        self._style_column(sheet, type, 0, None)
        for number, field in enumerate(type.shown_fields, start=1):
            note = header_note(field, type, self.dataset, self.language)
            cells.append(
                self._header_cell(sheet, header(field, self.language), note, field.required)
            )
            self._style_column(sheet, type, number, field)
            place = f"{quoted(title)}!${letters(number)}${layout.HEADER_ROW}"
            self._define(layout.column_name(type, field), place)
            validation = self._validation(field)
            if validation is not None:
                column = letters(number)
                validation.sqref = f"{column}{layout.HEADER_ROW + 1}:{column}{layout.LAST_ROW}"
                sheet.data_validations.append(validation)
        sheet.append(cells)
        if type.fields[0] in type.shown_fields:
            self._define(_codes_name(type), _codes_of(title, 1))
        sheet._tables.add(_table(type, [str(cell.value) for cell in cells], last))

    def _header_cell(self, sheet: Any, text: str, note: str, required: bool) -> Any:
        cell = _text_cell(sheet, text)
        cell.font = Font(bold=True, color="FFFFFF" if required else "1F3247")
        cell.fill = _REQUIRED if required else _OPTIONAL
        cell.border, cell.alignment = _UNDER, _WRAPPED
        if note:
            lines = sum(1 + len(line) // 42 for line in note.split("\n"))
            cell.comment = Comment(note, "Offtake", width=300, height=24 + 17 * lines)
        return cell

    def _style_column(self, sheet: Any, type: RecordType, number: int, field: Field | None) -> None:
        """Format the column as a whole too, so that what is typed below the rows is read right."""
        width, format = (ID_WIDTH, "@") if field is None else _appearance(field)
        dimension = sheet.column_dimensions[letters(number)]
        dimension.width, dimension.number_format = width, format
        cell: Any = WriteOnlyCell(sheet)
        cell.number_format, cell.alignment = format, _TOP
        if field is None:
            cell.font = Font(color="A0A0A0", size=9)
            dimension.font = Font(color="A0A0A0", size=9)
        self.styles.setdefault(type.name, []).append(cell.style_id)
        cell.quotePrefix = True
        self.quoted_styles.setdefault(type.name, []).append(cell.style_id)

    def _validation(self, field: Field) -> DataValidation | None:
        """Give the drop-down of a field. Other input is only refused where no other can be read."""
        if isinstance(field, ReferenceField):
            target = self.dataset.types[field.target]
            if field.target not in self.types:
                self._lists[_codes_name(target)] = [r.code for r in self.dataset[field.target]]
            return self._drop_down("=" + _codes_name(target), "warning", field)
        if isinstance(field, ChoicesField):
            return self._drop_down(self._list(field.name, field.choices), None, field)
        if isinstance(field, ChoiceField):
            return self._drop_down(self._list(field.name, field.choices), "stop", field)
        if isinstance(field, (CountryField, CurrencyField)):
            return self._drop_down(self._list(field.iso, sorted(field.names("en"))), None, field)
        return None

    def _list(self, name: str, words: Sequence[str]) -> str:
        """Give the source of a drop-down: the words in place, or a name for a range of them."""
        together = ",".join(words)
        if len(together) <= _LONGEST_LIST and not any(set(word) & set(',"') for word in words):
            return f'"{together}"'
        self._lists[f"{name}_list"] = words
        return f"={name}_list"

    def _drop_down(self, source: str, refuse: str | None, field: Field) -> DataValidation:
        made = DataValidation("list", formula1=source.removeprefix("="), allow_blank=True)
        made.showErrorMessage = refuse is not None
        made.errorStyle = refuse or "information"  # type: ignore[assignment]
        made.errorTitle = header(field, self.language)[:32]
        if isinstance(field, ReferenceField):
            sheet = sheet_title(self.dataset.types[field.target], self.language)
            message = Text("The sheet “{sheet}” has no such code yet.", sheet=sheet)
        else:
            message = Text("Choose a word from the list.")
        made.error = spoken(message, self.language)[:225]
        return made

    def _define(self, name: str, place: str) -> None:
        hidden = name.startswith("_")
        self.workbook.defined_names[name] = DefinedName(name, attr_text=place, hidden=hidden)

    def add_lists(self) -> None:
        """Add the sheet that feeds long drop-downs, one column each."""
        if not self._lists:
            return
        sheet = self.workbook.create_sheet(layout.LISTS_SHEET)
        sheet.sheet_state = "veryHidden"
        for number, (name, words) in enumerate(self._lists.items()):
            column = letters(number)
            last = max(1, len(words))
            self._define(name, f"{layout.LISTS_SHEET}!${column}$1:${column}${last}")
        longest = max(len(words) for words in self._lists.values())
        for row in range(longest):
            found = [words[row] if row < len(words) else "" for words in self._lists.values()]
            sheet.append([_text_cell(sheet, word) if word else None for word in found])

    def add_link(self, link: Link) -> None:
        """Write the link data twice, since other programs may drop one of them."""
        sheet = self.workbook.create_sheet(layout.LINK_SHEET)
        sheet.sheet_state = "veryHidden"
        for row in link.to_rows():
            sheet.append([_text_cell(sheet, value) for value in row])
        for name, value in link.to_properties().items():
            self.workbook.custom_doc_props.append(StringProperty(name=name, value=value))


def _text_cell(sheet: Any, text: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # also for a text that begins like a formula
    return cell


def _codes_name(type: RecordType) -> str:
    return f"{type.name}_codes"


def _codes_of(title: str, column: int) -> str:
    """Give the codes of a sheet as a range that grows with it; a fixed one would offer blanks."""
    place, letter = quoted(title), letters(column)
    codes = f"{place}!${letter}:${letter}"
    return f"{place}!${letter}$2:INDEX({codes},MAX(2,COUNTA({codes})))"


def _table(type: RecordType, headers: Sequence[str], last: int) -> Table:
    # Excel wants at least one row of data in a table; it may be blank.
    area = f"A{layout.HEADER_ROW}:{letters(len(headers) - 1)}{max(last, layout.HEADER_ROW + 1)}"
    table = Table(displayName=type.sheet.replace(" ", "_"), ref=area)
    table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    table.autoFilter = AutoFilter(ref=area)
    table.tableColumns = [TableColumn(id=n, name=text) for n, text in enumerate(headers, start=1)]
    return table


def _appearance(field: Field) -> tuple[float, str]:
    """Give a column's width in characters and its number format.

    Dates that may be partial, and codes, are formatted as text: else Excel makes 1 March of
    `2028-03` and 12 of `012`.
    """
    match field:
        case CodeField():
            return 16, "@"
        case LongTextField():
            return 44, "General"
        case PercentField():
            return 12, 'General"%"'
        case IntegerField():
            return 10, "0"
        case NumberField():
            return 13, "General"
        case DateField():
            return 12, "yyyy-mm-dd"
        case PartialDateField():
            return 12, "@"
        case ChoicesField():
            return 24, "@"
        case ReferenceField() | ChoiceField():
            return 16, "@"
        case CountryField() | CurrencyField():
            return 10, "@"
    return 32 if field.label in ("Name", "Title") else 22, "@"
