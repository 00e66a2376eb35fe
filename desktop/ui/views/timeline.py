"""TimelineView: capacity of one material over time, with what can be chosen above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.core.partial_date import month_index
from desktop.planning.timeline import (
    Choices,
    Timeline,
    horizon_of,
    material_name,
    materials_with_capacity,
    timeline,
)
from desktop.planning.timeline_text import table
from desktop.ui import theme
from desktop.ui.charts.choice_bar import ChoiceBar
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.picture import picture, table_data
from desktop.ui.charts.time_span import TimeSpan
from desktop.ui.charts.timeline_sheet import TimelineSheet
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.session import Session
from desktop.ui.views.view import View

_GROUPS = (
    ("plant", Text("Plant")),
    ("supplier", Text("Supplier")),
    ("country", Text("Country")),
    ("stage", Text("Stage")),
)
_PERIODS = (("month", Text("Month")), ("quarter", Text("Quarter")), ("year", Text("Year")))
_VALUES = (
    ("nameplate", Text("Nameplate")),
    ("effective", Text("Effective")),
    ("expected", Text("Expected")),
)


class TimelineView(View):
    """The chart of one material."""

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
        self._folder = Path.home()
        self._chooser = chooser or FileChooser()
        self.span = TimeSpan(self)
        self.panel = FigurePanel(self)
        self.bar = self._build_bar()
        self.sheet = TimelineSheet(self.span, self.panel, self)
        self.empty = self._build_empty()
        pages = QVBoxLayout(self)
        margin = theme.space(0.8)
        pages.setContentsMargins(margin, margin, margin, margin)
        pages.setSpacing(theme.space(0.6))
        pages.addWidget(self.bar)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.sheet)
        self._pages.addWidget(self.empty)
        pages.addLayout(self._pages, 1)
        self._build_actions()
        self.sheet.record_clicked.connect(self._select)
        session.selected.connect(self._on_selected)
        session.workspace_changed.connect(self.span.fit)
        self.retranslate()

    # Building

    def _build_bar(self) -> ChoiceBar:
        bar = ChoiceBar(self)
        bar.add_choice("material", Text("Material"))
        bar.add_choice("value", Text("Show"), _VALUES)
        bar.add_choice("group", Text("By"), _GROUPS)
        bar.add_choice("by", Text("Per"), _PERIODS)
        bar.choose("value", "effective")
        bar.choose("by", "year")
        bar.chosen.connect(self._on_chosen)
        self.fit_button, self.copy_button = QPushButton(bar), QPushButton(bar)
        bar.row.addWidget(self.fit_button)
        bar.row.addWidget(self.copy_button)
        return bar

    def _build_empty(self) -> QWidget:
        page = QWidget(self)
        self.empty_heading, self.empty_line = QLabel(page), QLabel(page)
        self.empty_heading.setProperty("role", "title")
        self.empty_line.setWordWrap(True)
        self.empty_line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.empty_line.setFixedWidth(self._empty_width())
        self.go_button = QPushButton(page)
        self.go_button.setProperty("look", "primary")
        self.go_button.clicked.connect(lambda: self.navigation_asked.emit("capacity", {}))
        column = QVBoxLayout(page)
        column.setSpacing(theme.space(0.6))
        column.addStretch(2)
        for widget in (self.empty_heading, self.empty_line, self.go_button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    @staticmethod
    def _empty_width() -> int:
        return round(30 * theme.em())

    def _build_actions(self) -> None:
        does: list[Callable[[], object]] = [
            self.span.fit, self.copy_picture, self.copy_data, self.ask_and_save,
        ]  # fmt: skip
        self.chart_actions = [QAction(self) for _ in does]
        for action, do in zip(self.chart_actions, does, strict=True):
            action.setMenuRole(QAction.MenuRole.NoRole)
            action.triggered.connect(lambda _=False, do=do: do())
        self.sheet.add_actions(self.chart_actions)
        self.fit_button.clicked.connect(self.chart_actions[0].trigger)
        menu = QMenu(self.copy_button)
        menu.addActions(self.chart_actions[1:])
        self.copy_button.setMenu(menu)

    # Showing

    def refresh(self) -> None:
        """Show the session's dataset as it is now."""
        dataset = self.session.dataset
        materials = materials_with_capacity(dataset)
        self.bar.set_options("material", [(m.code, material_name(m)) for m in materials])
        if self._wanted and self.bar.choose("material", self._wanted):
            self._wanted = ""
        self.bar.setVisible(bool(materials))
        self._pages.setCurrentWidget(self.sheet if materials else self.empty)
        material = dataset.find("material", self.bar.value("material")) if materials else None
        if material is None:
            self.shown = None
            return
        horizon = horizon_of(dataset)
        self.span.set_limits(horizon.first, horizon.last + 1)
        choices = Choices(
            material, self.bar.value("group"), self.bar.value("by"), self.bar.value("value")
        )
        self.shown = timeline(dataset, choices, horizon)
        today = dt.date.today()
        self.sheet.show_today(month_index(today.year, today.month) + (today.day - 1) / 31)
        self._on_selected(*(self.session.selection or ("", 0)))
        self.sheet.show_timeline(self.shown, dataset)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.bar.retranslate()
        names = (Text("Fit"), Text("Copy picture"), Text("Copy data"), Text("Save picture…"))
        for action, name in zip(self.chart_actions, names, strict=True):
            action.setText(str(name))
        self.fit_button.setText(str(names[0]))
        self.fit_button.setToolTip(str(Text("Show the whole horizon (Home)")))
        self.copy_button.setText(str(Text("Copy or save")))
        self.empty_heading.setText(str(Text("No capacity yet")))
        self.empty_line.setText(
            str(Text("Record what plants can make of a material in a year, and from when: the "
                     "chart shows it as soon as the first record is there. Or open the example, "
                     "or import a workbook, from the File menu."))
        )  # fmt: skip
        # A layout that centres a label gives it one line only.
        self.empty_line.setMinimumHeight(self.empty_line.heightForWidth(self._empty_width()))
        self.go_button.setText(str(Text("Go to Capacity")))
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
        if key == "material":
            self._wanted = ""
        self._on_changed()

    def _select(self, record: int) -> None:
        self.session.select("capacity", record)

    def _on_selected(self, type_name: str, id: int) -> None:
        self.sheet.select(id if type_name == "capacity" else None)

    def state(self) -> dict[str, Any]:
        """Give the choices, the filter and where the splitter stands."""
        choices = {key: self.bar.value(key) for key in self.bar.boxes}
        sizes = self.sheet.splitter.sizes()
        return {**choices, "filter": self.sheet.filter.text(), "sizes": sizes}

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

    # Pictures and data

    def copy_picture(self) -> None:
        """Copy the chart with its heading and legend, twice as fine as the screen."""
        QGuiApplication.clipboard().setImage(picture(self.sheet))

    def copy_data(self) -> None:
        """Copy the figures as a table."""
        if self.shown is not None:
            QGuiApplication.clipboard().setMimeData(table_data(table(self.shown)))

    def ask_and_save(self) -> None:
        """Ask for a file name and save the picture there."""
        proposed = self._folder / f"{self.bar.value('material')}.png"
        kinds = [str(Text("PNG picture (*.png)"))]
        self._chooser.save(self, str(Text("Save picture")), kinds, proposed, self.save_picture)

    def save_picture(self, path: Path) -> None:
        """Save the chart as a PNG file; tells where it is, or that it could not be written."""
        self._folder = path.parent
        if picture(self.sheet).save(str(path)):
            self.session.tell(Text("The picture was saved as {name}", name=path.name))
        else:
            self.session.tell(
                Text("The picture could not be written to {path}; choose another folder or close "
                     "the program that has the file open", path=str(path)), "error",
            )  # fmt: skip
