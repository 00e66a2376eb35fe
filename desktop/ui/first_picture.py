"""First picture: how the window comes up, at once with the file that it is started with.

What would be laid out and painted before the file is open would be gone a moment later; a file
that takes longer is waited for with the window. Work on a file that was opened begins once the
window is painted: Python does one thing at a time, and either would hold up the other.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from desktop.ui.main_window import MainWindow

#: So long, in milliseconds, a file may take before the window shows without it.
_PATIENCE = 700
#: After so long, in milliseconds, work begins also in a window that nobody sees.
_UNSEEN = 1000


class FirstPicture(QObject):
    """Shows the window when the job that runs has ended or takes long; holds work till painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = window.session.jobs
        self._shown = False
        window.session.workspace_changed.connect(self._hold)
        if self._jobs.running:
            self._jobs.running[0].ended.connect(self._show)
            QTimer.singleShot(_PATIENCE, self, self._show)
        else:
            self._show()

    @Slot()
    def _show(self) -> None:
        if not self._shown:
            self._shown = True
            self._window.show()

    @Slot()
    def _hold(self) -> None:
        self._jobs.hold()
        self._window.installEventFilter(self)
        QTimer.singleShot(_UNSEEN, self, self._jobs.go_on)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Let work begin when the window has been painted."""
        if event.type() == QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._jobs.go_on)
        return False
