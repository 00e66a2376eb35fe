"""History: looking for revisions, and telling what one of them, or all between two, changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.core.changes import Change, Revision
from desktop.core.dataset import Dataset
from desktop.core.fields import Field, folded
from desktop.core.i18n import Text, join, plain
from desktop.core.progress import Progress

if TYPE_CHECKING:
    from desktop.storage.history import Wanted
    from desktop.storage.store import Store

#: Where revisions come from, as people are told.
ORIGINS: Mapping[str, Text] = {
    "new": Text("new workspace", context="origin"),
    "example": Text("example", context="origin"),
    "grid": Text("table", context="origin"),
    "form": Text("form", context="origin"),
    "paste": Text("paste", context="origin"),
    "import": Text("import", context="origin"),
    "timeline": Text("timeline", context="origin"),
    "claim": Text("claim", context="origin"),
    "history": Text("history", context="origin"),
    "command line": Text("command line", context="origin"),
    "undo": Text("undo", context="origin"),
    "redo": Text("redo", context="origin"),
    "take back": Text("take back", context="origin"),
}
_BLOCK = 5000  # labels read at a time while words are looked for


def origin_text(origin: str) -> str:
    """Give where a revision comes from, in the language in use."""
    return str(ORIGINS.get(origin, origin))


def counts_text(revision: Revision, dataset: Dataset) -> str:
    """Give how many records were added, changed and removed, by type."""
    parts: list[Text | str] = []
    for kind, by_type in revision.counts().items():
        for name, n in by_type.items():
            type = dataset.types.get(name)
            parts.append(_count_text(kind, n, name if type is None else type.title))
    return join(parts)


def _count_text(kind: str, n: int, title: Text | str) -> Text:
    shown = plain(n)
    if kind == "added":
        return Text("{type}: {n} added", type=title, n=shown)
    if kind == "removed":
        return Text("{type}: {n} removed", type=title, n=shown)
    return Text("{type}: {n} changed", type=title, n=shown)


@dataclass(frozen=True)
class Page:
    """Some revisions, newest first; `more` tells that older ones may be asked for.

    `cancelled` holds the numbers of all revisions that are undone or taken back now.
    """

    revisions: tuple[Revision, ...]
    more: bool
    cancelled: frozenset[int]


def page(
    store: Store,
    wanted: Wanted,
    words: str = "",
    before: int | None = None,
    size: int = 200,
    progress: Progress | None = None,
) -> Page:
    """Give the newest revisions that are wanted, older than `before`; can be stopped.

    Each of the words must stand in the label, as it is shown, or be the number.
    """
    sought = folded(words).split()
    if not sought:
        read = store.history(size, before, wanted)
        return Page(tuple(read), len(read) == size, store.cancelled())
    numbers, more = _sought(store, wanted, sought, before, size, progress)
    found = store.history(wanted=replace(wanted, numbers=numbers))
    return Page(tuple(found), more, store.cancelled())


def _sought(
    store: Store,
    wanted: Wanted,
    words: Sequence[str],
    before: int | None,
    size: int,
    progress: Progress | None,
) -> tuple[tuple[int, ...], bool]:
    """Give the newest revisions whose label has all words, and whether older ones may have, too."""
    found: list[int] = []
    # By identity, for most labels of a long history are the same few objects.
    told: dict[int, tuple[Text, str]] = {}
    while True:
        if progress is not None:
            progress.step(0, 0, Text("Searching"))
        read = store.labels(_BLOCK, before, wanted)
        for number, label in read:
            kept = told.get(id(label))
            if kept is None:
                kept = told[id(label)] = (label, folded(str(label)))
            if _matches(number, kept[1], words):
                found.append(number)
                if len(found) == size:
                    return tuple(found), True
        if len(read) < _BLOCK:
            return tuple(found), False
        before = read[-1][0]


def _matches(number: int, label: str, words: Sequence[str]) -> bool:
    """Tell whether each word stands in the folded label as it is shown, or is the number."""
    return all(word in label or word.lstrip("#") == str(number) for word in words)


def differences(first: Dataset, last: Dataset) -> list[Change]:
    """Give what leads from one state to another, one change per record that differs."""
    found: list[Change] = []
    for name, type in last.types.items():
        old, new = first[name], last[name]
        if old is new:
            continue
        for id in sorted({*old.ids, *new.ids}):
            before, after = old.get(id), new.get(id)
            if before is after or before == after:
                continue
            if before is None or after is None:
                found.append(Change(name, id, _known(type, before), _known(type, after)))
                continue
            names = [n for n in type.names if getattr(before, n) != getattr(after, n)]
            found.append(
                Change(
                    name,
                    id,
                    {n: getattr(before, n) for n in names},
                    {n: getattr(after, n) for n in names},
                )
            )
    return found


def _known(type: Any, record: Any) -> dict[str, Any] | None:
    if record is None:
        return None
    return {name: value for name, value in type.values(record).items() if value is not None}


class Codes:
    """Gives the codes of records that are there or were there, for references of the past."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[tuple[str, int], str | None] = {}

    def find(self, type_name: str, code: str) -> int | None:
        """Give the id of the record that has this code now."""
        return self._store.dataset.find(type_name, code)

    def code_of(self, type_name: str, id: int) -> str | None:
        """Give the code that a record has, or had when it was last there."""
        present = self._store.dataset.code_of(type_name, id)
        if present is not None:
            return present
        key = (type_name, id)
        if key not in self._found:
            self._found[key] = next(iter(self._past_codes(type_name, id)), None)
        return self._found[key]

    def _past_codes(self, type_name: str, id: int) -> Iterator[str]:
        for revision in self._store.record_history(type_name, id):
            for change in revision.changes:
                for values in (change.after, change.before):
                    if values and values.get("code"):
                        yield str(values["code"])


