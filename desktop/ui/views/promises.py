"""PromisesView: who is promised what of each plant, the over-promised first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.planning.months import Horizon
from desktop.planning.promise_table import (
    MAYBE,
    OVER,
    Account,
    PromiseTable,
    Question,
    materials_promised,
    promise_table,
)
from desktop.planning.promise_text import period_names, table, title
from desktop.planning.selection import ALL
from desktop.planning.timeline import horizon_of, material_name
from desktop.ui import theme
from desktop.ui.charts.chart_menu import ChartMenu
from desktop.ui.charts.choice_bar import ChoiceBar
from desktop.ui.charts.empty_chart import EmptyChart
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.promise_chart import PromiseChart
from desktop.ui.charts.time_span import TimeSpan, this_day
from desktop.ui.charts.veil import Veil
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.inquiry import Inquiry, is_small
from desktop.ui.page_stack import PageStack
from desktop.ui.session import Session
from desktop.ui.views.promise_nodes import Leaves, Node
from desktop.ui.views.promise_tree import PromiseTree
from desktop.ui.views.scenario_choice import offer_scenarios, use_chosen_scenario
from desktop.ui.views.view import View

_PERIODS = (("quarter", Text("Quarter")), ("year", Text("Year")))


class PromisesView(View):
    """A tree of capacity records and their agreements, and a chart of the one that is chosen."""

    key = "promises"
    title = Text("Promises")
    #: The window is asked to go to another place.
    navigation_asked = Signal(str, object)

    def __init__(
        self, session: Session, parent: QWidget | None = None, chooser: FileChooser | None = None
    ) -> None:
        super().__init__(session, parent)
        self.shown: PromiseTable | None = None
        self._wanted = ""
        self.span, self.panel = TimeSpan(self), FigurePanel(self)
        self.sheet = self._build_sheet()
        self.tree = PromiseTree(self)
        self.menu = ChartMenu(
            session, self.span, self.sheet, self._table,
            lambda: f"{self.bar.value('material')} {Text('Promises')}", chooser,
        )  # fmt: skip
        self.bar = self._build_bar()
        self.empty = EmptyChart(self)
        self._lay_out()
        self.inquiry = Inquiry(session, Veil(self.splitter), self)
        self._connect()
        self.retranslate()

    # Building

    def _build_sheet(self) -> QFrame:
        sheet = QFrame(self)
        sheet.setAutoFillBackground(True)
        sheet.setBackgroundRole(QPalette.ColorRole.Base)
        self.headline, self.line, self.chart_title = (QLabel(sheet) for _ in range(3))
        for label, role in zip(
            (self.headline, self.line, self.chart_title),
            ("heading", "muted", "strong"),
            strict=True,
        ):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chart = PromiseChart(self.span, self.panel, sheet)
        # The splitter says how high it is, not what it would like to be.
        self.chart.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.chart.setMinimumHeight(theme.space(8))
        column = QVBoxLayout(sheet)
        side, edge = theme.space(0.9), theme.space(0.4)
        column.setContentsMargins(side, theme.space(0.7), edge, edge)
        column.setSpacing(theme.space(0.2))
        for label in (self.headline, self.line):
            column.addWidget(label)
        column.addSpacing(theme.space(0.5))
        column.addWidget(self.chart_title)
        column.addWidget(self.chart, 1)
        return sheet

    def _build_bar(self) -> ChoiceBar:
        bar = ChoiceBar(self)
        bar.add_choice("material", Text("Material"))
        bar.add_choice("scenario", Text("Scenario"))
        bar.add_choice("by", Text("Per"), _PERIODS)
        bar.choose("by", "year")
        box: QComboBox = bar.boxes["scenario"]
        # Long names give way before the window has to grow, or a short one is cut off.
        box.setMinimumWidth(theme.space(5))
        for key in ("material", "by"):
            bar.boxes[key].setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.only_over = QCheckBox(bar)
        bar.row.add_to_head(self.only_over)
        bar.row.addWidget(self.menu.copy_button)
        self.menu.fit_button.hide()
        self.menu.fit_button.setParent(bar)
        return bar

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        for part, share in ((self.sheet, 2), (self.tree, 3)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.tree.setMinimumHeight(theme.space(7))
        self.splitter.setSizes([380, 460])
        column = QVBoxLayout(self)
        margin = theme.space(0.8)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space(0.6))
        column.addWidget(self.bar)
        self._pages = PageStack()
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self.empty)
        column.addLayout(self._pages, 1)

    def _connect(self) -> None:
        self.bar.chosen.connect(self._on_chosen)
        self.only_over.toggled.connect(self._show_tree)
        self.chart.plot.addActions(self.menu.actions)
        self.chart.record_clicked.connect(self.session.select)
        self.tree.copy_all_action.triggered.connect(self.menu.copy_data)
        self.tree.node_chosen.connect(self._on_node)
        self.empty.go_button.clicked.connect(self._on_go)
        self.inquiry.answered.connect(self._on_answered)
        self.inquiry.refused.connect(self.session.tell_error)
        self.session.selected.connect(self._on_selected)
        self.session.workspace_changed.connect(self.span.fit)

    # Showing

    def refresh(self) -> None:
        """Show the session's dataset as it is now."""
        dataset = self.session.dataset
        self._set_options()
        has_any = bool(len(dataset["agreement"])) and bool(self.bar.value("material"))
        self.bar.setVisible(has_any)
        if not has_any:
            self.inquiry.drop()
            self.shown = None
            self._show_empty()
            return
        code, active = self.bar.value("material"), self.session.scenario
        material = None if code == ALL else dataset.find("material", code)
        question = Question(material, self.bar.value("by"), active.id if active else None)
        horizon = horizon_of(dataset)
        self.span.set_limits(horizon.first, horizon.last + 1)
        self.chart.show_today(this_day())
        self._ask(dataset, question, horizon)

    def _ask(self, dataset: Dataset, question: Question, horizon: Horizon) -> None:
        """Work a table out, and what is written of it at first sight."""
        only_over, folded = self.only_over.isChecked(), self.tree.folded

        def work(_: Progress) -> Leaves:
            return Leaves.of(promise_table(dataset, question, horizon), only_over, folded)

        self.inquiry.ask(self.title, work, at_once=is_small(dataset))

    @Slot(object)
    def _on_answered(self, found: Leaves) -> None:
        self.shown = found.table
        self._show_leaves(found)

    def _set_options(self) -> None:
        dataset = self.session.dataset
        materials = [(m.code, material_name(m)) for m in materials_promised(dataset)]
        every = [(ALL, Text("All materials"))] if materials else []
        self.bar.set_options("material", [*materials, *every])
        if self._wanted and self.bar.choose("material", self._wanted):
            self._wanted = ""
        offer_scenarios(self.bar, dataset, self.session.scenario)

    def _show_tree(self, *_: object) -> None:
        """Write what is known anew, in other words or of fewer lines."""
        if self.shown is not None:
            only_over, folded = self.only_over.isChecked(), self.tree.folded
            self._show_leaves(Leaves.of(self.shown, only_over, folded))

    def _show_leaves(self, found: Leaves) -> None:
        root = found.root
        if not root.children:
            self._show_empty()
            return
        self._pages.setCurrentWidget(self.splitter)
        self.headline.setText(found.headline)
        self.line.setText(found.subtitle)
        self.tree.show_tree(root, found.periods, found.longest)
        selection = self.session.selection
        if not (selection and self.tree.choose_record(selection)) and self.tree.chosen is None:
            self.tree.choose(root.children[0].children[0].key)
        self._show_chart()

    def _show_chart(self) -> None:
        """Show the account of the current line, the first one for a state."""
        shown, node = self.shown, self.tree.chosen
        if shown is None or node is None:
            return
        if node.account is None and node.children:
            node = node.children[0]
        account: Account | None = node.account
        agreement = None if node.promise is None else node.promise.agreement.id
        self.chart.show_account(shown, account, agreement)
        self.chart_title.setText("" if account is None else title(account, period_names(shown)))
        tone = {OVER: "error", MAYBE: "warning"}.get(account.status if account else "", "text")
        self.chart_title.setStyleSheet(f"color: {getattr(theme.colors(), tone)}")
        self._ask_room()

    def _show_empty(self) -> None:
        self._pages.setCurrentWidget(self.empty)
        if self.shown is not None:
            said = (
                Text("Nothing is over-promised"),
                Text("{material}: what there is suffices for all that is promised, as far as it is "
                     "known.", material=self.bar.boxes["material"].currentText()),
                Text("Show all capacity"),
            )  # fmt: skip
        else:
            said = (
                Text("No agreements yet"),
                Text("Record who is promised how much of which capacity: this page then shows who "
                     "gets it, and what is promised twice. Or open the example, or import a "
                     "workbook, from the File menu."),
                Text("Go to Agreements"),
            )  # fmt: skip
        heading, line, does = said
        self.empty.say(str(heading), str(line), str(does))

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.bar.retranslate()
        self.menu.retranslate()
        self.only_over.setText(str(Text("Only over-promised")))
        self.only_over.setToolTip(
            str(Text("Show capacity of which more is, or may be, promised than there is"))
        )
        self.tree.retranslate()
        self.chart.retranslate()
        self._show_empty()
        self._show_tree()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names a share of the width."""
        super().resizeEvent(event)
        em = theme.em()
        self.chart.set_left(round(min(max(0.23 * self.width(), 8 * em), 15 * em)), round(4.3 * em))
        self._ask_room()

    def _ask_room(self) -> None:
        """Ask for room for sentences that break into several lines, which a splitter forgets."""
        layout, wide = self.sheet.layout(), self.sheet.width()
        if layout is not None and wide > theme.space(10):
            self.sheet.setMinimumHeight(max(layout.totalMinimumHeightForWidth(wide), 0))

    # Choosing

    def _on_chosen(self, key: str) -> None:
        if key == "material":
            self._wanted = ""
        if key == "scenario":
            use_chosen_scenario(self.bar, self.session)
        else:
            self._on_changed()

    def _on_node(self, node: Node) -> None:
        if node.record is not None:
            self.session.select(*node.record)
        self._show_chart()

    def _on_selected(self, type_name: str, id: int) -> None:
        if self.shown is not None and type_name in ("capacity", "agreement"):
            self.tree.choose_record((type_name, id))
            self._show_chart()

    def _on_go(self) -> None:
        if self.shown is not None:
            self.only_over.setChecked(False)
        else:
            self.navigation_asked.emit("agreement", {})

    def _table(self) -> list[list[str | float]] | None:
        shown = self.shown
        if shown is None:
            return None
        states = (OVER, MAYBE) if self.only_over.isChecked() else ()
        return table(shown, shown.of_status(*states) if states else shown.accounts)

    # As it was left

    def show_material(self, code: str) -> None:
        """Show the material with this code as soon as it can be shown."""
        self._wanted = code
        self._on_changed()

    def state(self) -> dict[str, Any]:
        """Give the choices; the active scenario belongs to the session, not to this view."""
        return {
            "material": self.bar.value("material"), "by": self.bar.value("by"),
            "only_over": self.only_over.isChecked(), "sizes": self.splitter.sizes(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the choices; what is no longer possible is passed over."""
        self.bar.choose("by", str(state.get("by", "")))
        self._wanted = str(state.get("material", ""))
        self.only_over.setChecked(state.get("only_over") is True)
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(n, int) for n in sizes):
            self.splitter.setSizes(sizes)
        self._on_changed()
