"""ChartWidget: the one way in which the window uses pyqtgraph.

Of pyqtgraph it takes the scene, the view box and the layout of axes. Mouse, keys, menu and
colours are its own: the wheel alone belongs to the page, Ctrl and the wheel zoom, dragging moves
along, double click and Home show everything; colours follow the palette as it changes.
"""

from __future__ import annotations

import sys
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsObject,
    QMenu,
    QStyleOptionGraphicsItem,
    QWidget,
)

from desktop.ui.charts.axes import TimeAxis
from desktop.ui.charts.ink import Ink, line
from desktop.ui.charts.time_span import TimeSpan

_ZOOM = 1.25
_KEY_PAN = 0.1
#: Space right of the plot, wide enough for a scroll bar.
RIGHT_MARGIN = 16


class Layer(QGraphicsObject):
    """Something drawn in a chart, in the pixels of the plot from its upper left corner."""

    def __init__(self, chart: ChartWidget, level: float = 0) -> None:
        super().__init__(chart.view_box)
        self.chart = chart
        self.setZValue(level)
        chart.view_box.sigResized.connect(self._on_resized)
        chart.span.changed.connect(self.update)

    def _on_resized(self, *_: Any) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole plot."""
        return self.chart.plot_box()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw inside the plot only."""
        painter.setClipRect(self.boundingRect())
        ink = self.chart.ink()
        try:
            self.draw(painter, ink)
        except Exception:
            # Qt would end the program here; a picture that lacks something is told and logged.
            sys.excepthook(*sys.exc_info())
        if self.chart.shows_focus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(line(ink.accent, 2))
            painter.drawRect(self.boundingRect().adjusted(1, 1, -1, -1))

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw; a subclass does."""
        raise NotImplementedError


class ChartWidget(pg.PlotWidget):  # type: ignore[misc]
    """A plot over time with a left axis of a fixed width."""

    #: The pointer moved to a place of the widget; None when it left.
    hovered = Signal(object)
    #: A place of the widget was clicked.
    clicked = Signal(QPoint)

    def __init__(
        self, span: TimeSpan, left: pg.AxisItem, bottom: TimeAxis | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        axes = {"left": left} if bottom is None else {"left": left, "bottom": bottom}
        plot = pg.PlotItem(axisItems=axes, enableMenu=False)
        super().__init__(parent, background=None, plotItem=plot)
        # A cached ground is one colour, and an image in every drawing that is exported.
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.span = span
        self.view_box = plot.getViewBox()
        self.view_box.setMouseEnabled(False, False)
        self.view_box.disableAutoRange()
        plot.hideButtons()
        if bottom is None:
            plot.hideAxis("bottom")
        plot.layout.setContentsMargins(0, 0, RIGHT_MARGIN, 0)
        plot.layout.setSpacing(0)
        self.left_axis, self.time_axis = left, bottom
        self._pressed: QPoint | None = None
        self._dragged = False
        #: Whether the chart has the keyboard and came to it by the keyboard.
        self.shows_focus = False
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        span.changed.connect(self._on_span)
        self._on_span()
        self._take_colours()

    # Where things stand

    def plot_box(self) -> QRectF:
        """Give the plot in its own pixels: from (0, 0) to its width and height."""
        return QRectF(self.view_box.rect())

    def plot_corner(self) -> QPointF:
        """Give where the plot begins in the widget."""
        return QPointF(self.view_box.mapToScene(QPointF(0, 0)))

    def x_of(self, month: float) -> float:
        """Give where a month begins, in pixels of the plot."""
        return (month - self.span.low) / self.span.width * self.plot_box().width()

    def month_at(self, place: QPoint | QPointF) -> float:
        """Give the month at a place of the widget, with its part that has passed."""
        x = QPointF(place).x() - self.plot_corner().x()
        return self.span.low + x / max(self.plot_box().width(), 1.0) * self.span.width

    def in_plot(self, place: QPoint | QPointF) -> bool:
        """Tell whether a place of the widget lies in the plot."""
        return self.plot_box().contains(QPointF(place) - self.plot_corner())

    def ink(self) -> Ink:
        """Give the colours in use."""
        return Ink.of(self.palette())

    # Colours and range

    def _on_span(self) -> None:
        # The view box carries the range for everything of pyqtgraph that asks it.
        self.view_box.setXRange(self.span.low, self.span.high, padding=0)
        if self.time_axis is not None:
            self.time_axis.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            self._take_colours()

    def _take_colours(self) -> None:
        self.setBackground(self.palette().color(QPalette.ColorRole.Base))
        self.viewport().update()

    # Mouse: pyqtgraph's scene never sees it

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, move along with Shift; else leave the wheel to the page."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.span.zoom(_ZOOM ** (-turn / 120), self.month_at(event.position()))
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.span.pan(-turn / 120 * self.span.width * _KEY_PAN)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position().toPoint(), False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move along while dragging, else tell where the pointer is."""
        place = event.position().toPoint()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            far = (place - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._dragged or far:
                self._dragged = True
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self.span.pan(self.month_at(self._pressed) - self.month_at(place))
                self._pressed = place
            return
        self._tell_pointer(place)

    def _tell_pointer(self, place: QPoint | None) -> None:
        inside = place is not None and self.in_plot(place)
        self.span.point(self.month_at(place) if inside and place is not None else None)
        self.hovered.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or tell of a click."""
        self.viewport().unsetCursor()
        if event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            self._pressed = None
            if not self._dragged:
                self.clicked.emit(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything."""
        self.span.fit()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer left."""
        self._tell_pointer(None)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what the view has added as actions."""
        if self.actions():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.actions())
            menu.popup(event.globalPos())

    # Keys

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who has the keyboard; a click needs no such sign."""
        super().focusInEvent(event)
        self.shows_focus = event.reason() != Qt.FocusReason.MouseFocusReason
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the sign away."""
        super().focusOutEvent(event)
        self.shows_focus = False
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, zoom with + and -, show everything with Home."""
        match event.key():
            case Qt.Key.Key_Home:
                self.span.fit()
            case Qt.Key.Key_Left:
                self.span.pan(-self.span.width * _KEY_PAN)
            case Qt.Key.Key_Right:
                self.span.pan(self.span.width * _KEY_PAN)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.span.zoom(1 / _ZOOM)
            case Qt.Key.Key_Minus:
                self.span.zoom(_ZOOM)
            case _:
                event.ignore()
