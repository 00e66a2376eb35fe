"""HistoryView: every revision, what it changed, and the ways back to what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Change, Revision
from desktop.core.i18n import Text
from desktop.operations.history import Codes, Page, counts_text, differences, origin_text, page
from desktop.ui import icons, theme
from desktop.ui.flow_layout import FlowLayout
from desktop.ui.session import Session
from desktop.ui.status import time_text
from desktop.ui.views.history_changes import ChangesView
from desktop.ui.views.history_filter import HistoryFilter
from desktop.ui.views.history_list import RevisionsModel, RevisionsTable
from desktop.ui.views.history_restore import Restorer
from desktop.ui.views.take_back_panel import TakeBackPanel
from desktop.ui.views.view import View

#: Up to so many changed records are read at once; more are read beside the window.
_AT_ONCE = 500


class HistoryView(View):
    """The list of revisions above, what the selected one changed below.

    Two selected revisions are compared. A line of what changed leads to its record.
    """

    key = "history"
    title = Text("History")

    #: A record to go to: place and what in it.
    navigation_asked = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._asked = 0  # counts what was asked for, so that late answers are told apart
        self._shown: tuple[Revision, ...] = ()
        self._build()
        self._connect()
        self.retranslate()

    # Build

    def _build(self) -> None:
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.filter = HistoryFilter(self.session)
        bar = QFrame()
        bar.setProperty("look", "bar")
        column = QVBoxLayout(bar)
        column.setContentsMargins(*(theme.space(x) for x in (0.8, 0.5, 0.8, 0.5)))
        column.setSpacing(theme.space(0.4))
        column.addWidget(self.heading)
        column.addWidget(self.filter)
        self.revisions = RevisionsModel(self)
        self.table = RevisionsTable(self.revisions)
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.nothing)
        self.take_back = TakeBackPanel(self.session)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._build_changes())
        self.pages.addWidget(self.take_back)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.lists)
        self.splitter.addWidget(self.pages)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.splitter, 1)
        self.setFocusProxy(self.table)

    def _build_changes(self) -> QWidget:
        self.what, self.about = QLabel(), QLabel()
        self.what.setProperty("role", "strong")
        self.about.setProperty("role", "muted")
        for label in (self.what, self.about):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.take_button = QPushButton(icons.icon("undo"), "")
        self.look_button = QPushButton(icons.icon("history"), "")
        self.compare_button = QPushButton(icons.icon("duplicate"), "")
        self.restore_button = QPushButton(icons.icon("redo"), "")
        buttons = FlowLayout(theme.space(0.4))
        for button in (self.take_button, self.look_button, self.compare_button,
                       self.restore_button):  # fmt: skip
            buttons.addWidget(button)
        self.changes = ChangesView()
        self.restorer = Restorer(self.session, self)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme.space(x) for x in (0.8, 0.6, 0.8, 0)))
        column.setSpacing(theme.space(0.35))
        column.addWidget(self.what)
        column.addWidget(self.about)
        column.addLayout(buttons)
        column.addWidget(self.changes, 1)
        return page

    def _connect(self) -> None:
        self.filter.changed.connect(self._load)
        self.revisions.more_asked.connect(self._load_more)
        self.table.chosen.connect(self._on_chosen)
        self.take_button.clicked.connect(self.take_back_revision)
        self.look_button.clicked.connect(self.look_at_revision)
        self.compare_button.clicked.connect(self.compare_with_now)
        self.restore_button.clicked.connect(self._restore)
        self.changes.clicked.connect(self._on_line)
        self.changes.activated.connect(self._go_to)
        self.changes.selectionModel().currentChanged.connect(self._on_line)
        self.take_back.asked.connect(self._ask)
        self.take_back.done.connect(self._asked_enough)
        self.session.past_changed.connect(self._on_past)
        self.go_action, self.restore_action = QAction(self), QAction(self)
        self.go_action.triggered.connect(self._go_to)
        self.restore_action.triggered.connect(self._restore)
        for action in (self.go_action, self.restore_action):
            action.setMenuRole(QAction.MenuRole.NoRole)
            self.changes.addAction(action)
        self.changes.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.heading.setText(str(self.title))
        self.filter.retranslate()
        self.table.retranslate()
        self.changes.retranslate()
        self.take_back.retranslate()
        self.nothing.setText(str(Text("No revision passes the filters")))
        self.take_button.setText(str(Text("Take back this revision")))
        self.look_button.setText(str(Text("Look at the workspace as of it")))
        self.compare_button.setText(str(Text("Compare with now")))
        self.go_action.setText(str(Text("Go to the record")))
        self._show_about()

    # The list

    def refresh(self) -> None:
        """Add what is new at the top; the first time, read the newest."""
        newest = self.revisions.revisions[0].number if self.revisions.revisions else 0
        if newest:
            wanted = replace(self.filter.wanted(), after=newest)
            self._read(wanted, None, self._on_newer)
        else:
            self._load()
        self._allow()

    def _load(self) -> None:
        if self.session.is_open:
            self._read(self.filter.wanted(), None, self._on_first)

    def _load_more(self) -> None:
        last = self.revisions.revisions[-1].number
        self._read(self.filter.wanted(), last, self._on_older)

    def _read(self, wanted: Any, before: int | None, take: Any) -> None:
        """Read a page beside the window; an answer that comes too late is left out."""
        self._asked += 1
        asked, store, words = self._asked, self.session.store, self.filter.words
        job = self.session.jobs.start(
            Text("Reading the history"),
            lambda progress: page(store, wanted, words, before, progress=progress),
        )

        def arrived(found: Page) -> None:
            if asked == self._asked and self.session.is_open:
                take(found)

        job.finished.connect(arrived)
        job.failed.connect(self.session.tell_error)

    def _on_first(self, found: Page) -> None:
        kept = self._shown
        self.revisions.start_anew(
            found.revisions, found.more, found.cancelled, self.session.store.dataset
        )
        self.lists.setCurrentWidget(self.table if found.revisions else self.nothing)
        if not (kept and self.table.choose(kept[0].number)):
            self.table.selectRow(0)
        if not found.revisions:
            self._on_chosen([])

    def _on_newer(self, found: Page) -> None:
        if found.more:
            self._load()
            return
        self.revisions.prepend(found.revisions, found.cancelled)
        if found.revisions:
            self.lists.setCurrentWidget(self.table)
        self._show_about()

    def _on_older(self, found: Page) -> None:
        self.revisions.append(found.revisions, found.more)

    # What the selected revisions changed

    def _on_chosen(self, chosen: Sequence[Revision]) -> None:
        self._shown = (chosen[0], chosen[-1]) if len(chosen) > 1 else tuple(chosen)
        self.pages.setCurrentIndex(0)
        self._show_about()
        if not self._shown:
            self.changes.show_changes((), None, None)
        elif len(self._shown) == 1:
            self._show_revision(self._shown[0])
        else:
            self._show_differences(self._shown[1].number, self._shown[0].number)

    def _show_revision(self, revision: Revision) -> None:
        store = self.session.store
        if sum(sum(by_type.values()) for by_type in revision.counts().values()) <= _AT_ONCE:
            self._show_changes(store.revision_at(revision.number).changes)
            return
        self._find(lambda: store.revision_at(revision.number).changes)

    def _show_differences(self, first: int, last: int) -> None:
        store = self.session.store
        self._find(lambda: differences(store.at(first), store.at(last)))

    def _find(self, work: Any) -> None:
        """Find changes beside the window, for what is selected now."""
        shown = self._shown
        self.changes.show_changes((), None, None)
        job = self.session.jobs.start(Text("Reading the history"), lambda progress: work())

        def arrived(found: Sequence[Change]) -> None:
            if shown is self._shown and self.session.is_open:
                self._show_changes(found)

        job.finished.connect(arrived)
        job.failed.connect(self.session.tell_error)

    def _show_changes(self, changes: Sequence[Change]) -> None:
        store = self.session.store
        self.changes.show_changes(changes, store.dataset, Codes(store))
        self._allow()

    def _show_about(self) -> None:
        shown = self._shown
        if not shown:
            self.what.setText(str(Text("Select a revision to see what it changed")))
            self.about.setText("")
        elif len(shown) == 1:
            one = shown[0]
            self.what.setText(str(Text("Revision {n}: {label}", n=one.number, label=one.label)))
            parts = [time_text(one), origin_text(one.origin)]
            if self.session.is_open:
                parts.append(counts_text(one, self.session.store.dataset))
            if self.revisions.is_cancelled(one.number):
                parts.append(str(Text("taken back since")))
            self.about.setText(" · ".join(part for part in parts if part))
        else:
            last, first = shown
            self.what.setText(
                str(Text("From revision {first} to revision {last}",
                         first=first.number, last=last.number))
            )  # fmt: skip
            self.about.setText(f"{time_text(first)} – {time_text(last)}")
        self._allow()

    def _allow(self) -> None:
        one = self._shown[0] if len(self._shown) == 1 else None
        cancelled = one is not None and self.revisions.is_cancelled(one.number)
        writable, spot = self.session.writable, self.changes.spot
        self.take_button.setEnabled(
            writable and one is not None and one.number > 1 and not cancelled
        )
        past = self.session.past
        self.look_button.setEnabled(
            one is not None and (past is None or past.revision.number != one.number)
        )
        self.compare_button.setEnabled(one is not None)
        offer = self.restorer.offer(spot)
        self.restore_button.setVisible(offer is not None)
        self.restore_action.setVisible(offer is not None)
        self.restore_button.setEnabled(writable)
        self.restore_action.setEnabled(writable)
        if offer is not None:
            self.restore_button.setText(str(offer))
            self.restore_action.setText(str(offer))
        self.go_action.setEnabled(spot is not None)

    def _on_line(self, *_: object) -> None:
        """Show the record of a line in the inspector."""
        spot = self.changes.spot
        if spot is not None:
            self.session.select(spot.change.type, spot.change.id)
        self._allow()

    def _go_to(self, *_: QModelIndex) -> None:
        spot = self.changes.spot
        if spot is None:
            return
        if spot.change.id in self.session.dataset[spot.change.type]:
            self.navigation_asked.emit(spot.change.type, {"id": spot.change.id})
        else:
            self.session.tell(Text("This record is not there any more; bring it back, or look at "
                                   "the workspace as of a revision that has it"))  # fmt: skip

    # The ways back

    def take_back_revision(self) -> None:
        """Ask what is to become of later edits, then take the selected revision back."""
        if len(self._shown) == 1 and self.take_button.isEnabled():
            self.take_button.setEnabled(False)  # one answer at a time
            self.take_back.ask(self._shown[0])

    def _ask(self) -> None:
        self.pages.setCurrentWidget(self.take_back)
        self.take_back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asked_enough(self) -> None:
        had_focus = self.take_back.isAncestorOf(QApplication.focusWidget() or self)
        self.pages.setCurrentIndex(0)
        if had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_about()

    def look_at_revision(self) -> None:
        """Look at the workspace as of the selected revision."""
        if len(self._shown) == 1:
            self.session.look_at(self._shown[0].number)

    def compare_with_now(self) -> None:
        """Show what changed from the selected revision to now."""
        if len(self._shown) != 1:
            return
        newest = self.session.store.history(limit=1)[0]
        self._shown = (newest, self._shown[0])
        self._show_about()
        self._show_differences(self._shown[1].number, newest.number)

    def _restore(self) -> None:
        spot = self.changes.spot
        if spot is not None and self._shown:
            # In one revision, before it; between two, at the older of them.
            oldest = self._shown[-1].number
            self.restorer.restore(spot, oldest if len(self._shown) > 1 else oldest - 1)

    def _on_past(self) -> None:
        past = self.session.past
        self.revisions.looked_at = None if past is None else past.revision.number
        self.revisions.show_anew()
        self._allow()

    # What the window asks for

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.filter.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the list leads to what the revision changed, Esc out of a question."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self.changes.setFocus(Qt.FocusReason.OtherFocusReason)
            self.changes.setCurrentIndex(self.changes.lines.index(0, 0))
        elif event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() is self.take_back:
            self.take_back.done.emit()
        else:
            super().keyPressEvent(event)

    def state(self) -> dict[str, Any]:
        """Give how the room is divided."""
        return {"sizes": self.splitter.sizes()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` gave, and `revision`, one to be selected."""
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2:
            self.splitter.setSizes([int(size) for size in sizes])
