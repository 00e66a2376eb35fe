"""ComparisonPanel: two scenarios side by side, in charts, in words and as a waterfall."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.model.scenarios import Scenario
from desktop.planning.balance_sheet import (
    BalanceSheet,
    Question,
    balance_sheet,
)
from desktop.planning.comparison import Comparison, Waterfall, compare
from desktop.planning.comparison_text import (
    Pair,
    axis_text,
    difference,
    equation,
    exactness,
    shown_parts,
    side_name,
    subtitle,
    summary,
    table,
)
from desktop.planning.mixtures import layers_of
from desktop.planning.scenarios import adjustments_of
from desktop.planning.selection import ALL
from desktop.planning.shapley import most_worths
from desktop.planning.timeline import horizon_of
from desktop.ui import theme
from desktop.ui.charts.chart_menu import ChartMenu
from desktop.ui.charts.compare_chart import CompareChart
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.time_span import TimeSpan, this_day
from desktop.ui.charts.veil import Veil
from desktop.ui.charts.waterfall_chart import WaterfallChart, bars_of
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.inquiry import Inquiry, is_small
from desktop.ui.scenario_bar import scenario_color
from desktop.ui.session import Session
from desktop.ui.views.comparison_choices import ComparisonChoices

#: What would take longer, in seconds, is done beside the window.
AT_ONCE = 0.08
_BY = "quarter"
#: From this many heights of a line on, there is room for a legend beside the charts.
_ROOMY = 40.0


@dataclass(frozen=True, eq=False)
class _Found:
    """The balance of both sides, of which records, and the seconds that the parts may take."""

    dataset: Dataset
    a: BalanceSheet
    b: BalanceSheet
    effort: float


class ComparisonPanel(QWidget):
    """Scenarios A and B of one material, for whom, counting which bands."""

    #: An adjustment was chosen in the waterfall: its id.
    adjustment_chosen = Signal(int)

    def __init__(
        self, session: Session, parent: QWidget | None = None, chooser: FileChooser | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.pair: Pair | None = None
        self.waterfall: Waterfall | None = None
        self._found: Comparison | None = None
        self.span, self.figures = TimeSpan(self), FigurePanel(self)
        self.choices = ComparisonChoices(self)
        self.choices.chosen.connect(self._on_chosen)
        self.paper = self._build_paper()
        self.menu = ChartMenu(
            session, self.span, self.paper,
            lambda: None if self.pair is None else table(self.pair, self.waterfall),
            lambda: f"{self.choices.value('material')} {Text('Comparison')}", chooser,
        )  # fmt: skip
        for button in (self.menu.fit_button, self.menu.copy_button):
            self.choices.add_button(button)
        for side in self.chart.sides:
            side.plot.addActions(self.menu.actions)
        self._lay_out()
        self._sheets = Inquiry(session, Veil(self.page), self)
        self._sheets.answered.connect(self._on_sheets)
        self._parts = Inquiry(session, Veil(self.steps), self)
        self._parts.answered.connect(self._on_parts)
        for inquiry in (self._sheets, self._parts):
            inquiry.refused.connect(self._on_refused)
            inquiry.stopped.connect(self._on_stopped)
        session.workspace_changed.connect(self.span.fit)
        self.retranslate()

    # Building

    def _build_paper(self) -> QFrame:
        paper = QFrame(self)
        paper.setAutoFillBackground(True)
        paper.setBackgroundRole(QPalette.ColorRole.Base)
        self.headline, self.line, self.sum, self.note = (QLabel(paper) for _ in range(4))
        self.fault = QLabel(paper)
        for label, role in (
            (self.headline, "heading"), (self.line, "muted"), (self.sum, "strong"),
            (self.note, "muted"), (self.fault, "error"),
        ):  # fmt: skip
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chart = CompareChart(self.span, self.figures, paper)
        self.steps = WaterfallChart(paper)
        self.steps.adjustment_chosen.connect(self.adjustment_chosen)
        column = QVBoxLayout(paper)
        side = theme.space(0.9)
        column.setContentsMargins(side, theme.space(0.7), theme.space(0.4), side)
        column.setSpacing(theme.space(0.2))
        for label in (self.headline, self.line, self.fault):
            column.addWidget(label)
        column.addSpacing(theme.space(0.4))
        column.addWidget(self.chart, 1)
        column.addSpacing(theme.space(0.6))
        column.addWidget(self.sum)
        column.addWidget(self.note)
        column.addSpacing(theme.space(0.3))
        column.addWidget(self.steps)
        return paper

    def _lay_out(self) -> None:
        self.page = QScrollArea(self)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setWidgetResizable(True)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setWidget(self.paper)
        column = QVBoxLayout(self)
        margin = theme.space(0.8)
        column.setContentsMargins(margin, theme.space(0.5), margin, margin)
        column.setSpacing(theme.space(0.4))
        column.addWidget(self.choices)
        column.addSpacing(theme.space(0.1))
        column.addWidget(self.page, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names a share of the width."""
        super().resizeEvent(event)
        em = theme.em()
        names = round(min(max(0.15 * self.width(), 7.5 * em), 11 * em))
        roomy = self.width() > _ROOMY * em
        self.chart.set_left(names if roomy else None)
        self.steps.set_labels(round(min(max(0.36 * self.width(), 10 * em), 26 * em)))

    # Choosing

    def choose_scenario(self, id: int | None) -> None:
        """Compare with a scenario, unless it is one of the two already."""
        if self.choices.choose_b(self.session.dataset, id):
            self.refresh()

    def _on_chosen(self, key: str) -> None:
        if key in ("quantity", "band") and self._found is not None:
            self.refresh_words()
        else:
            self.refresh()

    def sides(self) -> tuple[int | None, int | None]:
        """Give the scenarios (ids; None: the records as they are) that are compared."""
        return self.choices.sides()

    # Showing

    def refresh(self) -> None:
        """Compare by the session's dataset as it is now."""
        if not self.session.is_open:
            return
        dataset = self.session.dataset
        self.choices.set_options(dataset)
        material = dataset.find("material", self.choices.value("material"))
        if material is None:
            self._show_fault(str(Text("There is no material yet to compare scenarios by.")))
            return
        horizon, whom, (a, b) = horizon_of(dataset), self.choices.whom(dataset), self.sides()
        self.span.set_limits(horizon.first, horizon.last + 1)
        questions = [Question(material, whom, _BY, side) for side in (a, b)]

        def work(_: Progress) -> _Found:
            began = time.thread_time()
            one, other = (balance_sheet(dataset, question, horizon) for question in questions)
            each = (time.thread_time() - began) / 2
            stacks = [[] if side is None else adjustments_of(dataset, side) for side in (a, b)]
            alone = sum(layer.removed or layer.added for layer in layers_of(dataset, *stacks))
            return _Found(dataset, one, other, each * most_worths(alone))

        self._parts.drop()
        self._sheets.ask(Text("Comparing scenarios"), work, at_once=is_small(dataset))

    @Slot(object)
    def _on_sheets(self, found: _Found) -> None:
        self.pair = Pair(found.a, found.b, self.choices.value("band"))
        self._show_charts()
        self._explain(found)

    @Slot(object)
    def _on_refused(self, error: OfftakeError) -> None:
        self._show_fault(str(error.message))

    def refresh_words(self) -> None:
        """Show other bands, or another quantity, of what was found."""
        if self.pair is not None:
            self.pair = Pair(self.pair.a, self.pair.b, self.choices.value("band"))
            self._show_charts()
            self._show_waterfall()

    def _show_charts(self) -> None:
        pair = self.pair
        assert pair is not None
        self.chart.show_today(this_day())
        self.chart.show_pair(pair, self._colors())
        for part in (self.chart, self.line, self.sum, self.note):
            part.show()
        self.fault.hide()
        same = pair.a.question == pair.b.question
        said = Text("A and B are the same: choose two that differ.")
        self.headline.setText(str(said) if same else difference(pair))
        self.line.setText(subtitle(pair))

    def _colors(self) -> tuple[QColor | None, QColor | None]:
        table_ = self.session.dataset.table(Scenario)
        a, b = (table_.get(side) for side in self.sides())
        return (scenario_color(a) if a else None), (scenario_color(b) if b else None)

    def _show_fault(self, said: str) -> None:
        """Say why there is nothing to compare."""
        self._sheets.drop()
        self._parts.drop()
        self.pair = self._found = self.waterfall = None
        for part in (self.chart, self.line, self.sum, self.note, self.steps):
            part.hide()
        self.headline.setText(str(Text("No comparison")))
        self.fault.setText(said)
        self.fault.show()

    # What each adjustment has in it

    def _explain(self, found: _Found) -> None:
        """Find the parts, beside the window if it takes longer than one should notice."""
        self._found = None
        dataset, question, horizon = found.dataset, found.a.question, found.a.horizon
        a, b = question.scenario, found.b.question.scenario
        whom = ALL if question.whom is None else question.whom

        def work(progress: Progress) -> Comparison:
            return compare(dataset, horizon, question.material, a, b, whom, progress)

        quick = found.effort <= AT_ONCE
        if not quick:
            self._show_waterfall()
        self._parts.ask(Text("Comparing scenarios"), work, at_once=quick)

    @Slot(object)
    def _on_parts(self, found: Comparison) -> None:
        self._found = found
        self._show_waterfall()

    @Slot()
    def _on_stopped(self) -> None:
        self.note.setText(str(Text("Stopped; choose again to work it out.")))
        self.note.show()

    def _show_waterfall(self) -> None:
        pair, found = self.pair, self._found
        if pair is None or found is None:
            # Bars that were there stay, under a veil: the charts must not jump for a moment.
            self.waterfall = None
            self.sum.setVisible(not self.steps.isHidden())
            self.note.setText(str(Text("Working out what each adjustment does…")))
            return
        quantity = self.choices.value("quantity")
        self.waterfall = gap = found.waterfall(quantity, pair.band)
        self.sum.setText(equation(gap))
        self.note.setText(exactness(gap))
        same = pair.a.question == pair.b.question
        self.sum.setVisible(not same)
        self.note.setVisible(not same)
        self.steps.setVisible(bool(shown_parts(gap)))
        names = (side_name(pair.a), side_name(pair.b))
        self.steps.show_bars(
            bars_of(gap, names, self._colors()), quantity == "shortage", axis_text(gap, pair.a),
            equation(gap),
        )  # fmt: skip
        self.paper.setAccessibleName(difference(pair))
        self.paper.setAccessibleDescription(summary(pair, gap))

    def retranslate(self) -> None:
        """Set all texts in the language in use; figures follow with the next refresh."""
        self.choices.retranslate()
        self.menu.retranslate()

    # As it was left

    def state(self) -> dict[str, Any]:
        """Give the choices; scenarios by their codes."""
        return self.choices.state(self.session.dataset if self.session.is_open else None)

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the choices; what is no longer possible is passed over."""
        self.choices.restore(state)
