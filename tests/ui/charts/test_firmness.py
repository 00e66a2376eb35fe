"""Ruling: on a screen by tiles, in a drawing by lines, and both look alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from desktop.ui.charts.firmness import rule
from desktop.ui.charts.ink import line
from desktop.ui.charts.shapes import hatch_lines

BOX = np.array([10.0, 90.0]), np.array([8.0]), np.array([52.0])
RED = QColor(160, 0, 0, 150)


def grey(ratio: float, draw: Callable[[QPainter], None]) -> np.ndarray:
    """Gives the grey levels of a picture of 100 by 60 pixels at a scale."""
    image = QImage(round(100 * ratio), round(60 * ratio), QImage.Format.Format_Grayscale8)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw(painter)
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].astype(float)


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_tiles_make_the_same_picture_as_lines(
    qapp: QApplication, ratio: float, falling: bool
) -> None:
    def lines(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(line(RED, 1.2))
        painter.drawLines(hatch_lines(*BOX, 6, falling))

    drawn = grey(ratio, lambda painter: rule(painter, *BOX, RED, 6, 1.2, falling))
    wanted = grey(ratio, lines)
    inside = np.s_[round(12 * ratio) : round(48 * ratio), round(14 * ratio) : round(86 * ratio)]
    assert wanted[inside].std() > 20
    assert np.abs(drawn[inside] - wanted[inside]).max() <= 12
    assert (drawn[: round(7 * ratio)] == 255).all() and (drawn[:, : round(9 * ratio)] == 255).all()


def test_a_drawing_holds_lines_and_no_picture(qapp: QApplication) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setSize(QSize(100, 60))
    painter = QPainter(made)
    rule(painter, *BOX, RED, 6, 1.2)
    painter.end()
    text = buffer.data().toStdString()
    assert text.count("<polyline") + text.count("<line") > 5 and "<image" not in text
