"""ComparisonChoices: which scenarios are compared, of what, for whom, counting what."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.model.preferences import preferences_of
from desktop.model.scenarios import Scenario
from desktop.planning.balance import BANDS
from desktop.planning.balance_sheet import consumers, materials_to_balance
from desktop.planning.balance_text import UP_TO
from desktop.planning.comparison import QUANTITIES
from desktop.planning.comparison_text import QUANTITY_NAMES
from desktop.planning.selection import ALL
from desktop.planning.timeline import material_name
from desktop.ui import theme
from desktop.ui.charts.choice_bar import ChoiceBar

OWN, NONE = "own", ""
_Option = tuple[str, Text | str]


class ComparisonChoices(QWidget):
    """Rows of drop-downs; buttons go at the end of the first."""

    #: Another choice was made: which one.
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: dict[str, str] = {}
        which, what = ChoiceBar(self), ChoiceBar(self)
        which.add_choice("a", Text("Compare A"))
        which.add_choice("b", Text("with B"))
        what.add_choice("material", Text("Material"))
        what.add_choice("whom", Text("For"))
        what.add_choice("band", Text("Counting"), [(band, UP_TO[band]) for band in BANDS])
        what.add_choice("quantity", Text("Explain"), [(q, QUANTITY_NAMES[q]) for q in QUANTITIES])
        what.choose("band", "non-binding")
        self.bars = (which, what)
        self.boxes = {key: box for bar in self.bars for key, box in bar.boxes.items()}
        for bar in self.bars:
            bar.chosen.connect(self._on_chosen)
        for key in ("a", "b", "material", "whom"):
            # Long names give way before the window has to grow.
            self.boxes[key].setMinimumWidth(theme.space(4.2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.4))
        column.addWidget(which)
        column.addWidget(what)

    def add_button(self, button: QPushButton) -> None:
        """Put a button at the end of the first row."""
        self.bars[0].row.addWidget(button)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        for bar in self.bars:
            bar.retranslate()

    # What can be chosen

    def set_options(self, dataset: Dataset) -> None:
        """Offer what there is in a dataset; what was chosen stays so if it is still there."""
        which, what = self.bars
        scenarios = [(_value(s.id), s.name) for s in dataset.table(Scenario)]
        none: _Option = (NONE, Text("None (the records as they are)"))
        fresh = self.boxes["b"].count() == 0
        for key in ("a", "b"):
            which.set_options(key, [none, *scenarios])
        if fresh and scenarios:
            which.choose("b", scenarios[0][0])
        materials = materials_to_balance(dataset)
        what.set_options("material", [(m.code, material_name(m)) for m in materials])
        what.set_options("whom", _people(dataset))
        for key, wanted in list(self._wanted.items()):
            value = wanted
            if key in which.boxes:
                value = _value(dataset.find("scenario", wanted) if wanted else None)
            if self.choose(key, value):
                self._wanted.pop(key, None)

    def value(self, key: str) -> str:
        """Give the choice made."""
        return str(self.boxes[key].currentData() or "")

    def choose(self, key: str, value: str) -> bool:
        """Make a choice; False, and nothing changed, if there is no such thing."""
        return next(bar for bar in self.bars if key in bar.boxes).choose(key, value)

    def choose_b(self, dataset: Dataset, id: int | None) -> bool:
        """Compare with a scenario; False if it is one of the two already."""
        if not self.boxes["b"].count():
            # Nothing was offered yet, so this is where one begins, unless one was here before.
            self._wanted.setdefault("b", dataset.code_of("scenario", id or 0) or NONE)
            return False
        return id not in self.sides() and self.choose("b", _value(id))

    def _on_chosen(self, key: str) -> None:
        self._wanted.pop(key, None)
        self.chosen.emit(key)

    # What is chosen

    def sides(self) -> tuple[int | None, int | None]:
        """Give the scenarios (ids; None: the records as they are) that are compared."""
        a, b = self.value("a"), self.value("b")
        return (int(a) if a else None), (int(b) if b else None)

    def whom(self, dataset: Dataset) -> tuple[int, ...] | None:
        """Give the ids of the organizations meant; None for all."""
        value, own = self.value("whom"), preferences_of(dataset).own_organization
        id = own if value == OWN else dataset.find("organization", value)
        return None if value == ALL or id is None else (id,)

    def state(self, dataset: Dataset | None) -> dict[str, Any]:
        """Give the choices; scenarios by their codes."""
        found: dict[str, Any] = {key: self.value(key) for key in self.boxes}
        for key, id in zip(("a", "b"), self.sides(), strict=True):
            code = None if dataset is None or id is None else dataset.code_of("scenario", id)
            found[key] = code or NONE
        return found

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the choices when they are offered next; what is gone is passed over."""
        for key in self.boxes:
            if isinstance(state.get(key), str):
                self._wanted[key] = state[key]


def _people(dataset: Dataset) -> list[_Option]:
    """Give for whom can be compared, the own organization first."""
    own = dataset.get("organization", preferences_of(dataset).own_organization)
    people: list[_Option] = [(o.code, o.display_name()) for o in consumers(dataset) if o is not own]
    every: _Option = (ALL, Text("All organizations"))
    if own is None:
        return [every, *people]
    return [(OWN, Text("{name} (own)", name=own.display_name())), *people, every]


def _value(id: int | None) -> str:
    return NONE if id is None else str(id)
