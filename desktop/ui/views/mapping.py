"""Mapping: how a workbook of somebody else's layout is read, before it is compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
)

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text, join
from desktop.core.progress import Progress
from desktop.ui import theme
from desktop.ui.dialogs.cell_texts import in_lines
from desktop.ui.session import Session
from desktop.ui.views.leaving import leaves
from desktop.ui.views.mapping_table import MappingTable
from desktop.ui.views.view import View
from desktop.ui.wrapped_buttons import WrappedCheck

if TYPE_CHECKING:
    from desktop.exchange.foreign.proposal import Proposal
    from desktop.exchange.foreign.table_proposal import TableProposal
    from desktop.exchange.review_index import ReviewIndex
    from desktop.storage.store import Store

    #: What is done with a proposal that was agreed.
    Compare = Callable[[Store, Proposal, Progress], object]

_LARGE = 20_000  # rows from which on an edit is worked out beside the window
_NARROW = 40  # heights of a line
_KEY = Qt.ItemDataRole.UserRole


class MappingView(View):
    """The tables of a workbook, and for one of them how it is read; then the comparison."""

    key = "import"
    title = Text("Import workbook")

    #: The page is over and nothing is imported.
    done = Signal()
    #: The workbook is read as agreed: what the comparison gave, and the mapping to remember.
    compared = Signal(object, object)

    def __init__(
        self,
        session: Session,
        path: Path,
        proposal: Proposal,
        compare: Compare | None = None,
        left: int = 0,
    ) -> None:
        """Show a proposal; `compare` is done with it when it is agreed, a review if not given.

        `left` is how many workbooks are asked about after this one.
        """
        super().__init__(session)
        self.path = path
        self.proposal = proposal
        self._compare_with = compare or _review
        self._left = left
        self._working = self._touched = False
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self._heading, self._notes, self._state = QLabel(), QLabel(), QLabel()
        self._heading.setProperty("role", "title")
        self._notes.setProperty("role", "muted")
        for label in (self._heading, self._notes, self._state):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.tables = QListWidget()
        self.tables.setMinimumWidth(theme.space(9))
        self.tables.currentItemChanged.connect(lambda *_: self._show_table())
        self.tables.itemChanged.connect(self._on_ticked)
        self.setFocusProxy(self.tables)
        self.table = MappingTable(self._edit)
        scroll = QScrollArea()
        scroll.setObjectName("scroll")
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.table)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.tables)
        self._split.addWidget(scroll)
        self._split.setStretchFactor(1, 1)
        self._split.setChildrenCollapsible(False)
        self._split.setSizes([theme.space(13), theme.space(50)])
        self.create_box = WrappedCheck("")
        self.create_box.setChecked(self.proposal.create_references)
        self.create_box.clicked.connect(
            lambda on: self._edit(lambda proposal: proposal.set_create_references(on))
        )
        self.cancel_button, self.compare_button = QPushButton(), QPushButton()
        self.compare_button.setProperty("look", "primary")
        self.cancel_button.clicked.connect(self.done)
        self.compare_button.clicked.connect(self._compare)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space(0.5))
        buttons.addWidget(self._state, 1)
        for button in (self.cancel_button, self.compare_button):
            buttons.addWidget(button)
        line = QFrame()
        line.setProperty("look", "line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.space(x) for x in (1.4, 1.0, 1.4, 0.8)))
        layout.setSpacing(theme.space(0.5))
        layout.addWidget(self._heading)
        layout.addWidget(self._notes)
        layout.addWidget(self._split, 1)
        layout.addWidget(self.create_box)
        layout.addWidget(line)
        layout.addLayout(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list of tables above where there is no room for it beside."""
        super().resizeEvent(event)
        narrow = self.width() < theme.space(_NARROW)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if wanted != self._split.orientation():
            self._split.setOrientation(wanted)
            first = 5 if narrow else 13
            self._split.setSizes([theme.space(first), theme.space(50)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc reads nothing; once something was answered only on the second press."""
        if not leaves(event, self.cancel_button, self._touched):
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._heading.setText(str(Text("How “{file}” is read", file=self.path.name)))
        self.tables.setAccessibleName(str(Text("Tables of the workbook")))
        self.create_box.retell(
            str(Text("Names that are not on record yet become new records, without asking"))
        )
        self.cancel_button.setText(str(Text("Cancel")))
        label = Text("Next workbook…") if self._left else Text("Compare…")
        self.compare_button.setText(str(label))
        self._show()

    # Show

    def _show(self) -> None:
        """Show the proposal as it is now."""
        self._notes.setText(in_lines(join(list(self.proposal.notes), "\n")))
        self._notes.setVisible(bool(self.proposal.notes))
        shown = self.tables.currentRow()
        key = self.tables.item(shown).data(_KEY) if shown >= 0 else self._first()
        self.tables.blockSignals(True)
        self.tables.clear()
        for table in self.proposal.tables:
            item = QListWidgetItem(_told(table), self.tables)
            item.setData(_KEY, table.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = Qt.CheckState.Checked if table.include else Qt.CheckState.Unchecked
            item.setCheckState(on)
            if table.key == key:
                self.tables.setCurrentItem(item)
        self.tables.blockSignals(False)
        self._show_table()
        self._show_state()

    def _first(self) -> str:
        """Give the table that needs the user most."""
        tables = self.proposal.tables
        waiting = [t for t in tables if any(question.open for question in t.questions)]
        read = [t for t in tables if t.include]
        return next((t.key for t in (*waiting, *read, *tables)), "")

    def _show_table(self) -> None:
        if self.tables.currentRow() < 0:
            return
        key = self.tables.currentItem().data(_KEY)
        table = next(t for t in self.proposal.tables if t.key == key)
        self.table.fill(self.proposal, table)

    def _show_state(self) -> None:
        waiting, rows = len(self.proposal.open_questions), self.proposal.rows
        if waiting:
            text = Text.count(waiting, "{n} question waits for your answer",
                              "{n} questions wait for your answers")  # fmt: skip
        elif not rows:
            text = Text("Nothing is read yet; tick a table and say what its rows are.")
        else:
            text = Text.count(
                rows,
                "{n} row is read. Nothing is written before you accept it.",
                "{n} rows are read. Nothing is written before you accept them.",
            )
        self._state.setText(str(text))
        self._state.setProperty("role", "warning" if waiting else "muted")
        self._state.style().unpolish(self._state)
        self._state.style().polish(self._state)
        self.create_box.setEnabled(not self._working)
        self.compare_button.setEnabled(rows > 0 and not waiting and not self._working)

    # Edit

    def _on_ticked(self, item: QListWidgetItem) -> None:
        key, on = item.data(_KEY), item.checkState() == Qt.CheckState.Checked
        self._edit(lambda proposal: proposal.set_include(key, on))

    def _edit(self, change: Callable[[Proposal], None]) -> None:
        """Change the proposal; a large workbook is worked out beside the window."""
        if self._working:
            return
        self._touched = True
        if self.proposal.rows <= _LARGE:
            try:
                change(self.proposal)
            except OfftakeError as error:
                self.session.tell_error(error)
            self._show()
            return
        self._start(Text("Reading {file}", file=self.path.name),
                    lambda _: change(self.proposal), lambda _: None)  # fmt: skip

    def _compare(self) -> None:
        store, proposal = self.session.store, self.proposal

        self._start(Text("Comparing {file}", file=self.path.name),
                    lambda progress: self._compare_with(store, proposal, progress),
                    lambda found: self.compared.emit(found, proposal))  # fmt: skip

    def _start(
        self, label: Text, work: Callable[[Progress], object], then: Callable[[object], None]
    ) -> None:
        self._working = True
        self._show_state()
        job = self.session.jobs.start(label, work)
        job.finished.connect(lambda found: self._on_ended(lambda: then(found)))
        job.failed.connect(lambda error: self._on_ended(lambda: self.session.tell_error(error)))
        job.cancelled.connect(lambda: self._on_ended(lambda: None))

    def _on_ended(self, then: Callable[[], None]) -> None:
        self._working = False
        self._show()
        then()


def _review(store: Store, proposal: Proposal, progress: Progress) -> ReviewIndex:
    from desktop.exchange.review_index import ReviewIndex
    from desktop.operations.import_foreign import review_foreign

    return ReviewIndex(review_foreign(store, proposal, progress), progress)


def _told(table: TableProposal) -> str:
    """Give how a table stands in the list: where it is, and what it holds."""
    place = f"{table.sheet} ({table.name})" if table.name else f"{table.sheet} {table.area}"
    waiting = sum(question.open for question in table.questions)
    said = Text.count(table.rows, "{n} row", "{n} rows")
    if waiting:
        said = Text.count(waiting, "{rows}, {n} question", "{rows}, {n} questions", rows=said)
    return f"{place}\n{said}"
