"""Filter row: one line above each column in which a person types what is to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from desktop.core.errors import FieldError
from desktop.core.fields import Field, NumberField, PartialDateField
from desktop.core.i18n import Text
from desktop.ui import icons, theme
from desktop.ui.form.line_editor import paint_outline
from desktop.ui.form.problems import paint_sign
from desktop.ui.grid.tooltips import paragraphs


class FilterLine(QLineEdit):
    """The filter of one column; a filter that cannot be read is marked, with the reason.

    The arrow at its end, Alt and arrow down, or F4 ask for the values to tick.
    """

    #: Arrow down: the keyboard goes on to the rows.
    left = Signal()
    #: The values to tick are asked for.
    values_asked = Signal()
    #: The keyboard came here.
    entered = Signal()
    #: What it would be as wide as may be another.
    room_changed = Signal()

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.fault: Text | None = None
        self.setObjectName(f"filter {field.name}")
        self.setFrame(False)
        self.setTextMargins(theme.space(0.4) - 2, 0, _arrow_width() - 2, 0)
        self.textChanged.connect(lambda _: self.room_changed.emit())

    def setText(self, text: str | None) -> None:
        """Set the filter; where nobody types, it is seen from its beginning."""
        super().setText(text)
        if not self.hasFocus():
            self.setCursorPosition(0)

    def room(self) -> int:
        """Give how many pixels wide it would be: as its text while it is typed, else 0."""
        if not self.hasFocus() or not self.text():
            return 0
        margins = self.textMargins().left() + self.textMargins().right()
        return self.fontMetrics().horizontalAdvance(self.text()) + margins + theme.space(0.6)

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.setAccessibleName(str(Text("Filter of {label}", label=self.field.title)))
        self.show_fault(self.fault)

    def show_fault(self, fault: Text | None) -> None:
        """Mark the filter as one that cannot be read, or take the mark away."""
        self.fault = fault
        forms = str(Text("Filter: {forms}", forms=self._forms()))
        keys = str(Text("Alt+Down: choose from the values"))
        lines = ([str(fault)] if fault is not None else []) + [forms, keys]
        self.setToolTip(paragraphs(lines) or "")
        self.setAccessibleDescription(" ".join(lines))
        self.update()

    def _forms(self) -> Text:
        """Give the forms in which a filter of this field can be written."""
        if isinstance(self.field, PartialDateField):
            return Text("2028, >=2028-H2, 2027..2029, blank, !blank")
        if isinstance(self.field, NumberField):
            return Text(">=10, 5..20, !0, blank, !blank")
        return Text("part of a word, =whole, start*, !not, blank, !blank, this | that")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show how a filter is written while nothing is typed yet."""
        super().focusInEvent(event)
        self.setPlaceholderText(str(self._forms()))
        self.entered.emit()
        self.room_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave the line empty, so that no filter looks like one."""
        super().focusOutEvent(event)
        self.setPlaceholderText("")
        self.setCursorPosition(0)
        self.room_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the filter, arrow down goes to the rows, with Alt to the values."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
            self.values_asked.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_arrow(self, event: QMouseEvent) -> bool:
        return event.position().x() >= self.width() - _arrow_width()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow asks for the values."""
        if event.button() == Qt.MouseButton.LeftButton and self._on_arrow(event):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.values_asked.emit()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a pointer over the arrow, where nothing can be typed."""
        arrow = self._on_arrow(event)
        self.setCursor(Qt.CursorShape.ArrowCursor if arrow else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a fine funnel where nothing is typed, the arrow, and the mark of a fault."""
        super().paintEvent(event)
        painter = QPainter(self)
        colors, side = theme.colors(), theme.space(0.8)
        place = QRectF(self.width() - side * 1.3, (self.height() - side) / 2, side, side)
        if self.fault is not None:
            paint_outline(self, painter, colors.error)
            paint_sign(painter, "error", place)
        else:
            self._paint_arrow(painter, colors.link if self.text() else colors.muted)
            if self.hasFocus():
                paint_outline(self, painter, colors.accent)
            elif not self.text() and self.width() > 3 * side:
                place.moveLeft(theme.space(0.45))
                icons.paint(painter, "filter", place, QColor(colors.frame))
        painter.end()

    def _paint_arrow(self, painter: QPainter, color: str) -> None:
        size = theme.em() * 0.18
        middle = QPointF(self.width() - _arrow_width() / 2, self.height() / 2 + size * 0.1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(color), max(1.2, theme.em() / 13)))
        corners = ((-1, -0.5), (0, 0.5), (1, -0.5))
        painter.drawPolyline([middle + QPointF(x * size, y * size) for x, y in corners])


def _arrow_width() -> int:
    return theme.space(1.2)


class FilterRow(QWidget):
    """The filters of all columns, kept in line with them by the header."""

    #: A filter was edited.
    changed = Signal()
    #: The keyboard goes on to the rows.
    left = Signal()
    #: The values of a field are asked for, by its name.
    values_asked = Signal(str)
    #: The keyboard came to the filter of a field.
    entered = Signal(str)
    #: A filter would be as wide as its text, or no longer is.
    room_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[FilterLine] = []
        self.setAutoFillBackground(True)

    def show_fields(self, fields: Sequence[Field]) -> None:
        """Make one line for each field; what was typed for a field that stays is kept."""
        if [line.field for line in self.lines] == list(fields):
            return
        typed = self.texts()
        for line in self.lines:
            line.setParent(None)
            line.deleteLater()
        self.lines = [FilterLine(field, self) for field in fields]
        for line in self.lines:
            line.setText(typed.get(line.field.name, ""))
            line.textChanged.connect(lambda _: self.changed.emit())
            line.left.connect(self.left)
            line.room_changed.connect(self.room_changed)
            name = line.field.name
            line.values_asked.connect(lambda name=name: self.values_asked.emit(name))
            line.entered.connect(lambda name=name: self.entered.emit(name))
            line.show()
        self.retranslate()

    def line(self, name: str) -> FilterLine:
        """Give the line of a field."""
        return next(line for line in self.lines if line.field.name == name)

    def in_order(self) -> list[FilterLine]:
        """Give the lines in the order of their columns, wherever these are scrolled to."""
        header, lines = self.parent(), self.lines
        if not isinstance(header, QHeaderView):
            return list(lines)
        return [lines[n] for n in sorted(range(len(lines)), key=header.visualIndex)]

    def texts(self) -> dict[str, str]:
        """Give the filters that are not empty, by field name."""
        return {line.field.name: line.text() for line in self.lines if line.text().strip()}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Set all filters, telling once."""
        self.put_texts(texts)
        self.changed.emit()

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Set all filters without telling."""
        for line in self.lines:
            line.blockSignals(True)
            line.setText(texts.get(line.field.name, ""))
            line.blockSignals(False)

    def show_faults(self, faults: Mapping[str, FieldError]) -> None:
        """Mark the filters that cannot be read."""
        for line in self.lines:
            fault = faults.get(line.field.name)
            line.show_fault(None if fault is None else fault.message)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        for line in self.lines:
            line.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and a line that parts the filters from the rows."""
        colors = theme.colors()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.base))
        painter.setPen(QColor(colors.border))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        for line in self.lines:
            if line.isVisible():
                place = line.geometry()
                painter.fillRect(
                    QRect(place.right() + 1, place.top(), 1, place.height()), QColor(colors.border)
                )
        painter.setPen(QColor(colors.frame))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.end()
