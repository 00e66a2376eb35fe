"""Session: the workspace that the window shows, and the only way by which the window changes it.

Views listen to `changed` and read `dataset`; they never write. Whatever is edited becomes a
ChangeSet and goes through `apply`, `undo` or `redo`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.core import columns, i18n
from desktop.core.changes import ChangeSet, Revision
from desktop.core.dataset import Dataset
from desktop.core.errors import BusyError, OfftakeError
from desktop.core.i18n import Text
from desktop.core.records import Record, RecordType
from desktop.model import TYPES, Scenario
from desktop.planning.memory import forget
from desktop.ui.drafts import Drafts
from desktop.ui.jobs import Jobs
from desktop.ui.waiting import Waiting

if TYPE_CHECKING:
    # The database library is loaded when the first file is opened, not before the window shows.
    from desktop.storage.store import Store

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Notice:
    """What the window tells without stopping anybody: `info`, `warning` or `error`."""

    text: Text
    severity: str = "info"
    #: The revision at which it was told; when that one is undone, the notice is out of date.
    revision: int | None = field(default=None, compare=False)
    #: What can be done about it: the words of a button, and what the button does.
    action: tuple[Text, Callable[[], object]] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Past:
    """A former state of the workspace that is looked at: the revision after which it stood."""

    revision: Revision
    dataset: Dataset


class Session(QObject):
    """The open workspace, the selected record, and what is told to the user."""

    #: What is still being typed is written now: the workspace is about to be closed, a past state
    #: to be shown, or the computer to be shut down.
    closing = Signal()
    #: The file of the workspace is about to be closed, and may even be replaced then.
    letting_go = Signal()
    #: Another workspace is open, or none.
    workspace_changed = Signal()
    #: The dataset was replaced; carries the Revision at which it is.
    changed = Signal(object)
    #: A past state of the workspace is looked at, or now again.
    past_changed = Signal()
    #: A record was selected somewhere: type name and id.
    selected = Signal(str, int)
    #: A form for a new record is asked for: type name, and values that it starts with.
    new_asked = Signal(str, object)
    #: The draft of a new record of a type is to be taken up again.
    draft_asked = Signal(str)
    #: The history of a field of the selected record is asked for, by the name of the field.
    history_asked = Signal(str)
    #: A Notice to show.
    noticed = Signal(object)
    #: What was told holds no more: the `Text` of a notice.
    withdrawn = Signal(object)
    #: Another scenario is active, or none; views that plan must plan anew.
    scenario_changed = Signal()
    #: Texts must be shown anew in the language, and with the signs of numbers, now in use.
    language_changed = Signal()
    #: Today is another day than before: what is drawn by it is drawn anew.
    day_changed = Signal()

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Store | None = None
        self.jobs = Jobs(self)
        self.waiting = Waiting(self)
        self.selection: tuple[str, int] | None = None
        self._scenario: int | None = None
        #: Forms for new records that were begun and not yet written, also before a crash.
        self.drafts = Drafts(self)
        #: What is looked at in place of the present; nothing can be changed meanwhile.
        self.past: Past | None = None
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
        """All records at the revision that is looked at: the present one, or a past one."""
        return self.store.dataset if self.past is None else self.past.dataset

    @property
    def writable(self) -> bool:
        """Whether records can be changed: a file is open for writing, and looked at as it is."""
        return self._store is not None and not self._store.read_only and self.past is None

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
            self.letting_go.emit()
        self.jobs.finish()
        if self._store is not None:
            self._store.close()
            columns.forget()
            forget()
        self._store = store
        self.selection = None
        self._leave_past()
        self._scenario = None
        if store is not None:
            store.on_changed.append(self._arrived.emit)
        self.drafts.open(store.dataset.workspace if store is not None else "")
        self.workspace_changed.emit()

    def look_at(self, number: int) -> None:
        """Show the workspace as it was after a revision, once that is worked out."""
        store = self.store
        if number == store.revision:
            self.look_at_now()
            self.tell(Text("Revision {n} is how the workspace is now", n=number))
            return
        job = self.jobs.start(
            Text("Going back to revision {n}", n=number),
            lambda progress: Past(store.revision_at(number), store.at(number)),
        )
        job.finished.connect(lambda past: self._look_at(store, past))
        job.failed.connect(self.tell_error)

    def _look_at(self, store: Store, past: Past) -> None:
        if store is self._store:
            self.closing.emit()  # what is still being typed belongs to the present
            self.past = past
            self.past_changed.emit()
            self.changed.emit(past.revision)

    def look_at_now(self) -> None:
        """Show the workspace as it is now."""
        if self.past is not None:
            self._leave_past()
            self.changed.emit(self.store.revision_at(self.store.revision))

    def _leave_past(self) -> None:
        if self.past is not None:
            self.past = None
            self.past_changed.emit()

    def refuse_in_past(self) -> None:
        """Raise `OfftakeError` while a past state is looked at."""
        if self.past is not None:
            raise OfftakeError(
                Text("You look at revision {n}; go back to now to change something",
                     n=self.past.revision.number)
            )  # fmt: skip

    def apply(self, changes: ChangeSet) -> Revision | None:
        """Apply a ChangeSet; None when it changed nothing. Raises `OfftakeError`."""
        self.refuse_in_past()
        return self._write(lambda store: store.apply(changes))

    def _write(self, act: Callable[[Store], _Made]) -> _Made:
        """Write to the file; the window goes on while another program is writing to it."""
        store = self.store

        def attempt() -> _Made:
            with store.briefly():
                return act(store)

        return self.waiting.until_free(attempt, lambda: store is self._store)

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
        self._tell_faults(lambda: self._step(lambda store: store.undo()))

    def redo(self) -> None:
        """Bring back what was last undone."""
        self._tell_faults(lambda: self._step(lambda store: store.redo()))

    def _step(self, step: Callable[[Store], object]) -> None:
        self.refuse_in_past()
        self._write(step)

    def refresh(self) -> bool:
        """Take in what another process wrote to the file; False while it is still writing."""
        store = self._store
        if store is not None:
            try:
                with store.briefly():
                    store.refresh()
            except BusyError:
                return False
            except OfftakeError as error:
                self.tell_error(error)
        return True

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
        if self.past is not None:
            self._tell_faults(self.refuse_in_past)
            return
        self.new_asked.emit(type_name, dict(values or {}))

    def selected_record(self) -> Record | None:
        """Give the selected record, if it still exists."""
        if self.selection is None or self._store is None:
            return None
        type_name, id = self.selection
        found: Record | None = self.dataset.get(type_name, id)
        return found

    def tell(
        self,
        text: Text,
        severity: str = "info",
        action: tuple[Text, Callable[[], object]] | None = None,
    ) -> None:
        """Show a notice; what is no error goes when the revision of this moment is undone."""
        told_of = self._store is not None and severity != "error"
        revision = self.store.revision if told_of else None
        self.noticed.emit(Notice(text, severity, revision, action))

    def withdraw(self, text: Text) -> None:
        """Take away a notice that holds no more."""
        self.withdrawn.emit(text)

    def tell_error(self, error: OfftakeError) -> None:
        """Show why something was refused."""
        self.tell(error.message, "error")

    def use_language(self, language: str) -> None:
        """Switch the language of the window without a restart."""
        if language != i18n.locale().language:
            i18n.use_language(language)
            self.language_changed.emit()

    def use_signs(self, decimal: str, group: str) -> None:
        """Write numbers with other signs in the whole window, without a restart."""
        if (decimal, group) != (i18n.locale().decimal, i18n.locale().group):
            i18n.use_signs(decimal, group)
            self.language_changed.emit()
