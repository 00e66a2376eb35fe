"""Delegate: edits cells with the keys that people know from Excel."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.core.fields import ReferenceField
from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.drafts import Typed
from desktop.ui.form.editors import Editor, editor_for
from desktop.ui.form.line_editor import Chooser, LineEditor
from desktop.ui.form.long_text_editor import LongTextEditor
from desktop.ui.form.problems import overtaken, still_wanted
from desktop.ui.grid.bubble import Bubble
from desktop.ui.grid.model import RecordsModel

Index = QModelIndex | QPersistentModelIndex
_Made = TypeVar("_Made")
_Hint = QStyledItemDelegate.EndEditHint
_STEPS = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = {Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0)}


class RecordsDelegate(QStyledItemDelegate):
    """Edits the cells of a RecordsModel."""

    #: Editing ended with a key that goes on: rows down, columns right.
    step_asked = Signal(int, int)

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._bubble = Bubble(view.viewport())
        self._index = QPersistentModelIndex()
        #: What the cell held when its editor was opened, or its user was last told of it.
        self._known: Any = None
        #: Whether a text is being written, which may wait for others: its editor stays as it is.
        self._entering = False
        #: Where the text is kept that is just being typed, so that a crash does not lose it.
        self._typed = Typed("", 0, "")
        #: Puts what was typed into all selected cells; gives why not.
        self.enters_all: Callable[[Any], Text | None] | None = None
        #: Makes the record that a reference names and that is not there yet.
        self.makes_new: Callable[[Index, str], None] | None = None

    # Edit

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the editor that the field type has."""
        model = _records(index)
        field = model.fields[index.column()]
        editor = editor_for(field, lambda: model.dataset, parent)
        editor.setAccessibleName(field.shown_header)
        if isinstance(editor, LongTextEditor):
            editor.as_cell()
        else:
            editor.in_grid = True
            editor.setFrame(False)
            pad = theme.space(0.4) - 2
            margins = editor.textMargins()
            editor.setTextMargins(pad, 0, max(pad, margins.right()), 0)
            editor.setAlignment(Qt.AlignmentFlag(model.data(index, Qt.ItemDataRole(7))))
        if isinstance(editor, Chooser):
            editor.offers_new = self.makes_new is not None and isinstance(field, ReferenceField)
        editor.setAutoFillBackground(True)
        editor.chosen.connect(lambda: self._finish(editor, (0, 0)))
        self._index = QPersistentModelIndex(index)
        self._known = model.value_at(index.row(), index.column())
        self._typed = Typed(model.type.name, model.ids[index.row()], field.name)
        editor.textChanged.connect(lambda *_: self._keep(editor, model))
        return editor

    def _keep(self, editor: Editor, model: RecordsModel) -> None:
        """Keep what is being typed as a draft."""
        if editor.isModified():
            was = json.dumps(editor.field.to_stored(self._known), ensure_ascii=False)
            model.session.drafts.keep_typed(self._typed, editor.text(), was)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the value, unless somebody is typing."""
        assert isinstance(editor, Editor)
        if editor.isModified():
            return
        editor.show_value(_records(index).value_at(index.row(), index.column()))
        editor.selectAll()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Fill the cell; long text spreads over its neighbours."""
        place = QRect(option.rect)
        if isinstance(editor, LongTextEditor):
            room = self._view.viewport().rect()
            metrics = editor.fontMetrics()
            place.setWidth(max(place.width(), min(room.width(), metrics.averageCharWidth() * 44)))
            place.setHeight(editor.height_for(place.width()))
            place.moveRight(min(place.right(), max(room.right(), place.width() - 1)))
            place.moveBottom(min(place.bottom(), max(room.bottom(), place.height() - 1)))
        editor.setGeometry(place)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Put in what was typed when the focus goes elsewhere; a fault is told as a notice."""
        assert isinstance(editor, Editor)
        if self._entering:
            return
        editor.settle()
        if editor.isModified():
            editor.setModified(False)
            fault = self._overtaken()
            if fault is None:
                self._enter(lambda: model.setData(index, editor.raw()))
            else:
                typed = Text("“{typed}” was not put in: {fault}", typed=editor.raw(), fault=fault)
                _records(index).session.tell(typed, "warning")

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Take the sentence away with the editor; what nobody has read yet is offered again."""
        self._bubble.hide()
        assert isinstance(editor, Editor)
        drafts = _records(index).session.drafts
        if editor.isModified():
            drafts.release_typed(self._typed)
        else:
            drafts.forget_typed(self._typed)
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes down, Tab right, Esc gives up; the rest is the editor's or Qt's."""
        if self._entering:
            return False
        if not isinstance(watched, Editor) or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if watched.takes(event):
            return False
        key = Qt.Key(event.key())
        if key in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._finish_all(watched)
            return True
        step = _STEPS.get(key)
        if step is None and type(watched) is LineEditor:
            step = _ARROWS.get(key)
        if step is not None:
            back = key in _ENTER and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._finish(watched, (-1, 0) if back else step)
            return True
        if key == Qt.Key.Key_Escape:
            watched.setModified(False)
            self.closeEditor.emit(watched, _Hint.RevertModelCache)
            return True
        return False

    def _finish(self, editor: Editor, step: tuple[int, int]) -> None:
        """Put in what was typed and go on; stay, and say why, when it cannot be taken."""
        editor.settle()
        if self._makes_new(editor):
            return
        if editor.isModified():
            fault = self._overtaken()
            if fault is not None:
                fault = still_wanted(fault)
            else:
                model, index = _records(self._index), self._index
                fault = self._enter(lambda: model.enter(index, editor.raw()))
            if fault is not None:
                editor.show_fault(fault)
                self._bubble.say(fault, editor)
                return
        editor.setModified(False)
        self.closeEditor.emit(editor, _Hint.NoHint)
        self.step_asked.emit(*step)

    def _enter(self, enter: Callable[[], _Made]) -> _Made:
        """Write what was typed; meanwhile nothing else becomes of the editor."""
        self._entering = True
        try:
            return enter()
        finally:
            self._entering = False

    def _overtaken(self) -> Text | None:
        """Tell, once, that the cell was changed by others while somebody typed in it."""
        model, row, column = _records(self._index), self._index.row(), self._index.column()
        now = model.value_at(row, column)
        if now == self._known:
            return None
        self._known = now
        return overtaken(model.fields[column], model.text_at(row, column))

    def _finish_all(self, editor: Editor) -> None:
        """Put what was typed into all selected cells, as Ctrl+Enter does in Excel."""
        editor.settle()
        enter = self.enters_all
        fault = None if enter is None else self._enter(lambda: enter(editor.raw()))
        if fault is not None:
            editor.show_fault(fault)
            self._bubble.say(fault, editor)
            return
        editor.setModified(False)
        self.closeEditor.emit(editor, _Hint.NoHint)

    def _makes_new(self, editor: Editor) -> bool:
        """Make the record that was asked for by “Create new”; False where none was."""
        if not isinstance(editor, Chooser) or not editor.new_text or self.makes_new is None:
            return False
        typed = editor.new_text
        editor.setModified(False)
        self.closeEditor.emit(editor, _Hint.NoHint)
        self.makes_new(self._index, typed)
        return True

    # Room and drawings

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the room that a cell needs to be read whole."""
        text = _records(index).text_at(index.row(), index.column())
        width = self._view.fontMetrics().horizontalAdvance(text) + theme.space(1)
        return QSize(width, theme.space(1.55))

    def paint_content(self, painter: QPainter, cell: QRect, index: Index) -> None:
        """Paint what is drawn in a column that has a delegate of its own."""
        raise NotImplementedError


def _records(index: Index) -> RecordsModel:
    model = index.model()
    assert isinstance(model, RecordsModel)
    return model
