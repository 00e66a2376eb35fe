"""How tests look at what is shown: names for a screen reader, cut texts, the way of the Tab key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from desktop.ui.charts.chart_widget import ChartWidget
from desktop.ui.grid.cell_view import CellView

_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QAbstractSpinBox,
             QPlainTextEdit, QTextEdit, QTabBar, ChartWidget)  # fmt: skip


def seen(root: QWidget) -> Iterator[QWidget]:
    """Gives every part of a widget that can be seen, without what Qt builds its own parts of."""
    for part in root.findChildren(QWidget):
        if part.isVisible() and part.window() is root.window() and not _inner(part):
            yield part


def _inner(part: QWidget) -> bool:
    """Tells whether Qt made a widget as a piece of another, such as the line of a combo box."""
    above = part.parentWidget()
    return part.objectName().startswith("qt_") or isinstance(above, QComboBox | QAbstractSpinBox)


def takes_tab(part: QWidget) -> bool:
    by_tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and part.isEnabled() and part.focusProxy() is None


def controls(root: QWidget) -> list[QWidget]:
    """Gives what can be used, or has the focus at some time."""
    return [p for p in seen(root) if isinstance(p, _CONTROLS) or takes_tab(p)]


def place(part: QWidget) -> str:
    """Says which widget it is, for a message."""
    above: list[str] = []
    up = part.parentWidget()
    while up is not None and len(above) < 3:
        above.append(up.objectName() or type(up).__name__)
        up = up.parentWidget()
    what = part.text() if isinstance(part, QAbstractButton | QLabel) else part.objectName()
    return f"{type(part).__name__} “{what}” in {' < '.join(above)}"


def said(part: QWidget, what: QAccessible.Text = QAccessible.Text.Name) -> str:
    """Gives what a screen reader is told of a widget."""
    told = QAccessible.queryAccessibleInterface(part)
    return str(told.text(what)).strip()


def nameless(root: QWidget) -> list[str]:
    """Gives the controls without a name, and the charts that do not say what they show."""
    found = []
    for part in controls(root):
        if isinstance(part, QHeaderView | QScrollBar | QScrollArea):
            continue
        if not said(part):
            found.append(f"no name: {place(part)}")
        if isinstance(part, ChartWidget):
            words = said(part, QAccessible.Text.Description)
            if len(words.split()) < 4:
                found.append(f"no summary: {place(part)} “{words}”")
    return found


def cut(root: QWidget) -> list[str]:
    """Gives the texts that have too little room, and the parts that stick out of the window."""
    found = []
    for part in seen(root):
        fault = _fault(part)
        if fault:
            found.append(f"{fault}: {place(part)}")
    return found


def _fault(part: QWidget) -> str:
    if isinstance(part, QScrollArea) and part.horizontalScrollBar().isVisible():
        return "scrolls sideways"
    if _sticks_out(part):
        return "sticks out"
    if isinstance(part, QLabel):
        return _label_fault(part)
    if isinstance(part, QComboBox):
        room = part.width() - part.fontMetrics().height() * 1.6
        wide = part.fontMetrics().horizontalAdvance(part.currentText())
        return _lack(wide + (part.iconSize().width() if _has_icon(part) else 0), room, part)
    if isinstance(part, QTabBar):
        for n in range(part.count()):
            if part.tabRect(n).width() + 1 < part.tabSizeHint(n).width():
                return f"cut tab {part.tabText(n)}"
    if isinstance(part, QAbstractButton) and part.text():
        wide = part.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, part.text()).width()
        return _lack(wide, part.width(), part)
    if isinstance(part, QHeaderView):
        return _header_fault(part)
    return ""


def _has_icon(part: QComboBox) -> bool:
    return not part.itemIcon(part.currentIndex()).isNull()


def _lack(wide: float, room: float, part: QWidget) -> str:
    """Says by how much a text is too wide; one that can be read by pointing at it is not cut."""
    if wide <= room + 1 or part.toolTip():
        return ""
    return f"cut by {wide - room:.0f}"


def _label_fault(label: QLabel) -> str:
    text = label.text()
    if not text or "\u2026" in text:
        return ""
    room = label.contentsRect().adjusted(label.margin(), 0, -label.margin(), 0)
    if label.wordWrap():
        missing = label.heightForWidth(label.width()) - label.height()
        return f"cut in height by {missing}" if missing > 2 else ""
    wide = float(label.fontMetrics().horizontalAdvance(text))
    if label.textFormat() == Qt.TextFormat.RichText or "<" in text:
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setDocumentMargin(0)
        document.setHtml(text)
        wide = document.idealWidth()
    elif "\n" in text:
        wide = max(label.fontMetrics().horizontalAdvance(one) for one in text.split("\n"))
    elif label.buddy() is not None:
        wide = label.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()
    return _lack(wide, room.width(), label)


def _header_fault(header: QHeaderView) -> str:
    model = header.model()
    if header.orientation() != Qt.Orientation.Horizontal or model is None:
        return ""
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        text = model.headerData(section, Qt.Orientation.Horizontal)
        tip = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        wide = header.fontMetrics().horizontalAdvance(str(text or ""))
        if wide > header.sectionSize(section) and not tip:
            return f"cut header {text}"
    return ""


def _sticks_out(part: QWidget) -> bool:
    """Tells whether a part is not to be seen as a whole, and cannot be scrolled into view."""
    if part.width() < 2 or part.height() < 2:
        return False
    whole, inner, above = QRect(part.rect()), part, part.parentWidget()
    box = QRect(whole)
    while above is not None and not inner.isWindow():
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            break  # what lies outside of the viewport can be scrolled to
        box &= QRect(part.mapFrom(above, QPoint(0, 0)), above.size())
        inner, above = above, above.parentWidget()
    return box.width() < whole.width() - 2 or box.height() < whole.height() - 2


def in_sight(part: QWidget) -> bool:
    """Tells whether something of a part can be seen without scrolling."""
    box, above = QRect(part.rect()), part.parentWidget()
    while above is not None and not part.isWindow():
        box &= QRect(part.mapFrom(above, QPoint(0, 0)), above.size())
        above = None if above.isWindow() else above.parentWidget()
    return not box.isEmpty()


def walked(start: QWidget, key: Qt.Key, most: int = 400) -> list[QWidget]:
    """Gives the widgets that a key leads to, one after another, until it is back at the start."""
    found = [start]
    start.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(most):
        focus = QApplication.focusWidget()
        if focus is None:
            return found
        if isinstance(focus, CellView):
            _to_the_end(focus, key)
        # What a key changes is laid out before anybody presses the next one.
        QCoreApplication.sendPostedEvents()
        QTest.keyClick(focus, key)
        now = QApplication.focusWidget()
        if now is None or now is start:
            return found
        if not in_sight(now):
            hidden = f"{place(now)} has the keyboard out of sight"
            raise AssertionError(hidden)
        found.append(now)
    return found


def _to_the_end(table: CellView, key: Qt.Key) -> None:
    """Goes to the cell from which Tab leaves a grid, in which it moves from cell to cell."""
    model = table.model()
    columns = [n for n in range(model.columnCount()) if not table.isColumnHidden(n)]
    header = table.horizontalHeader()
    columns.sort(key=header.visualIndex)
    forward = key == Qt.Key.Key_Tab
    row = model.rowCount() - 1 if forward else 0
    table.setCurrentIndex(model.index(row, columns[-1 if forward else 0]))


def unreached(root: QWidget) -> list[str]:
    """Gives the controls that Tab does not lead to, and tells when it does not come back."""
    found = []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        wanted = [part for part in seen(root) if takes_tab(part)]
        if not wanted:
            return []
        way = [part for part in walked(wanted[0], key) if isValid(part)]
        reached = set(way)
        if len(way) > len(wanted) + 40:
            last = "; ".join(place(part) for part in way[-3:])
            found.append(f"{key.name} does not come back: {last}")
        for part in wanted:
            if not isValid(part) or part in reached or not (part.isVisible() and part.isEnabled()):
                continue  # what went meanwhile need not be reached
            if not _by_arrows(part, reached):
                found.append(f"{key.name} does not reach {place(part)}")
    return found


def _by_arrows(part: QWidget, reached: set[QWidget]) -> bool:
    """Tells whether the arrows lead to a widget from one of its kind that Tab reaches."""
    if isinstance(part, QAbstractButton) and part.isCheckable():
        above = part.parentWidget()
        return any(type(other) is type(part) and other.parentWidget() is above for other in reached)
    return False


def mouse_only(root: QWidget) -> list[str]:
    """Gives the buttons that the keyboard never comes to."""
    return [
        place(part)
        for part in seen(root)
        if isinstance(part, QAbstractButton)
        and part.focusPolicy() == Qt.FocusPolicy.NoFocus
        and part.isEnabled()
        and not isinstance(part.parentWidget(), QTabBar | QLineEdit | QDockWidget)
    ]


_MNEMONIC = re.compile(r"(?<!&)&(?!&)(\w)")


def twice(menu: QMenu) -> list[str]:
    """Gives the entries of a menu whose underlined letter another one has, or that have none."""
    found: list[str] = []
    taken: dict[str, str] = {}
    for action in menu.actions():
        if action.isSeparator():
            continue
        letter = _MNEMONIC.search(action.text())
        mark = letter[1].casefold() if letter else ""
        if mark and mark in taken:
            found.append(f"{menu.objectName()}: “{action.text()}” and “{taken[mark]}”")
        taken[mark] = action.text()
    return found
