"""ScenariosView: what-ifs as ordered adjustments, switched on and off, and two of them compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.model.scenarios import Scenario
from desktop.operations import scenarios
from desktop.ui import icons, theme
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.page_stack import PageStack
from desktop.ui.session import Session
from desktop.ui.views.adjustments import AdjustmentsView
from desktop.ui.views.comparison_panel import ComparisonPanel
from desktop.ui.views.scenario_list import ScenarioList
from desktop.ui.views.view import View

#: What new scenarios are coloured with, the first that none has yet.
_COLORS = ("#c0392b", "#d68910", "#2471a3", "#1e8449", "#7d3c98", "#117a65", "#a04000", "#566573")
_KINDS = (
    Text("Shift start: capacity, and what is joint with it, starts months later or earlier"),
    Text("Stop supply: of a country, an organization, a plant or a material, for a time or for "
         "good"),
    Text("Scale capacity or demand: to a percentage of the base value"),
    Text("End agreement: it ends earlier than written"),
    Text("Set value: one field of one record has another value"),
)  # fmt: skip


_NARROW = 36  # heights of a line, from which on scenarios stand beside their adjustments


class ScenarioHelp(QWidget):
    """Says what a scenario is and what kinds of adjustments there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.line, self.kinds = (QLabel(self) for _ in range(3))
        self.heading.setProperty("role", "title")
        self.kinds.setProperty("role", "muted")
        self.button = QPushButton(icons.icon("add", "on_accent"), "", self)
        self.button.setProperty("look", "primary")
        column = QVBoxLayout()
        column.setSpacing(theme.space(0.6))
        for label in (self.heading, self.line, self.kinds):
            label.setWordWrap(True)
            label.setFixedWidth(round(34 * theme.em()))
            column.addWidget(label)
        column.addSpacing(theme.space(0.3))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.heading.setText(str(Text("No scenario yet")))
        self.line.setText(
            str(Text("A scenario asks “what if?”: it is a list of adjustments that are laid over "
                     "the records and never change them. Switch one on, and every view shows what "
                     "it would mean."))
        )  # fmt: skip
        self.kinds.setText("\n".join(f"•  {kind}" for kind in _KINDS))
        self.button.setText(str(Text("Add scenario")))
        for label in (self.heading, self.line, self.kinds):
            label.setMinimumHeight(label.heightForWidth(label.width()))