def changed_fields(change: Change, dataset: Dataset) -> list[Field]:
    """Give the fields that a change names, in the order of the declaration."""
    type = dataset.types[change.type]
    names = {*(change.before or ()), *(change.after or ())}
    return [field for field in type.fields if field.name in names and not field.hidden]


def value_text(field: Field, value: Any, codes: Codes) -> str:
    """Give a value as people read it; references by code, unknown as the empty text."""
    return field.format(value, None, codes)


def code_of(change: Change, codes: Codes) -> str:
    """Give the code of the record that a change is about."""
    given = (change.after or {}).get("code") or (change.before or {}).get("code")
    return str(given or codes.code_of(change.type, change.id) or f"#{change.id}")


def name_of(change: Change, dataset: Dataset) -> str:
    """Give what people call the record that a change is about, if it is more than its code."""
    present = dataset.get(change.type, change.id)
    if present is not None:
        return "" if present.display_name() == present.code else str(present.display_name())
    values = {**(change.before or {}), **(change.after or {})}
    return str(values.get("name") or values.get("title") or "")


KINDS: Mapping[str, Text] = {
    "added": Text("added", context="change"),
    "changed": Text("changed", context="change"),
    "removed": Text("deleted", context="change"),
}


def revision_json(revision: Revision, cancelled: bool | None = None) -> dict[str, Any]:
    """Give a line of the history as JSON values."""
    found: dict[str, Any] = {
        "revision": revision.number,
        "time": revision.time.isoformat(),
        "label": str(revision.label),
        "origin": revision.origin,
        "kind": revision.kind,
        "cancels": revision.cancels,
        "counts": revision.counts(),
    }
    return found if cancelled is None else {**found, "cancelled": cancelled}


def changes_json(store: Store, number: int) -> dict[str, Any]:
    """Give a revision with all that it changed as JSON values, as a person reads them."""
    revision, codes, types = store.revision_at(number), Codes(store), store.dataset.types
    changes = []
    for change in revision.changes:
        fields = {
            field.name: {
                "before": value_text(field, (change.before or {}).get(field.name), codes),
                "after": value_text(field, (change.after or {}).get(field.name), codes),
            }
            for field in changed_fields(change, store.dataset)
        }
        changes.append(
            {
                "type": types[change.type].name,
                "code": code_of(change, codes),
                "kind": change.kind,
                "fields": fields,
            }
        )
    return {**revision_json(revision, number in store.cancelled()), "changes": changes}


def change_lines(store: Store, number: int) -> Iterator[str]:
    """Give what a revision changed as lines for people."""
    revision, codes = store.revision_at(number), Codes(store)
    yield str(Text("Revision {n}: {label}", n=revision.number, label=revision.label))
    for change in revision.changes:
        type = store.dataset.types[change.type]
        yield f"{type.singular} {code_of(change, codes)}: {KINDS[change.kind]}"
        for field in changed_fields(change, store.dataset):
            before, after = (
                value_text(field, (values or {}).get(field.name), codes) or "–"
                for values in (change.before, change.after)
            )
            if change.kind == "changed":
                yield f"  {field.title}: {before} → {after}"
            else:
                yield f"  {field.title}: {after if change.kind == 'added' else before}"
