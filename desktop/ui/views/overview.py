"""Overview: the first view, with the outlook of each material and what changed lately."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Revision
from desktop.core.dataset import Dataset
from desktop.core.i18n import Text, join
from desktop.core.progress import Progress
from desktop.ui import theme
from desktop.ui.page_stack import PageStack
from desktop.ui.session import Session
from desktop.ui.status import time_text
from desktop.ui.views.view import View
from desktop.ui.views.welcome import Welcome

if TYPE_CHECKING:
    from desktop.operations.overview import Outlook

_LATELY = 8


class OverviewView(View):
    """Cards of materials; before there is anything to show, the ways to begin."""

    key = "overview"
    title = Text("Overview")

    navigation_asked = Signal(str, object)
    action_asked = Signal(str)
    file_asked = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._recent: list[Path] = []
        self._outlooks: list[Outlook] = []
        self._counted: Dataset | None = None
        self._columns = 0
        self.welcome = Welcome()
        self.welcome.action_asked.connect(self.action_asked)
        self.welcome.file_asked.connect(self.file_asked)
        self._heading, self._what = QLabel(), QLabel()
        self._heading.setProperty("role", "title")
        self._what.setProperty("role", "muted")
        self._what.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.space(0.8))
        self.cards: list[QFrame] = []
        self.page = self._make_page()
        self._pages = PageStack(self)
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.page)
        session.workspace_changed.connect(self._show_page)

    def _make_page(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.space(x) for x in (0.8, 1.0, 0.8, 1.2)))
        column.setSpacing(theme.space(0.2))
        column.addWidget(self._heading)
        column.addWidget(self._what)
        column.addSpacing(theme.space(0.7))
        column.addLayout(self._grid)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    @property
    def outlooks(self) -> list[Outlook]:
        """What the cards show."""
        return list(self._outlooks)

    def show_recent(self, recent: list[Path]) -> None:
        """Offer files that were opened last."""
        self._recent = recent
        self._show_page()

    def paste_cells(self) -> None:
        """Take copied cells as a workbook: there is no table here to paste them into."""
        self.action_asked.emit("import_cells")

    def refresh(self) -> None:
        """Count anew beside the window; the cards change when that is done."""
        self._show_page()
        dataset = self.session.dataset
        if dataset is self._counted or _is_empty(dataset):
            self._fill()
            return

        def work(progress: Progress) -> list[Outlook]:
            # The numeric library is loaded here, when the window is already shown.
            from desktop.operations.overview import outlooks

            return outlooks(dataset, progress=progress)

        job = self.session.jobs.start(Text("Adding up the next years"), work)
        job.finished.connect(lambda found: self._take(dataset, found))
        job.failed.connect(self.session.tell_error)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._heading.setText(str(self.title))
        self._say_what()
        self.welcome.retranslate()
        self._fill()

    def _say_what(self) -> None:
        """Say what the cards count; under the bar of a scenario, that they leave it out."""
        what = str(Text(
            "What is on record for the next years, in tonnes of contained metal. "
            "≥ means at least: some nameplates are unknown."
        ))  # fmt: skip
        active = self.session.scenario if self.session.is_open else None
        if active is not None:
            what += " " + str(Text("The scenario “{name}” is not counted here.", name=active.name))
        self._what.setText(what)

    def _show_page(self) -> None:
        self._say_what()
        empty = self.session.is_open and _is_empty(self.session.dataset)
        if not self.session.is_open or empty:
            path = self.session.path
            self.welcome.show_for(path.stem if path is not None else "", self._recent)
            self._pages.setCurrentWidget(self.welcome)
        else:
            self._pages.setCurrentWidget(self.page)

    def _take(self, dataset: Dataset, found: list[Outlook]) -> None:
        if self.session.is_open and self.session.dataset is dataset:
            self._outlooks, self._counted = found, dataset
            self._fill()

    def _fill(self) -> None:
        for card in self.cards:
            card.deleteLater()
        self.cards = []
        if not self.session.is_open or self._counted is None:
            return
        from desktop.ui.views.outlook_card import OutlookCard

        for outlook in self._outlooks:
            card = OutlookCard(outlook)
            card.navigation_asked.connect(self.navigation_asked)
            self.cards.append(card)
        self.cards.append(_lately(self.session.store.history(limit=_LATELY)))
        self._columns = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards in one or two columns, as there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not self.cards:
            return
        widest = max(card.minimumSizeHint().width() for card in self.cards)
        columns = 2 if self.width() > 2 * widest + theme.space(4.5) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for n, card in enumerate(self.cards):
            self._grid.addWidget(card, n // columns, n % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def sizeHint(self) -> QSize:
        """Leave room for two columns."""
        return QSize(theme.space(66), theme.space(40))


def _is_empty(dataset: Dataset) -> bool:
    return not any(len(dataset[name]) for name, type in dataset.types.items() if not type.single)


def _lately(revisions: list[Revision]) -> QFrame:
    """Give the card of what changed last, the newest first."""
    card = QFrame()
    card.setProperty("look", "card")
    grid = QGridLayout(card)
    grid.setContentsMargins(*(theme.space(x) for x in (1.1, 0.8, 1.1, 0.8)))
    grid.setHorizontalSpacing(theme.space(1))
    grid.setVerticalSpacing(theme.space(0.35))
    heading = QLabel(str(Text("What changed lately")))
    heading.setProperty("role", "heading")
    card.setAccessibleName(heading.text())
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, revision in enumerate(revisions, start=1):
        label, counts, time = (
            QLabel(str(revision.label)),
            QLabel(_counts(revision)),
            QLabel(time_text(revision)),
        )
        label.setWordWrap(True)
        for part in (counts, time):
            part.setProperty("role", "muted")
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(label)
        told.addWidget(counts)
        grid.addLayout(told, row, 0)
        grid.addWidget(time, row, 1, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 1)
    grid.setRowStretch(len(revisions) + 1, 1)
    return card


def _counts(revision: Revision) -> str:
    n = {kind: sum(by_type.values()) for kind, by_type in revision.counts().items()}
    parts: list[Text | str] = []
    if n["added"]:
        parts.append(Text("{n} added", n=n["added"]))
    if n["changed"]:
        parts.append(Text("{n} changed", n=n["changed"]))
    if n["removed"]:
        parts.append(Text("{n} removed", n=n["removed"]))
    return join(parts)
