"""Write back: a workbook beside the workspace, and which side takes what of the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QTreeView,
    QVBoxLayout,
)

from desktop.core.changes import Revision
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text, join, plain
from desktop.core.progress import Progress
from desktop.exchange.writing_place import PlaceError
from desktop.operations.two_way import LEAVE, TO_OFFTAKE, TO_WORKBOOK, Line, TwoWay
from desktop.operations.write_back import ChangedError, Outcome
from desktop.ui import theme
from desktop.ui.dialogs.cell_texts import in_lines, tip
from desktop.ui.dialogs.column_shares import ColumnShares
from desktop.ui.dialogs.two_way_rows import THEN, WHAT, sheet_name
from desktop.ui.dialogs.two_way_tree import TwoWayTree
from desktop.ui.flow_layout import FlowLayout
from desktop.ui.session import Session
from desktop.ui.views.leaving import leaves
from desktop.ui.views.view import View

if TYPE_CHECKING:
    from desktop.operations.linked_workbooks import LinkedWorkbooks

_NOTES = 5  # notes shown before the rest is counted
_WIDTHS = (17, 6, 5, 5, 6, 13, 5, 5.5)


class WriteBackView(View):
    """A tree of all differences with two ticks each, and the buttons that do or leave it."""

    key = "write back"
    title = Text("Write back to workbook")

    #: The page is over, with something done or without.
    done = Signal()
    #: It was done as chosen.
    written = Signal()
    #: Workbook or workspace changed meanwhile; they should be compared anew.
    again = Signal()
    #: The workbook cannot be written; another name for it is asked for.
    elsewhere = Signal()

    def __init__(self, session: Session, both: TwoWay, links: LinkedWorkbooks) -> None:
        super().__init__(session)
        self.both = both
        self._links = links
        self._stale = self._touched = False
        self._error: OfftakeError | None = None
        self.model = TwoWayTree(both, self)
        self._build()
        self._connect()
        for index in self.model.to_open():
            self.tree.expand(index)
        for row in range(self.model.problems()):
            self.tree.setFirstColumnSpanned(row, QModelIndex(), True)
        self.tree.setCurrentIndex(self.model.index(self.model.problems(), 0))

    def _build(self) -> None:
        self._heading, self._notes, self._hint, self.state_label = (QLabel() for _ in range(4))
        self._heading.setProperty("role", "title")
        self._heading.setWordWrap(True)
        for label in (self._notes, self._hint, self.state_label):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.tree = QTreeView()
        self.tree.setModel(self.model)
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.setColumnHidden(THEN, not self.both.has_base)
        self.tree.installEventFilter(self)
        ColumnShares(self.tree, _WIDTHS, least=0.8)
        self.setFocusProxy(self.tree)
        self.row_menu = QMenu(self)
        self.columns_menu = QMenu(self)
        self.columns_button = QToolButton()
        self.columns_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.columns_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.columns_button.setMenu(self.columns_menu)
        self.workbook_button, self.offtake_button, self.leave_button = (
            QPushButton() for _ in range(3)
        )
        self.again_button, self.cancel_button, self.write_button = (QPushButton() for _ in range(3))
        self.elsewhere_button = QPushButton()
        self.elsewhere_button.hide()
        self.write_button.setProperty("look", "primary")
        self.again_button.hide()
        choices = FlowLayout(theme.space(0.4))
        for button in (self.workbook_button, self.offtake_button, self.leave_button,
                       self.columns_button):  # fmt: skip
            choices.addWidget(button)
        line = QFrame()
        line.setProperty("look", "line")
        row = QHBoxLayout()
        row.setSpacing(theme.space(0.5))
        row.addWidget(self.state_label, 1)
        for button in (self.again_button, self.elsewhere_button, self.cancel_button,
                       self.write_button):  # fmt: skip
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.space(x) for x in (1.4, 1.0, 1.4, 0.8)))
        layout.setSpacing(theme.space(0.5))
        layout.addWidget(self._heading)
        layout.addWidget(self._notes)
        layout.addLayout(choices)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._hint)
        layout.addWidget(line)
        layout.addLayout(row)

    def _connect(self) -> None:
        self.model.chosen.connect(self._on_chosen)
        for button, choice in self._choices():
            button.clicked.connect(lambda *_, c=choice: self.choose_selected(c))
        self.columns_menu.aboutToShow.connect(self._fill_columns)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        selection = self.tree.selectionModel()
        selection.selectionChanged.connect(lambda *_: self._show_state())
        selection.currentChanged.connect(lambda *_: self._show_hint())
        self.again_button.clicked.connect(self._try_again)
        self.elsewhere_button.clicked.connect(self.elsewhere)
        self.cancel_button.clicked.connect(self.done)
        self.write_button.clicked.connect(lambda: self.write_to(None))
        self.session.changed.connect(self._on_other_change)

    def _choices(self) -> list[tuple[QPushButton, str]]:
        return [(self.workbook_button, TO_WORKBOOK), (self.offtake_button, TO_OFFTAKE),
                (self.leave_button, LEAVE)]  # fmt: skip

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._heading.setText(str(Text("Write back to “{file}”", file=self.both.path.name)))
        notes: list[Text | str] = list(self.both.notes)
        more = len(notes) - _NOTES
        shown: list[Text | str] = [*notes[:_NOTES]]
        if more > 0:
            shown.append(Text("{n} more", n=more))
        self._notes.setText(in_lines(join(shown, "\n")))
        self._notes.setToolTip((tip(join(notes, "\n")) or "") if more > 0 else "")
        self._notes.setVisible(bool(notes))
        self.workbook_button.setText(str(Text("To work&book")))
        self.offtake_button.setText(str(Text("To &Offtake")))
        self.leave_button.setText(str(Text("&Leave")))
        self.workbook_button.setToolTip(str(Text("The selected rows: what Offtake says goes to the "
                                                 "workbook")))  # fmt: skip
        self.offtake_button.setToolTip(str(Text("The selected rows: what the workbook says goes to "
                                                "Offtake")))  # fmt: skip
        self.leave_button.setToolTip(str(Text("The selected rows: both sides stay as they are")))
        self.columns_button.setText(f"{Text('Columns')} ▾")
        self.columns_button.setToolTip(str(Text("One choice for a field in all rows of a sheet")))
        self.again_button.setText(str(Text("&Try again")))
        self.elsewhere_button.setText(str(Text("Write to &another file…")))
        self.elsewhere_button.setToolTip(str(Text("The workbook stays as it is; what it would be "
                                                  "is written under another name")))  # fmt: skip
        self.cancel_button.setText(str(Text("Cancel")))
        self.write_button.setText(str(Text("W&rite back")))
        self.tree.setAccessibleName(str(Text("Differences of workbook and workspace")))
        self._show_state()
        self._show_hint()

    def minimumSizeHint(self) -> QSize:
        """Let the tree be small."""
        return QSize(theme.space(24), theme.space(16))

    # Choosing

    @property
    def selected(self) -> list[Line]:
        """What the selected rows stand for."""
        return self.model.lines_of(self.tree.selectionModel().selectedRows())

    def choose_selected(self, choice: str) -> None:
        """Make a choice for the selected rows."""
        self.model.choose(self.selected, choice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Space turn the choice of the selected rows."""
        pressed = event.type() == QEvent.Type.KeyPress and watched is self.tree
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            self.model.turn(self.tree.selectionModel().selectedRows())
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves both sides as they are; once something was chosen on the second press."""
        if not leaves(event, self.cancel_button, self._touched):
            super().keyPressEvent(event)

    def _fill_columns(self) -> None:
        self.columns_menu.clear()
        types = self.session.types
        for sheet in self.both.sheets:
            columns = sheet.columns()
            if not columns:
                continue
            title = sheet_name(sheet, str(types[sheet.type].title))
            inner = self.columns_menu.addMenu(_shown(title))
            for name, pairs in columns.items():
                label = f"{types[sheet.type].by_name[name].title}  {plain(len(pairs))}"
                self._add_choices(inner.addMenu(_shown(label)), [*pairs])

    def _add_choices(self, menu: QMenu, lines: list[Line]) -> None:
        for button, choice in self._choices():
            action = menu.addAction(button.text())
            action.setEnabled(any(line.allows(choice) for line in lines))
            action.triggered.connect(lambda *_, c=choice: self.model.choose(lines, c))

    def _show_menu(self, place: object) -> None:
        index = self.tree.currentIndex()
        if not index.isValid() or not self.selected:
            return
        self.row_menu.clear()
        self._add_choices(self.row_menu, self.selected)
        corner = self.tree.visualRect(index).bottomLeft()
        self.row_menu.popup(self.tree.viewport().mapToGlobal(corner))

    def _on_chosen(self) -> None:
        self._touched = True
        self._error = None
        self._show_state()

    # State

    def _show_state(self) -> None:
        lines = self.selected
        for button, choice in self._choices():
            button.setEnabled(any(line.allows(choice) for line in lines))
        self.columns_button.setEnabled(any(True for _ in self.both.pairs))
        self.again_button.setVisible(self._stale or self._error is not None)
        self.elsewhere_button.setVisible(not self._stale and isinstance(self._error, PlaceError))
        self.write_button.setEnabled(not self.both.is_idle and not self._stale)
        role = "muted"
        if self._stale:
            text, role = Text("The workspace has changed since; compare again."), "warning"
        elif self._error is not None:
            text, role = self._error.message, "warning"
        elif not self.both.lines:
            text = Text("The workbook says the same as the workspace.")
        else:
            text = self._counted()
        self.state_label.setText(str(text))
        self.state_label.setProperty("role", role)
        self.state_label.style().unpolish(self.state_label)
        self.state_label.style().polish(self.state_label)

    def _show_hint(self) -> None:
        """Say in full what is in the way of the current row, else how the page is used."""
        node = self.model.node(self.tree.currentIndex())
        if node.is_hindered:
            self._hint.setText(node.text(WHAT))
            return
        self._hint.setText(str(Text(
            "Each value goes one way, or is left as it is on both sides. Space turns the choice of "
            "the selected rows; a row above stands for all rows in it, Ctrl+A selects all. "
            "Formulas go only where you say so."
        )))  # fmt: skip

    def _counted(self) -> Text:
        there, here = len(self.both.chosen(TO_WORKBOOK)), len(self.both.chosen(TO_OFFTAKE))
        values, rows = Text.count(there, "{n} value", "{n} values"), len(self.both.appended)
        if rows:
            values = Text.count(rows, "{values} and {n} new row", "{values} and {n} new rows",
                                values=values)  # fmt: skip
        return Text(
            "To the workbook: {there}. To Offtake: {here}. Left: {left}.",
            there=values,
            here=Text.count(here, "{n} value", "{n} values"),
            left=len(self.both.chosen(LEAVE)),
        )

    def _on_other_change(self, revision: Revision) -> None:
        self._stale = revision.number != self.both.found.ours.revision
        self._show_state()

    # Doing it

    def _try_again(self) -> None:
        if self._stale or isinstance(self._error, ChangedError):
            self.again.emit()
        else:
            self.write_to(None)

    def write_to(self, to: Path | None) -> None:
        """Do what was chosen; the workbook is written in place, or as another file `to`."""
        store, both, links = self.session.store, self.both, self._links

        def work(progress: Progress) -> Outcome:
            from desktop.operations.write_back import write_back

            return write_back(store, both, links, progress, to)

        self.session.changed.disconnect(self._on_other_change)
        self.setEnabled(False)
        job = self.session.jobs.start(Text("Writing {file}", file=(to or both.path).name), work)
        job.finished.connect(self._on_written)
        job.failed.connect(self._on_refused)
        job.cancelled.connect(self._resume)

    def _on_written(self, outcome: Outcome) -> None:
        self.session.tell(outcome.text)
        self.written.emit()
        self.done.emit()

    def show_error(self, error: OfftakeError) -> None:
        """Say why workbook and workspace could not be compared anew."""
        self._error = error
        self._show_state()

    def _on_refused(self, error: OfftakeError) -> None:
        self._error = error
        self._resume()

    def _resume(self) -> None:
        error = self._error
        self.session.changed.connect(self._on_other_change)
        self.setEnabled(True)
        self.model.choices_changed()  # cells may have been found that cannot be written
        self._error = error
        self._show_state()
        (self.again_button if error is not None else self.tree).setFocus()


def _shown(label: str) -> str:
    return label.replace("&", "&&")
