"""A picture for files: what is clipped on the screen is clipped in the same place in the SVG."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.charts.picture import drawing


class Clipped(QWidget):
    """A plot that lets only a part of itself be drawn on, as charts do beside their axes."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the part from 10 to 30."""
        painter = QPainter(self)
        painter.translate(10, 10)
        painter.setClipRect(QRect(0, 0, 20, 20))
        painter.fillRect(self.rect(), Qt.GlobalColor.red)


def test_a_drawing_is_clipped_where_its_widget_stands(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(200, 200)
    Clipped(page).setGeometry(50, 60, 100, 100)

    clips = re.findall(r"<clipPath.*?</clipPath>", drawing(page).decode(), re.DOTALL)

    assert len(clips) == 1
    corners = {(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", clips[0])}
    assert corners == {(60, 70), (80, 70), (80, 90), (60, 90)}
