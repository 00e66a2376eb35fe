"""Watcher: sees what another process writes to the open workspace."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from desktop.ui.session import Session

_PAUSE = 200  # milliseconds in which several writes count as one


class Watcher(QObject):
    """Lets the session take in what the command line, say, writes while the file is open here."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._files = QFileSystemWatcher(self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._files.fileChanged.connect(lambda _: self._pause.start())
        self._pause.timeout.connect(self.refresh)
        session.workspace_changed.connect(self._watch)

    def _watch(self) -> None:
        watched = self._files.files()
        if watched:
            self._files.removePaths(watched)
        if self._session.is_open:
            self._files.addPath(str(self._session.path))

    def refresh(self) -> None:
        """Take in what another process wrote; work that runs is not held up for it."""
        if not self._session.is_open:
            return
        if self._session.jobs.running:
            self._pause.start()
            return
        self._session.refresh()
        path = str(self._session.path)
        if path not in self._files.files() and Path(path).exists():
            self._files.addPath(path)
