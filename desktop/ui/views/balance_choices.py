"""BalanceChoices: what is asked for: material, organizations, scenario, period and band."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.model.preferences import preferences_of
from desktop.model.scenarios import Scenario
from desktop.planning.balance import BANDS
from desktop.planning.balance_sheet import Question, consumers, materials_to_balance
from desktop.planning.balance_text import UP_TO
from desktop.planning.selection import ALL
from desktop.planning.timeline import material_name
from desktop.ui import theme
from desktop.ui.charts.choice_bar import ChoiceBar
from desktop.ui.views.consumer_picker import ConsumerPicker
from desktop.ui.views.scenario_choice import offer_scenarios

OWN, SEVERAL = "own", "several"
_PERIODS = (("month", Text("Month")), ("quarter", Text("Quarter")), ("year", Text("Year")))


class BalanceChoices(QWidget):
    """Two rows of drop-downs, and the list from which several organizations are picked."""

    #: Something else is asked for; the scenario and the band tell it by signals of their own.
    changed = Signal()
    #: A scenario was chosen: its code, blank for none.
    scenario_chosen = Signal(str)
    #: A cumulative band was chosen.
    band_chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._wanted = {"material": "", "whom": ""}
        self._several: list[str] = []
        self.what, self.how = ChoiceBar(self), ChoiceBar(self)
        self.picker = ConsumerPicker(self)
        self.what.add_choice("material", Text("Material"))
        self.what.add_choice("whom", Text("For"))
        self.what.add_choice("scenario", Text("Scenario"))
        self.how.add_choice("by", Text("Per"), _PERIODS)
        self.how.add_choice("band", Text("Counting"), [(band, UP_TO[band]) for band in BANDS])
        self.how.choose("by", "quarter")
        self.how.choose("band", "non-binding")
        for key in ("whom", "scenario"):
            # Long names give way before the window has to grow.
            self.what.boxes[key].setMinimumWidth(theme.space(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.4))
        for bar in (self.what, self.how):
            column.addWidget(bar)
            bar.chosen.connect(self._on_chosen)
        self.picker.picked.connect(self._on_picked)

    def add_buttons(self, *buttons: QWidget) -> None:
        """Put buttons at the right end, reached by Tab after the drop-downs."""
        before: QWidget = self.how.boxes["band"]
        for button in buttons:
            self.how.row.addWidget(button)
            self.setTabOrder(before, button)
            before = button

    @property
    def band(self) -> str:
        """The cumulative band whose shortage is shown and explained."""
        return self.how.value("band")

    @property
    def material(self) -> str:
        """The code of the material."""
        return self.what.value("material")

    def names(self) -> tuple[str, str]:
        """Give what material and organizations are called."""
        boxes = self.what.boxes
        return boxes["material"].currentText(), boxes["whom"].currentText()

    # What can be chosen

    def show_options(self, dataset: Dataset, scenario: Scenario | None) -> None:
        """Offer what a dataset has, with the active scenario chosen."""
        self._dataset = dataset
        bar = self.what
        materials = materials_to_balance(dataset)
        bar.set_options("material", [(m.code, material_name(m)) for m in materials])
        bar.set_options("whom", self._whom_options(dataset))
        offer_scenarios(bar, dataset, scenario)
        for key, wanted in self._wanted.items():
            if wanted and bar.choose(key, wanted):
                self._wanted[key] = ""

    def _whom_options(self, dataset: Dataset) -> list[tuple[str, Text | str]]:
        own = dataset.get("organization", preferences_of(dataset).own_organization)
        name = Text("{name} (own)", name=own.display_name()) if own else Text("Own organization")
        others = [(o.code, o.display_name()) for o in consumers(dataset) if o is not own]
        n = len(self._several)
        several = Text("Several ({n})…", n=n) if n else Text("Several…")
        return [(OWN, name), *others, (ALL, Text("All organizations")), (SEVERAL, several)]

    # What is chosen

    def question(self, dataset: Dataset, scenario: Scenario | None) -> Question | None:
        """Give what is asked for, None while there is no material or nobody to ask for."""
        material = dataset.find("material", self.material)
        whom = self._whom(dataset)
        if material is None or whom == ():
            return None
        return Question(material, whom, self.how.value("by"), scenario.id if scenario else None)

    def _whom(self, dataset: Dataset) -> tuple[int, ...] | None:
        """Give the ids of the organizations meant; None for all, nothing for nobody."""
        value = self.what.value("whom")
        if value == ALL:
            return None
        if value == OWN:
            own = preferences_of(dataset).own_organization
            return () if own is None else (own,)
        codes = self._several if value == SEVERAL else [value]
        ids = (dataset.find("organization", code) for code in codes)
        return tuple(id for id in ids if id is not None)

    def lack(self, dataset: Dataset, question: Question | None) -> str:
        """Give what is missing for a balance, nothing when it can be shown."""
        if not len(dataset["demand"]) or not len(dataset["material"]):
            return "nothing"
        if question is None:
            return "own" if self.what.value("whom") == OWN else "nobody"
        needs = any(
            line.material == question.material
            and (question.whom is None or line.organization in question.whom)
            for line in dataset["demand"]
        )
        return "" if needs else "demand"

    def want_material(self, code: str) -> None:
        """Choose a material as soon as it is offered."""
        self._wanted["material"] = code
        self.changed.emit()

    def _on_chosen(self, key: str) -> None:
        if key in self._wanted:
            self._wanted[key] = ""
        if key == "band":
            self.band_chosen.emit()
        elif key == "scenario":
            self.scenario_chosen.emit(self.what.value("scenario"))
        else:
            if key == "whom" and self.what.value("whom") == SEVERAL:
                self.pick()
            self.changed.emit()

    def pick(self) -> None:
        """Offer the list from which several organizations are picked."""
        if self._dataset is not None:
            box = self.what.boxes["whom"]
            options = [(o.code, o.display_name()) for o in consumers(self._dataset)]
            self.picker.ask(options, self._several, box.mapToGlobal(QPoint(0, box.height())))

    def _on_picked(self, codes: list[str]) -> None:
        self._several = list(codes)
        self.changed.emit()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.what.retranslate()
        self.how.retranslate()

    def state(self) -> dict[str, Any]:
        """Give the choices; the active scenario belongs to the session, not to this view."""
        found = {key: wanted or self.what.value(key) for key, wanted in self._wanted.items()}
        return {
            **found, "several": list(self._several), "by": self.how.value("by"), "band": self.band,
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the choices; what is no longer possible is passed over."""
        for key in ("by", "band"):
            self.how.choose(key, str(state.get(key, "")))
        for key in self._wanted:
            self._wanted[key] = str(state.get(key, ""))
        several = state.get("several")
        if isinstance(several, list):
            self._several = [code for code in several if isinstance(code, str)]
