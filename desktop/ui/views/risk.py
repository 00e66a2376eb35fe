"""RiskView: on how few sources metal depends, and what the loss of each would cost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QVBoxLayout,
    QWidget,
)

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.model.preferences import preferences_of
from desktop.planning.balance_sheet import consumers, materials_to_balance
from desktop.planning.exposure import (
    BASES,
    MARKET,
    RECEIPTS,
    Exposure,
    Question,
    exposure,
    record_of,
)
from desktop.planning.months import Horizon
from desktop.planning.risk_text import table
from desktop.planning.selection import ALL
from desktop.planning.timeline import horizon_of, material_name
from desktop.ui import theme
from desktop.ui.charts.chart_menu import ChartMenu
from desktop.ui.charts.choice_bar import ChoiceBar
from desktop.ui.charts.empty_chart import EmptyChart
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.time_span import TimeSpan
from desktop.ui.charts.veil import Veil
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.inquiry import Inquiry
from desktop.ui.page_stack import PageStack
from desktop.ui.session import Session
from desktop.ui.views.risk_sheet import RiskSheet
from desktop.ui.views.scenario_choice import offer_scenarios, use_chosen_scenario
from desktop.ui.views.view import View

OWN, EVERY_YEAR = "own", ""
_BASES = ((RECEIPTS, Text("Receipts")), (MARKET, Text("Market capacity")))


@dataclass(frozen=True, eq=False)
class _Order:
    """What is asked for, of which records."""

    dataset: Dataset
    question: Question
    horizon: Horizon


class RiskView(View):
    """Concentration by year, shares, and the losses, of one material."""

    key = "risk"
    title = Text("Risk")
    #: The window is asked to go to another place.
    navigation_asked = Signal(str, object)

    def __init__(
        self, session: Session, parent: QWidget | None = None, chooser: FileChooser | None = None
    ) -> None:
        super().__init__(session, parent)
        self.shown: Exposure | None = None
        self._order: _Order | None = None
        self._path: Path | None = None
        self._wanted = {"material": "", "whom": "", "year": ""}
        self.span, self.panel = TimeSpan(self), FigurePanel(self)
        self.sheet = RiskSheet(self.span, self.panel, self)
        self.menu = ChartMenu(
            session, self.span, self.sheet,
            lambda: None if self.shown is None else table(self.shown),
            lambda: f"{self.bars[0].value('material')} {Text('Risk')}", chooser,
        )  # fmt: skip
        self.bars = self._build_bars()
        self.empty = EmptyChart(self)
        self._lay_out()
        self.inquiry = Inquiry(session, Veil(self.sheet), self)
        self._connect()
        self.retranslate()

    # Building

    def _build_bars(self) -> tuple[ChoiceBar, ChoiceBar]:
        what, how = ChoiceBar(self), ChoiceBar(self)
        what.add_choice("material", Text("Material"))
        what.add_choice("whom", Text("For"))
        what.add_choice("scenario", Text("Scenario"))
        how.add_choice("year", Text("Year", context="which"))
        how.add_choice("basis", Text("Shares of"), _BASES)
        how.choose("basis", RECEIPTS)
        for box in (what.boxes["whom"], what.boxes["scenario"]):
            # Long names give way before the window has to grow.
            box.setMinimumWidth(theme.space(5))
        how.row.addWidget(self.menu.fit_button)
        how.row.addWidget(self.menu.copy_button)
        return what, how

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        margin = theme.space(0.8)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space(0.4))
        for bar in self.bars:
            column.addWidget(bar)
        column.addSpacing(theme.space(0.2))
        self._pages = PageStack()
        self._pages.addWidget(self.sheet)
        self._pages.addWidget(self.empty)
        column.addLayout(self._pages, 1)

    def _connect(self) -> None:
        for bar in self.bars:
            bar.chosen.connect(self._on_chosen)
        sheet = self.sheet
        for plot in (sheet.chart.plot, sheet.loss_chart.plot):
            plot.addActions(self.menu.actions)
        sheet.chart.year_chosen.connect(self._on_year)
        sheet.shares.source_chosen.connect(self._select)
        sheet.losses.table.clicked.connect(lambda _: self._select_loss())
        sheet.losses.table.activated.connect(lambda _: self._select_loss())
        self.empty.go_button.clicked.connect(lambda: self.navigation_asked.emit("agreement", {}))
        self.inquiry.answered.connect(self._on_answered)
        self.inquiry.refused.connect(self._on_refused)
        self.inquiry.stopped.connect(self._on_stopped)

    # Asking and showing

    def refresh(self) -> None:
        """Ask for the risk of the session's dataset as it is now; it is worked out beside."""
        if self._path != self.session.path:
            self._path, self.shown = self.session.path, None
            self.span.fit()
        dataset = self.session.dataset
        horizon = horizon_of(dataset)
        self._set_options(horizon)
        material = dataset.find("material", self.bars[0].value("material"))
        has_any = bool(len(dataset["agreement"]) or len(dataset["capacity"]))
        for bar in self.bars:
            bar.setVisible(has_any and material is not None)
        if not has_any or material is None:
            self.inquiry.drop()
            self.shown = self._order = None
            self._pages.setCurrentWidget(self.empty)
            return
        self._pages.setCurrentWidget(self.sheet)
        self._ask(_Order(dataset, self._question(material), horizon))

    def _ask(self, order: _Order) -> None:
        """Start working out an order, unless that is what is shown or worked on."""
        known = self._order
        if known is not None and (known.dataset, known.question, known.horizon) == (
            order.dataset, order.question, order.horizon,
        ):  # fmt: skip
            self._show()
            return
        self._order = order
        if self.shown is None:
            self.sheet.headline.setText(str(Text("Working out the risk")))

        def work(progress: Progress) -> Exposure:
            return exposure(order.dataset, order.question, order.horizon, progress)

        self.inquiry.ask(Text("Working out the risk"), work)

    @Slot(object)
    def _on_answered(self, found: Exposure) -> None:
        self.shown = found
        self._show()

    @Slot(object)
    def _on_refused(self, error: OfftakeError) -> None:
        self._order = None
        self.sheet.headline.setText(str(error.message))

    @Slot()
    def _on_stopped(self) -> None:
        self._order = None

    def _show(self) -> None:
        if self.shown is not None:
            self.span.set_limits(self.shown.horizon.first, self.shown.horizon.last + 1)
            self.sheet.show_exposure(self.shown)

    def _set_options(self, horizon: Horizon) -> None:
        dataset, (what, how) = self.session.dataset, self.bars
        materials = materials_to_balance(dataset)
        what.set_options("material", [(m.code, material_name(m)) for m in materials])
        own = dataset.get("organization", preferences_of(dataset).own_organization)
        found = [(o.code, o.display_name()) for o in consumers(dataset) if o is not own]
        options: list[tuple[str, Text | str]] = [*found, (ALL, Text("All organizations"))]
        if own is not None:
            options.insert(0, (OWN, Text("{name} (own)", name=own.display_name())))
        else:
            options.insert(0, options.pop())
        what.set_options("whom", options)
        offer_scenarios(what, dataset, self.session.scenario)
        years = range(horizon.first // 12, horizon.last // 12 + 1)
        listed = [(str(year), str(year)) for year in years]
        how.set_options("year", [(EVERY_YEAR, Text("All years")), *listed])
        for key, wanted in self._wanted.items():
            bar = how if key == "year" else what
            if wanted and bar.choose(key, wanted):
                self._wanted[key] = ""

    def _question(self, material: int) -> Question:
        dataset, (what, how) = self.session.dataset, self.bars
        value, whom = what.value("whom"), None
        if value == OWN:
            own = preferences_of(dataset).own_organization
            whom = None if own is None else (own,)
        elif value != ALL:
            id = dataset.find("organization", value)
            whom = None if id is None else (id,)
        year, active = how.value("year"), self.session.scenario
        return Question(
            material, whom, int(year) if year else None, active.id if active else None,
            how.value("basis"),
        )  # fmt: skip

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        for bar in self.bars:
            bar.retranslate()
        self.menu.retranslate()
        self.sheet.retranslate()
        self.empty.say(
            str(Text("No risk to show yet")),
            str(Text("Record capacity, agreements and demand: this page then shows on how few "
                     "sources they depend, and what losing one would cost. Or open the example, "
                     "or import a workbook, from the File menu.")),
            str(Text("Go to Agreements")),
        )  # fmt: skip
        self._show()

    # Choosing

    def _on_chosen(self, key: str) -> None:
        if key in self._wanted:
            self._wanted[key] = ""
        if key == "scenario":
            use_chosen_scenario(self.bars[0], self.session)
        else:
            self._on_changed()

    def _on_year(self, year: int) -> None:
        """Choose a year, or all of them again."""
        wanted = "" if self.bars[1].value("year") == str(year) else str(year)
        self.bars[1].choose("year", wanted)
        self._on_changed()

    def _select(self, kind: str, code: str) -> None:
        record = None if self.shown is None else record_of(self.shown.dataset, kind, code)
        if record is not None:
            self.session.select(*record)

    def _select_loss(self) -> None:
        loss = self.sheet.losses.loss
        if loss is not None:
            self._select(loss.kind, loss.code)

    # As it was left

    def show_material(self, code: str) -> None:
        """Show the material with this code as soon as it can be shown."""
        self._wanted["material"] = code
        self._on_changed()

    def state(self) -> dict[str, Any]:
        """Give the choices; the active scenario belongs to the session, not to this view."""
        what, how = self.bars
        return {
            "material": what.value("material"), "whom": what.value("whom"),
            "year": how.value("year"), "basis": how.value("basis"),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the choices; what is no longer possible is passed over."""
        if state.get("basis") in BASES:
            self.bars[1].choose("basis", str(state["basis"]))
        for key in self._wanted:
            self._wanted[key] = str(state.get(key, ""))
        self._on_changed()
