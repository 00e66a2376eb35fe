"""Headless: pages for the command line, which has no window and needs no screen."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.core.report import Report
from desktop.ui.printing import printer


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as PDF; raises `OfftakeError` where it cannot be written."""
    from desktop.ui.app import make_application

    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _keep.append(make_application(["offtake"]))
    printer.write_pdf(report, path)


#: Qt needs its application for as long as the process draws.
_keep: list[QApplication] = []
