"""Header: labels that stay in sight, sorting by click, and the filter row under them.

Frozen columns (see `frozen`) stay here too: they are painted over what scrolls, and the mouse
over them is taken to where Qt believes them to be.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QApplication, QHeaderView, QStyle, QWidget

from desktop.ui import theme
from desktop.ui.grid.filter_row import FilterRow
from desktop.ui.grid.frozen import FrozenView, paint_edge
from desktop.ui.grid.model import RecordsModel

SortKeys = list[tuple[str, bool]]


class Header(QHeaderView):
    """The columns' labels; a click sorts, Shift and a click adds a key, the third click clears."""

    #: Other sort keys are asked for.
    sort_asked = Signal(list)
    #: The menu of a column is asked for, at a place on the screen.
    menu_asked = Signal(int, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sort: SortKeys = []
        self._view = parent if isinstance(parent, FrozenView) else None
        self._shift: int | None = None
        #: The frozen column that is made wider, where that began, and how wide it was.
        self._grasped: tuple[int, int, int] | None = None
        #: Where a frozen column was pressed, and the column in whose place it would be put.
        self._pressed_at, self._drop = 0, -1
        self.filters = FilterRow(self)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName("")
        self.sectionClicked.connect(self._on_clicked)
        for moved in (self.sectionResized, self.sectionMoved, self.geometriesChanged):
            moved.connect(self.align)
        self.filters.room_changed.connect(self.align)
        self.sectionMoved.connect(lambda *_: self._on_moved())

    @property
    def _records(self) -> RecordsModel:
        model = self.model()
        assert isinstance(model, RecordsModel)
        return model

    def _on_clicked(self, section: int) -> None:
        name = self._records.fields[section].name
        present = dict(self.sort)
        turned = {None: False, False: True, True: None}[present.get(name)]
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            keys = {k: v for k, v in present.items() if k != name or turned is not None}
        else:
            keys = {}
        if turned is not None:
            keys[name] = turned
        self.sort_asked.emit(list(keys.items()))

    def show_sort(self, keys: SortKeys) -> None:
        """Show by which fields the rows are sorted."""
        self.sort = list(keys)
        self.viewport().update()

    # Layout: labels above, filters below, in line with the columns

    @property
    def _label_height(self) -> int:
        return theme.space(1.75)

    @property
    def _filter_height(self) -> int:
        return theme.space(1.65)

    def sizeHint(self) -> QSize:
        """Give room for the labels and the filters."""
        return QSize(super().sizeHint().width(), self._label_height + self._filter_height)

    def updateGeometries(self) -> None:
        """Keep the lower part for the filters."""
        self.setViewportMargins(0, 0, 0, self._filter_height)
        super().updateGeometries()
        self.align()

    def align(self) -> None:
        """Put each filter under its column."""
        top, height = self._label_height, self._filter_height
        self.filters.setGeometry(0, top, self.width(), height)
        self.filters.update()
        for section, line in enumerate(self.filters.lines):
            if section >= self.count():
                break
            left, width = self.place_of(section), self.sectionSize(section) - 1
            # A long filter is seen whole while it is typed, over the filters beside it.
            if line.room() > width:
                width = min(line.room(), self.viewport().width())
                left = max(0, min(left, self.viewport().width() - width))
            line.setGeometry(QRect(left, 1, width, height - 2))
            line.setVisible(not self.isSectionHidden(section))
        for section in self._pinned():
            self.filters.lines[section].raise_()
        for line in self.filters.lines:
            if line.room():
                line.raise_()

    # Frozen columns

    def _on_moved(self) -> None:
        """Paint all cells anew: Qt leaves out those that it believes to be out of sight."""
        if self._view is not None and self._view.pinned():
            self._view.viewport().update()

    def _pinned(self) -> Sequence[int]:
        return () if self._view is None else self._view.pinned()

    def place_of(self, section: int) -> int:
        """Give where the left edge of a column is seen."""
        if section in self._pinned():
            return self.sectionPosition(section)
        return self.sectionViewportPosition(section)

    def section_at(self, x: int) -> int:
        """Give the column that is seen at a place, -1 where there is none."""
        for section in self._pinned():
            left = self.sectionPosition(section)
            if left <= x < left + self.sectionSize(section):
                return section
        return self.logicalIndexAt(x)

    def _shift_at(self, x: int) -> int:
        """Give how far from where it is seen Qt believes the column at a place to be."""
        section = self.section_at(x)
        if section < 0 or section not in self._pinned():
            return 0
        return self.sectionViewportPosition(section) - self.sectionPosition(section)

    def _shifted(self, event: QMouseEvent) -> QMouseEvent:
        shift = self._shift_at(int(event.position().x())) if self._shift is None else self._shift
        if not shift:
            return event
        return QMouseEvent(
            event.type(), event.position() + QPointF(shift, 0), event.globalPosition(),
            event.button(), event.buttons(), event.modifiers(),
        )  # fmt: skip

    def _edge_at(self, x: int) -> int:
        """Give the frozen column whose right edge can be grasped at a place, -1 for none."""
        grip = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderGripMargin, None, self)
        edges = {s: self.sectionPosition(s) + self.sectionSize(s) for s in self._pinned()}
        return next((section for section, edge in edges.items() if abs(x - edge) <= grip), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press what is seen; a drag stays with the column where it began."""
        x = int(event.position().x())
        section = self._edge_at(x) if event.button() == Qt.MouseButton.LeftButton else -1
        if section >= 0:
            # Qt takes no edge that it believes to be left of the view.
            self._grasped = (section, x, self.sectionSize(section))
            return
        self._shift, self._pressed_at = self._shift_at(x), x
        super().mousePressEvent(self._shifted(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what was pressed."""
        if self._grasped is not None:
            section, begun, size = self._grasped
            wide = size + int(event.position().x()) - begun
            self.resizeSection(section, max(self.minimumSectionSize(), wide))
            return
        if self._shift and event.buttons() & Qt.MouseButton.LeftButton:
            # Qt moves no column that it believes to be left of the view.
            x = int(event.position().x())
            if abs(x - self._pressed_at) >= QApplication.startDragDistance() or self._drop >= 0:
                self._drop = self.section_at(x)
                self.viewport().update()
            return
        super().mouseMoveEvent(self._shifted(event))
        if self._edge_at(int(event.position().x())) >= 0:
            self.setCursor(Qt.CursorShape.SplitHCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what was pressed."""
        if self._grasped is not None:
            self._grasped = None
            return
        moved, drop = self.section_at(self._pressed_at), self._drop
        shifted = self._shifted(event)
        self._shift, self._drop = None, -1
        self.viewport().update()
        super().mouseReleaseEvent(shifted)
        if drop >= 0 and drop != moved:
            self.moveSection(self.visualIndex(moved), self.visualIndex(drop))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the width of the column whose edge is seen here."""
        super().mouseDoubleClickEvent(self._shifted(event))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the tooltip of the column that is seen."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            shift = self._shift_at(event.pos().x())
            place = event.pos() + QPoint(shift, 0)
            return super().viewportEvent(QHelpEvent(event.type(), place, event.globalPos()))
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the column."""
        section = self.section_at(event.pos().x())
        if section >= 0:
            self.menu_asked.emit(section, event.globalPos())

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the labels that scroll, then the frozen ones over them."""
        super().paintEvent(event)
        pinned = self._pinned()
        if not pinned or self._view is None:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        height = self.viewport().height()
        for section in pinned:
            place = QRect(self.sectionPosition(section), 0, self.sectionSize(section), height)
            painter.save()
            painter.setClipRect(place)
            self.paintSection(painter, place, section)
            painter.restore()
        paint_edge(painter, self._view.pinned_width(), 0, height)
        if self._drop >= 0:
            place = QRect(self.place_of(self._drop), 0, self.sectionSize(self._drop) - 2, height)
            painter.setPen(QPen(QColor(theme.colors().accent), 2))
            painter.drawRect(place.adjusted(1, 1, 0, -1))
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Paint a label with its unit paler, and the sort arrow with its rank."""
        colors, field = theme.colors(), self._records.fields[logicalIndex]
        painter.save()
        painter.fillRect(rect, QColor(colors.window))
        painter.setPen(QColor(colors.border))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        place = rect.adjusted(theme.space(0.4), 0, -theme.space(0.4), 0)
        names = [name for name, _ in self.sort]
        if field.name in names:
            self._paint_arrow(painter, place, names.index(field.name))
            place.setRight(place.right() - theme.space(0.9 if len(names) == 1 else 1.5))
        label = str(field.title) + (" *" if field.required else "")
        self._paint_label(painter, place, label, field.shown_header, field.numeric)
        painter.restore()

    def _paint_label(
        self, painter: QPainter, place: QRect, label: str, whole: str, right: bool
    ) -> None:
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        unit = whole[whole.rindex("[") + 1 : -1] if whole.endswith("]") else ""
        width = metrics.horizontalAdvance(label)
        gap = theme.space(0.35)
        unit_width = self.fontMetrics().horizontalAdvance(unit)
        if unit and width + gap + unit_width > place.width():
            unit_width = max(0, place.width() - width - gap)
        start = place.left()
        if right:
            start += max(0, place.width() - width - (gap + unit_width if unit else 0))
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, place.width())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(start, place.top(), width + 2, place.height()), middle, text)
        if unit and unit_width > 0:
            painter.setFont(self.font())
            painter.setPen(QColor(theme.colors().muted))
            unit = self.fontMetrics().elidedText(unit, Qt.TextElideMode.ElideRight, unit_width + 1)
            left = start + width + gap
            painter.drawText(QRect(left, place.top(), unit_width + 2, place.height()), middle, unit)

    def _paint_arrow(self, painter: QPainter, place: QRect, rank: int) -> None:
        up = not self.sort[rank][1]
        size, middle = theme.em() * 0.22, place.center().y() + 1
        right = place.right() - size
        if len(self.sort) > 1:
            number = str(rank + 1)
            painter.setPen(QColor(theme.colors().muted))
            painter.drawText(place, _RIGHT, number)
            right -= self.fontMetrics().horizontalAdvance(number) + 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colors().link))
        tip, foot = (-0.7, 0.7) if up else (0.7, -0.7)
        corners = ((-1, foot), (1, foot), (0, tip))
        points = [QPointF(right + x * size, middle + y * size) for x, y in corners]
        painter.drawPolygon(QPolygonF(points))
        painter.restore()


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
