"""Drafts: forms for new records that were begun and not written; they outlive window and crash.

They are kept beside the program's own state, one small file for each workspace: what is not
written yet is no part of the workspace, which others may have open too.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.paths import draft_folder

_PAUSE = 400  # milliseconds after the last key until a draft is on disk


def type_of(key: str) -> str:
    """Give the record type of a draft."""
    return key.partition(" ")[0]


class Drafts(QObject):
    """The texts that stand in begun forms, by a key that begins with the record type."""

    #: Another draft is kept, or one is gone.
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = ""
        self._kept: dict[str, dict[str, str]] = {}
        #: The draft that is in the form right now; it needs no offer.
        self.in_form = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.write)

    def open(self, workspace: str) -> None:
        """Read what was kept for a workspace, by its identity; none is the empty text."""
        if self._pause.isActive():
            self.write()
        self._workspace, self.in_form = workspace, ""
        self._kept = self._read() if workspace else {}
        self.changed.emit()

    @property
    def keys(self) -> list[str]:
        """The drafts that are kept, the oldest first."""
        return list(self._kept)

    def texts(self, key: str) -> Mapping[str, str]:
        """Give what was typed, by field name."""
        return self._kept.get(key, {})

    def keep(self, type_name: str, texts: Mapping[str, str]) -> None:
        """Keep what stands in the form; it is on disk after a moment without typing."""
        if not self._workspace:
            return
        if type_of(self.in_form) != type_name:
            numbers = range(1, len(self._kept) + 2)
            self.in_form = next(
                key for n in numbers if (key := f"{type_name} {n}") not in self._kept
            )
        if self._kept.get(self.in_form) != dict(texts):
            self._kept[self.in_form] = dict(texts)
            self._pause.start()
            self.changed.emit()

    def discard(self, key: str) -> None:
        """Forget a draft: it was written as a record, or is not wanted any more."""
        if self._kept.pop(key, None) is not None:
            self.write()
            self.changed.emit()

    def use(self, key: str) -> None:
        """Say which draft is in the form now; the empty text for none."""
        if key != self.in_form:
            self.in_form = key
            self.changed.emit()

    def offered(self) -> str:
        """Give a draft that waits for somebody to go on with it, or the empty text."""
        return next((key for key in self._kept if key != self.in_form), "")

    def write(self) -> None:
        """Write all drafts of the workspace, whole or not at all."""
        self._pause.stop()
        path = self._path()
        # A draft that cannot be kept must never stand in the way of typing.
        with contextlib.suppress(OSError):
            if not self._kept:
                path.unlink(missing_ok=True)
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_text(json.dumps(self._kept, ensure_ascii=False), encoding="utf-8")
            os.replace(part, path)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            found = json.loads(self._path().read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {
            str(name): {str(field): str(text) for field, text in texts.items()}
            for name, texts in found.items()
            if isinstance(texts, dict)
        }

    def _path(self) -> Path:
        return draft_folder() / f"{re.sub('[^0-9A-Za-z-]', '', self._workspace)}.json"
