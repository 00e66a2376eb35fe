"""Popup: the list of options under an editor; the keyboard stays with the editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.form.options import Option

Index = QModelIndex | QPersistentModelIndex
_ROWS = 10  # shown without scrolling
_WIDEST = 52  # in letters


def _row_height() -> int:
    return theme.space(1.6)


class Options(QAbstractListModel):
    """Options as a Qt list; with `ticks`, each can be ticked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.options: list[Option] = []
        self.ticks: set[str] | None = None

    def show(self, options: Sequence[Option], ticks: set[str] | None = None) -> None:
        """Replace the options."""
        self.beginResetModel()
        self.options, self.ticks = list(options), ticks
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give the number of options."""
        return 0 if parent.isValid() else len(self.options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the text of an option, and whether it is ticked."""
        option = self.options[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{option.text} — {option.detail}" if option.detail else option.text
        if role == Qt.ItemDataRole.CheckStateRole and self.ticks is not None:
            ticked = option.also in self.ticks
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return None


class _Painter(QStyledItemDelegate):
    """Paints the text of an option, and its detail paler beside it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), _row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, Options)
        shown = model.options[index.row()]
        palette: QPalette = option.palette
        rect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            ground = theme.colors().accent_soft if chosen else theme.colors().hover
            painter.fillRect(rect, QColor(ground))
        place = rect.adjusted(theme.space(0.4), 0, -theme.space(0.4), 0)
        if model.ticks is not None:
            place.setLeft(self._paint_tick(painter, place, shown.also in model.ticks))
        metrics, middle = painter.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(place, middle, shown.text)
        place.setLeft(place.left() + metrics.horizontalAdvance(shown.text) + theme.space(0.6))
        painter.setPen(QColor(theme.colors().muted))
        detail = metrics.elidedText(shown.detail, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, middle, detail)
        painter.restore()

    def _paint_tick(self, painter: QPainter, place: QRect, ticked: bool) -> int:
        """Paint the box and give where the text begins."""
        colors, side = theme.colors(), theme.space(0.85)
        box = QRectF(place.left() + 0.5, place.center().y() - side / 2 + 0.5, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.accent if ticked else colors.muted), 1))
        painter.setBrush(QColor(colors.accent if ticked else colors.base))
        painter.drawRoundedRect(box, 2, 2)
        if ticked:
            painter.setPen(QPen(QColor(colors.on_accent), max(1.4, side / 8)))
            corners = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.3))
            painter.drawPolyline([box.topLeft() + QPointF(x * side, y * side) for x, y in corners])
        return place.left() + side + theme.space(0.5)


class Popup(QListView):
    """A list under an editor that never takes the focus."""

    #: An option was clicked.
    clicked_on = Signal(object)

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setWindowFlags(
            Qt.WindowType.ToolTip
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._options = Options(self)
        self.setModel(self._options)
        self.setItemDelegate(_Painter(self))

    @property
    def shown(self) -> list[Option]:
        """The options that are listed."""
        return self._options.options

    def show_options(
        self, options: Sequence[Option], current: int, ticks: set[str] | None = None
    ) -> None:
        """List options under the editor, with one of them marked (-1: none)."""
        self._options.show(options, ticks)
        if not options:
            self.hide()
            return
        self._place()
        self.show()
        self.move_to(current)

    def current(self) -> Option | None:
        """Give the marked option."""
        row = self.currentIndex().row()
        return self.shown[row] if self.isVisible() and 0 <= row < len(self.shown) else None

    def move_to(self, row: int) -> None:
        """Mark an option and bring it into sight."""
        index = self._options.index(min(row, len(self.shown) - 1)) if row >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index)

    def step(self, by: int) -> None:
        """Mark the next option, or the one before."""
        self.move_to(max(0, self.currentIndex().row() + by))

    def _place(self) -> None:
        editor, metrics = self._editor, self.fontMetrics()
        texts = [f"{option.text}  {option.detail}" for option in self.shown]
        wide = max(metrics.horizontalAdvance(text) for text in texts) + theme.space(4)
        width = max(editor.width(), min(wide, metrics.averageCharWidth() * _WIDEST))
        height = _row_height() * min(len(texts), _ROWS) + 2 * self.frameWidth()
        screen = editor.screen().availableGeometry()
        corner = editor.mapToGlobal(QPoint(0, editor.height()))
        if corner.y() + height > screen.bottom():
            corner.setY(editor.mapToGlobal(QPoint(0, 0)).y() - height)
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - width)))
        self.setGeometry(corner.x(), corner.y(), width, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is clicked; the focus stays where it is."""
        row = self.indexAt(event.position().toPoint()).row()
        if 0 <= row < len(self.shown):
            self.clicked_on.emit(self.shown[row])
