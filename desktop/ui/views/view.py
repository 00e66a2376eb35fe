"""View: what all views in the middle of the window have in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.core.i18n import Text
from desktop.ui.session import Session


class View(QWidget):
    """A page that shows the session's dataset and follows it while it is visible.

    A subclass builds its widgets in `__init__`, fills them in `refresh` and sets its texts in
    `retranslate`. A hidden view is refreshed when it is shown next.
    """

    #: Key in the navigation, and title; subclasses set both.
    key = ""
    title = Text("")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._stale = True
        session.changed.connect(self._on_changed)
        session.workspace_changed.connect(self._on_changed)
        session.scenario_changed.connect(self._on_changed)
        session.day_changed.connect(self._on_changed)
        session.language_changed.connect(self._on_language)

    def refresh(self) -> None:
        """Show the session's dataset as it is now; called only while a workspace is open."""

    def retranslate(self) -> None:
        """Set all texts in the language in use."""

    def offers(self, what: str) -> bool:
        """Whether the view has what the Edit menu asks for, by the name of the method."""
        return hasattr(self, what)

    def show_field_history(self) -> None:
        """Ask for the history of the field in which the cursor is."""
        self.session.history_asked.emit("")

    def state(self) -> dict[str, Any]:
        """Give what should be as it was when the program starts next (JSON values)."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` gave."""

    def _on_changed(self, *_: object) -> None:
        if self.isVisible():
            self._catch_up()
        else:
            self._stale = True

    def _on_language(self) -> None:
        self.retranslate()
        self._on_changed()

    def _catch_up(self) -> None:
        self._stale = False
        if self.session.is_open:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the view was hidden."""
        super().showEvent(event)
        if self._stale:
            self._catch_up()
