"""The legend of a chart: names that are longer than it is wide."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop.ui.charts.legend import Legend, LegendEntry, Series

LONG, SHORT = "Depends on what is undisclosed", "Country"


def shown(qtbot: QtBot, width: int) -> dict[str, LegendEntry]:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(width, 300)
    legend.show_series([Series(name, name, QColor("black")) for name in (LONG, SHORT)])
    with qtbot.waitExposed(legend):
        legend.show()
    return legend.entries


def test_a_long_name_breaks_into_lines_of_which_none_is_cut(qtbot: QtBot) -> None:
    entries = shown(qtbot, 110)
    entry = entries[LONG]
    lines = entry._lines(entry.width() - entry._inset())
    assert len(lines) > 1 and " ".join(lines) == LONG
    assert entry.height() == entry.sizeHint().height() + (
        (len(lines) - 1) * entry.fontMetrics().height()
    )
    widest = max(entry.fontMetrics().horizontalAdvance(line) for line in lines)
    assert widest <= entry.width() - entry._inset()


@pytest.mark.parametrize("name", [LONG, SHORT])
def test_a_name_with_room_for_it_stands_on_one_line(qtbot: QtBot, name: str) -> None:
    entry = shown(qtbot, 400)[name]
    assert entry.height() == entry.sizeHint().height()
