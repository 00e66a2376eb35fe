"""Mapping table: how one table of a foreign workbook is read, open to every change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.dialogs.cell_texts import in_lines, tip
from desktop.ui.flow_layout import FlowLayout
from desktop.ui.views.mapping_columns import MappingColumns, narrow_box, short
from desktop.ui.views.mapping_questions import QuestionList
from desktop.ui.wrapped_buttons import WrappedCheck

if TYPE_CHECKING:
    from desktop.exchange.foreign.proposal import Proposal
    from desktop.exchange.foreign.table_proposal import TableProposal

#: Takes an edit of the proposal, which recomputes what follows from it.
Edit = Callable[[Callable[["Proposal"], None]], None]
_PREVIEWED = 12  # rows


class _RowNumber(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling the page must change nothing on it.
        event.ignore()


class MappingTable(QWidget):
    """Questions, record type, columns, values for all rows, skipped rows and a preview."""

    def __init__(self, edit: Edit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = edit
        self._key = ""
        self._body: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.space(x) for x in (0.8, 0.2, 0.8, 0.8)))

    def fill(self, proposal: Proposal, table: TableProposal) -> None:
        """Show how a table is read; the focus stays where it was."""
        focus = QApplication.focusWidget()
        here = focus is not None and self.isAncestorOf(focus) and self._key == table.key
        kept = focus.objectName() if focus is not None and here else ""
        self._key = table.key
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.setParent(None)
            self._body.deleteLater()
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.space(0.6))
        self._column.addWidget(self._body)
        for note in table.notes:
            body.addWidget(_muted(str(note)))
        questions = QuestionList()
        questions.fill(table.questions, lambda key, value: self._do("answer", key, value))
        body.addWidget(questions)
        body.addLayout(self._what(proposal, table))
        if table.include and table.type:
            body.addWidget(_heading(Text("Columns")))
            body.addWidget(MappingColumns(table, self._of))
            self._fill_constants(body, table)
            self._fill_periods(body, table)
            self._fill_key(body, table)
            self._fill_skipped(body, table)
        body.addWidget(_heading(Text("As it stands in the workbook")))
        body.addWidget(self._preview(table))
        body.addStretch(1)
        if kept:
            again = self.findChild(QWidget, kept)
            if again is not None:
                again.setFocus()

    def _do(self, method: str, *arguments: Any) -> None:
        self._edit(lambda proposal: getattr(proposal, method)(*arguments))

    def _of(self, method: str, *arguments: Any) -> None:
        self._do(method, self._key, *arguments)

    # Record type and header

    def _what(self, proposal: Proposal, table: TableProposal) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(theme.space(0.6))
        box = narrow_box("type", 12)
        box.addItem(str(Text("Nothing")), "")
        scores = dict(table.candidates)
        ordered = sorted(proposal.types.values(), key=lambda t: -scores.get(t.name, 0.0))
        for type in ordered:
            box.addItem(str(type.title), type.name)
        box.setCurrentIndex(max(box.findData(table.type), 0))
        box.activated.connect(lambda n: self._of("set_type", box.itemData(n)))
        _named(grid, 0, Text("The rows are"), box)
        said = Text("As last time with a workbook of this layout") if table.remembered else Text(
            "Proposed, {share} % sure", share=round(table.confidence * 100))  # fmt: skip
        grid.addWidget(_muted(str(said)), 0, 2)
        header = QHBoxLayout()
        first, last = self._spin("first header row"), self._spin("last header row")
        first.setValue(table.header_rows[0] + 1)
        last.setValue(table.header_rows[1] + 1)
        for spin in (first, last):
            spin.editingFinished.connect(lambda: self._header(table, first, last))
        first.setAccessibleName(str(Text("First row of the header")))
        last.setAccessibleName(str(Text("Last row of the header")))
        header.addWidget(first)
        header.addWidget(QLabel("–"))
        header.addWidget(last)
        header.addStretch(1)
        label = QLabel(str(Text("Header in row")))
        label.setBuddy(first)
        grid.addWidget(label, 1, 0)
        grid.addLayout(header, 1, 1)
        return grid

    def _spin(self, name: str) -> QSpinBox:
        spin = _RowNumber()
        spin.setObjectName(name)
        spin.setRange(1, 1_048_576)
        spin.setKeyboardTracking(False)
        return spin

    def _header(self, table: TableProposal, first: QSpinBox, last: QSpinBox) -> None:
        rows = (first.value() - 1, max(last.value(), first.value()) - 1)
        if rows != table.header_rows:
            self._of("set_header_rows", *rows)

    # What goes for all rows

    def _fill_constants(self, body: QVBoxLayout, table: TableProposal) -> None:
        if not table.constants:
            return
        body.addWidget(_heading(Text("The same in all rows")))
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        for row, constant in enumerate(table.constants):
            edit: QWidget
            if constant.options:
                box = narrow_box("", 12)
                box.addItem(str(Text("(none)")), "")
                for option in constant.options:
                    box.addItem(str(option.label), option.value)
                box.setCurrentIndex(max(box.findData(constant.value), 0))
                box.activated.connect(
                    lambda n, f=constant.field, b=box: self._of("set_constant", f, b.itemData(n))
                )
                edit = box
            else:
                line = QLineEdit(constant.value)
                line.editingFinished.connect(
                    lambda c=constant, e=line: self._constant(c.field, c.value, e.text())
                )
                edit = line
            edit.setObjectName(f"constant {constant.field}")
            _named(grid, row, constant.label, edit)
            grid.addWidget(_muted(str(constant.why)), row, 2)
        body.addLayout(grid)

    def _constant(self, field: str, before: str, text: str) -> None:
        if text != before:
            self._of("set_constant", field, text)

    def _fill_periods(self, body: QVBoxLayout, table: TableProposal) -> None:
        if not table.wide:
            return
        body.addWidget(_heading(Text("Periods as columns")))
        if table.wide_text is not None:
            body.addWidget(_muted(str(table.wide_text)))
        box = narrow_box("wide", 16)
        box.addItem(str(Text("Equal periods in a row become one record")), "runs")
        box.addItem(str(Text("Each period becomes a record")), "each")
        box.setCurrentIndex(max(box.findData(table.wide), 0))
        box.setAccessibleName(str(Text("Periods as columns")))
        box.activated.connect(lambda n: self._of("set_wide", box.itemData(n)))
        row = QHBoxLayout()
        row.addWidget(box, 2)
        row.addStretch(1)
        body.addLayout(row)

    def _fill_key(self, body: QVBoxLayout, table: TableProposal) -> None:
        if not table.key_options:
            return
        labels = dict(table.fields)
        body.addWidget(_heading(Text("Rows without a code are known by")))
        row = FlowLayout(theme.space(0.8))
        for field in table.key_options:
            box = WrappedCheck(str(labels.get(field, field)))
            box.setObjectName(f"key {field}")
            box.setChecked(field in table.key_fields)
            box.clicked.connect(lambda on, f=field: self._key_field(table, f, on))
            row.addWidget(box)
        body.addLayout(row)

    def _key_field(self, table: TableProposal, field: str, on: bool) -> None:
        kept = [f for f in table.key_options if (f in table.key_fields and f != field)
                or (f == field and on)]  # fmt: skip
        self._of("set_key", kept)

    def _fill_skipped(self, body: QVBoxLayout, table: TableProposal) -> None:
        if not table.skipped:
            return
        body.addWidget(_heading(Text("Rows that are not read; tick one to read it")))
        for skipped in table.skipped[:100]:
            box = WrappedCheck(f"{skipped.cell}  {short(skipped.text, 60)} – {skipped.why}")
            box.setObjectName(f"row {skipped.row}")
            box.clicked.connect(lambda on, r=skipped.row: self._of("set_row", r, on))
            body.addWidget(box)
        if len(table.skipped) > 100:
            body.addWidget(_muted(str(Text("{n} more", n=len(table.skipped) - 100))))

    # Preview

    def _preview(self, table: TableProposal) -> QTableWidget:
        rows = table.preview(_PREVIEWED)
        width = max((len(row) for row in rows), default=0)
        shown = QTableWidget(len(rows), width)
        shown.setObjectName("preview")
        shown.setAccessibleName(str(Text("As it stands in the workbook")))
        shown.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        shown.setTabKeyNavigation(False)
        shown.horizontalHeader().hide()
        shown.verticalHeader().hide()
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                item = QTableWidgetItem(short(text, 60))
                item.setToolTip(tip(text) or "")
                if r == 0:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                shown.setItem(r, c, item)
        shown.resizeColumnsToContents()
        tall = sum(shown.rowHeight(n) for n in range(len(rows))) + theme.space(1.2)
        shown.setFixedHeight(min(tall, theme.space(16)))
        return shown


def _muted(text: str) -> QLabel:
    label = QLabel(in_lines(text))
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _heading(text: Text) -> QWidget:
    outer = QWidget()
    column = QVBoxLayout(outer)
    column.setContentsMargins(0, theme.space(0.4), 0, 0)
    line = QFrame()
    line.setProperty("look", "line")
    label = QLabel(str(text))
    label.setProperty("role", "strong")
    column.addWidget(line)
    column.addWidget(label)
    return outer


def _named(grid: QGridLayout, row: int, text: Text, edit: QWidget) -> None:
    label = QLabel(str(text))
    label.setBuddy(edit)
    edit.setAccessibleName(str(text))
    grid.addWidget(label, row, 0)
    grid.addWidget(edit, row, 1)
