"""Surroundings: what the folder of the open workspace asks the user to know, told once a file."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.core.i18n import Text
from desktop.operations.places import Place, place_of
from desktop.ui.session import Session
from desktop.ui.window_state import WindowState

_MOST = 200  # files that are remembered to have been told of


class Surroundings(QObject):
    """Tells of synced and network folders."""

    def __init__(self, session: Session, state: WindowState, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._state = state

    def tell(self) -> None:
        """Tell what is to be known of the place of the open workspace."""
        path = self._session.path
        place = None if path is None else place_of(path)
        told = self._state.get("told places", [])
        if place is None or not isinstance(told, list) or str(path) in told:
            return
        self._state.put("told places", [*told, str(path)][-_MOST:])
        self._session.tell(_said(place))


def _said(place: Place) -> Text:
    if place.synced:
        return Text("This file is in a folder that {program} syncs: edit it on one computer at a "
                    "time, and let the syncing finish before you change over. Backups are kept "
                    "outside that folder.", program=place.name)  # fmt: skip
    return Text("This file is in a network folder ({place}): while you have it open, others on the "
                "network can look at it but not edit it. Backups are kept on this computer.",
                place=place.name)  # fmt: skip
