"""RiskSheet: concentration by year, shares, losses and the course of one loss, as one picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.planning.concentration import Loss
from desktop.planning.exposure import MARKET, Exposure
from desktop.planning.risk_text import headline, loss_sentence, subtitle, time_text
from desktop.ui import theme
from desktop.ui.charts.concentration_chart import ConcentrationChart
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.loss_chart import LossChart
from desktop.ui.charts.time_span import TimeSpan, this_day
from desktop.ui.views.risk_losses import RiskLosses
from desktop.ui.views.risk_shares import RiskShares


class RiskSheet(QFrame):
    """Shows an answer; above how few sources there are, below what losing one would cost."""

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Exposure | None = None
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.headline, self.line, self.sentence = (QLabel(self) for _ in range(3))
        self.shares_title, self.losses_title = QLabel(self), QLabel(self)
        roles = ("heading", "muted", "strong", "strong", "strong")
        labels = (self.headline, self.line, self.sentence, self.shares_title, self.losses_title)
        for label, role in zip(labels, roles, strict=True):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chart = ConcentrationChart(span, panel, self)
        self.shares = RiskShares(self)
        self.losses = RiskLosses(self)
        self.loss_chart = LossChart(span, panel, self)
        for part in (self.chart, self.losses, self.loss_chart):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
            part.setMinimumHeight(theme.space(9))
        self._lay_out()
        self.losses.loss_chosen.connect(self._show_loss)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(1.2))
        grid.setVerticalSpacing(theme.space(0.3))
        grid.addWidget(self.chart, 0, 0, 2, 1)
        grid.addWidget(self.shares_title, 0, 1)
        grid.addWidget(self.shares, 1, 1)
        grid.addWidget(self.losses_title, 2, 0)
        grid.addWidget(self.sentence, 2, 1)
        grid.addWidget(self.losses, 3, 0)
        grid.addWidget(self.loss_chart, 3, 1)
        for row, share in ((1, 6), (3, 5)):
            grid.setRowStretch(row, share)
        for column, share in enumerate((12, 8)):
            grid.setColumnStretch(column, share)
        lines = QVBoxLayout(self)
        side, edge = theme.space(0.9), theme.space(0.6)
        lines.setContentsMargins(side, theme.space(0.7), side, edge)
        lines.setSpacing(theme.space(0.2))
        lines.addWidget(self.headline)
        lines.addWidget(self.line)
        lines.addSpacing(theme.space(0.5))
        lines.addLayout(grid, 1)

    def show_exposure(self, shown: Exposure) -> None:
        """Show an answer."""
        self.shown = shown
        self.chart.layer.today = self.loss_chart.layer.today = this_day()
        self.headline.setText(headline(shown))
        self.line.setText(subtitle(shown))
        if shown.question.basis == MARKET:
            said = Text("Shares of capacity, {time}", time=time_text(shown))
        else:
            said = Text("Shares of receipts, {time}", time=time_text(shown))
        self.shares_title.setText(str(said))
        self.losses_title.setText(str(Text("What one loss adds, {time}", time=time_text(shown))))
        self.chart.show_exposure(shown)
        self.shares.show_shares(shown)
        self.losses.show_exposure(shown)
        self._ask_room()

    def _show_loss(self, loss: Loss | None) -> None:
        if self.shown is None:
            return
        self.loss_chart.show_loss(self.shown, loss)
        if loss is None:
            self.sentence.setText(str(Text("No single loss adds to the shortage")))
        else:
            self.sentence.setText(loss_sentence(self.shown, loss))

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.chart.retranslate()
        self.loss_chart.retranslate()
        self.losses.retranslate()
        if self.shown is not None:
            self.show_exposure(self.shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names a share of the width."""
        super().resizeEvent(event)
        em = theme.em()
        self.chart.set_left(
            round(min(max(0.14 * self.width(), 6.6 * em), 12 * em)), round(3.4 * em)
        )
        self._ask_room()

    def _ask_room(self) -> None:
        """Ask for room for sentences that break into several lines."""
        layout = self.layout()
        if layout is not None and self.width() > theme.space(10):
            self.setMinimumHeight(max(layout.totalMinimumHeightForWidth(self.width()), 0))
