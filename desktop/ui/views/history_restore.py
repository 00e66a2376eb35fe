"""Restorer: brings one record or one field back to what it was before a change."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from desktop.core.changes import ChangeSet
from desktop.core.i18n import Text
from desktop.operations.restore import bring_back, set_back
from desktop.ui.session import Session
from desktop.ui.views.history_changes import Spot


class Restorer(QObject):
    """Says what can be brought back from a line of what changed, and does it."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def offer(self, spot: Spot | None) -> Text | None:
        """Give what a button says; None where there is nothing to bring back."""
        if spot is None or not self._session.is_open:
            return None
        change, dataset = spot.change, self._session.store.dataset
        present = dataset.get(change.type, change.id)
        if present is None:
            if change.before is None:
                return None
            code = (change.before or {}).get("code") or f"#{change.id}"
            return Text("Bring back {type} {code}",
                        type=dataset.types[change.type].singular, code=code)  # fmt: skip
        values = self._former(spot)
        if not values:
            return None
        if spot.field is None:
            return Text("Set {code} back to what it was", code=present.code)
        former = spot.field.format(values[spot.field.name], None, dataset)
        return Text("Set {field} back to “{value}”", field=spot.field.title, value=former)

    def _former(self, spot: Spot) -> dict[str, Any]:
        """Give the values before a change that the record has no more."""
        change = spot.change
        present = self._session.store.dataset.get(change.type, change.id)
        if change.kind != "changed" or present is None:
            return {}
        return {
            name: value
            for name, value in (change.before or {}).items()
            if getattr(present, name) != value and (spot.field is None or spot.field.name == name)
        }

    def restore(self, spot: Spot, number: int) -> None:
        """Bring back what the line shows; `number` is the revision after which it stood so."""
        store, change = self._session.store, spot.change
        if change.id in store.dataset[change.type]:
            values = self._former(spot)
            if values:
                self._apply(set_back(store.dataset, change.type, change.id, values))
            return
        job = self._session.jobs.start(
            Text("Reading the history"),
            lambda progress: bring_back(store.dataset, store.at(number), change.type, change.id),
        )
        job.finished.connect(self._apply)
        job.failed.connect(self._session.tell_error)

    def _apply(self, changes: ChangeSet | None) -> None:
        if changes is not None and self._session.is_open and self._session.try_apply(changes):
            self._session.tell(Text("{label}: done. Undo takes it back.", label=changes.label))
            change = changes.changes[-1]
            self._session.select(change.type, change.id)
