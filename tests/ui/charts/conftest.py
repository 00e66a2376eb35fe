"""A plan that can be checked by head, as dataset and as charts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.planning.months import Horizon
from desktop.planning.timeline import Choices, Timeline, timeline
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.lanes import LanesChart
from desktop.ui.charts.stack_chart import StackChart
from desktop.ui.charts.time_span import TimeSpan

YEARS = Horizon.of_years(2026, 5)


def row(code: str, plant: int, **values: object) -> dict[str, object]:
    return {"code": code, "plant": plant, "material": 1, "stage": "operating", "unit": "t",
            "basis": "contained", **values}  # fmt: skip


@pytest.fixture
def dataset() -> Dataset:
    """Gives 20 t a year at Trail, 12 t at Onsan from 2028, one unknown, one of many small."""
    date = PartialDate.parse
    rows: dict[str, list[dict[str, object]]] = {
        "material": [{"code": "GE", "name": "Germanium"}],
        "organization": [{"code": "KZ", "name": "Korea Zinc <b>", "roles": ("supplier",)}],
        "plant": [{"code": "ONSAN", "name": "Onsan", "owner": 1, "country": "KR"},
                  {"code": "TRAIL", "name": "Trail", "owner": 1, "country": "CA"}],
        "capacity": [
            row("CAP-1", 1, nameplate=12.0, start=date("2028-H1"), ramp_up=12.0, name="New line",
                stage="committed"),
            row("CAP-2", 2, nameplate=15.0),
            row("CAP-3", 2, nameplate=5.0),
            row("CAP-4", 1, start=date("2029"), stage="announced"),
        ],
        "demand": [{"code": "D", "name": "Lenses", "organization": 1, "material": 1,
                    "quantity": 7.0, "unit": "t", "basis": "contained", "start": date("2026-01")}],
        "source": [{"code": "S", "publisher": "The Paper", "title": "Twelve"}],
        "claim": [{"code": "CLM-1", "capacity": 1, "field": "nameplate", "value": "10",
                   "said": date("2025-08"), "source": 1, "status": "open"}],
    }  # fmt: skip
    return Dataset(TYPES).with_changes(
        Change(name, id, None, values)
        for name, given in rows.items()
        for id, values in enumerate(given, start=1)
    )


@pytest.fixture
def shown(dataset: Dataset) -> Timeline:
    return timeline(dataset, Choices(1), YEARS)


@pytest.fixture
def span() -> TimeSpan:
    made = TimeSpan()
    made.set_limits(YEARS.first, YEARS.last + 1)
    return made


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(1000, 700)
    qtbot.addWidget(made)
    yield made


@pytest.fixture
def stack(page: QWidget, span: TimeSpan, shown: Timeline, dataset: Dataset) -> StackChart:
    """Gives the areas, on the screen."""
    chart = StackChart(span, FigurePanel(page), page)
    chart.set_left(200, 60)
    chart.resize(1000, 400)
    page.show()
    chart.show_timeline(shown)
    chart.plot.grab()
    return chart


@pytest.fixture
def lanes(page: QWidget, span: TimeSpan, shown: Timeline, dataset: Dataset) -> LanesChart:
    """Gives the lanes, on the screen."""
    chart = LanesChart(span, FigurePanel(page), page)
    chart.set_left(260)
    chart.setGeometry(0, 400, 1000, 300)
    page.show()
    chart.show_lanes(shown.lanes, dataset)
    chart.grab()
    return chart
