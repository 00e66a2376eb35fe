"""Mapping columns: what each column of a foreign table is read as, and in which unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from desktop.core.i18n import Text, join
from desktop.ui import theme
from desktop.ui.charts.choice_bar import ChoiceBox
from desktop.ui.dialogs.cell_texts import in_lines, tip

if TYPE_CHECKING:
    from desktop.exchange.foreign.choices import ColumnProposal
    from desktop.exchange.foreign.table_proposal import TableProposal

#: Takes the name of an edit of the table's columns, the number of the column and the choice.
Change = Callable[[str, int, str], None]
_SAMPLES = 3
_WIDE = 48  # heights of a line from which on everything about a column stands in one line
_LEAST = 18
_TITLES = (Text("Column"), Text("Examples"), Text("Is read as"), Text("Unit"), Text("Because"))
#: Places in the grid (row, column, columns taken): all in one line, and in two.
_ONE_LINE = ((0, 0, 1), (0, 1, 1), (0, 2, 1), (0, 3, 1), (0, 4, 1))
_TWO_LINES = ((0, 0, 1), (1, 0, 1), (0, 1, 1), (0, 2, 1), (1, 1, 2))


class MappingColumns(QWidget):
    """A line for each column, two where there is little room."""

    def __init__(self, table: TableProposal, change: Change, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._change = change
        self._labels = dict(table.fields)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(0.8))
        self._grid.setVerticalSpacing(theme.space(0.25))
        self._lines: list[list[QWidget | None]] = [[_muted(str(title)) for title in _TITLES]]
        self._lines += [self._line(column) for column in table.columns]
        self._wide: bool | None = None
        self._arrange(wide=False)

    def _line(self, column: ColumnProposal) -> list[QWidget | None]:
        header = " ".join(column.header.split())
        name = _wrapping(f"{column.letter}  {short(header, 60)}")
        name.setToolTip(tip(header) or "")
        samples = _muted(short(" · ".join(column.samples[:_SAMPLES]), 60))
        samples.setToolTip(tip("\n".join(column.samples)) or "")
        field = narrow_box(f"field {column.column}", 9)
        field.setAccessibleName(str(Text("Column {header} is read as", header=header)))
        field.addItem(str(Text("(not read)")), "")
        for known, label in self._labels.items():
            field.addItem(str(label), known)
        field.setCurrentIndex(max(field.findData(column.field), 0))
        self._listen(field, "set_column", column.column)
        unit = self._unit(column, header) if column.field and column.unit_options else None
        return [name, samples, field, unit, _muted(_why(column))]

    def _unit(self, column: ColumnProposal, header: str) -> QComboBox:
        box = narrow_box(f"unit {column.column}", 4)
        box.setAccessibleName(str(Text("Unit of {header}", header=header)))
        for unit in dict.fromkeys([column.unit, *column.unit_options]):
            box.addItem(unit or str(Text("(none)")), unit)
        box.setCurrentIndex(max(box.findData(column.unit), 0))
        self._listen(box, "set_unit", column.column)
        return box

    def _listen(self, box: QComboBox, edit: str, column: int) -> None:
        def chosen(number: int) -> None:
            value: Any = box.itemData(number)
            self._change(edit, column, value)

        box.activated.connect(chosen)

    # Arrange

    def minimumSizeHint(self) -> QSize:
        """Need what two lines need, however it is arranged now."""
        return QSize(theme.space(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take two lines where one is too short."""
        super().resizeEvent(event)
        self._arrange(self.width() >= theme.space(_WIDE))

    def _arrange(self, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        for number, line in enumerate(self._lines):
            places = _ONE_LINE if wide else _TWO_LINES
            for part, (down, right, span) in zip(line, places, strict=True):
                if part is not None:
                    self._grid.removeWidget(part)
                    self._grid.addWidget(part, 2 * number + down, right, 1, span)
        titles = self._lines[0]
        for n in (1, 4):
            title = titles[n]
            assert title is not None
            title.setVisible(wide)
        for column, share in enumerate((3, 3, 3, 1, 5) if wide else (4, 4, 2, 0, 0)):
            self._grid.setColumnStretch(column, share)
        for number in range(len(self._lines)):
            gap = 0 if wide or not number else theme.space(0.5)
            self._grid.setRowMinimumHeight(2 * number + 1, gap)
        self.updateGeometry()


def narrow_box(name: str, letters: int) -> ChoiceBox:
    """Make a drop-down that may be narrower than its longest choice."""
    box = ChoiceBox()
    box.setObjectName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    return box


def short(text: str, length: int) -> str:
    """Give a text in one line, cut after so many letters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _why(column: ColumnProposal) -> str:
    said: list[Text | str] = [column.why] if str(column.why) else []
    if column.note is not None:
        said.append(column.note)
    return join(said, "; ") if said else ""


def _wrapping(text: str) -> QLabel:
    label = QLabel(in_lines(text))
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _muted(text: str) -> QLabel:
    label = _wrapping(text)
    label.setProperty("role", "muted")
    return label
