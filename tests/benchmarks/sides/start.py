"""Sides of the start: from the start of the process to a window that is painted and answers."""

from __future__ import annotations

import os
import time
from typing import Any


def _figures() -> dict[str, Any]:
    """Give the time since the process was started, which was told to it."""
    return {
        "seconds": time.monotonic() - float(os.environ["OFFTAKE_BEGIN"]),
        "work": time.process_time(),
    }


def ours(path: str) -> dict[str, Any]:
    """Start the program with a file, until it is open and the window painted and answering.

    `filled` is when the figures of the overview, which are added up beside the window, are there.
    """
    from desktop.__main__ import main
    from desktop.ui import app as program

    found: dict[str, Any] = {}
    make = program.make_window

    def watched(app: Any, state: Any) -> Any:
        from PySide6.QtCore import QTimer

        window = make(app, state)
        timer = QTimer(window)

        def look() -> None:
            if found and getattr(window.stack.view, "cards", None):
                timer.stop()
                found["filled"] = _figures()["seconds"]
                window.close()

        def opened() -> None:
            # What is waiting is done and painted before a timer of no length is served.
            QTimer.singleShot(0, lambda: QTimer.singleShot(0, usable))

        def usable() -> None:
            assert window.windowHandle().isExposed()
            found.update(_figures())

        window.session.workspace_changed.connect(opened)
        timer.timeout.connect(look)
        timer.start(2)
        return window

    program.make_window = watched
    main([path])
    return found


def bare() -> dict[str, Any]:
    """Show a bare window with a table, until it is painted."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication([])
    window, found = QMainWindow(), {}
    table, model = QTableView(), QStandardItemModel(100, 12)
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1200, 800)
    window.show()

    def end() -> None:
        found.update(_figures())
        app.quit()

    QTimer.singleShot(0, lambda: QTimer.singleShot(0, end))
    app.exec()
    return found
