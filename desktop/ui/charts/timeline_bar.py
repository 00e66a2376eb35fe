"""TimelineBar: what can be chosen above the capacity timeline, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.model.materials import Material
from desktop.model.scenarios import Scenario
from desktop.planning.timeline import BY_MATERIAL, Choices, material_name
from desktop.ui import theme
from desktop.ui.charts.choice_bar import ChoiceBar, Options
from desktop.ui.charts.ink import line

#: Stands for all materials among their codes, which are never blank inside.
ALL = " all"

_GROUPS: Options = (
    ("plant", Text("Plant")),
    ("supplier", Text("Supplier")),
    ("country", Text("Country")),
    ("stage", Text("Stage")),
)
_MATERIAL_GROUP: Options = ((BY_MATERIAL, Text("Material")),)
_PERIODS: Options = (
    ("month", Text("Month")), ("quarter", Text("Quarter")), ("year", Text("Year")),
)  # fmt: skip
_VALUES: Options = (
    ("nameplate", Text("Nameplate")),
    ("effective", Text("Effective")),
    ("expected", Text("Expected")),
)


class TimelineBar(QWidget):
    """Material and scenario in the first row, how they are shown in the second."""

    #: Another choice was made: which one.
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what, self.how = ChoiceBar(self), ChoiceBar(self)
        self.what.add_choice("material", Text("Material"))
        self.what.add_choice("scenario", Text("Scenario"))
        self.how.add_choice("value", Text("Show"), _VALUES)
        self.how.add_choice("group", Text("By"), _GROUPS)
        self.how.add_choice("by", Text("Per"), _PERIODS)
        self.how.choose("value", "effective")
        self.how.choose("by", "year")
        self._group = "plant"
        for box in self.boxes.values():
            # Long names give way before the window has to grow.
            box.setMinimumWidth(theme.space(5))
        side = round(0.75 * theme.em())
        self.boxes["scenario"].setIconSize(QSize(side, side))
        self._materials: list[tuple[str, str]] = []
        self._scenarios: list[Scenario] = []
        self.zoom_button = QPushButton(self)
        for bar in (self.what, self.how):
            bar.chosen.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.4))
        column.addWidget(self.what)
        column.addWidget(self.how)

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Put buttons at the right end of the second row."""
        for button in buttons:
            self.how.row.addWidget(button)

    @property
    def boxes(self) -> dict[str, QComboBox]:
        """The drop-downs by their keys."""
        return {**self.what.boxes, **self.how.boxes}

    def value(self, key: str) -> str:
        """Give the choice made."""
        return self._bar(key).value(key)

    def choose(self, key: str, value: str) -> bool:
        """Make a choice; False, and nothing changed, if there is no such thing."""
        if key == "group" and value in dict(_GROUPS):
            self._group = value
        made = self._bar(key).choose(key, value)
        self._offer_groups()
        return made

    def choices(self, material: int | None) -> Choices:
        """Give what is asked for."""
        return Choices(material, self._group, self.value("by"), self.value("value"))

    def state(self) -> dict[str, str]:
        """Give the choices that are taken up again; the scenario belongs to the session."""
        return {"material": self.value("material"), "value": self.value("value"),
                "group": self._group, "by": self.value("by")}  # fmt: skip

    def show_materials(self, materials: Iterable[Material]) -> None:
        """Offer materials; all of them together where there are several."""
        options: list[tuple[str, Text | str]] = [(m.code, material_name(m)) for m in materials]
        if len(options) > 1:
            options.append((ALL, Text("All materials")))
        self.what.set_options("material", options)
        self._offer_groups()

    def show_scenarios(self, scenarios: Iterable[Scenario], active: Scenario | None) -> None:
        """Offer no scenario, and each with its colour."""
        known = list(scenarios)
        options: list[tuple[str, Text | str]] = [("", Text("No scenario"))]
        options += [(str(one.id), one.name) for one in known]
        self.what.set_options("scenario", options)
        box = self.boxes["scenario"]
        for place, one in enumerate(known, start=1):
            box.setItemIcon(place, swatch(one.color, box.iconSize().width(), box))
        self.what.choose("scenario", "" if active is None else str(active.id))

    def scenario(self) -> int | None:
        """Give the id of the scenario chosen, None for none."""
        chosen = self.value("scenario")
        return int(chosen) if chosen else None

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.what.retranslate()
        self.how.retranslate()
        self.zoom_button.setText(str(Text("Zoom")))

    def _bar(self, key: str) -> ChoiceBar:
        return self.what if key in self.what.boxes else self.how

    def _on_chosen(self, key: str) -> None:
        if key == "group":
            self._group = self.value("group")
        self._offer_groups()
        self.chosen.emit(key)

    def _offer_groups(self) -> None:
        """Offer what a material can be grouped by; all materials have one way only."""
        together = self.value("material") == ALL
        self.how.set_options("group", _MATERIAL_GROUP if together else _GROUPS)
        self.how.choose("group", BY_MATERIAL if together else self._group)
        self.boxes["group"].setEnabled(not together)


def swatch(color: str | None, side: int, widget: QWidget) -> QIcon:
    """Give a square of a colour as an icon, empty for none."""
    ratio = widget.devicePixelRatioF()
    image = QPixmap(round(side * ratio), round(side * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setPen(line(QColor(theme.colors().frame)))
    painter.setBrush(QColor(color) if color else Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(0.5, 0.5, side - 1, side - 1))
    painter.end()
    return QIcon(image)
