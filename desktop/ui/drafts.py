"""Drafts: what was typed and not written: forms for new records, and texts in single fields.

They outlive window and crash. They are kept beside the program's own state, one small file for
each workspace: what is not written yet is no part of the workspace, which others may have open too.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.paths import draft_folder
from desktop.ui.worker import Worker

_PAUSE = 1_000  # milliseconds after a key until it is on disk, and between two writes
_TYPED, _WAS = "typed", "was"  # of a text in a field: what was typed, and what stood there


def type_of(key: str) -> str:
    """Give the record type of a draft."""
    return key.partition(" ")[0]


class Typed(NamedTuple):
    """Where a text was typed that is not written: a field of a record that there is."""

    type: str
    id: int
    field: str

    @property
    def key(self) -> str:
        """The draft of this text."""
        return f"{self.type} #{self.id} {self.field}"


def typed_at(key: str) -> Typed | None:
    """Give the field of a draft; None for that of a new record."""
    parts = key.split(" ")
    if len(parts) < 3 or not parts[1].startswith("#") or not parts[1][1:].isdecimal():
        return None
    return Typed(parts[0], int(parts[1][1:]), parts[2])


class Drafts(QObject):
    """The texts that stand in begun forms and fields, by a key that begins with the record type."""

    #: Another draft is kept, or one is gone.
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = ""
        self._kept: dict[str, dict[str, str]] = {}
        #: The draft that is in the form right now; it needs no offer.
        self.in_form = ""
        #: Texts of fields in which somebody types, or which stand there with a fault.
        self._in_fields: set[str] = set()
        # A slow disk holds up nobody who types. One writes at a time, so that the last one stays.
        self._disk = Worker()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._write_beside)

    def open(self, workspace: str) -> None:
        """Read what was kept for a workspace, by its identity; none is the empty text."""
        if self._pause.isActive():
            self.write()
        self._workspace, self.in_form = workspace, ""
        self._in_fields.clear()
        self._disk.wait()
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
            self._write_soon()
            self.changed.emit()

    def keep_typed(self, place: Typed, text: str, was: str) -> None:
        """Keep what is being typed into a field; `was` is the stored form of what stood there."""
        if not self._workspace:
            return
        if place.key in self._kept and place.key not in self._in_fields:
            # Somebody types anew where a text waits: that one still waits.
            numbers = range(2, len(self._kept) + 3)
            free = (key for n in numbers if (key := f"{place.key} {n}") not in self._kept)
            self._kept[next(free)] = self._kept.pop(place.key)
            self.changed.emit()
        self._in_fields.add(place.key)
        self._kept[place.key] = {_TYPED: text, _WAS: was}
        self._write_soon()

    def forget_typed(self, place: Typed) -> None:
        """Forget what was typed into a field: it is written, or was given up there."""
        if place.key in self._in_fields:
            self._in_fields.remove(place.key)
            self._kept.pop(place.key, None)
            self._write_soon()

    def release_typed(self, place: Typed) -> None:
        """Offer what was typed into a field whose editor went away before it was written."""
        if place.key in self._in_fields:
            self._in_fields.remove(place.key)
            self.changed.emit()

    def typed(self, key: str) -> tuple[str, str]:
        """Give what was typed into a field, and the stored form of what stood there."""
        texts = self.texts(key)
        return texts.get(_TYPED, ""), texts.get(_WAS, "")

    def take_up(self, key: str, place: Typed) -> None:
        """Say that the text of a field stands in its editor again."""
        self._kept[place.key] = self._kept.pop(key)
        self._in_fields.add(place.key)
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
        in_use = {self.in_form, *self._in_fields}
        return next((key for key in self._kept if key not in in_use), "")

    def write(self) -> None:
        """Write all drafts of the workspace at once, before anything else goes on."""
        self._pause.stop()
        self._disk.wait()
        self._saving()()

    def _write_soon(self) -> None:
        if not self._pause.isActive():
            self._pause.start()

    def _write_beside(self) -> None:
        self._disk.start(self._saving())

    def _saving(self) -> Callable[[], None]:
        """Give what writes the drafts of this moment."""
        return partial(_save, self._path(), json.dumps(self._kept, ensure_ascii=False))

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


def _save(path: Path, content: str) -> None:
    """Write drafts, whole or not at all; no file says that there are none."""
    # A draft that cannot be kept must never stand in the way of typing.
    with contextlib.suppress(OSError):
        if content == "{}":
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(content, encoding="utf-8")
        os.replace(part, path)
