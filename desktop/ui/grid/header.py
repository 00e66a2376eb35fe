"""Header: labels that stay in sight, sorting by click, and the filter row under them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPolygonF
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from desktop.ui import theme
from desktop.ui.grid.filter_row import FilterRow
from desktop.ui.grid.model import RecordsModel

SortKeys = list[tuple[str, bool]]


class Header(QHeaderView):
    """The columns' labels; a click sorts, Shift and a click adds a key, the third click clears."""

    #: Other sort keys are asked for.
    sort_asked = Signal(list)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sort: SortKeys = []
        self.filters = FilterRow(self)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName("")
        self.sectionClicked.connect(self._on_clicked)
        for moved in (self.sectionResized, self.sectionMoved, self.geometriesChanged):
            moved.connect(self.align)

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
            width = self.sectionSize(section)
            left = self.sectionViewportPosition(section)
            place = QRect(left, 1, width - 1, height - 2)
            line.setGeometry(place)
            line.setVisible(not self.isSectionHidden(section))

    # Paint

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
