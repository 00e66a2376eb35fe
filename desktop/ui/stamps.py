"""Stamps: tells when this computer's clock is behind the newest edit of the open workspace.

Edits go by their numbers, so nothing is lost or mixed up by a clock that was set back; only the
times that the history shows make no sense then, and the ages by which backups are thinned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.core.changes import Revision
from desktop.core.i18n import Text, locale
from desktop.core.partial_date import PartialDate
from desktop.ui.session import Session

#: Clocks of two computers differ by less, and nobody minds it.
_TOLERATED = dt.timedelta(minutes=5)


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Stamps(QObject):
    """Looks at each edit when it comes in; tells once for each time that a file is opened.

    `now` gives the time of the clock (with its zone).
    """

    def __init__(
        self, session: Session, parent: QObject, now: Callable[[], dt.datetime] = _clock
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._now = now
        self._newest: dt.datetime | None = None
        self._told = False
        session.workspace_changed.connect(self._start)
        session.changed.connect(self._on_changed)

    def _start(self) -> None:
        stamp = self._session.dataset.stamp if self._session.is_open else ""
        self._newest = dt.datetime.fromisoformat(stamp) if stamp else None
        self._told = False

    def look(self) -> None:
        """Tell if the clock is behind the newest edit so far."""
        now, newest = self._now(), self._newest
        if newest is None or self._told or now >= newest - _TOLERATED:
            return
        self._told = True
        self._session.tell(
            Text("The newest edit in this file is of {then}, but the clock of this computer says "
                 "{now}: set the clock if it is wrong; edits are kept in the order in which they "
                 "are made.", then=_said(newest), now=_said(now)),
            "warning",
        )  # fmt: skip

    def _on_changed(self, revision: Revision) -> None:
        if self._session.past is None and self._session.writable:
            self.look()
            # What was made by a clock that goes wrong does not make one that goes right wrong.
            self._newest = revision.time


def _said(time: dt.datetime) -> str:
    here = time.astimezone()
    return f"{PartialDate.of_day(here.date()).shown(locale())} {here:%H:%M}"
