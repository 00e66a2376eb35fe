"""Problems: what is wrong or doubtful in the workspace, found beside the window, and its list."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTableView, QWidget

from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.findings import Findings
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui import icons, theme
from desktop.ui.session import Session

AnyIndex = QModelIndex | QPersistentModelIndex


class Problems(QObject):
    """Keeps the list of problems up to date without ever holding up an edit."""

    #: The list was found anew.
    found = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.list: list[Problem] = []
        self.known = False
        self._findings: Findings | None = None
        # Edits that follow each other quickly are checked once.
        self._pause = QTimer(self, singleShot=True, interval=150)
        self._pause.timeout.connect(self._check)
        session.changed.connect(lambda _: self._pause.start())
        session.workspace_changed.connect(self._start_anew)

    @property
    def counts(self) -> tuple[int, int]:
        """How many errors and how many warnings there are."""
        errors = sum(problem.severity == "error" for problem in self.list)
        return errors, len(self.list) - errors

    def _start_anew(self) -> None:
        self.list, self.known, self._findings = [], False, None
        self.found.emit()
        if self._session.is_open:
            self._pause.start()
        else:
            self._pause.stop()

    def _check(self) -> None:
        if not self._session.is_open:
            return
        if self._session.jobs.running:
            self._pause.start()
            return
        dataset, known = self._session.dataset, self._findings

        def work(progress: Progress) -> Findings:
            if known is None:
                return Findings.find(dataset, progress)
            return known.after(dataset, progress)

        self._session.jobs.start(Text("Checking all records"), work).finished.connect(self._take)

    def _take(self, found: Findings) -> None:
        if self._session.is_open and self._session.dataset.workspace == found.dataset.workspace:
            self.list, self.known, self._findings = found.problems, True, found
            self.found.emit()


class _Table(QAbstractTableModel):
    """Problems as rows: how bad, which record, which field, what."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Problem] = []
        self._dataset: Dataset | None = None

    def show(self, rows: list[Problem], dataset: Dataset | None) -> None:
        self.beginResetModel()
        self.rows, self._dataset = rows, dataset
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        problem = self.rows[index.row()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return icons.icon(problem.severity, problem.severity)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(problem, index.column())
        return None

    def _text(self, problem: Problem, column: int) -> str:
        type = self._dataset.types.get(problem.type) if self._dataset else None
        if column == 0:
            return str(type.title if type is not None else problem.type)
        if column == 1:
            return problem.code
        if column == 2:
            field = type.by_name.get(problem.field) if type is not None else None
            return str(field.title) if field is not None else problem.field
        return str(problem.message)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return str((Text("Record"), Text("Code"), Text("Field"), Text("What"))[section])


class ProblemsList(QTableView):
    """The list of problems; a row leads to its record."""

    #: A problem to go to.
    chosen = Signal(object)

    def __init__(self, session: Session, problems: Problems, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._problems = problems
        self._model = _Table(self)
        self.setModel(self._model)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.space(1.5))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        for column, width in enumerate((9, 14, 9)):
            self.setColumnWidth(column, theme.space(width))
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_activated)
        problems.found.connect(self._fill)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setAccessibleName(str(Text("Problems")))
        self._fill()

    def sizeHint(self) -> QSize:
        """Show some eight problems."""
        return QSize(theme.space(40), theme.space(12))

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the list, which costs nothing while nobody sees it."""
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        if self._session.is_open and self.isVisible():
            self._model.show(self._problems.list, self._session.dataset)
        elif not self._session.is_open:
            self._model.show([], None)

    def _on_activated(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.rows[index.row()])
