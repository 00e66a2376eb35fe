"""Preview: the pages as they will be printed, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.printing.pages import Pages


class Sheet(QWidget):
    """One page, as large as there is room."""

    def __init__(self, pages: Pages, parent: QWidget) -> None:
        super().__init__(parent)
        self._pages, self.number = pages, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.space(16), theme.space(14))

    def show_page(self, number: int) -> None:
        """Show another page, counted from 0."""
        self.number = number
        self.update()

    def page_box(self) -> QRectF:
        """Give where the page stands."""
        paper, edge = self._pages.paper, theme.space(0.5)
        room = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        scale = min(room.width() / paper.width, room.height() / paper.height)
        width, height = paper.width * scale, paper.height * scale
        return QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page white, with a rim."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.page_box()
        painter.fillRect(box, QColor("#ffffff"))
        painter.setPen(QColor(theme.colors().frame))
        painter.drawRect(box)
        painter.setClipRect(box)
        painter.translate(box.topLeft())
        painter.scale(box.width() / self._pages.paper.width, box.width() / self._pages.paper.width)
        self._pages.paint(painter, self.number)
        painter.end()


class Preview(QDialog):
    """Leafs through the pages; prints them or saves them as PDF."""

    print_asked = Signal()
    pdf_asked = Signal()

    def __init__(self, pages: Pages, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(Text("Print preview: {title}", title=pages.report.title)))
        self._count = len(pages)
        self.sheet = Sheet(pages, self)
        self.back, self.forth = QPushButton(str(Text("Back"))), QPushButton(str(Text("Forth")))
        self.number = QSpinBox()
        self.number.setRange(1, self._count)
        self.number.setAccessibleName(str(Text("Page")))
        self.of = QLabel(str(Text("of {n}", n=self._count)))
        self.print = QPushButton(str(Text("&Print…")))
        self.pdf = QPushButton(str(Text("Save &as PDF…")))
        close = QPushButton(str(Text("Close")))
        self.print.setProperty("look", "primary")
        self.print.setDefault(True)
        row = QHBoxLayout()
        for widget in (self.back, self.number, self.of, self.forth):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.pdf, self.print, close):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.sheet, 1)
        column.addLayout(row)
        self.number.valueChanged.connect(self._show)
        self.back.clicked.connect(lambda: self.number.stepBy(-1))
        self.forth.clicked.connect(lambda: self.number.stepBy(1))
        self.print.clicked.connect(self.print_asked)
        self.pdf.clicked.connect(self.pdf_asked)
        close.clicked.connect(self.close)
        self.resize(theme.space(52 if pages.paper.is_wide else 40), theme.space(42))
        self._show(1)

    def _show(self, number: int) -> None:
        self.sheet.show_page(number - 1)
        self.back.setEnabled(number > 1)
        self.forth.setEnabled(number < self._count)
        said = Text("Page {n} of {m}", n=number, m=self._count)
        self.sheet.setAccessibleName(str(said))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaf with the page keys."""
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.number.stepBy(step)
