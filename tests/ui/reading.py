"""How tests read all that is written on the screen, and find what is left of another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from desktop.core.dataset import Dataset
from desktop.core.i18n import catalogue
from tests.ui.looking import seen

_ROWS = 12
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole,
          Qt.ItemDataRole.AccessibleTextRole)  # fmt: skip
_PLACE = re.compile(r"\\\{\w+\\\}")
_HANGUL = re.compile("[가-힣]")
_WORD = re.compile("[A-Za-z]{3,}")


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """Gives all that can be read on a widget, seen or heard, with the kind of its place."""
    if root.isWindow():
        yield "title", root.windowTitle()
    if isinstance(root, QMenu):
        for action in root.actions():
            yield "menu", action.text()
    for part in seen(root):
        kind = type(part).__name__
        yield f"{kind} tip", part.toolTip()
        yield f"{kind} name", part.accessibleName()
        yield f"{kind} description", part.accessibleDescription()
        for text in _own(part):
            yield kind, text


def _own(part: QWidget) -> Iterator[str]:
    if isinstance(part, QLabel | QAbstractButton):
        yield part.text()
    elif isinstance(part, QLineEdit):
        yield part.placeholderText()
        yield part.text()
    elif isinstance(part, QComboBox):
        yield from (part.itemText(n) for n in range(part.count()))
    elif isinstance(part, QTabBar):
        yield from (part.tabText(n) for n in range(part.count()))
    elif isinstance(part, QPlainTextEdit | QTextEdit):
        yield part.toPlainText()
    elif isinstance(part, QHeaderView):
        yield from _heads(part)
    elif isinstance(part, QAbstractItemView) and part.model() is not None:
        yield from _cells(part.model(), QModelIndex(), 3)


def _heads(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if model is not None:
        for n in range(min(header.count(), 30)):
            for role in _ROLES:
                yield str(model.headerData(n, header.orientation(), role) or "")


def _cells(model: QAbstractItemModel, above: QModelIndex, depth: int) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(above)
    for row in range(min(model.rowCount(above), _ROWS)):
        for column in range(min(columns, 30)):
            index = model.index(row, column, above)
            for role in _ROLES:
                yield str(index.data(role) or "")
        if depth:
            yield from _cells(model, model.index(row, 0, above), depth - 1)


class Leftovers:
    """Finds English on a screen that is to be Korean; what is in the records is nobody's label."""

    def __init__(
        self, dataset: Dataset, also: Iterable[str] = (), cells: Iterable[str] = ()
    ) -> None:
        table = catalogue("ko")
        plain = {key.rpartition("|")[2] if "|" in key else key: text for key, text in table.items()}
        self._labels = {_bare(key) for key, text in plain.items() if key != text and "{" not in key}
        patterns = [key for key in plain if "{" in key and _WORD.search(re.sub(r"{\w+}", "", key))]
        self._patterns = [
            (max(_WORD.findall(re.sub(r"{\w+}", " ", key)), key=len),
             re.compile(_PLACE.sub(".+", re.escape(_bare(key)))))
            for key in patterns
        ]  # fmt: skip
        values = {
            str(value)
            for type in dataset.types.values()
            for record in dataset[type.name]
            for field in type.fields
            if isinstance(value := getattr(record, field.name), str) and len(value) > 1
        }
        self._data = {*values, *cells}
        known = (*values, *also, *cells)
        self._words = {word for value in known for word in _WORD.findall(value)}

    def of(self, root: QWidget) -> list[str]:
        """Gives what is left of English on a widget."""
        found = {f"{kind}: {text}" for kind, text in texts(root) if self._is_english(text)}
        return sorted(found)

    def _is_english(self, text: str) -> bool:
        text = re.sub(r"<[^>]+>", "", re.sub("<br ?/?>", " ", text)).strip()
        if not _WORD.search(text) or text in self._data:
            return False
        bare = _bare(text)
        if bare in self._labels:
            return True
        if _HANGUL.search(text):
            return False
        if any(word in bare and regex.fullmatch(bare) for word, regex in self._patterns):
            return True
        return any(word not in self._words for word in _WORD.findall(text))


def _bare(text: str) -> str:
    return re.sub(r"\(&\w\)", "", text).replace("&", "").strip()
