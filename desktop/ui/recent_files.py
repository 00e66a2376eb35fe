"""Recent files: the menu of the workspaces opened last; a missing one is grey."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.core.i18n import Text
from desktop.ui.documents import Documents
from desktop.ui.window_state import WindowState


class RecentFiles(QObject):
    """Keeps the menu in step with what is remembered and what is still there."""

    def __init__(self, menu: QMenu, state: WindowState, documents: Documents) -> None:
        super().__init__(menu)
        self._menu = menu
        self._state = state
        self._documents = documents
        documents.recent_changed.connect(self.fill)
        # A file may have come or gone since the menu was last open.
        menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Make the menu anew."""
        self._menu.clear()
        recent = self._state.recent
        for n, path in enumerate(recent, start=1):
            action = self._add(f"&{n % 10}  {path.name.replace('&', '&&')}")
            action.setToolTip(str(path))
            action.setEnabled(path.is_file())
            action.triggered.connect(lambda *_, path=path: self._documents.open_path(path))
        self._menu.setEnabled(bool(recent))
        if recent:
            self._menu.addSeparator()
            self._add(str(Text("&Clear this list"))).triggered.connect(self._forget_all)

    def _add(self, text: str) -> QAction:
        action = self._menu.addAction(text)
        action.setMenuRole(QAction.MenuRole.NoRole)
        return action

    def _forget_all(self) -> None:
        self._state.clear_recent()
        self._documents.recent_changed.emit()
