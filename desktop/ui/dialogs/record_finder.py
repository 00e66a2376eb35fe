"""Record finder: records by a part of their code or name, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.core.dataset import Dataset, Table
from desktop.core.fields import folded
from desktop.core.records import Record
from desktop.ui.session import Session

#: So many are looked at to find the best, and so many are given.
_LOOKED_AT, MOST = 300, 40
_SLICE = 0.008  # seconds of work between two looks at what the user does
_EACH = 250
_END = object()


@dataclass(eq=False)
class _Known:
    """The words of the records of one table, as far as they are read."""

    table: Table[Any]
    ids: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """A record that fits what was typed."""

    type: str
    id: int
    code: str
    name: str


class RecordFinder(QObject):
    """Reads the words of all records in small slices, and finds in what is read so far.

    What did not change since the last time is not read again.
    """

    #: More records are read than before.
    grown = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._known: dict[str, _Known] = {}
        self._work: Iterator[object] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._read_on)
        session.workspace_changed.connect(self.forget)

    @property
    def is_reading(self) -> bool:
        """Whether there is more to read."""
        return self._timer.isActive()

    def forget(self) -> None:
        """Leave nothing of one workspace over for the next."""
        self._timer.stop()
        self._known = {}

    def begin(self) -> None:
        """Read what is new; called when somebody is about to search."""
        if self._session.is_open:
            self._work = self._read(self._session.dataset)
            self._timer.start()

    def _read_on(self) -> None:
        end = perf_counter() + _SLICE
        while perf_counter() < end:
            if next(self._work, _END) is _END:
                self._timer.stop()
                self.grown.emit()
                return

    def _read(self, dataset: Dataset) -> Iterator[object]:
        for name, type in dataset.types.items():
            table = dataset[name]
            known = self._known.get(name)
            if type.single or (known is not None and known.table is table):
                continue
            known = _Known(table)
            for n, record in enumerate(table):
                known.ids.append(record.id)
                known.words.append(_words_of(record))
                if n % _EACH == 0:
                    yield None
            self._known[name] = known
            yield None

    def find(self, typed: str) -> list[Found]:
        """Give the records that have all the words typed, the nearest first."""
        words = folded(typed).split()
        if not words or not self._session.is_open:
            return []
        dataset = self._session.dataset
        found = list(self._named(dataset, typed.strip()))
        for name, known in self._known.items():
            found += self._in_table(dataset, name, known, words)
            if len(found) > _LOOKED_AT:
                break
        once = {(one.type, one.id): one for one in found}
        whole = " ".join(words)
        return sorted(once.values(), key=lambda one: _far(one, whole))[:MOST]

    def _named(self, dataset: Dataset, code: str) -> Iterator[Found]:
        """Give the records with exactly this code; nobody waits for these to be read."""
        for name, type in dataset.types.items():
            id = None if type.single else dataset.find(name, code)
            if id is not None:
                yield _found(dataset[name][id])

    def _in_table(
        self, dataset: Dataset, name: str, known: _Known, words: list[str]
    ) -> Iterator[Found]:
        first, rest, n = words[0], words[1:], 0
        for id, text in zip(known.ids, known.words, strict=True):
            if first in text and all(word in text for word in rest):
                record = dataset.get(name, id)
                if record is not None:
                    yield _found(record)
                    n += 1
                    if n >= _LOOKED_AT:
                        return


def _words_of(record: Record) -> str:
    local = getattr(record, "local_name", None) or ""
    text = f"{record.code} {record.display_name()} {local}"
    if text.isascii():  # the quick way, which is that of most
        return " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    return folded(text)


def _found(record: Record) -> Found:
    name = record.display_name()
    return Found(record.type.name, record.id, record.code, "" if name == record.code else name)


def _far(one: Found, whole: str) -> tuple[int, int, str]:
    """Give how far a record is from what was typed: its code, its name, then a part of these."""
    code, name = folded(one.code), folded(one.name)
    if code == whole:
        rank = 0
    elif name == whole:
        rank = 1
    elif code.startswith(whole):
        rank = 2
    elif name.startswith(whole):
        rank = 3
    else:
        rank = 4
    return rank, len(code) + len(name), code
