"""Ending: the system asks the program to end, as it does when somebody logs off or shuts down.

Nobody is asked anything then: what is typed is written or kept as a draft, the file is closed. It
is the end that the user wanted, so the next start does not speak of a crash.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.ui.runs import Run
from desktop.ui.session import Session

#: By which systems ask: at a log-off, when a terminal is closed, Ctrl+C and Ctrl+Break in one.
_NAMES = ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")
#: What Qt says before it ends the program because the screen is gone, as after a log-off on Linux.
_SCREEN_GONE = ("The X11 connection broke", "The Wayland connection broke")


def _leave_program() -> None:
    """End all loops of events, also those of a dialog that is open."""
    QCoreApplication.exit(0)


class Ending(QObject):
    """Closes the window in order when the system asks for it, until `restore`.

    A signal can come while Python does anything; it is acted on between two events of the window.
    `leave` ends the program once the window is closed.
    """

    def __init__(
        self,
        session: Session,
        run: Run,
        window: QWidget,
        leave: Callable[[], object] = _leave_program,
    ) -> None:
        super().__init__(window)
        self._session, self._run, self._window, self._leave = session, run, window, leave
        known = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        # What is ignored stays ignored: so somebody asked who started the program with nohup.
        heard = [number for number in known if signal.getsignal(number) != signal.SIG_IGN]
        self._handlers = {number: signal.signal(number, self._on_signal) for number in heard}
        self._wake()
        self._messages = qInstallMessageHandler(self._on_message)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self.settle)
            app.saveStateRequest.connect(self.settle)

    def settle(self, _: object = None) -> None:
        """Keep what is typed, and note that the end may come; a log-off can be called off, too."""
        self._run.leave()
        self._session.closing.emit()
        self._session.drafts.write()

    def _wake(self) -> None:
        """Let Python notice a signal while Qt waits for events.

        Windows has none that come so: there only Ctrl+C in a terminal does, with the next event.
        """
        self._pipe: tuple[int, ...] = ()
        if sys.platform != "win32":
            self._pipe = os.pipe()
            for end in self._pipe:
                os.set_blocking(end, False)
            self._before = signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
            self._notifier = QSocketNotifier(self._pipe[0], QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._drain)

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            os.read(self._pipe[0], 64)

    def _on_signal(self, *_: object) -> None:
        # Python calls this between any two of its steps: what follows waits for its turn.
        QTimer.singleShot(0, self, self._end)

    def _end(self) -> None:
        self.settle()
        self._window.close()
        self._leave()

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message.startswith(_SCREEN_GONE):
            self._run.leave()
            self._session.drafts.write()
        if self._messages is not None:
            self._messages(kind, context, message)

    def restore(self) -> None:
        """Let signals do again what they did before."""
        qInstallMessageHandler(self._messages)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._pipe:
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(self._before)
            for end in self._pipe:
                os.close(end)
