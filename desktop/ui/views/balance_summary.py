"""BalanceSummary: the answer in a sentence, band by band, and as a chart; copied as a picture."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.planning.balance_sheet import BalanceSheet
from desktop.planning.balance_text import headline, subtitle, summary
from desktop.ui import theme
from desktop.ui.charts.balance_chart import BalanceChart
from desktop.ui.charts.chart_widget import RIGHT_MARGIN
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.time_span import TimeSpan
from desktop.ui.views.band_strip import BandStrip

#: Where records that could not be converted may stand.
_TYPES = ("demand", "stock")


class BalanceSummary(QFrame):
    """Headline, the four bands, what is not counted, and the chart."""

    #: A record was chosen: its type and id.
    record_chosen = Signal(str, int)

    def __init__(self, span: TimeSpan, panel: FigurePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: BalanceSheet | None = None
        self.dataset: Dataset | None = None
        self.band = ""
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.headline, self.line, self.uncounted = QLabel(self), QLabel(self), QLabel(self)
        self.headline.setProperty("role", "heading")
        self.line.setProperty("role", "muted")
        self.uncounted.setProperty("role", "warning")
        flag = Qt.TextInteractionFlag
        for label in (self.headline, self.line):
            label.setTextInteractionFlags(flag.TextSelectableByMouse)
        self.uncounted.setTextInteractionFlags(
            flag.LinksAccessibleByMouse | flag.LinksAccessibleByKeyboard
        )
        self.uncounted.linkActivated.connect(self._on_link)
        self.strip = BandStrip(self)
        self.chart = BalanceChart(span, panel, self)
        column = QVBoxLayout(self)
        side, edge = theme.space(0.9), theme.space(0.4)
        column.setContentsMargins(side, theme.space(0.7), edge, edge)
        # Cards and chart end at the same place.
        self.strip.setContentsMargins(0, 0, RIGHT_MARGIN, 0)
        column.setSpacing(theme.space(0.2))
        for label in (self.headline, self.line, self.uncounted):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(theme.space(0.4))
        column.addWidget(self.strip)
        column.addSpacing(theme.space(0.5))
        column.addWidget(self.chart, 1)

    def show_balance(self, shown: BalanceSheet, band: str, dataset: Dataset) -> None:
        """Show these figures, with the answer for a cumulative band."""
        self.shown, self.band, self.dataset = shown, band, dataset
        self.strip.show_balance(shown, band)
        self.chart.show_balance(shown, band)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.strip.setAccessibleName(str(Text("Bands")))
        self.chart.retranslate()
        if self.shown is None:
            return
        said = headline(self.shown, self.band)
        self.headline.setText(said)
        self.line.setText(subtitle(self.shown))
        self.setAccessibleName(said)
        self.setAccessibleDescription(summary(self.shown, self.band))
        self._say_uncounted(self.shown.found.not_converted)
        self._ask_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for room for sentences that break into several lines, which a splitter forgets."""
        super().resizeEvent(event)
        self._ask_room()

    def _ask_room(self) -> None:
        layout = self.layout()
        if layout is not None:
            edges = layout.contentsMargins()
            inner = self.width() - edges.left() - edges.right()
            self.strip.setMinimumHeight(max(self.strip.height_in(inner), 0))
            self.setMinimumHeight(max(layout.totalMinimumHeightForWidth(self.width()), 0))

    def _say_uncounted(self, codes: tuple[str, ...]) -> None:
        links = [self._link(code) for code in codes]
        said = Text("Not counted, gross quantity without a form: {records}",
                    records=", ".join(links))  # fmt: skip
        self.uncounted.setText(str(said))
        self.uncounted.setVisible(bool(codes))

    def _link(self, code: str) -> str:
        assert self.dataset is not None
        for type_name in _TYPES:
            id = self.dataset.find(type_name, code)
            if id is not None:
                return f'<a href="{type_name}/{id}">{html.escape(code)}</a>'
        return html.escape(code)

    def _on_link(self, link: str) -> None:
        type_name, _, id = link.partition("/")
        self.record_chosen.emit(type_name, int(id))
