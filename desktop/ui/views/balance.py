"""BalanceView: what one can count on against what one needs, and from when it falls short."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.model.preferences import preferences_of
from desktop.planning.balance_sheet import BalanceSheet, balance_sheet
from desktop.planning.balance_text import SHORTAGE, period_texts, rows, table, unit_text
from desktop.planning.explanation import explain
from desktop.planning.selection import ALL
from desktop.planning.timeline import horizon_of
from desktop.ui import theme
from desktop.ui.charts.chart_menu import ChartMenu
from desktop.ui.charts.chart_widget import RIGHT_MARGIN
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.time_span import TimeSpan, this_day
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.page_stack import PageStack
from desktop.ui.session import Session
from desktop.ui.views.balance_choices import BalanceChoices
from desktop.ui.views.balance_empty import BalanceEmpty
from desktop.ui.views.balance_summary import BalanceSummary
from desktop.ui.views.period_table import PeriodTable
from desktop.ui.views.reasons import ReasonsPanel
from desktop.ui.views.view import View


class BalanceView(View):
    """The balance of one material for one organization, several or all."""

    key = "balance"
    title = Text("Balance")
    #: The window is asked to go to another place.
    navigation_asked = Signal(str, object)

    def __init__(
        self, session: Session, parent: QWidget | None = None, chooser: FileChooser | None = None
    ) -> None:
        super().__init__(session, parent)
        self.shown: BalanceSheet | None = None
        self._came_from: QWidget | None = None
        self.span = TimeSpan(self)
        self.panel = FigurePanel(self)
        self.choices = BalanceChoices(self)
        self.summary = BalanceSummary(self.span, self.panel, self)
        self.reasons = ReasonsPanel(self)
        self.table = PeriodTable(self)
        self.empty = BalanceEmpty(self)
        self.menu = ChartMenu(
            session, self.span, self.summary,
            lambda: None if self.shown is None else table(self.shown),
            lambda: f"{self.choices.material} {Text('Balance')}", chooser,
        )  # fmt: skip
        self._lay_out()
        self._connect()
        self.retranslate()

    # Building

    def _lay_out(self) -> None:
        self.choices.add_buttons(self.menu.fit_button, self.menu.copy_button)
        self.reasons.setBackgroundRole(QPalette.ColorRole.Base)
        # Why a month is short takes the place of the table: the chart keeps its height.
        self.below = QStackedWidget(self)
        self.below.addWidget(self.table)
        self.below.addWidget(self.reasons)
        self.below.setMinimumHeight(theme.space(7))
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        for part, share in ((self.summary, 5), (self.below, 3)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.splitter.setSizes([560, 300])
        column = QVBoxLayout(self)
        margin = theme.space(0.8)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space(0.4))
        column.addWidget(self.choices)
        column.addSpacing(theme.space(0.2))
        self._pages = PageStack()
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self.empty)
        column.addLayout(self._pages, 1)

    def _connect(self) -> None:
        self.choices.changed.connect(self._on_changed)
        self.choices.scenario_chosen.connect(self._use_scenario)
        self.choices.band_chosen.connect(self._show_figures)
        chart = self.summary.chart
        for plot in (chart.plot, chart.stock_plot):
            plot.addActions(self.menu.actions)
        chart.month_clicked.connect(lambda period, month: self._explain(period, month))
        chart.period_entered.connect(lambda period: self._explain(period, by_key=True))
        self.summary.strip.chosen.connect(self.choose_band)
        self.summary.record_chosen.connect(self.session.select)
        self.table.cell_clicked.connect(lambda row, period: self._explain_cell(row, period))
        self.table.cell_entered.connect(lambda row, period: self._explain_cell(row, period, True))
        self.reasons.record_chosen.connect(self.session.select)
        self.reasons.closed.connect(self.close_reasons)
        self.reasons.step_asked.connect(self._step)
        self.empty.asked.connect(self._on_asked)
        self.session.workspace_changed.connect(self.span.fit)
        self.session.workspace_changed.connect(self.close_reasons)

    # Showing

    @property
    def band(self) -> str:
        """The cumulative band whose shortage is shown and explained."""
        return self.choices.band

    def refresh(self) -> None:
        """Show the session's dataset as it is now."""
        dataset, scenario = self.session.dataset, self.session.scenario
        self.choices.show_options(dataset, scenario)
        question = self.choices.question(dataset, scenario)
        lack = self.choices.lack(dataset, question)
        self.choices.setVisible(lack != "nothing")
        self.menu.copy_button.setEnabled(not lack)
        self.menu.fit_button.setEnabled(not lack)
        if lack or question is None:
            self.shown = None
            self.close_reasons()
            self.empty.show_lack(lack, *self.choices.names())
            self._pages.setCurrentWidget(self.empty)
            return
        horizon = horizon_of(dataset)
        self.span.set_limits(horizon.first, horizon.last + 1)
        self.shown = balance_sheet(dataset, question, horizon)
        self.summary.chart.show_today(this_day())
        self._show_figures()
        self._pages.setCurrentWidget(self.splitter)

    def _show_figures(self) -> None:
        shown = self.shown
        if shown is None:
            return
        self.summary.show_balance(shown, self.band, self.session.dataset)
        self.table.show_rows(period_texts(shown), rows(shown), unit_text(shown))
        if self.reasons.shown is not None:
            self.show_reasons(self.reasons.shown.month)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.choices.retranslate()
        self.menu.retranslate()
        self.empty.retranslate()
        self.summary.retranslate()
        self.reasons.retranslate()
        self.table.retranslate(str(Text("Balance by period")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names a share of the width: the periods of chart and table stand in line."""
        super().resizeEvent(event)
        em = theme.em()
        names = round(min(max(0.2 * self.width(), 8 * em), 13 * em))
        axis, side, edge = round(4.3 * em), theme.space(0.9), theme.space(0.4)
        self.summary.chart.set_left(names, axis)
        left = side + names + axis
        room = self.splitter.width() - left - edge - RIGHT_MARGIN
        self.table.set_room(left, room)

    # Choosing

    def choose_band(self, band: str) -> None:
        """Show the shortage of another cumulative band."""
        if self.choices.how.choose("band", band):
            self._show_figures()

    def _use_scenario(self, code: str) -> None:
        self.session.use_scenario(self.session.dataset.find("scenario", code))

    def _on_asked(self, lack: str) -> None:
        if lack == "own":
            preferences = preferences_of(self.session.dataset)
            self.navigation_asked.emit("preferences", {})
            if preferences.id:
                self.session.select("preferences", preferences.id)
        elif lack == "nobody":
            self.choices.pick()
        else:
            self.navigation_asked.emit("demand", {})

    # Why short

    def _explain(self, period: int, month: int | None = None, by_key: bool = False) -> None:
        shown = self.shown
        near = None if month is None else month + 0.5
        found = None if shown is None else shown.short_month_in(self.band, period, near)
        if found is not None:
            self.show_reasons(found, by_key)

    def _explain_cell(self, row: int, period: int, by_key: bool = False) -> None:
        if self.table.figures.is_warning(row, period):
            self.choose_band(self.table.figures.rows[row].key.removeprefix(SHORTAGE))
            self._explain(period, by_key=by_key)

    def _step(self, step: int) -> None:
        if self.shown is not None and self.reasons.shown is not None:
            months = self.shown.short_months(self.band)
            self.show_reasons(months[months.index(self.reasons.shown.month) + step])

    def show_reasons(self, month: int, by_key: bool = False) -> None:
        """Say why a month is short; one that is not closes what was said."""
        shown = self.shown
        months = [] if shown is None else shown.short_months(self.band)
        if shown is None or month not in months:
            self.close_reasons()
            return
        asked = shown.question
        whom = ALL if asked.whom is None else asked.whom
        found = explain(
            self.session.dataset, shown.horizon, asked.material, month, whom, asked.scenario,
            self.band,
        )  # fmt: skip
        self.reasons.show_explanation(found, (month > months[0], month < months[-1]))
        self.summary.chart.mark(month)
        if self.below.currentWidget() is not self.reasons:
            self._came_from = QApplication.focusWidget()
            self.below.setCurrentWidget(self.reasons)
        if by_key:
            self.reasons.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back from the reasons to the table with Esc, wherever in the view the keyboard is."""
        if event.key() == Qt.Key.Key_Escape and self.below.currentWidget() is self.reasons:
            self.close_reasons()
        else:
            super().keyPressEvent(event)

    def close_reasons(self) -> None:
        """Take the explanation away; the keyboard goes back to where it came from."""
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and self.reasons.isAncestorOf(focused)
        self.reasons.shown = None
        self.below.setCurrentWidget(self.table)
        self.summary.chart.mark(None)
        if had_keyboard and self._came_from is not None:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    # As it was left

    def show_material(self, code: str) -> None:
        """Show the material with this code as soon as it can be shown."""
        self.choices.want_material(code)

    def state(self) -> dict[str, Any]:
        """Give the choices and where the splitter stands."""
        return {**self.choices.state(), "sizes": self.splitter.sizes()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the choices; what is no longer possible is passed over."""
        self.choices.restore(state)
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(n, int) for n in sizes):
            self.splitter.setSizes(sizes)
        self._on_changed()
