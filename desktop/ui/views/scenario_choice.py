"""The drop-down of scenarios that several views have: the one chosen is the session's."""

from __future__ import annotations

from desktop.core.dataset import Dataset
from desktop.core.i18n import Text
from desktop.model.scenarios import Scenario
from desktop.ui.charts.choice_bar import ChoiceBar
from desktop.ui.session import Session

_NONE = ""


def offer_scenarios(bar: ChoiceBar, dataset: Dataset, active: Scenario | None) -> None:
    """Offer no scenario, and each there is, in a bar's drop-down; the active one is chosen."""
    scenarios = [(s.code, s.name) for s in dataset.table(Scenario)]
    bar.set_options("scenario", [(_NONE, Text("No scenario")), *scenarios])
    bar.choose("scenario", active.code if active else _NONE)


def use_chosen_scenario(bar: ChoiceBar, session: Session) -> None:
    """Make the scenario that was chosen in a bar the active one of all views."""
    session.use_scenario(session.dataset.find("scenario", bar.value("scenario")))
