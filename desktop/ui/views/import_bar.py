"""Import bar: what of a review is looked at, and what is decided for many rows at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text, plain
from desktop.exchange.review_index import FILTERS, ReviewIndex
from desktop.ui import icons, theme
from desktop.ui.dialogs.review_menu import fill_columns
from desktop.ui.dialogs.review_rows import FILTER_NAMES
from desktop.ui.dialogs.review_words import words_of
from desktop.ui.flow_layout import FlowLayout

_PAUSE = 150  # ms without a key after which is searched


class ImportBar(QWidget):
    """Filters, search, columns, and the buttons for all conflicts."""

    #: Another filter, or another text is searched for.
    selection_changed = Signal()
    #: Down was pressed in the search box.
    left = Signal()
    #: All conflicts: whether the workbook holds, and the file name of the sender (empty: the one).
    decide_asked = Signal(bool, str)
    #: A column: type name, field name, whether it is taken.
    column_asked = Signal(str, str, bool)

    def __init__(self, index: ReviewIndex) -> None:
        super().__init__()
        self._index = index
        self.filters = QButtonGroup(self)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("find", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(theme.space(15))
        self.search.installEventFilter(self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.selection_changed)
        self.search.textChanged.connect(lambda: self._pause.start())
        self.columns_button = QToolButton()
        self.columns_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.columns_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.columns_menu = QMenu(self.columns_button)
        self.columns_menu.aboutToShow.connect(self._fill_columns)
        self.columns_button.setMenu(self.columns_menu)
        self.ours_button, self.theirs_button = QPushButton(), QPushButton()
        self.ours_button.clicked.connect(lambda: self.decide_asked.emit(False, ""))
        self._senders = QMenu(self.theirs_button)
        if index.review.senders:
            self.theirs_button.setMenu(self._senders)
        else:
            self.theirs_button.clicked.connect(lambda: self.decide_asked.emit(True, ""))
        self._build()

    def _build(self) -> None:
        filters = FlowLayout(theme.space(0.2))
        for n in range(len(FILTERS)):
            button = QToolButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setChecked(n == 0)
            self.filters.addButton(button, n)
            filters.addWidget(button)
        self.filters.idClicked.connect(lambda _: self.selection_changed.emit())
        row = QHBoxLayout()
        row.setSpacing(theme.space(0.4))
        row.addLayout(filters, 1)
        row.addWidget(self.columns_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)
        for_all = FlowLayout(theme.space(0.4))
        for_all.addWidget(self.ours_button)
        for_all.addWidget(self.theirs_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.4))
        column.addLayout(row)
        column.addLayout(for_all)

    @property
    def filter(self) -> str:
        """The filter in use."""
        return FILTERS[max(self.filters.checkedId(), 0)]

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def use_filter(self, name: str) -> None:
        """Look at the rows of one kind, whatever they hold."""
        self.search.clear()
        self._pause.stop()
        self.filters.button(FILTERS.index(name)).setChecked(True)
        self.selection_changed.emit()

    def use(self, index: ReviewIndex) -> None:
        """Count another index of the same review."""
        self._index = index

    def show_counts(self) -> None:
        """Show how many rows stand under each filter, and whether conflicts wait."""
        for n, name in enumerate(FILTERS):
            count = self._index.counts[name]
            button = self.filters.button(n)
            button.setText(f"{FILTER_NAMES[name]}  {plain(count)}")
            button.setVisible(name == "all" or count > 0)
        for other in (self.ours_button, self.theirs_button):
            other.setVisible(self._index.undecided > 0)
        self.columns_button.setVisible(bool(self._index.review.items))

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.search.setPlaceholderText(str(Text("Search code, field, value or cell")))
        for button in self.search.findChildren(QToolButton):
            clears = button.objectName() or button.defaultAction() is None
            button.setAccessibleName(str(Text("Clear search") if clears else Text("Search")))
        self.search.setAccessibleName(str(Text("Search code, field, value or cell")))
        self.columns_button.setText(f"{Text('Columns')} ▾")
        self.columns_button.setToolTip(str(Text("Take or leave a field in all rows of a sheet")))
        self.ours_button.setText(str(Text("Keep ours in all conflicts")))
        self.theirs_button.setText(str(words_of(self._index.review).take_all))
        self._senders.clear()
        for sender in self._index.review.senders:
            action = self._senders.addAction(
                str(Text("Where “{file}” says something", file=sender)).replace("&", "&&")
            )
            action.triggered.connect(lambda *_, s=sender: self.decide_asked.emit(True, s))
        self.show_counts()

    def _fill_columns(self) -> None:
        fill_columns(self.columns_menu, self._index, self.column_asked.emit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Down and Return lead from the search box to the rows, Escape empty it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._pause.isActive():
                    self._pause.stop()
                    self.selection_changed.emit()
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)
