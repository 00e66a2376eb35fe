"""Filter row: one line above each column in which a person types what is to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.core.errors import FieldError
from desktop.core.fields import Field, NumberField, PartialDateField
from desktop.core.i18n import Text
from desktop.ui import icons, theme
from desktop.ui.form.line_editor import paint_outline
from desktop.ui.form.problems import paint_sign


class FilterLine(QLineEdit):
    """The filter of one column; a filter that cannot be read is marked, with the reason."""

    #: Arrow down: the keyboard goes on to the rows.
    left = Signal()

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.fault: Text | None = None
        self.setObjectName(f"filter {field.name}")
        self.setFrame(False)
        self.setTextMargins(theme.space(0.4) - 2, 0, 0, 0)

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        self.setAccessibleName(str(Text("Filter of {label}", label=self.field.title)))
        self.show_fault(self.fault)

    def show_fault(self, fault: Text | None) -> None:
        """Mark the filter as one that cannot be read, or take the mark away."""
        self.fault = fault
        self.setToolTip(str(fault) if fault is not None else str(self._help()))
        self.setAccessibleDescription(self.toolTip())
        self.update()

    def _help(self) -> Text:
        if isinstance(self.field, PartialDateField):
            return Text("Filter: 2028, >=2028-H2, 2027..2029, blank, !blank")
        if isinstance(self.field, NumberField):
            return Text("Filter: >100, 10..20, blank, !blank")
        return Text("Filter: part of a word, =whole, !not, blank, !blank, this | that")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the filter, arrow down goes to the rows."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a fine funnel where nothing is typed, and the mark of a fault."""
        super().paintEvent(event)
        painter = QPainter(self)
        colors, side = theme.colors(), theme.space(0.8)
        place = QRectF(self.width() - side * 1.3, (self.height() - side) / 2, side, side)
        if self.fault is not None:
            paint_outline(self, painter, colors.error)
            paint_sign(painter, "error", place)
        elif self.hasFocus():
            paint_outline(self, painter, colors.accent)
        elif not self.text() and self.width() > 3 * side:
            place.moveLeft(theme.space(0.45))
            icons.paint(painter, "filter", place, QColor(colors.frame))
        painter.end()


class FilterRow(QWidget):
    """The filters of all columns, kept in line with them by the header."""

    #: A filter was edited.
    changed = Signal()
    #: The keyboard goes on to the rows.
    left = Signal()

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
            line.show()
        self.retranslate()

    def line(self, name: str) -> FilterLine:
        """Give the line of a field."""
        return next(line for line in self.lines if line.field.name == name)

    def texts(self) -> dict[str, str]:
        """Give the filters that are not empty, by field name."""
        return {line.field.name: line.text() for line in self.lines if line.text().strip()}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Set all filters, telling once."""
        for line in self.lines:
            line.blockSignals(True)
            line.setText(texts.get(line.field.name, ""))
            line.blockSignals(False)
        self.changed.emit()

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
                painter.drawLine(line.geometry().topRight(), line.geometry().bottomRight())
        painter.setPen(QColor(colors.frame))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.end()
