"""The frame of an exported workbook: everything but the rows, made with openpyxl."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.properties import PageSetupProperties
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
from desktop.core.records import RecordType
from desktop.core.territory import CountryField, CurrencyField
from desktop.exchange import layout
from desktop.exchange.drop_downs import DropDowns, side_by_side
from desktop.exchange.layout import Link, header, letters, quoted, sheet_title, spoken
from desktop.exchange.parts import Inquiry, Part
from desktop.exchange.texts import ID_NOTE, About, header_note, readme_rows, told_codes
from desktop.exchange.values import written

ID_WIDTH = 9.0
LINE = 15.0  # height of a line of text, in points
_LOOKED_AT = 500  # records of a sheet by which the widths of its columns are set
_WIDEST = 44  # characters
_TEXT_WIDTH = 90  # of the read-me
_WRAPS = 600  # characters of a long text that may be shown in full

_REQUIRED = PatternFill("solid", fgColor="1F4E78")
_OPTIONAL = PatternFill("solid", fgColor="D6E3F0")
_FONT = "Calibri"  # unless it is named, some programs take one with serifs
_A4 = 9  # number of the paper size
_LOCKED = PatternFill("solid", fgColor="EDEDED")
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
    #: Widths of the columns whose texts may take several lines, by type name and column.
    wraps: Mapping[str, Mapping[int, float]]


def build_frame(
    dataset: Dataset,
    parts: Sequence[Part],
    link: Link,
    name: str,
    moment: dt.datetime,
    inquiry: Inquiry | None = None,
) -> Frame:
    """Make the sheets with headers, notes, drop-downs, tables, link data and the read-me."""
    builder = _Builder(dataset, parts, link.language, inquiry)
    about = About(dataset, parts, name, link, moment, inquiry)
    offered = {type: builder.drop_downs.offered(type) for type in told_codes(parts, dataset)}
    builder.add_readme(readme_rows(about, offered if inquiry else {}))
    for part in parts:
        builder.add_sheet(part)
    builder.add_lists()
    builder.add_link(link)
    properties = builder.workbook.properties
    properties.title, properties.creator = name, "Offtake"
    properties.created = properties.modified = moment.replace(tzinfo=None)
    places = {
        part.type.name: f"xl/worksheets/sheet{builder.workbook.sheetnames.index(title) + 1}.xml"
        for part in parts
        for title in [sheet_title(part.type, link.language)]
    }
    return Frame(builder.workbook, places, builder.styles, builder.quoted_styles, builder.wraps)


class _Builder:
    def __init__(
        self, dataset: Dataset, parts: Sequence[Part], language: str, inquiry: Inquiry | None
    ) -> None:
        self.workbook: Any = Workbook(write_only=True)
        self.dataset = dataset
        self.language = language
        self.drop_downs = DropDowns(dataset, parts, language, inquiry)
        self.styles: dict[str, list[int]] = {}
        self.quoted_styles: dict[str, list[int]] = {}
        self.wraps: dict[str, dict[int, float]] = {}

    def add_readme(self, rows: Sequence[tuple[str, str]]) -> None:
        sheet = self.workbook.create_sheet(layout.readme_title(self.language))
        wide = max(_columns_of(left) for left, right in rows if right)
        sheet.column_dimensions["A"].width = min(max(wide + 3, 18), 40)
        sheet.column_dimensions["B"].width = _TEXT_WIDTH
        sheet.sheet_view.showGridLines = False
        _set_up_print(sheet, landscape=False)
        for number, (left, right) in enumerate(rows):
            first, second = _text_cell(sheet, left), _text_cell(sheet, right)
            first.font = Font(name=_FONT, bold=True, size=16 if number == 0 else 11)
            second.font = Font(name=_FONT, size=11)
            first.alignment = second.alignment = _WRAPPED if right else _TOP
            lines = lines_of(right, _TEXT_WIDTH)
            sheet.row_dimensions[number + 1].height = 24 if number == 0 else LINE * lines + 1
            sheet.append([first, second])

    def add_sheet(self, part: Part) -> None:
        type, title = part.type, sheet_title(part.type, self.language)
        sheet = self.workbook.create_sheet(title)
        sheet.freeze_panes = "C2" if part.has_code else "B2"
        _set_up_print(sheet, landscape=True)
        last = len(part.records) + layout.HEADER_ROW
        cells = [self._header_cell(sheet, spoken(layout.ID_HEADER, self.language),
                                   spoken(ID_NOTE, self.language), required=False)]  # fmt: skip
        self._style_column(sheet, type, 0, None, (0, False))
        for number, field in enumerate(part.fields, start=1):
            note = header_note(field, type, self.dataset, self.language)
            cells.append(
                self._header_cell(sheet, header(field, self.language), note, field.required)
            )
            self._style_column(sheet, type, number, field, self._extent(part, field))
            place = f"{quoted(title)}!${letters(number)}${layout.HEADER_ROW}"
            self._define(layout.column_name(type, field), place)
            validation = self.drop_downs.validation(field)
            if validation is not None:
                column = letters(number)
                validation.sqref = f"{column}{layout.HEADER_ROW + 1}:{column}{layout.LAST_ROW}"
                sheet.data_validations.append(validation)
        tall = any(
            _columns_of(cell.value) + 4 > sheet.column_dimensions[letters(n)].width
            for n, cell in enumerate(cells)
        )
        sheet.row_dimensions[layout.HEADER_ROW].height = LINE * (2 if tall else 1) + 2
        sheet.append(cells)
        sheet._tables.add(_table(type, [str(cell.value) for cell in cells], last))

    def _header_cell(self, sheet: Any, text: str, note: str, required: bool) -> Any:
        cell = _text_cell(sheet, text)
        cell.font = Font(name=_FONT, bold=True, color="FFFFFF" if required else "1F3247")
        cell.fill = _REQUIRED if required else _OPTIONAL
        cell.border, cell.alignment = _UNDER, _WRAPPED
        if note:
            lines = sum(1 + len(line) // 42 for line in note.split("\n"))
            cell.comment = Comment(note, "Offtake", width=300, height=24 + 17 * lines)
        return cell

    def _extent(self, part: Part, field: Field) -> tuple[float, bool]:
        """Give the width that the first values of a column ask for, and whether they may wrap."""
        values = (getattr(record, field.name) for record in part.records[:_LOOKED_AT])
        texts = [str(written(field, value, self.dataset)) for value in values if value is not None]
        longest = max(map(_columns_of, texts), default=0)
        width = longest * (1.35 if field.numeric else 1.05) + 2  # with marks for thousands
        return min(width, _WIDEST) if texts else 0, longest <= _WRAPS

    def _style_column(
        self,
        sheet: Any,
        type: RecordType,
        number: int,
        field: Field | None,
        extent: tuple[float, bool],
    ) -> None:
        """Format the column as a whole too, so that what is typed below the rows is read right."""
        width, format = (ID_WIDTH, "@") if field is None else _appearance(field)
        if field is not None:
            least = _least_width(header(field, self.language))
            width = max(least, extent[0] or width)
        dimension = sheet.column_dimensions[letters(number)]
        dimension.width, dimension.number_format = width, format
        cell: Any = WriteOnlyCell(sheet)
        cell.number_format = format
        wraps = isinstance(field, LongTextField) and extent[1]
        if wraps:
            self.wraps.setdefault(type.name, {})[number] = width
        cell.alignment = _WRAPPED if wraps else _TOP
        if field is None:
            # It looks as if it were locked: grey on grey, not to be typed into.
            cell.font = dimension.font = Font(name=_FONT, color="7F7F7F", size=9)
            cell.fill = dimension.fill = _LOCKED
        self.styles.setdefault(type.name, []).append(cell.style_id)
        cell.quotePrefix = True
        self.quoted_styles.setdefault(type.name, []).append(cell.style_id)

    def _define(self, name: str, place: str) -> None:
        hidden = name.startswith("_")
        self.workbook.defined_names[name] = DefinedName(name, attr_text=place, hidden=hidden)

    def add_lists(self) -> None:
        """Add the sheet that feeds long drop-downs, one column each, and the names of all."""
        for name, place in self.drop_downs.names():
            self._define(name, place)
        lists = self.drop_downs.lists
        if not lists:
            return
        sheet = self.workbook.create_sheet(layout.LISTS_SHEET)
        sheet.sheet_state = "veryHidden"
        for row in range(max(len(words) for words in lists.values())):
            found = side_by_side(lists, row)
            sheet.append([_text_cell(sheet, word) if word else None for word in found])

    def add_link(self, link: Link) -> None:
        """Write the link data twice, since other programs may drop one of them."""
        sheet = self.workbook.create_sheet(layout.LINK_SHEET)
        sheet.sheet_state = "veryHidden"
        for row in link.to_rows():
            sheet.append([_text_cell(sheet, value) for value in row])
        for name, value in link.to_properties().items():
            self.workbook.custom_doc_props.append(StringProperty(name=name, value=value))


def _set_up_print(sheet: Any, landscape: bool) -> None:
    """Let a sheet come out on paper as wide as one page, with its header on every page."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.5
    if landscape:
        sheet.print_title_rows = f"{layout.HEADER_ROW}:{layout.HEADER_ROW}"
        sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&F · &A", "&P / &N"


def lines_of(text: str, width: float) -> int:
    """Give about how many lines a text takes in a column of a width in characters."""
    return sum(1 + int(_columns_of(line) // max(width - 1, 1)) for line in text.split("\n"))


def _least_width(text: str) -> float:
    """Give the width in characters at which no word of a header is broken; Hangul is wide."""
    longest = max(text.split(), key=_columns_of, default="")
    return _columns_of(longest) + 4  # the button of the filter takes some


def _columns_of(word: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in word)


def _text_cell(sheet: Any, text: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # also for a text that begins like a formula
    return cell


def _table(type: RecordType, headers: Sequence[str], last: int) -> Table:
    # Excel wants at least one row of data in a table; it may be blank.
    area = f"A{layout.HEADER_ROW}:{letters(len(headers) - 1)}{max(last, layout.HEADER_ROW + 1)}"
    table = Table(displayName=type.sheet.replace(" ", "_"), ref=area)
    table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    table.autoFilter = AutoFilter(ref=area)
    table.tableColumns = [TableColumn(id=n, name=text) for n, text in enumerate(headers, start=1)]
    return table


def _appearance(field: Field) -> tuple[float, str]:
    """Give a column's usual width in characters and its number format.

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
            return 13, "[>=10000]#,##0;General"
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
