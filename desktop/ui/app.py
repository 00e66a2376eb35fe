"""App: starts the program, keeps its log, and turns every unforeseen fault into a sentence."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QLibraryInfo,
    QMessageLogContext,
    QObject,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from desktop.core import i18n
from desktop.core.i18n import Text
from desktop.paths import APP_NAME, log_file
from desktop.ui import icons
from desktop.ui.clock import Clock
from desktop.ui.collector import Collector
from desktop.ui.ending import Ending
from desktop.ui.first_picture import FirstPicture
from desktop.ui.input_methods import prepare_input
from desktop.ui.main_window import MainWindow
from desktop.ui.runs import Run, crashes
from desktop.ui.session import Session
from desktop.ui.system_requests import Application, claim_taskbar
from desktop.ui.theme import Theme
from desktop.ui.window_state import WindowState

log = logging.getLogger(__name__)

#: Fonts with Hangul and Chinese characters on Windows, macOS and Linux, after the system's own.
FALLBACK_FONTS = (
    "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic",
)  # fmt: skip
#: DejaVu is so wide that tables fill up; on a Linux that has nothing better we have.
_WIDE = ("DejaVu Sans", "Sans Serif", "Sans", "")


def run(path: Path | None = None) -> int:
    """Show the window, with a workspace if one is named, until the user closes it."""
    start_log(log_file())
    app = make_application(sys.argv[:1])
    before = crashes()
    run = Run()
    window = make_window(app, WindowState())
    Collector(window.session)
    run.follow(window.session)
    restore = install_excepthook(window.session)
    ending = Ending(window.session, run, window)
    if before:
        window.crash_bar.offer(before[-1])
    if path is not None:
        window.documents.drop(path)
    FirstPicture(window)
    app.hand_files_to(window.documents.drop)
    try:
        return int(app.exec())
    finally:
        ending.restore()
        restore()
        run.end()


def make_application(arguments: list[str]) -> Application:
    """Give the application with its style, font and icon; only one can be made."""
    prepare_input()
    claim_taskbar()
    app = Application(arguments)
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    app.setDesktopFileName("offtake")
    app.setStyle("Fusion")
    app.setFont(_font(app.font()))
    app.setWindowIcon(icons.program_icon())
    return app


def make_window(app: QApplication, state: WindowState) -> MainWindow:
    """Give the window in the language and the appearance that are remembered."""
    i18n.use(state.language, *state.signs)
    look = Theme(app)
    look.use(state.appearance)
    session = Session(app)
    window = MainWindow(session, state, look)
    clock = Clock(window)
    clock.new_day.connect(session.day_changed)
    # A file on a network or in a synced folder may have changed while the computer slept.
    clock.woke.connect(window.watcher.refresh)
    clock.woke.connect(window.documents.ownership.beat)
    dialogs = _QtTexts(app)
    session.language_changed.connect(dialogs.follow)
    dialogs.follow()
    return window


def start_log(path: Path) -> None:
    """Write the log to a file that never grows beyond a few megabytes."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.basicConfig(level=logging.INFO, handlers=[handler])
    qInstallMessageHandler(_on_qt_message)


def _on_qt_message(kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
    log.info("Qt: %s", message)
    # Without a window (a system library is missing, say) a terminal is all there is.
    if kind == QtMsgType.QtFatalMsg and sys.stderr is not None:
        print(message, file=sys.stderr)


def install_excepthook(session: Session) -> Callable[[], None]:
    """Tell unforeseen faults as a sentence and log them; gives what undoes this."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("unforeseen", exc_info=(kind, error, trace))
        session.tell(
            Text("That did not work, for a reason that the program does not know. Your file is as "
                 "it was. Please try again; the log says more: {path}", path=log_file()),
            "error",
        )  # fmt: skip

    def in_thread(found: threading.ExceptHookArgs) -> None:
        log.error("unforeseen in a thread: %s", found.exc_type.__name__, exc_info=found.exc_value)

    before, thread_before = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = hook, in_thread

    def restore() -> None:
        sys.excepthook, threading.excepthook = before, thread_before

    return restore


class _QtTexts(QObject):
    """The texts of Qt's own dialogs, in the language in use."""

    def __init__(self, app: QApplication) -> None:
        # A signal does not keep alive what listens to it; as a part of the application it stays.
        super().__init__(app)
        self._app = app
        self._translator = QTranslator(app)

    def follow(self) -> None:
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{i18n.locale().language}", folder):
            self._app.installTranslator(self._translator)


def _font(system: QFont) -> QFont:
    """Give the system's font, followed by fonts that have what it lacks."""
    font = QFont(system)
    own = system.family()
    if sys.platform.startswith("linux") and own in _WIDE:
        font.setFamilies(["Noto Sans CJK KR", "Noto Sans KR", own])
    else:
        font.setFamilies([own, *FALLBACK_FONTS])
    if font.pointSizeF() <= 0:
        font.setPointSizeF(10)
    return font
