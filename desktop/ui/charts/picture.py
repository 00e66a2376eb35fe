"""Pictures and data of a chart, for files and for the clipboard."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QMimeData, QPoint
from PySide6.QtGui import QImage, QPainter, QPalette, QPicture
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from desktop.core.fields import plain
from desktop.core.i18n import Locale, locale


def picture(widget: QWidget, scale: float = 2.0) -> QImage:
    """Give a widget as it looks on the screen, `scale` times as fine."""
    size = widget.size() * scale
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(widget.palette().color(QPalette.ColorRole.Window))
    # Of a QGraphicsView, `render` would be the one that draws its scene only.
    QWidget.render(widget, image, QPoint())
    # Told in the file, so that documents show it at the size it had on the screen.
    dots = round(scale * 96 / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    return image


def drawing(widget: QWidget, title: str = "", summary: str = "") -> bytes:
    """Give a widget as it looks on the screen as SVG: lines as lines, text as text."""
    buffer = QBuffer()
    made = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    made.setOutputDevice(buffer)
    made.setSize(widget.size())
    made.setViewBox(widget.rect())
    # As the screen counts: else programs would show it a third larger.
    made.setResolution(96)
    made.setTitle(title)
    made.setDescription(summary)
    painter = QPainter(made)
    painter.fillRect(widget.rect(), widget.palette().color(QPalette.ColorRole.Base))
    # By way of a recording: of what a child widget clips, the generator would forget the child's
    # place, and programs other than Qt's own would cut the drawing in the wrong places.
    painter.drawPicture(0, 0, _recording(widget))
    painter.end()
    return bytes(buffer.data().data())


def _recording(widget: QWidget) -> QPicture:
    recorded = QPicture()
    painter = QPainter(recorded)
    QWidget.render(widget, painter, QPoint())
    painter.end()
    return recorded


def save_picture(widget: QWidget, path: Path, title: str = "", summary: str = "") -> bool:
    """Write a widget to a file, as SVG if the name ends so, else as PNG; False if it failed."""
    if path.suffix.casefold() != ".svg":
        return picture(widget).save(str(path))
    try:
        path.write_bytes(drawing(widget, title, summary))
    except OSError:
        return False
    return True


def table_data(rows: Sequence[Sequence[str | float]]) -> QMimeData:
    """Give a table for the clipboard, as text with tabs and as HTML, meaning the same."""
    data = QMimeData()
    data.setText("".join("\t".join(_cell(value) for value in row) + "\r\n" for row in rows))
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_cell(value))}</td>" for value in row) + "</tr>"
        for row in rows
    )
    data.setHtml(f"<table>{body}</table>")
    return data


def _cell(value: str | float) -> str:
    """Give a number with the decimal sign of the locale and nothing between thousands."""
    if isinstance(value, str):
        return value.replace("\t", " ").replace("\n", " ")
    return plain(round(value, 9), Locale(locale().language, locale().decimal, ""))