class ScenariosView(View):
    """The scenarios, the adjustments of one of them, and the comparison of two."""

    key = "scenario"
    title = Scenario.type.title

    def __init__(
        self, session: Session, parent: QWidget | None = None, chooser: FileChooser | None = None
    ) -> None:
        super().__init__(session, parent)
        self.adjustments: AdjustmentsView | None = None
        self._grid: dict[str, Any] = {}
        self._wanted: int | None = None
        self._fresh = True
        self.list = ScenarioList(self)
        self.comparison = ComparisonPanel(session, self, chooser)
        self.help = ScenarioHelp(self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.top = QSplitter(Qt.Orientation.Horizontal, self)
        self.top.addWidget(self._build_left())
        self.top.addWidget(self._build_right())
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.addWidget(self.top)
        self.splitter.addWidget(self.comparison)
        for splitter, sizes in ((self.top, (14.6, 44)), (self.splitter, (12.4, 36))):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
            splitter.setStretchFactor(1, 1)
            splitter.setSizes([theme.space(size) for size in sizes])
        self.top.setMinimumHeight(theme.space(9))
        self._pages = PageStack(self)
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self.help)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put scenarios and adjustments one above the other where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < theme.space(_NARROW)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.top.orientation() != wanted:
            self.top.setOrientation(wanted)
            self.top.setMinimumHeight(theme.space(22 if narrow else 9))
            self.top.setSizes([theme.space(size) for size in ((9, 13) if narrow else (14.6, 44))])

    def _build_left(self) -> QWidget:
        left = QWidget(self)
        self.heading = QLabel(left)
        self.heading.setProperty("role", "heading")
        self.add_button = QPushButton(icons.icon("add"), "")
        self.duplicate_button = QPushButton(icons.icon("duplicate"), "")
        self.delete_button = QPushButton(icons.icon("delete"), "")
        bar = QFrame(left)
        bar.setProperty("look", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.5, 0.8, 0.5)))
        row.setSpacing(theme.space(0.4))
        row.addWidget(self.heading)
        row.addStretch(1)
        for button in (self.add_button, self.duplicate_button, self.delete_button):
            row.addWidget(button)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.list, 1)
        return left

    def _build_right(self) -> QWidget:
        """Make the place of the adjustments; without a scenario it says that there are none."""
        self.right = QWidget(self)
        self.right.setMinimumWidth(theme.space(16))
        self.base_line = QLabel(self.right)
        self.base_line.setProperty("role", "muted")
        self.base_line.setWordWrap(True)
        self.base_line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.base_line.setMargin(theme.space(2))
        self._right_pages = PageStack(self.right)
        self._right_pages.addWidget(self.base_line)
        return self.right

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.list.activated_.connect(self.activate)
        self.add_button.clicked.connect(self.add_scenario)
        self.help.button.clicked.connect(self.add_scenario)
        self.duplicate_button.clicked.connect(self.duplicate_scenario)
        self.delete_button.clicked.connect(self.delete_scenario)
        self.comparison.adjustment_chosen.connect(
            lambda id: self.session.select("adjustment", id)
        )  # fmt: skip
        self.session.selected.connect(self._on_selected)

    # Showing

    def refresh(self) -> None:
        """Show the session's dataset as it is now."""
        dataset, active = self.session.dataset, self.session.scenario
        some = len(dataset["scenario"]) > 0
        self._pages.setCurrentWidget(self.splitter if some else self.help)
        self.list.show_scenarios(dataset, active.id if active else None)
        if self._fresh and some:
            self._fresh = False
            self.list.choose(active.id if active else self.list.ids()[1])
        if self._wanted is not None and self.list.choose(self._wanted):
            self._wanted = None
        self._show_adjustments()
        if some:
            self.comparison.refresh()
        self._allow()

    def _show_adjustments(self) -> None:
        """Show the adjustments of the current scenario, in a grid that is its own."""
        scenario = self._current()
        shown = self.adjustments
        if shown is not None:
            if scenario is not None and shown.shows(scenario):
                self._right_pages.setCurrentWidget(shown)
                return
            self._grid = shown.state()
            self._right_pages.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
            self.adjustments = None
        if scenario is None:
            self._right_pages.setCurrentWidget(self.base_line)
            return
        self.adjustments = AdjustmentsView(self.session, scenario, self.right)
        if self._grid:
            self.adjustments.restore(self._grid)
        self._right_pages.addWidget(self.adjustments)
        self._right_pages.setCurrentWidget(self.adjustments)

    def _current(self) -> Scenario | None:
        return self.session.dataset.table(Scenario).get(self.list.current_id())

    def _allow(self) -> None:
        writable = self.session.writable
        some = writable and self.list.current_id() is not None
        self.add_button.setEnabled(writable)
        self.help.button.setEnabled(writable)
        self.duplicate_button.setEnabled(some)
        self.delete_button.setEnabled(some)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.heading.setText(str(self.title))
        self.list.setAccessibleName(str(self.title))
        for button, text in (
            (self.add_button, Text("Add scenario")),
            (self.duplicate_button, Text("Duplicate with its adjustments")),
            (self.delete_button, Text("Delete with its adjustments")),
        ):
            button.setToolTip(str(text))
            button.setAccessibleName(str(text))
        self.base_line.setText(
            str(Text("The records as they are: nothing is laid over them. Choose a scenario to "
                     "see and switch its adjustments; a click or Enter makes it active in every "
                     "view."))
        )  # fmt: skip
        self.help.retranslate()
        self.comparison.retranslate()

    # Choosing

    def _on_chosen(self, id: int | None) -> None:
        if not self.session.is_open:
            return
        self._show_adjustments()
        self._allow()
        if id is not None:
            self.comparison.choose_scenario(id)
            if self.list.hasFocus():
                self.session.select("scenario", id)

    def activate(self, id: int | None) -> None:
        """Lay a scenario over the records in every view; None for none."""
        if id is not None:
            self.session.select("scenario", id)
        self.session.use_scenario(id)

    def _on_selected(self, type_name: str, id: int) -> None:
        record = self.session.dataset.get(type_name, id) if self.session.is_open else None
        if record is None or type_name not in ("scenario", "adjustment"):
            return
        wanted = id if type_name == "scenario" else record.scenario
        if not self.list.choose(wanted):
            self._wanted = wanted

    # What the window's actions call

    def _on_grid(self) -> AdjustmentsView | None:
        """Give the grid while the keyboard is in it: it then means its records."""
        focus, grid = QApplication.focusWidget(), self.adjustments
        inside = focus is not None and grid is not None and grid.isAncestorOf(focus)
        return grid if inside else None

    def add(self) -> None:
        """Ask for a form for a new scenario, in the grid for a new adjustment."""
        grid = self._on_grid()
        if grid is not None:
            grid.add()
        else:
            self.add_scenario()

    def duplicate(self) -> None:
        """Copy the current scenario, in the grid the selected adjustments."""
        grid = self._on_grid()
        if grid is not None:
            grid.duplicate()
        else:
            self.duplicate_scenario()

    def delete(self) -> None:
        """Delete the current scenario, in the grid the selected adjustments."""
        grid = self._on_grid()
        if grid is not None:
            grid.delete()
        else:
            self.delete_scenario()

    def add_scenario(self) -> None:
        """Ask for a form for a new scenario, with a colour that no other has."""
        used = {(s.color or "").lower() for s in self.session.dataset.table(Scenario)}
        color = next((one for one in _COLORS if one not in used), _COLORS[0])
        self.session.ask_new("scenario", {"color": color})

    def duplicate_scenario(self) -> None:
        """Copy the current scenario with its adjustments and go to the copy."""
        made = self._apply(scenarios.duplicate_scenario)
        if made is not None:
            self.session.select("scenario", made)
            self.list.choose(made)

    def delete_scenario(self) -> None:
        """Delete the current scenario with its adjustments; undo brings all of it back."""
        code = self.session.dataset.code_of("scenario", self.list.current_id() or 0)
        if self._apply(scenarios.delete_scenario) is not None:
            self.session.tell(
                Text("{code} was deleted with its adjustments. Undo brings it back.", code=code)
            )

    def _apply(self, make: Callable[[Dataset, int], ChangeSet]) -> int | None:
        """Apply what is made of the current scenario; give the scenario that it concerned."""
        id = self.list.current_id()
        if id is None or not self.duplicate_button.isEnabled():
            return None
        try:
            revision = self.session.apply(make(self.session.dataset, id))
        except OfftakeError as error:
            self.session.tell_error(error)
            return None
        changes = () if revision is None else revision.changes
        return next((c.id for c in changes if c.type == "scenario"), None)

    # As it was left

    def state(self) -> dict[str, Any]:
        """Give the choices, the grid's columns and where the splitters stand."""
        grid = self._grid if self.adjustments is None else self.adjustments.state()
        sizes = {"top": self.top.sizes(), "sizes": self.splitter.sizes()}
        return {**self.comparison.state(), **sizes, "grid": grid}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` gave; what is no longer possible is passed over."""
        if isinstance(state.get("grid"), dict):
            self._grid = state["grid"]
        for splitter, key in ((self.top, "top"), (self.splitter, "sizes")):
            sizes = state.get(key)
            if isinstance(sizes, list) and len(sizes) == 2 and all(map(_is_size, sizes)):
                splitter.setSizes(sizes)
        self.comparison.restore(state)
        self._on_changed()


def _is_size(value: object) -> bool:
    return isinstance(value, int) and value > 0
