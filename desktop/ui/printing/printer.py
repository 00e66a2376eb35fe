"""Printer: paints laid out pages on a PDF file or on a printer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPainter, QPdfWriter

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.report import Report, whole_file
from desktop.paths import APP_NAME
from desktop.ui.printing.pages import Pages, lay_out
from desktop.ui.printing.paper import TWIPS

#: Dots per inch of a PDF: a twip is a dot, so that nothing is rounded.
_DPI = 72 * TWIPS


def write_pdf(report: Report, path: Path, progress: Progress | None = None) -> int:
    """Write a report as PDF, its fonts inside; give the number of pages.

    The file appears whole or not at all. Raises `OfftakeError` where it cannot be written.
    """
    told = progress or Progress()
    return write_pages(lay_out(report, None, told), path, told)


def write_pages(pages: Pages, path: Path, progress: Progress) -> int:
    """Write pages that are laid out as PDF, in the same way; give their number."""
    with whole_file(path) as beside:
        beside.touch()  # what cannot be written here is told before the pages are painted
        # Qt does not say that a disk was full or a file could not be opened; Python does.
        beside.write_bytes(_content(pages, progress))
    return len(pages)


def _content(pages: Pages, progress: Progress) -> bytes:
    """Give pages as the bytes of a PDF."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QPdfWriter(buffer)
    device.setResolution(_DPI)
    device.setTitle(pages.report.title)
    device.setCreator(APP_NAME)
    device.setPageLayout(pages.paper.layout())
    paint(pages, device, range(len(pages)), progress)
    return bytes(buffer.data().data())


def paint(
    pages: Pages, device: QPagedPaintDevice, numbers: Iterable[int], progress: Progress
) -> None:
    """Paint pages (from 0) on a device. Raises `OfftakeError` where the device cannot begin."""
    painter = QPainter()
    if not painter.begin(device):
        raise OfftakeError(
            Text("The printer did not take the pages; see that it is on and has paper, or save "
                 "them as PDF")
        )  # fmt: skip
    try:
        scale = device.logicalDpiX() / _DPI
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wanted = list(numbers)
        for done, number in enumerate(wanted):
            progress.step(done, len(wanted), Text("Writing page {n} of {m}", n=done + 1,
                                                  m=len(wanted)))  # fmt: skip
            if done:
                device.newPage()
            painter.save()
            painter.scale(scale, scale)
            pages.paint(painter, number)
            painter.restore()
    finally:
        painter.end()


def full_page(layout: QPageLayout) -> QPageLayout:
    """Give a layout of a printer without margins: pages have their own."""
    made = QPageLayout(layout)
    made.setMode(QPageLayout.Mode.FullPageMode)
    made.setMargins(QMarginsF())
    return made
