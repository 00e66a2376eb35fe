"""Surroundings: what the folder of the open workspace asks the user to know, told once a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.operations.places import Place, place_of
from desktop.ui.session import Session
from desktop.ui.stamps import Stamps
from desktop.ui.window_state import WindowState

if TYPE_CHECKING:
    from desktop.operations.conflicted_copies import ConflictedCopy

_MOST = 200  # files that are remembered to have been told of


class Surroundings(QObject):
    """Tells of synced and network folders, and of conflicted copies beside the file."""

    #: A conflicted copy is to be compared: a ConflictedCopy.
    merge_asked = Signal(object)

    def __init__(self, session: Session, state: WindowState, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._state = state
        self._stamps = Stamps(session, self)

    def tell(self) -> None:
        """Tell what is to be known of the place of the open workspace."""
        path = self._session.path
        if path is not None and self._session.writable:
            self._stamps.look()
            self._look_for_copies(path)
        place = None if path is None else place_of(path)
        told = self._state.get("told places", [])
        if place is None or not isinstance(told, list) or str(path) in told:
            return
        self._state.put("told places", [*told, str(path)][-_MOST:])
        self._session.tell(_said(place))

    def _look_for_copies(self, path: Path) -> None:
        stem, store = path.stem.casefold(), self._session.store
        if not any(
            other.stem.casefold().startswith(stem)
            for other in path.parent.glob(f"*{path.suffix}")
            if other.name != path.name
        ):
            return

        def work(progress: Progress) -> list[ConflictedCopy]:
            from desktop.operations.conflicted_copies import conflicted_copies

            return conflicted_copies(store, progress)

        job = self._session.jobs.start(Text("Looking for copies"), work)
        job.finished.connect(self._tell_copies)

    def _tell_copies(self, found: list[ConflictedCopy]) -> None:
        merged = self._state.get("merged copies", [])
        for copy in found:
            if _key(copy) not in merged:
                merge = (Text("Compare and merge…"), partial(self.merge_asked.emit, copy))
                self._session.tell(_offer(copy), "warning", merge)

    def keep_merged(self, copy: ConflictedCopy) -> None:
        """Offer a copy no more that was merged; if it is edited again, it is another one."""
        merged = self._state.get("merged copies", [])
        known = merged if isinstance(merged, list) else []
        self._state.put("merged copies", [*known, _key(copy)][-_MOST:])
        self._session.withdraw(_offer(copy))


def _key(copy: ConflictedCopy) -> str:
    return f"{copy.path} {copy.common} {copy.revisions}"


def _offer(copy: ConflictedCopy) -> Text:
    return Text.count(copy.revisions,
                      "“{file}” beside this file is a copy with {n} edit of its own",
                      "“{file}” beside this file is a copy with {n} edits of its own",
                      file=copy.path.name)  # fmt: skip


def _said(place: Place) -> Text:
    if place.synced:
        return Text("This file is in a folder that {program} syncs: edit it on one computer at a "
                    "time, and let the syncing finish before you change over. Backups are kept "
                    "outside that folder.", program=place.name)  # fmt: skip
    return Text("This file is in a network folder ({place}): while you have it open, others on the "
                "network can look at it but not edit it. Backups are kept on this computer.",
                place=place.name)  # fmt: skip
