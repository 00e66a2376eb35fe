"""A small workspace on disk, and the few changes that most tests make to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.core.changes import Change, ChangeSet, Revision
from desktop.core.i18n import Text
from desktop.storage.store import Store


class Editor:
    """Writes single changes to a store, as a grid would."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(self, type: str, **values: Any) -> int:
        """Add a record and give its id."""
        revision = self.write(Change(type, -1, None, values), label=f"Add {type}")
        assert revision is not None
        return revision.changes[0].id

    def set(self, type: str, id: int, **after: Any) -> Revision | None:
        record = self.store.dataset[type][id]
        before = {name: getattr(record, name) for name in after}
        return self.write(Change(type, id, before, after), label="Change {fields}", fields="it")

    def remove(self, type: str, id: int) -> Revision | None:
        table = self.store.dataset[type]
        return self.write(Change(type, id, table.type.values(table[id]), None), label="Remove")

    def write(self, *changes: Change, label: str = "Edit", **args: Any) -> Revision | None:
        return self.store.apply(ChangeSet(Text(label, **args), "grid", changes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.offtake"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.create(path) as made:
        yield made


@pytest.fixture
def edit(store: Store) -> Editor:
    return Editor(store)


@pytest.fixture
def editor() -> type[Editor]:
    return Editor
