"""RiskShares: where metal comes from, as one bar of shares for each of the four cuts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.planning.concentration import ORIGINS, UNKNOWN
from desktop.planning.exposure import Exposure
from desktop.planning.risk_text import ORIGIN_NAMES, index_text, percent, share_lines, time_text
from desktop.ui import theme
from desktop.ui.charts.concentration_chart import origin_color
from desktop.ui.charts.firmness import box_of, rule
from desktop.ui.charts.ink import Ink, faded, line, mixed, small, text_on


class ShareBar(QWidget):
    """One cut: its index, a bar of shares, and the names of the largest under it."""

    #: A source was chosen: the origin and its code.
    source_chosen = Signal(str, str)

    def __init__(self, origin: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.origin = origin
        self.lines: Sequence[tuple[str, str, float]] = ()
        self.index = ""
        self.none = ""
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, shown: Exposure) -> None:
        """Show the shares of the months asked for."""
        self.lines, self.index = (
            share_lines(shown, self.origin), index_text(shown.index(self.origin)),
        )  # fmt: skip
        self.none = str(Text("nothing in {time}", time=time_text(shown)))
        self.current = min(self.current, max(len(self.lines) - 1, 0))
        self._describe()
        self.update()

    def _describe(self) -> None:
        parts = [f"{name} {percent(share)}" for _, name, share in self.lines] or [self.none]
        self.setAccessibleName(f"{ORIGIN_NAMES[self.origin]} {self.index}: {', '.join(parts)}")
        if self.lines:
            _, name, share = self.lines[self.current]
            self.setAccessibleDescription(f"{name} {percent(share)}")

    # Measures

    def sizeHint(self) -> QSize:
        """Three lines: heading, bar, names."""
        return QSize(theme.space(12), round(3.75 * QFontMetricsF(self.font()).height()))

    def minimumSizeHint(self) -> QSize:
        """As high as it wants, but narrower."""
        return QSize(theme.space(7), self.sizeHint().height())

    def _bar(self) -> QRectF:
        em = QFontMetricsF(self.font()).height()
        return QRectF(0.5, round(em * 1.15) + 0.5, self.width() - 1, round(em * 1.1))

    def segments(self) -> list[QRectF]:
        """Give where the share of each source stands."""
        bar, found = self._bar(), []
        left = bar.left()
        for _, _, share in self.lines:
            wide = bar.width() * share
            found.append(QRectF(left, bar.top(), wide, bar.height()))
            left += wide
        return found

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw heading, bar and names."""
        ink, painter = Ink.of(self.palette()), QPainter(self)
        em = QFontMetricsF(self.font()).height()
        top, wide = QRectF(0, 0, self.width(), em * 1.1), self.width()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(ink.text)
        painter.drawText(top, left, str(ORIGIN_NAMES[self.origin]))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(top, right, self.index)
        painter.setFont(small(self.font(), 0.9))
        if self.lines:
            self._draw_bar(painter, ink)
        else:
            painter.setPen(line(ink.rule, 1, Qt.PenStyle.DashLine))
            painter.drawRect(self._bar())
        said = "  ·  ".join(f"{name} {percent(share)}" for _, name, share in self.lines)
        painter.setPen(ink.muted)
        below = QRectF(0, self._bar().bottom() + em * 0.15, wide, em * 1.1)
        words = painter.fontMetrics().elidedText(
            said or self.none, Qt.TextElideMode.ElideRight, int(wide)
        )
        painter.drawText(below, left, words)

    def _draw_bar(self, painter: QPainter, ink: Ink) -> None:
        # The colour of the line in the chart, the paler the smaller.
        strong, count = origin_color(self.origin), len(self.lines)
        colors = [mixed(strong, ink.base, min(n, 4) * 0.2) for n in range(count)]
        focus = self.hasFocus()
        places = list(zip(self.lines, self.segments(), colors, strict=True))
        for (code, _, share), place, color in places:
            if code == UNKNOWN:
                painter.setBrush(ink.base)
                painter.setPen(line(ink.muted))
                painter.drawRect(place)
                rule(painter, *box_of(place), faded(ink.text, 0.45), 6, 1.0)
                continue
            painter.setBrush(color)
            painter.setPen(line(ink.base))
            painter.drawRect(place)
            said = percent(share)
            if painter.fontMetrics().horizontalAdvance(said) + 8 < place.width():
                painter.setPen(text_on(color))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, said)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line(ink.rule))
        painter.drawRect(self._bar())
        if focus:
            painter.setPen(line(ink.accent, 2))
            painter.drawRect(places[self.current][1].adjusted(1, 1, -1, -1))

    # Pointing, clicking and keys

    def _at(self, place: QPointF) -> int | None:
        found = (n for n, part in enumerate(self.segments()) if part.contains(place))
        return next(found, None)

    def event(self, event: QEvent) -> bool:
        """Name the source under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            lines = self.lines if at is None else [self.lines[at]]
            said = "\n".join(f"{name} {percent(share)}" for _, name, share in lines)
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the source that was clicked."""
        at = self._at(event.position())
        if at is not None:
            self.current = at
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from source to source with the arrows; Enter chooses."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step and self.lines:
            self.current = min(max(self.current + step, 0), len(self.lines) - 1)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.lines:
            self._choose()
        else:
            event.ignore()

    def _choose(self) -> None:
        self._describe()
        self.update()
        self.source_chosen.emit(self.origin, self.lines[self.current][0])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who has the keyboard."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the sign away."""
        super().focusOutEvent(event)
        self.update()


class RiskShares(QWidget):
    """The four cuts under one another."""

    #: A source was chosen: the origin and its code.
    source_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = {origin: ShareBar(origin, self) for origin in ORIGINS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.15))
        for bar in self.bars.values():
            bar.source_chosen.connect(self.source_chosen)
            column.addWidget(bar)
        column.addStretch(1)

    def show_shares(self, shown: Exposure) -> None:
        """Show the shares of the months asked for."""
        for bar in self.bars.values():
            bar.show_shares(shown)
