"""BandStrip: the four cumulative bands side by side, each with its answer; one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.planning.balance import BANDS
from desktop.planning.balance_sheet import BalanceSheet
from desktop.planning.balance_text import UP_TO, band_summary, verdict
from desktop.ui import theme
from desktop.ui.charts.firmness import swatch
from desktop.ui.charts.ink import Ink, line


class _Swatch(QWidget):
    """The look of a band in the chart."""

    def __init__(self, band: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._band = band
        self.setFixedSize(theme.space(0.8), theme.space(0.8))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        swatch(self._band)(QPainter(self), QRectF(self.rect()), Ink.of(self.palette()))


class BandCard(QAbstractButton):
    """What a cumulative band comes to: first short month, total shortage, months of cover."""

    def __init__(self, band: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.band = band
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.name_label, self.verdict_label, self.more_label = (QLabel(self) for _ in range(3))
        self.verdict_label.setProperty("role", "strong")
        self.more_label.setProperty("role", "muted")
        head = QHBoxLayout()
        head.setSpacing(theme.space(0.4))
        head.addWidget(_Swatch(band, self))
        head.addWidget(self.name_label, 1)
        column = QVBoxLayout(self)
        edge = theme.space(0.5)
        column.setContentsMargins(edge, theme.space(0.35), edge, theme.space(0.35))
        column.setSpacing(theme.space(0.1))
        column.addLayout(head)
        for label in (self.name_label, self.verdict_label, self.more_label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setMinimumWidth(1)
            label.setWordWrap(True)
        column.addWidget(self.verdict_label)
        column.addWidget(self.more_label)
        column.addStretch(1)

    def show_balance(self, shown: BalanceSheet) -> None:
        """Show what this band comes to."""
        short = shown.first_short(self.band) is not None
        self.name_label.setText(str(UP_TO[self.band]))
        self.verdict_label.setText(verdict(shown, self.band))
        ink = theme.colors().error if short else theme.colors().good
        self.verdict_label.setStyleSheet(f"color: {ink}")
        # If it does not fit, it breaks between its two figures.
        parts = band_summary(shown, self.band).split(" · ")
        self.more_label.setText(" · ".join(part.replace(" ", "\u00a0") for part in parts))
        said = f"{UP_TO[self.band]}: {verdict(shown, self.band)}, {band_summary(shown, self.band)}"
        self.setAccessibleName(said)
        self.setToolTip(said)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show it at rest."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card; the chosen one has a rim in the accent colour."""
        colors, painter = theme.colors(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = colors.accent_soft if self.isChecked() else colors.window
        if self.underMouse() and not self.isChecked():
            ground = colors.hover
        painter.setBrush(QColor(ground))
        rim = colors.accent if self.isChecked() or self.hasFocus() else colors.border
        width = 2.0 if self.hasFocus() else 1.0
        painter.setPen(line(QColor(rim), width))
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.space(0.3), theme.space(0.3))


_ROOMY = 27  # heights of a line in which four cards stand side by side


class BandStrip(QWidget):
    """A card for each cumulative band, of which one is chosen."""

    #: Another band was chosen.
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.shown: BalanceSheet | None = None
        self.cards = {band: BandCard(band, self) for band in BANDS}
        group = QButtonGroup(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(0.5))
        self._columns = 0
        self._arrange(len(self.cards))
        for band, card in self.cards.items():
            group.addButton(card)
            card.clicked.connect(lambda _=False, band=band: self.chosen.emit(band))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for n, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, n // columns, n % columns)
        for n in range(len(self.cards)):
            self._grid.setColumnStretch(n, 1 if n < columns else 0)

    def height_in(self, width: int) -> int:
        """Give how high the cards are in a width: side by side, or two and two in little room."""
        self._arrange(2 if width < theme.space(_ROOMY) else len(self.cards))
        return self._grid.totalHeightForWidth(width)

    def show_balance(self, shown: BalanceSheet, band: str) -> None:
        """Show what every band comes to, and which one is chosen."""
        self.shown = shown
        for card in self.cards.values():
            card.show_balance(shown)
        self.cards[band].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next or the previous band with the arrows."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        here = next((n for n, card in enumerate(self.cards.values()) if card.hasFocus()), None)
        if step is None or here is None:
            event.ignore()
            return
        card = list(self.cards.values())[(here + step) % len(self.cards)]
        card.setFocus(Qt.FocusReason.OtherFocusReason)
        card.click()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.shown is not None:
            for card in self.cards.values():
                card.show_balance(self.shown)
