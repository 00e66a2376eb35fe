"""Watcher: sees what another process writes to the open workspace, or does with its file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from desktop.core.i18n import Text
from desktop.ui.session import Session

_PAUSE = 200  # milliseconds in which several writes count as one


class Watcher(QObject):
    """Lets the session take in what the command line, say, writes while the file is open here."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._files = QFileSystemWatcher(self)
        self._path: Path | None = None
        #: Which file it was that was opened, and what was told of it since.
        self._file: tuple[int, int] | None = None
        self._told: tuple[int, int] | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._files.fileChanged.connect(lambda _: self._pause.start())
        self._files.directoryChanged.connect(lambda _: self._pause.start())
        self._pause.timeout.connect(self.refresh)
        session.workspace_changed.connect(self._watch)

    def _watch(self) -> None:
        watched = self._files.files() + self._files.directories()
        if watched:
            self._files.removePaths(watched)
        if self._path is not None:  # it is not open any more
            self._session.withdraw(_missing(self._path))
            self._session.withdraw(_replaced(self._path))
        self._path = self._session.path
        if self._session.is_open:
            self._files.addPath(str(self._session.path))
        self._file = self._told = self._found()

    def refresh(self) -> None:
        """Take in what another process wrote; work that runs is not held up for it."""
        if not self._session.is_open:
            return
        if self._session.jobs.running:
            self._pause.start()
            return
        found = self._found()
        path = Path(str(self._session.path))
        if found == self._file:
            if self._told != self._file:
                self._tell_back(path)
            if not self._session.refresh():
                self._pause.start()
        elif found != self._told:
            self._tell_gone(path, found is None)
        self._told = found
        if str(path) not in self._files.files() and path.exists():
            self._files.addPath(str(path))

    def _found(self) -> tuple[int, int] | None:
        """Give which file is there now, None for none."""
        try:
            about = Path(str(self._session.path)).stat()
        except OSError:
            return None
        return about.st_dev, about.st_ino

    def _tell_gone(self, path: Path, missing: bool) -> None:
        # Only its folder tells of a file that comes back.
        if str(path.parent) not in self._files.directories() and path.parent.exists():
            self._files.addPath(str(path.parent))
        holds, held = (_missing, _replaced) if missing else (_replaced, _missing)
        self._session.withdraw(held(path))
        self._session.tell(holds(path), "error")

    def _tell_back(self, path: Path) -> None:
        self._files.removePath(str(path.parent))
        for text in (_missing(path), _replaced(path)):
            self._session.withdraw(text)
        self._session.tell(
            Text("“{file}” is in its place again: edits are saved in it as before", file=path.name)
        )


def _missing(path: Path) -> Text:
    return Text("“{file}” was moved, renamed or deleted while it was open, so nothing can be "
                "saved in it; put it back, or save a copy of what is shown",
                file=path.name)  # fmt: skip


def _replaced(path: Path) -> Text:
    return Text("“{file}” was replaced by another file while it was open, so nothing can be "
                "saved in it; save a copy of what is shown, or close it and open it again",
                file=path.name)  # fmt: skip
