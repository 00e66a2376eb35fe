"""TimelineView: capacity over time, as it is or in a scenario, with what can be chosen above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.model.scenarios import Scenario
from desktop.operations.move_start import joint_codes, move_start, no_start
from desktop.planning.timeline import (
    Choices,
    Timeline,
    horizon_of,
    materials_with_capacity,
    timeline,
)
from desktop.planning.timeline_text import table
from desktop.ui import theme
from desktop.ui.charts.chart_menu import ChartMenu
from desktop.ui.charts.empty_chart import EmptyChart
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.time_span import TimeSpan, this_day
from desktop.ui.charts.timeline_bar import ALL, TimelineBar
from desktop.ui.charts.timeline_sheet import TimelineSheet
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.page_stack import PageStack
from desktop.ui.session import Session
from desktop.ui.views.view import View

_FIVE_YEARS = 60


class TimelineView(View):
    """The chart of one material, or of all side by side."""

    key = "timeline"
    title = Text("Capacity timeline")
    #: The window is asked to go to another place.
    navigation_asked = Signal(str, object)

    def __init__(
        self, session: Session, parent: QWidget | None = None, chooser: FileChooser | None = None
    ) -> None:
        super().__init__(session, parent)
        self.shown: Timeline | None = None
        self._wanted = ""
        self.span = TimeSpan(self)
        self.panel = FigurePanel(self)
        self.bar = TimelineBar(self)
        self.sheet = TimelineSheet(self.span, self.panel, self)
        self.empty = EmptyChart(self)
        self.menu = ChartMenu(
            session, self.span, self.sheet,
            lambda: None if self.shown is None else table(self.shown), self._file_name, chooser,
        )  # fmt: skip
        self._build_zoom()
        self._lay_out()
        self._connect()
        self.retranslate()

    # Building

    def _build_zoom(self) -> None:
        """Make the three ways to look closer or wider; the keys work anywhere in the view."""
        does: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+0", self.span.fit),
            ("Ctrl+L", self.sheet.zoom_to_selection),
            ("Ctrl+Shift+L", lambda: self.sheet.zoom_to_next(_FIVE_YEARS)),
        ]
        self.zooms = [QAction(self) for _ in does]
        for action, (keys, do) in zip(self.zooms, does, strict=True):
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.setMenuRole(QAction.MenuRole.NoRole)
            action.triggered.connect(lambda _=False, do=do: do())
        self.addActions(self.zooms)
        menu = QMenu(self.bar.zoom_button)
        menu.addActions(self.zooms)
        self.bar.zoom_button.setMenu(menu)

    def _lay_out(self) -> None:
        self.bar.add_buttons(self.bar.zoom_button, self.menu.copy_button)
        self.sheet.add_actions([*self.zooms, *self.menu.actions[1:]])
        column = QVBoxLayout(self)
        margin = theme.space(0.8)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space(0.6))
        column.addWidget(self.bar)
        self._pages = PageStack()
        self._pages.addWidget(self.sheet)
        self._pages.addWidget(self.empty)
        column.addLayout(self._pages, 1)

    def _connect(self) -> None:
        self.bar.chosen.connect(self._on_chosen)
        self.sheet.record_clicked.connect(lambda id: self.session.select("capacity", id))
        self.sheet.start_moved.connect(self._move_start)
        self.sheet.move_refused.connect(self._refuse_move)
        self.empty.go_button.clicked.connect(lambda: self.navigation_asked.emit("capacity", {}))
        self.session.selected.connect(self._on_selected)
        self.session.workspace_changed.connect(self.span.fit)

    # Showing

    def refresh(self) -> None:
        """Show the session's dataset as it is now, in the active scenario."""
        dataset = self.session.dataset
        materials = materials_with_capacity(dataset)
        self.bar.show_materials(materials)
        self.bar.show_scenarios(dataset.table(Scenario), self.session.scenario)
        if self._wanted and self.bar.choose("material", self._wanted):
            self._wanted = ""
        self.bar.setVisible(bool(materials))
        self._pages.setCurrentWidget(self.sheet if materials else self.empty)
        chosen = self.bar.value("material")
        material = None if chosen == ALL else dataset.find("material", chosen)
        if not materials or (material is None and chosen != ALL):
            self.shown = None
            return
        horizon = horizon_of(dataset)
        self.span.set_limits(horizon.first, horizon.last + 1)
        self.shown = self._planned(self.bar.choices(material))
        self.sheet.show_today(this_day())
        self._on_selected(*(self.session.selection or ("", 0)))
        self.sheet.show_timeline(self.shown)

    def _planned(self, choices: Choices) -> Timeline:
        """Plan in the active scenario; without it, and tell why, where it cannot be laid over."""
        dataset, scenario = self.session.dataset, self.session.scenario
        if scenario is not None:
            try:
                return timeline(dataset, choices, scenario=scenario.id)
            except OfftakeError as error:
                self.session.tell_error(error)
        return timeline(dataset, choices)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.bar.retranslate()
        self.menu.retranslate()
        names = (Text("Fit all"), Text("Zoom to selection"), Text("Next five years"))
        for action, name in zip(self.zooms, names, strict=True):
            action.setText(str(name))
        self.empty.say(
            str(Text("No capacity yet")),
            str(Text("Record what plants can make of a material in a year, and from when: the "
                     "chart shows it as soon as the first record is there. Or open the example, "
                     "or import a workbook, from the File menu.")),
            str(Text("Go to Capacity")),
        )  # fmt: skip
        self.sheet.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names a share of the width."""
        super().resizeEvent(event)
        em = theme.em()
        self.sheet.set_left(round(min(max(0.23 * self.width(), 8 * em), 16 * em)), round(4.3 * em))

    # Choosing

    def show_material(self, code: str) -> None:
        """Show the material with this code as soon as there is capacity of it."""
        self._wanted = code
        self._on_changed()

    def _on_chosen(self, key: str) -> None:
        if key == "scenario":
            self.session.use_scenario(self.bar.scenario())
            return
        if key == "material":
            self._wanted = ""
        self._on_changed()

    def _on_selected(self, type_name: str, id: int) -> None:
        self.sheet.select(id if type_name == "capacity" else None)
        self.zooms[1].setEnabled(type_name == "capacity")

    def _file_name(self) -> str:
        scenario = self.session.scenario
        parts = [self.bar.value("material").strip(), "" if scenario is None else scenario.code]
        return " ".join(part for part in parts if part)

    def state(self) -> dict[str, Any]:
        """Give the choices, the filter and where the splitter stands."""
        sizes = self.sheet.splitter.sizes()
        return {**self.bar.state(), "filter": self.sheet.filter.text(), "sizes": sizes}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the choices; what is no longer possible is passed over."""
        for key in ("value", "group", "by"):
            self.bar.choose(key, str(state.get(key, "")))
        self._wanted = str(state.get("material", ""))
        self.sheet.filter.setText(str(state.get("filter", "")))
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(n, int) for n in sizes):
            self.sheet.splitter.setSizes(sizes)
        self._on_changed()

    # Moving starts

    def _move_start(self, id: int, month: int) -> None:
        """Write a start that was moved, in the active scenario or else in the record."""
        scenario = self.session.scenario
        joint = joint_codes(self.session.dataset, id)
        try:
            changes = move_start(
                self.session.dataset, id, month, None if scenario is None else scenario.id
            )
        except OfftakeError as error:
            self.session.tell_error(error)
            return
        if not self.session.try_apply(changes) or not joint:
            return
        codes = ", ".join(joint)
        if scenario is None:
            self.session.tell(Text("Joint with it, and not moved: {codes}", codes=codes), "warning")
        else:
            self.session.tell(Text("Joint with it, and moved as well: {codes}", codes=codes))

    def _refuse_move(self, id: int) -> None:
        self.session.tell_error(no_start(self.session.dataset["capacity"][id].code))
