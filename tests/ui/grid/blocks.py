"""What the tests of blocks of cells ask of a view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.storage.store import Store
from desktop.ui.session import Notice
from desktop.ui.views.records import RecordsView


def stand(view: RecordsView, row: int, name: str) -> None:
    """Makes a cell current."""
    view.table.stand_on(view.records.index(row, view.records.column_of(name)))


def select(view: RecordsView, row: int, name: str, down: int = 0, right: int = 0) -> None:
    """Selects a block with the keyboard."""
    stand(view, row, name)
    for key, times in ((Qt.Key.Key_Down, down), (Qt.Key.Key_Right, right)):
        for _ in range(times):
            QTest.keyClick(view.table, key, Qt.KeyboardModifier.ShiftModifier)


def place(view: RecordsView) -> tuple[int, str]:
    """Gives the current cell."""
    current = view.table.currentIndex()
    return current.row(), view.records.fields[current.column()].name


def chosen(view: RecordsView) -> tuple[list[int], list[str]]:
    """Gives the selected rows and columns."""
    found = view.table.selected()
    return list(found.rows), [field.name for field in found.fields(view.records)]


def column(view: RecordsView, name: str) -> list[str]:
    """Gives the texts of a column."""
    return [
        view.records.text_at(row, view.records.column_of(name))
        for row in range(view.records.rowCount())
    ]


def middle(view: RecordsView, row: int, name: str) -> QPoint:
    """Gives where a cell can be clicked."""
    index = view.records.index(row, view.records.column_of(name))
    return view.table.visualRect(index).center()


def clip(text: str, markup: str = "") -> None:
    """Puts on the clipboard what another program would."""
    data = QMimeData()
    data.setText(text)
    if markup:
        data.setHtml(markup)
    QApplication.clipboard().setMimeData(data)


def clipped() -> str:
    """Gives the text on the clipboard."""
    return QApplication.clipboard().text()


def notices(view: RecordsView) -> list[str]:
    """Gives a list to which whatever is told from now on is added."""
    found: list[str] = []
    take: Callable[[Notice], None] = lambda notice: found.append(str(notice.text))  # noqa: E731
    view.session.noticed.connect(take)
    return found


def steps(view: RecordsView, do: Callable[[], object]) -> list[str]:
    """Does something and gives the labels of the revisions that it made."""
    store: Store = view.session.store
    first = store.revision
    do()
    return [str(store.revision_at(n).label) for n in range(first + 1, store.revision + 1)]
