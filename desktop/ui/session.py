"""Session: the workspace that the window shows, and the only way by which the window changes it.

Views listen to `changed` and read `dataset`; they never write. Whatever is edited becomes a
ChangeSet and goes through `apply`, `undo` or `redo`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.core import i18n
from desktop.core.changes import ChangeSet, Revision
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.records import Record, RecordType
from desktop.model import TYPES, Scenario
from desktop.ui.jobs import Jobs

if TYPE_CHECKING:
    # The database library is loaded when the first file is opened, not before the window shows.
    from desktop.storage.store import Store


@dataclass(frozen=True)
class Notice:
    """What the window tells without stopping anybody: `info`, `warning` or `error`."""

    text: Text
    severity: str = "info"


class Session(QObject):
    """The open workspace, the selected record, and what is told to the user."""

    #: The open workspace is about to be closed: what is still being typed is written now.
    closing = Signal()
    #: Another workspace is open, or none.
    workspace_changed = Signal()
    #: The dataset was replaced; carries the Revision.
    changed = Signal(object)
    #: A record was selected somewhere: type name and id.
    selected = Signal(str, int)
    #: A form for a new record is asked for: type name, and values that it starts with.
    new_asked = Signal(str, object)
    #: A Notice to show.
    noticed = Signal(object)
    #: Another scenario is active, or none; views that plan must plan anew.
    scenario_changed = Signal()
    #: Texts must be shown anew in the language now in use.
    language_changed = Signal()

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Store | None = None
        self.jobs = Jobs(self)
        self.selection: tuple[str, int] | None = None
        self._scenario: int | None = None
        # A revision may be written by a job; the signal brings it to the window's thread.
        self._arrived.connect(self.changed)

    @property
    def store(self) -> Store:
        """The open store; asking without one is a fault of the program."""
        if self._store is None:
            raise RuntimeError("no workspace is open")
        return self._store

    @property
    def is_open(self) -> bool:
        """Whether a workspace is open."""
        return self._store is not None

    @property
    def dataset(self) -> Dataset:
        """All records at the present revision."""
        return self.store.dataset

    @property
    def types(self) -> Mapping[str, RecordType]:
        """The record types of the open workspace, those of the program while none is open."""
        return TYPES if self._store is None else self.dataset.types

    @property
    def path(self) -> Path | None:
        """The file of the open workspace."""
        return self._store.path if self._store is not None else None

    @property
    def scenario(self) -> Scenario | None:
        """The active scenario, laid over the records by every view that plans; None for none."""
        if self._store is None:
            return None
        return self.dataset.table(Scenario).get(self._scenario)

    def use_scenario(self, id: int | None) -> None:
        """Make a scenario active, or none."""
        if id != self._scenario:
            self._scenario = id
            self.scenario_changed.emit()

    def attach(self, store: Store | None) -> None:
        """Show another workspace (or none) and close the one before."""
        if self._store is not None:
            self.closing.emit()
        self.jobs.finish()
        if self._store is not None:
            self._store.close()
        self._store = store
        self.selection = None
        self._scenario = None
        if store is not None:
            store.on_changed.append(self._arrived.emit)
        self.workspace_changed.emit()

    def apply(self, changes: ChangeSet) -> Revision | None:
        """Apply a ChangeSet; None when it changed nothing. Raises `OfftakeError`."""
        return self.store.apply(changes)

    def try_apply(self, changes: ChangeSet) -> bool:
        """Apply a ChangeSet and tell the user if it was refused; True when it was taken."""
        try:
            self.apply(changes)
        except OfftakeError as error:
            self.tell_error(error)
            return False
        return True

    def undo(self) -> None:
        """Take the last revision back."""
        self._tell_faults(lambda: self.store.undo("undo"))

    def redo(self) -> None:
        """Bring back what was last undone."""
        self._tell_faults(lambda: self.store.redo("redo"))

    def refresh(self) -> None:
        """Take in what another process wrote to the file."""
        if self._store is not None:
            self._tell_faults(self._store.refresh)

    def _tell_faults(self, act: Any) -> None:
        try:
            act()
        except OfftakeError as error:
            self.tell_error(error)

    def select(self, type_name: str, id: int) -> None:
        """Select a record everywhere; a list that is left as the file closes selects nothing."""
        if self._store is None:
            return
        if self.selection != (type_name, id):
            self.selection = (type_name, id)
            self.selected.emit(type_name, id)

    def ask_new(self, type_name: str, values: Mapping[str, Any] | None = None) -> None:
        """Ask for a form in which a new record of a type can be entered."""
        self.new_asked.emit(type_name, dict(values or {}))

    def selected_record(self) -> Record | None:
        """Give the selected record, if it still exists."""
        if self.selection is None or self._store is None:
            return None
        type_name, id = self.selection
        found: Record | None = self.dataset.get(type_name, id)
        return found

    def tell(self, text: Text, severity: str = "info") -> None:
        """Show a notice."""
        self.noticed.emit(Notice(text, severity))

    def tell_error(self, error: OfftakeError) -> None:
        """Show why something was refused."""
        self.tell(error.message, "error")

    def use_language(self, language: str) -> None:
        """Switch the language of the window without a restart."""
        if language != i18n.locale().language:
            i18n.use(language)
            self.language_changed.emit()
