"""Import review: what a workbook would change, to be ticked before anything is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeView,
    QVBoxLayout,
)

from desktop.core.changes import Revision
from desktop.core.errors import Problem
from desktop.core.i18n import Text, join
from desktop.core.progress import Progress
from desktop.exchange.review import Review
from desktop.ui import theme
from desktop.ui.dialogs.review_rows import FILTERS, counted, is_taken
from desktop.ui.dialogs.review_tree import ReviewTree
from desktop.ui.session import Session
from desktop.ui.views.view import View

_WIDTHS = (18, 14, 8.5, 8.5, 7, 6)


class _Roomy(QStyledItemDelegate):
    """Gives rows some air."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), theme.space(1.5))


class ImportReviewView(View):
    """A tree of all differences with ticks, and the buttons that take them over or leave them."""

    key = "import"
    title = Text("Import workbook")

    #: The review is over, imported or not.
    done = Signal()
    #: The workspace has changed meanwhile; the workbook should be compared anew.
    again = Signal()

    def __init__(self, session: Session, path: Path, review: Review) -> None:
        super().__init__(session)
        self.path = path
        self.review = review
        self.model = ReviewTree(review, self)
        self.model.ticked.connect(self._show_counts)
        self._build()
        self._open_rows()
        session.changed.connect(self._on_other_change)

    def _build(self) -> None:
        self._heading, self._notes, self._hint, self._state = (QLabel() for _ in range(4))
        self._heading.setProperty("role", "title")
        for label in (self._notes, self._hint):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self.filters = QButtonGroup(self)
        self._filter_names = list(FILTERS)
        self.filters.idClicked.connect(self._on_filter)
        self.tree = QTreeView()
        self.tree.setModel(self.model)
        self.tree.setUniformRowHeights(True)
        self.tree.setItemDelegate(_Roomy(self.tree))
        self.tree.expanded.connect(self._span_problems)
        self.tree.setAlternatingRowColors(True)
        self.tree.setSelectionBehavior(QTreeView.SelectionBehavior.SelectRows)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.header().setStretchLastSection(True)
        for column, width in enumerate(_WIDTHS):
            self.tree.setColumnWidth(column, theme.space(width))
        self.setFocusProxy(self.tree)
        self.ours_button, self.theirs_button = QPushButton(), QPushButton()
        self.ours_button.clicked.connect(lambda: self._decide(theirs=False))
        self.theirs_button.clicked.connect(lambda: self._decide(theirs=True))
        self.again_button, self.cancel_button = QPushButton(), QPushButton()
        self.again_button.clicked.connect(self._start_again)
        self.again_button.hide()
        self.cancel_button.clicked.connect(self.done)
        self.import_button = QPushButton()
        self.import_button.setProperty("look", "primary")
        self.import_button.clicked.connect(self._import)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.space(x) for x in (1.4, 1.0, 1.4, 0.8)))
        layout.setSpacing(theme.space(0.5))
        layout.addWidget(self._heading)
        layout.addWidget(self._notes)
        layout.addLayout(self._filter_row())
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._hint)
        line = QFrame()
        line.setProperty("look", "line")
        layout.addWidget(line)
        layout.addLayout(self._button_row())

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(0.2))
        for n, _ in enumerate(FILTERS):
            button = QToolButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setChecked(n == 0)
            self.filters.addButton(button, n)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.ours_button)
        row.addWidget(self.theirs_button)
        return row

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(0.5))
        row.addWidget(self._state, 1)
        for button in (self.again_button, self.cancel_button, self.import_button):
            row.addWidget(button)
        return row

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._heading.setText(str(Text("Import {file}", file=self.path.name)))
        self._notes.setText(join(list(self.review.notes), "\n"))
        self._notes.setVisible(bool(self.review.notes))
        self._hint.setText(str(Text(
            "A tick takes what the workbook says; a clear box leaves everything as it is. Space "
            "ticks the row, the arrow keys open and close it.")))  # fmt: skip
        self.ours_button.setText(str(Text("Keep ours in all conflicts")))
        self.theirs_button.setText(str(Text("Take the workbook’s in all conflicts")))
        self.again_button.setText(str(Text("Compare again")))
        self.cancel_button.setText(str(Text("Cancel")))
        self.tree.setAccessibleName(str(Text("Changes in the workbook")))
        self._show_counts()

    @property
    def taken(self) -> int:
        """How many records importing now would change."""
        return sum(is_taken(item) for item in self.review.items)

    def _show_counts(self) -> None:
        counts = counted(self.review)
        for n, (name, text) in enumerate(FILTERS.items()):
            button = self.filters.button(n)
            button.setText(f"{text}  {counts[name]:,}")
            button.setVisible(name == "all" or counts[name] > 0)
        undecided, taken = self.review.undecided, self.taken
        for button in (self.ours_button, self.theirs_button):
            button.setVisible(undecided > 0)
        self.import_button.setText(
            str(Text.count(taken, "Import {n} record", "Import {n} records"))
        )
        stale = self.again_button.isVisibleTo(self)
        self.import_button.setEnabled(taken > 0 and not undecided and not stale)
        self._tell_state(undecided, counts["problem"], stale)

    def _tell_state(self, undecided: int, faulty: int, stale: bool) -> None:
        if stale:
            text, role = Text("The workspace has changed since; compare again."), "warning"
        elif undecided:
            text, role = (
                Text.count(undecided, "{n} conflict waits for your decision",
                           "{n} conflicts wait for your decision"), "warning")  # fmt: skip
        elif not self.review.items:
            text, role = Text("The workbook says the same as the workspace."), "muted"
        elif faulty:
            text, role = (
                Text.count(faulty, "{n} row with a problem is left out",
                           "{n} rows with problems are left out"), "muted")  # fmt: skip
        else:
            text, role = Text("Undo takes the whole import back."), "muted"
        self._state.setText(str(text))
        self._state.setProperty("role", role)
        self._state.style().unpolish(self._state)
        self._state.style().polish(self._state)

    def _on_filter(self, id: int) -> None:
        self.model.show(self._filter_names[id])
        self._open_rows()

    def _open_rows(self) -> None:
        self._span_problems(QModelIndex())
        for index in self.model.to_open():
            self.tree.expand(index)
        self.tree.setCurrentIndex(self.model.index(0, 0))

    def _span_problems(self, above: QModelIndex) -> None:
        """Let a problem have the whole width for its sentence."""
        for row in range(self.model.rowCount(above)):
            if isinstance(self.model.node(self.model.index(row, 0, above)).of, Problem):
                self.tree.setFirstColumnSpanned(row, above, True)

    def _decide(self, theirs: bool) -> None:
        self.review.decide(theirs)
        self.model.decisions_changed()

    def _on_other_change(self, revision: Revision) -> None:
        self.again_button.setVisible(revision.number != self.review.dataset.revision)
        self._show_counts()

    def _start_again(self) -> None:
        self.done.emit()
        self.again.emit()

    def _import(self) -> None:
        review, store, wanted = self.review, self.session.store, self.taken

        def work(progress: Progress) -> Revision | None:
            from desktop.operations.import_workbook import changes

            # A tick may have left out what another row refers to, or brought it back.
            review.settle()
            if sum(is_taken(item) for item in review.items) != wanted:
                return None
            return store.apply(changes(review), progress)

        self.session.changed.disconnect(self._on_other_change)
        self.setEnabled(False)
        job = self.session.jobs.start(Text("Importing {file}", file=self.path.name), work)
        job.finished.connect(self._on_imported)
        job.failed.connect(self._on_refused)
        job.cancelled.connect(self._resume)

    def _on_imported(self, revision: Revision | None) -> None:
        if revision is None:
            self._resume()
            self.filters.button(0).click()
            self.session.tell(
                Text("With these ticks, other rows can be taken over than before, as some rows "
                     "need others. Look at them, then import."),
                "warning",
            )  # fmt: skip
            return
        counts = revision.counts()
        n = sum(sum(by_type.values()) for by_type in counts.values())
        self.session.tell(
            Text.count(n, "{n} record imported from “{file}”. Undo takes it back.",
                       "{n} records imported from “{file}”. Undo takes them back.",
                       file=self.path.name)
        )  # fmt: skip
        self.done.emit()

    def _on_refused(self, error: object) -> None:
        self._resume()
        self.session.tell(getattr(error, "message", Text("{error}", error=error)), "error")

    def _resume(self) -> None:
        self.session.changed.connect(self._on_other_change)
        self.setEnabled(True)
        self._show_counts()
