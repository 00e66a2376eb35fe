"""The balance chart: areas by firmness, scale, shortage, figures under the pointer."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES
from desktop.planning.balance import BANDS, FREE
from desktop.planning.balance_sheet import BalanceSheet, Question, balance_sheet
from desktop.planning.months import Horizon
from desktop.ui import theme
from desktop.ui.charts.balance_chart import DEMAND, POSSIBLE, SHORTAGE, STOCK, BalanceChart
from desktop.ui.charts.figure_panel import FigurePanel
from desktop.ui.charts.firmness import swatch
from desktop.ui.charts.ink import Ink
from desktop.ui.charts.time_span import TimeSpan

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
YEARS = Horizon.of_years(2026, 4)


def agreement(code: str, firmness: str, volume: float | None) -> dict[str, object]:
    return {"code": code, "title": code, "kind": "supply", "firmness": firmness, "seller": 1,
            "buyer": 2, "material": 1, "volume": volume, "unit": "t", "basis": "contained",
            "status": "active", "start": PartialDate.parse("2026-01")}  # fmt: skip


def sheet(by: str = "year") -> BalanceSheet:
    """Gives need 12 t a year, 6 in stock; 3 t binding, 2 conditional, 1 + ? not; 40 t capacity."""
    date = PartialDate.parse
    rows: dict[str, list[dict[str, object]]] = {
        "material": [{"code": "GE", "name": "Germanium"}],
        "organization": [{"code": "S", "name": "Seller", "roles": ("supplier",)},
                         {"code": "B", "name": "Buyer", "roles": ("consumer",)}],
        "plant": [{"code": "P", "name": "Plant", "owner": 1, "country": "KR"}],
        "capacity": [{"code": "C", "plant": 1, "material": 1, "stage": "operating", "unit": "t",
                      "basis": "contained", "nameplate": 40.0}],
        "agreement": [agreement("A1", "binding", 3.0), agreement("A2", "conditional", 2.0),
                      agreement("A3", "non-binding", 1.0), agreement("A4", "non-binding", None)],
        "demand": [{"code": "D", "name": "Lenses", "organization": 2, "material": 1,
                    "quantity": 12.0, "unit": "t", "basis": "contained",
                    "start": date("2026-01")}],
        "stock": [{"code": "K", "organization": 2, "material": 1, "quantity": 6.0, "unit": "t",
                   "basis": "contained", "as_of": date("2026-01-01").earliest}],
    }  # fmt: skip
    dataset = Dataset(TYPES).with_changes(
        Change(name, id, None, values)
        for name, given in rows.items()
        for id, values in enumerate(given, start=1)
    )
    return balance_sheet(dataset, Question(1, (2,), by), YEARS)


@pytest.fixture
def chart(page: QWidget, qtbot: QtBot) -> BalanceChart:
    span = TimeSpan(page)
    span.set_limits(YEARS.first, YEARS.last + 1)
    made = BalanceChart(span, FigurePanel(page), page)
    made.set_left(180, 60)
    made.resize(1000, 500)
    page.show()
    made.show_balance(sheet(), "non-binding")
    made.grab()
    return made


def said(chart: BalanceChart) -> list[str]:
    assert chart.panel.sheet is not None
    return chart.panel.sheet.plain_text().splitlines()


def test_bands_are_stacked_from_the_surest(chart: BalanceChart) -> None:
    areas = chart.layer.figures.areas
    assert [area.band for area in areas] == ["binding", "conditional", "non-binding"]
    assert [float(area.top[1]) for area in areas] == pytest.approx([3, 5, 6])
    assert all(area.counts for area in areas)
    chart.show_balance(sheet(), "binding")
    assert [area.counts for area in chart.layer.figures.areas] == [True, False, False]
    chart.show_balance(sheet(), FREE)
    assert [area.band for area in chart.layer.figures.areas] == list(BANDS)


def test_the_scale_fits_demand_and_says_what_it_cuts_off(chart: BalanceChart) -> None:
    assert 12 < chart.axis.top <= 12 * 1.5 * 1.12
    # The undisclosed volume may be all that is left: 34 t, beyond the scale.
    assert chart.layer.figures.possible is not None
    assert float(chart.layer.figures.possible[1][1]) == pytest.approx(40)
    assert chart.layer.figures.beyond == ""
    whole = sheet()
    whole.receipts[FREE][:] = 34.0
    chart.show_balance(whole, FREE)
    assert chart.layer.figures.beyond == "up to 40 t, beyond the scale"


def test_shortage_lies_between_what_is_there_and_demand(chart: BalanceChart) -> None:
    figures = chart.layer.figures
    assert figures.shortage is not None and figures.demand is not None
    # 6 t in stock and 6 t received cover the first year of 12 t.
    assert figures.shortage.tolist() == pytest.approx([0, 6, 6, 6])
    assert figures.first_short == 2027 * 12
    assert figures.flag == "short from 2027-01"
    image = chart.plot.grab().toImage()
    red = QColor(theme.colors().error)

    def reds(year: float, value: float) -> int:
        at = chart.place_of(year * 12, value)
        around = [image.pixelColor(at.x() + x, at.y() + y) for x in range(-9, 9) for y in (0, 1, 2)]
        return sum(c.red() - c.green() > 0.6 * (red.red() - red.green()) for c in around)

    assert reds(2028.5, 9) > 5
    assert reds(2028.5, 5.5) == 0 and reds(2026.5, 9) == 0


def test_stock_is_drawn_month_by_month(chart: BalanceChart) -> None:
    stock = chart.stock_layer.figures.stock
    assert stock.size == YEARS.count + 1
    assert stock[:3].tolist() == pytest.approx([6.0, 5.5, 5.0])
    assert np.flatnonzero(chart.stock_layer.figures.short)[0] == 12


def test_all_figures_of_a_period_stand_beside_the_pointer(chart: BalanceChart) -> None:
    chart.plot._tell_pointer(chart.place_of(2026.5 * 12, 2))
    assert said(chart) == [
        "2026", "Opening stock: 6 t", "Binding: 3 t", "Conditional: 2 t", "Non-binding: 1–35 t",
        "Free capacity, not counted: 0–34 t", "Demand: 12 t", "Shortage: 0 t", "Closing stock: 0 t",
    ]  # fmt: skip
    chart.plot._tell_pointer(chart.place_of(2028.5 * 12, 2))
    assert "Shortage: 6 t" in said(chart) and said(chart)[-1] == "Click to read why"
    chart.plot._tell_pointer(None)
    assert not chart.panel.isVisible()


def test_a_click_tells_period_and_month(chart: BalanceChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.month_clicked) as told:
        QTest.mouseClick(chart.plot.viewport(), LEFT, NONE, chart.place_of(2028 * 12 + 4.5, 3))
    assert told.args == [2, 2028 * 12 + 4]
    corner = chart.stock_plot.plot_corner()
    place = QPoint(int(corner.x() + chart.stock_plot.x_of(2027 * 12 + 0.5)), int(corner.y()) + 5)
    with qtbot.waitSignal(chart.month_clicked) as told:
        QTest.mouseClick(chart.stock_plot.viewport(), LEFT, NONE, place)
    assert told.args == [1, 2027 * 12]


def test_enter_asks_for_the_first_short_period(chart: BalanceChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.period_entered) as told:
        QTest.keyClick(chart.plot, Qt.Key.Key_Return)
    assert told.args == [1]


def test_the_legend_names_and_hides(chart: BalanceChart) -> None:
    assert list(chart.legend.entries) == [
        DEMAND, SHORTAGE, POSSIBLE, "non-binding", "conditional", "binding", STOCK,
    ]  # fmt: skip
    QTest.mouseClick(chart.legend.entries["conditional"], LEFT)
    assert [area.band for area in chart.layer.figures.areas] == ["binding", "non-binding"]
    # What is possible says nothing about a part of the bands.
    assert chart.layer.figures.possible is None
    QTest.mouseClick(chart.legend.entries[SHORTAGE], LEFT)
    assert chart.layer.figures.shortage is None
    chart.show_balance(sheet(), "binding")
    assert chart.legend.entries["non-binding"].text() == "Non-binding, not counted"


def test_the_marks_of_firmness_differ_without_colour(chart: BalanceChart) -> None:
    """Neither ink nor pattern of two bands is the same in grey."""
    seen = []
    for band in BANDS:
        image = QImage(24, 24, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        swatch(band)(painter, QRectF(0, 0, 24, 24), Ink.of(chart.palette()))
        painter.end()
        inner = [image.pixelColor(x, y).lightness() for x in range(4, 20) for y in range(4, 20)]
        seen.append((float(np.mean(inner)), float(np.std(inner))))
    darkness = [mean for mean, _ in seen]
    assert darkness == sorted(darkness)
    assert all(b - a > 8 for a, b in itertools.pairwise(darkness))
    assert seen[0][1] < 2 < seen[1][1]


def test_both_plots_stand_in_line(chart: BalanceChart) -> None:
    chart.grab()
    assert chart.plot.plot_corner().x() == chart.stock_plot.plot_corner().x()
    assert chart.plot.plot_box().width() == chart.stock_plot.plot_box().width()


def test_months_and_quarters_are_drawn_as_well(chart: BalanceChart) -> None:
    for by, count in (("month", 48), ("quarter", 16)):
        chart.show_balance(sheet(by), FREE)
        assert len(chart.layer.figures.edges) == count + 1
        assert not chart.grab().isNull()
