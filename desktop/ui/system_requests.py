"""System requests: what an operating system asks of a program in its own way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

#: Under this name Windows groups the windows of the program in the taskbar and pins it.
WINDOWS_IDENTITY = "Offtake.Workbench"


class Application(QApplication):
    """The application, which takes the files that macOS hands to a program that runs.

    What is opened in the Finder while the window is still being built waits until somebody asks.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._take: Callable[[Path], object] | None = None
        self._waiting: list[Path] = []

    def hand_files_to(self, take: Callable[[Path], object]) -> None:
        """Give all files that are asked for from now on, and those that wait, to `take`."""
        self._take = take
        waiting, self._waiting = self._waiting, []
        for path in waiting:
            take(path)

    def event(self, event: QEvent) -> bool:
        """Take the event that carries a file; only what is meant for the program comes here."""
        if isinstance(event, QFileOpenEvent) and event.file():
            path = Path(event.file())
            if self._take is None:
                self._waiting.append(path)
            else:
                self._take(path)
            return True
        return super().event(event)


def claim_taskbar() -> None:
    """Tell Windows whose windows these are; started by Python they would be counted as Python's."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(WINDOWS_IDENTITY)
