"""The dialog that asks what goes into a workbook, before the system asks where to write it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core import i18n
from desktop.core.dataset import Dataset
from desktop.core.i18n import LANGUAGES, Text
from desktop.operations import questionnaire
from desktop.operations.export_choice import Choice
from desktop.ui import theme
from desktop.ui.grid import columns
from desktop.ui.session import Session

ALL, VIEW, ROWS, ASK = "all", "view", "rows", "ask"
_NAME = Qt.ItemDataRole.UserRole
_TICKED, _OPEN = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_WEEKS = 3  # that a supplier has to answer unless another day is chosen


@dataclass(frozen=True)
class Shown:
    """What the view in the middle shows: its type, its records in order, columns, selection."""

    type: str
    ids: Sequence[int]
    columns: Sequence[str]
    selected: Sequence[int]


def shown_in(view: Any) -> Shown | None:
    """Give what a view of records shows, None for any other view."""
    from desktop.ui.views.records import RecordsView

    if not isinstance(view, RecordsView):
        return None
    model, hidden = view.records, columns.hidden(view.table.header, view.records)
    names = [field.name for field in model.fields if field.name not in hidden]
    selected = [
        id for id in view.table.selected().ids(model) if id in model.dataset[model.type.name]
    ]
    return Shown(view.type.name, list(model.passing), names, selected)


class ExportDialog(QDialog):
    """What to export: everything, what is shown, what is selected, or a questionnaire."""

    #: The choice was made: a Choice, the language of the workbook, and a name for the file.
    chosen = Signal(object, str, str)

    def __init__(
        self, session: Session, shown: Shown | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("export dialog")
        self._dataset: Dataset = session.dataset
        self._name = session.store.path.stem
        self._shown = shown
        self._items: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._build()
        self._fill_choices(session)
        self._connect()
        self._fill_tree()
        room = self.screen().availableGeometry().size() * 0.9
        self.resize(QSize(theme.space(34), theme.space(38)).boundedTo(room))

    # Build

    def _build(self) -> None:
        self.setWindowTitle(str(Text("Export workbook")))
        self.ways = {
            ALL: QRadioButton(str(Text("&Everything"))),
            VIEW: QRadioButton(str(self._view_text())),
            ROWS: QRadioButton(str(self._rows_text())),
            ASK: QRadioButton(str(Text("&Questionnaire for"))),
        }
        self._group = QButtonGroup(self)
        for way in self.ways.values():
            self._group.addButton(way)
        self.supplier = QComboBox()
        self.supplier.setAccessibleName(str(Text("Supplier to ask")))
        self.supplier.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.supplier.setMinimumContentsLength(18)
        self.until = QDateEdit()
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("yyyy-MM-dd")
        self.until.setDate(QDate.currentDate().addDays(7 * _WEEKS))
        self.until_label = QLabel(str(Text("Answer &by")))
        self.until_label.setBuddy(self.until)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(str(Text("Sheets and columns")))
        self.tree_label = QLabel(str(Text("&Sheets and columns")))
        self.tree_label.setBuddy(self.tree)
        self.all_button = QPushButton(str(Text("Tick &all")))
        self.none_button = QPushButton(str(Text("Tick &none")))
        self.language = QComboBox()
        self.language.setAccessibleName(str(Text("Language of the workbook")))
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.count.setWordWrap(True)
        self.buttons = QDialogButtonBox()
        self.export_button = self.buttons.addButton(
            str(Text("E&xport…")), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.export_button.setDefault(True)
        self.buttons.addButton(str(Text("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        asked.addWidget(self.ways[ASK])
        asked.addWidget(self.supplier, 1)
        by = QHBoxLayout()
        by.addSpacing(theme.space(1.6))
        by.addWidget(self.until_label)
        by.addWidget(self.until)
        by.addStretch(1)
        form = QFormLayout()
        form.addRow(str(Text("&Language")), self.language)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.space(0.5))
        for way in (ALL, VIEW, ROWS):
            layout.addWidget(self.ways[way])
        layout.addLayout(asked)
        layout.addLayout(by)
        above = QHBoxLayout()
        above.addWidget(self.tree_label, 1)
        for button in (self.all_button, self.none_button):
            button.setProperty("look", "link")
            button.setAutoDefault(False)
            above.addWidget(button)
        layout.addLayout(above)
        layout.addWidget(self.tree, 1)
        layout.addLayout(form)
        layout.addWidget(self.count)
        layout.addWidget(self.buttons)

    def _view_text(self) -> Text:
        if self._shown is None:
            return Text("This &view as shown")
        title = self._dataset.types[self._shown.type].title
        n = len(self._shown.ids)
        return Text.count(n, "This &view as shown: {type}, {n} record",
                          "This &view as shown: {type}, {n} records", type=title)  # fmt: skip

    def _rows_text(self) -> Text:
        n = 0 if self._shown is None else len(self._shown.selected)
        return Text.count(n, "Selected &rows: {n} record", "Selected &rows: {n} records")

    def _fill_choices(self, session: Session) -> None:
        for id, name in questionnaire.suppliers(self._dataset):
            self.supplier.addItem(name, id)
        if session.selection is not None and session.selection[0] == "organization":
            self.supplier.setCurrentIndex(max(self.supplier.findData(session.selection[1]), 0))
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(i18n.locale().language))
        self.ways[VIEW].setEnabled(self._shown is not None)
        self.ways[ROWS].setEnabled(self._shown is not None and bool(self._shown.selected))
        self.ways[ASK].setEnabled(self.supplier.count() > 0)
        several = self._shown is not None and len(self._shown.selected) > 1
        self.ways[ROWS if several else ALL].setChecked(True)

    def _connect(self) -> None:
        self._group.buttonToggled.connect(lambda _, on: self._fill_tree() if on else None)
        self.supplier.activated.connect(lambda _: self.ways[ASK].setChecked(True))
        self.supplier.currentIndexChanged.connect(lambda _: self._show_count())
        self.tree.itemChanged.connect(lambda *_: self._show_count())
        self.all_button.clicked.connect(lambda: self._tick(_TICKED))
        self.none_button.clicked.connect(lambda: self._tick(_OPEN))
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)

    # What is chosen

    @property
    def way(self) -> str:
        """What is exported: `all`, `view`, `rows` or `ask`."""
        return next(way for way, button in self.ways.items() if button.isChecked())

    def _offered(self) -> Mapping[str, Sequence[str]]:
        """Give the types that can be chosen, each with the columns that are ticked at first."""
        if self.way == ASK:
            return {n: questionnaire.shown_columns(self._dataset, n) for n in questionnaire.TYPES}
        if self.way != ALL and self._shown is not None:
            return {self._shown.type: self._shown.columns}
        types = self._dataset.types.values()
        return {type.name: [of.name for of in type.shown_fields] for type in types}

    def _fill_tree(self) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        self._items.clear()
        for name, ticked in self._offered().items():
            type = self._dataset.types[name]
            top = QTreeWidgetItem(self.tree, [str(type.title)])
            top.setData(0, _NAME, name)
            top.setFlags(top.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            top.setCheckState(0, _TICKED)
            items: list[QTreeWidgetItem] = []
            self._items.append((top, items))
            for of in type.shown_fields:
                item = QTreeWidgetItem(top, [of.shown_header])
                item.setData(0, _NAME, of.name)
                item.setCheckState(0, _TICKED if of.name in ticked else _OPEN)
                items.append(item)
                if of is type.fields[0]:
                    item.setDisabled(True)  # the code always goes along: a row is known by it
        if self._items:
            self.tree.setCurrentItem(self._items[0][0])
        self.tree.blockSignals(False)
        asks = self.way == ASK
        self.until.setEnabled(asks)
        self.until_label.setEnabled(asks)
        self._show_count()

    def _tick(self, state: Qt.CheckState) -> None:
        """Tick all sheets or none; where there is one alone, its columns."""
        tops = [top for top, _ in self._items]
        alone = len(tops) == 1
        columns = [item for _, items in self._items for item in items if not item.isDisabled()]
        self.tree.blockSignals(True)
        for item in columns if alone else tops:
            item.setCheckState(0, state)
        self.tree.blockSignals(False)
        self.tree.viewport().update()
        self.tree.setFocus()
        self._show_count()

    def choice(self) -> Choice:
        """Give what is chosen now."""
        types, shown = [], {}
        for top, items in self._items:
            if top.checkState(0) == _TICKED:
                name = top.data(0, _NAME)
                types.append(name)
                ticked = [item.data(0, _NAME) for item in items if item.checkState(0) == _TICKED]
                if len(ticked) < len(items):
                    shown[name] = ticked
        if self.way == ASK:
            every = {n: [of.name for of in self._dataset.types[n].shown_fields] for n in types}
            until: dt.date = self.until.date().toPython()  # type: ignore[assignment]
            return questionnaire.questionnaire(
                self._dataset, self.supplier.currentData(), until.isoformat(), every | shown, types
            )
        rows: dict[str, Sequence[int]] = {}
        if self._shown is not None and self.way in (VIEW, ROWS):
            rows[self._shown.type] = self._shown.ids if self.way == VIEW else self._shown.selected
        return Choice(types, rows, shown)

    def _show_count(self) -> None:
        parts = self.choice().parts(self._dataset)
        records = [record for part in parts for record in part.records]
        sheets = Text.count(len(parts), "{n} sheet", "{n} sheets")
        told = Text.count(len(records), "{sheets}, {n} record", "{sheets}, {n} records",
                          sheets=sheets)  # fmt: skip
        self.count.setText(str(told))
        self.export_button.setEnabled(bool(parts))

    def _take(self) -> None:
        name = self._name
        if self.way == ASK:
            name = f"{name} {self.choice().inquiry_code}"
        elif self.way != ALL and self._shown is not None:
            name = f"{name} {self._dataset.types[self._shown.type].title}"
        self.chosen.emit(self.choice(), self.language.currentData(), name)
        self.accept()
