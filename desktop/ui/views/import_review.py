"""Import review: what workbooks would change, to be ticked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
)

from desktop.core.changes import Revision
from desktop.core.i18n import Text, join
from desktop.core.progress import Progress
from desktop.exchange.review import Review
from desktop.exchange.review_index import Group, ReviewIndex
from desktop.ui import theme
from desktop.ui.dialogs.cell_texts import in_lines, tip
from desktop.ui.dialogs.review_menu import fill_row
from desktop.ui.dialogs.review_rows import PLACE, SENT
from desktop.ui.dialogs.review_tree import ReviewTree
from desktop.ui.dialogs.review_view import ReviewView
from desktop.ui.dialogs.review_words import words_of
from desktop.ui.jobs import Job
from desktop.ui.session import Session
from desktop.ui.views.import_bar import ImportBar
from desktop.ui.views.import_blanks import ImportBlanks
from desktop.ui.views.import_effect import ImportEffect
from desktop.ui.views.leaving import leaves
from desktop.ui.views.view import View

_NOTES = 5  # notes shown before the rest is counted
_AT_ONCE = 3000  # rows that are searched without a job


class ImportReviewView(View):
    """A tree of all differences with ticks, and the buttons that take them over or leave them."""

    key = "import"
    title = Text("Import workbook")

    #: The review is over, imported or not.
    done = Signal()
    #: It was imported.
    imported = Signal()
    #: The workspace has changed meanwhile; the workbooks should be compared anew.
    again = Signal()
    #: A copy of the workbook with notes on its problems is asked for.
    copy_asked = Signal(object)

    def __init__(self, session: Session, paths: Sequence[Path], index: ReviewIndex) -> None:
        super().__init__(session)
        self.paths = list(paths)
        self.index = index
        self.model = ReviewTree(index, self)
        self.bar = ImportBar(index)
        self.blanks = ImportBlanks(index.review.blank_cells)
        self.effect = ImportEffect(session, index.review)
        self._words = words_of(index.review)
        self.title = self._words.title
        self._touched = False
        self._search: Job | None = None
        self._build()
        self._connect()
        self.tree.open_rows()
        self.effect.follow()

    @property
    def review(self) -> Review:
        """What is reviewed."""
        return self.index.review

    @property
    def taken(self) -> int:
        """How many records importing now would change."""
        return self.index.taken

    def _build(self) -> None:
        self._heading, self._notes, self._hint, self._state = (QLabel() for _ in range(4))
        self._heading.setProperty("role", "title")
        for label in (self._heading, self._notes, self._hint, self._state):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._notes, self._hint, self._state):
            label.setProperty("role", "muted")
        self.tree = ReviewView(self.model)
        self.tree.setColumnHidden(SENT, self.review.base_revision is None)
        self.tree.setColumnHidden(PLACE, self.review.is_copy)
        self.tree.shares.share()
        self.setFocusProxy(self.tree)
        self.row_menu = QMenu(self)
        self.copy_button, self.again_button = QPushButton(), QPushButton()
        self.cancel_button, self.import_button = QPushButton(), QPushButton()
        self.again_button.hide()
        self.import_button.setProperty("look", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.space(x) for x in (1.4, 1.0, 1.4, 0.8)))
        layout.setSpacing(theme.space(0.5))
        line = QFrame()
        line.setProperty("look", "line")
        parts = (self._heading, self._notes, self.blanks, self.bar, self.tree, self._hint,
                 self.effect, line)  # fmt: skip
        for part in parts:
            layout.addWidget(part, int(part is self.tree))
        row = QHBoxLayout()
        row.setSpacing(theme.space(0.5))
        row.addWidget(self._state, 1)
        for button in (self.copy_button, self.again_button, self.cancel_button,
                       self.import_button):  # fmt: skip
            row.addWidget(button)
        layout.addLayout(row)

    def _connect(self) -> None:
        self.model.ticked.connect(self._on_ticked)
        self.bar.selection_changed.connect(self._select)
        self.bar.left.connect(self.tree.setFocus)
        self.bar.decide_asked.connect(self._decide)
        self.bar.column_asked.connect(self._decide_column)
        self.blanks.answered.connect(self._clear_blanks)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.copy_button.clicked.connect(lambda: self.copy_asked.emit(self.review))
        self.again_button.clicked.connect(self._start_again)
        self.cancel_button.clicked.connect(self._leave)
        self.import_button.clicked.connect(self._import)
        self.session.changed.connect(self._on_other_change)
        for key, step in (("F7", 1), ("Shift+F7", -1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda s=step: self.go_to_conflict(s))

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._heading.setText(str(self.review.label))
        notes = self.review.notes
        more = len(notes) - _NOTES
        shown: list[Text | str] = list(notes[:_NOTES] if more > 0 else notes)
        if more > 0:
            shown.append(Text("{n} more", n=more))
        self._notes.setText(in_lines(join(shown, "\n")))
        self._notes.setToolTip((tip(join(list(notes), "\n")) or "") if more > 0 else "")
        self._notes.setVisible(bool(notes))
        self._hint.setText(str(self._words.hint))
        self.copy_button.setText(str(Text("Save a copy with notes…")))
        self.copy_button.setToolTip(str(Text("A copy of the workbook that says at each faulty cell "
                                             "what is wrong")))  # fmt: skip
        self.again_button.setText(str(Text("Compare again")))
        self.cancel_button.setText(str(Text("Cancel")))
        self.tree.setAccessibleName(str(self._words.changes))
        for part in (self.bar, self.blanks, self.effect):
            part.retranslate()
        self._show_counts()

    def focus_search(self) -> None:
        """Go to the search box."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def go_to_conflict(self, step: int) -> None:
        """Go to the next conflict, or (-1) to the one before, whatever is looked at."""
        found = self.model.next_conflict(self.tree.currentIndex(), step)
        if found is None and self.index.counts["conflict"] and self.bar.filter != "conflict":
            self.bar.use_filter("conflict")
            found = self.model.next_conflict(QModelIndex(), step)
        if found is None:
            self.session.tell(Text("There is no conflict here."))
            return
        self.tree.setCurrentIndex(found)
        self.tree.expand(found)
        self.tree.scrollTo(found)
        self.tree.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it is; once something was ticked only on the second press."""
        if not leaves(event, self.cancel_button, self._touched):
            super().keyPressEvent(event)

    def _on_ticked(self) -> None:
        self._touched = True
        self._show_counts()
        self.effect.follow()

    def _show_counts(self) -> None:
        self.bar.show_counts()
        self.copy_button.setVisible(self.review.has_errors and not self.review.is_copy)
        self.import_button.setText(str(self._words.take(self.taken)))
        stale = self.again_button.isVisibleTo(self)
        ready = self.taken > 0 and not self.index.undecided and not stale
        self.import_button.setEnabled(ready)
        self._tell_state(self.index.undecided, self.index.counts["problem"], stale)

    def _tell_state(self, undecided: int, faulty: int, stale: bool) -> None:
        if stale:
            text, role = Text("The workspace has changed since; compare again."), "warning"
        elif undecided:
            text, role = (
                Text.count(undecided, "{n} conflict waits for your decision",
                           "{n} conflicts wait for your decision"), "warning")  # fmt: skip
        elif not self.review.items:
            text, role = self._words.same, "muted"
        elif faulty:
            text, role = (
                Text.count(faulty, "{n} row with a problem is left out",
                           "{n} rows with problems are left out"), "muted")  # fmt: skip
        else:
            text, role = self._words.undo, "muted"
        self._state.setText(str(text))
        self._state.setProperty("role", role)
        self._state.style().unpolish(self._state)
        self._state.style().polish(self._state)

    def _select(self) -> None:
        """Show what the filter and the search leave; where that takes long, beside the window."""
        if self._search is not None:
            self._search.cancel()
            self._search = None
        filter, text, index = self.bar.filter, self.bar.text, self.index
        if not text or index.is_spelled_out or len(self.review.items) <= _AT_ONCE:
            self._show_groups(index.groups(filter, text))
            return
        self._search = self.session.jobs.start(
            Text("Searching"), lambda progress: index.groups(filter, text, progress)
        )
        self._search.finished.connect(self._on_found)
        self._search.failed.connect(self.session.tell_error)

    @Slot(object)
    def _on_found(self, groups: list[Group]) -> None:
        if self._search is not None and self.sender() is self._search:
            self._search = None
            self._show_groups(groups)

    def _show_groups(self, groups: list[Group]) -> None:
        general = self.bar.filter in ("all", "problem") and not self.bar.text
        self.model.show(self.index, groups, general)
        self.tree.open_rows()

    def _show_menu(self, place: QPoint) -> None:
        index = self.tree.currentIndex().siblingAtColumn(0)
        if not index.isValid():
            return

        def tick(wanted: bool) -> None:
            state = Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked
            self.model.setData(index, state.value, Qt.ItemDataRole.CheckStateRole)

        node = self.model.node(index)
        fill_row(self.row_menu, node, self.index, tick, self._decide_column)
        if self.row_menu.actions():
            self.row_menu.popup(self.tree.viewport().mapToGlobal(place))

    def _decide(self, theirs: bool, sender: str) -> None:
        self.review.decide(theirs, sender or None)
        self._decided_many()

    def _decide_column(self, type_name: str, field: str, wanted: bool) -> None:
        self.index.decide_column(type_name, field, wanted)
        for group in self.model.groups:
            group.forget()
        self.model.decisions_changed()

    def _decided_many(self) -> None:
        self.index.recount()
        for group in self.model.groups:
            group.forget()
        self.model.decisions_changed()

    def _clear_blanks(self, clear: bool) -> None:
        review = self.review

        def work(progress: Progress) -> ReviewIndex:
            review.clear_blanks(clear)
            review.settle()
            return ReviewIndex(review)

        self.effect.stop()
        self.setEnabled(False)
        job = self.session.jobs.start(Text("Comparing"), work)
        job.finished.connect(self._use_index)
        job.failed.connect(self.session.tell_error)
        job.ended.connect(self._enable)

    @Slot()
    def _enable(self) -> None:
        self.setEnabled(True)

    def _use_index(self, index: ReviewIndex) -> None:
        self.index = index
        self.bar.use(index)
        self._select()
        self._on_ticked()

    def _on_other_change(self, revision: Revision) -> None:
        self.again_button.setVisible(revision.number != self.review.dataset.revision)
        self._show_counts()

    def _leave(self) -> None:
        self.effect.stop()
        self.done.emit()

    def _start_again(self) -> None:
        self._leave()
        self.again.emit()

    def _import(self) -> None:
        review, store, wanted = self.review, self.session.store, self.taken

        def work(progress: Progress) -> Revision | ReviewIndex | None:
            from desktop.operations.import_workbook import changes

            # A tick may have left out what another row refers to, or brought it back.
            review.settle()
            index = ReviewIndex(review, progress)
            if index.taken != wanted:
                return index
            return store.apply(changes(review), progress)

        self.effect.stop()
        self.session.changed.disconnect(self._on_other_change)
        self.setEnabled(False)
        self.repaint()  # now: beside the work it would take three times as long
        job = self.session.jobs.start(self._words.taking(self.paths), work)
        job.finished.connect(self._on_imported)
        job.failed.connect(self._on_refused)
        job.cancelled.connect(self._resume)

    def _on_imported(self, result: Revision | ReviewIndex | None) -> None:
        if not isinstance(result, Revision):
            self._resume()
            if result is not None:
                self._use_index(result)
            self.bar.use_filter("all")
            self.session.tell(
                Text("With these ticks, other rows can be taken over than before, as some rows "
                     "need others. Look at them, then import."),
                "warning",
            )  # fmt: skip
            return
        self._tell_imported(result)
        self.imported.emit()
        self.done.emit()

    def _tell_imported(self, revision: Revision) -> None:
        counts = revision.counts()
        n = sum(sum(by_type.values()) for by_type in counts.values())
        self.session.tell(self._words.done(n, self.paths))

    def _on_refused(self, error: object) -> None:
        self._resume()
        self.session.tell(getattr(error, "message", Text("{error}", error=error)), "error")

    def _resume(self) -> None:
        self.session.changed.connect(self._on_other_change)
        self.setEnabled(True)
        self._show_counts()
        self.effect.follow()
