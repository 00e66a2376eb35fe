"""Salvage: what can still be read of a damaged workspace, written into a new one.

A record is looked for twice: as a row of its table, from both ends and then id by id around the
damage, and as what the history says became of it. The row counts; the history fills the holes.
What no longer fits together (a required reference to a record that is lost) is left out and told.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError, ProblemsError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.records import RecordType
from desktop.model import TYPES
from desktop.storage import workspace_file
from desktop.storage.rows import Encoder
from desktop.storage.store import Store

_PROBES = 200_000  # ids that are asked for one by one, at most, in each table
_LEAST = 24  # bytes of a row: a file of so many bytes holds no more rows than that
#: Of these in a row none can be read, nor was any before: the way into the table is broken.
_HOPELESS = 2_000
Values = dict[str, Any]


@dataclass(frozen=True)
class Salvaged:
    """What was brought over: records by type, and those of which only a part or nothing fits.

    `from_history` counts records that only the history still had; `lost` are the ids, by type,
    of records that were seen but could not be kept.
    """

    path: Path
    records: Mapping[str, int]
    from_history: int
    lost: Mapping[str, list[int]]


def salvage(
    damaged: Path,
    to: Path,
    types: Mapping[str, RecordType] = TYPES,
    progress: Progress | None = None,
) -> Salvaged:
    """Write what can be read of `damaged` into the new workspace `to`; the damaged file stays.

    Raises `OfftakeError` when nothing can be read, or `to` cannot be made; `Cancelled`.
    """
    steps = progress or Progress()
    workspace_file.refuse_no_file(damaged)
    workspace_file.refuse_target(to)
    found, from_history = _read(damaged, types, steps)
    if not any(found.values()):
        with TemporaryDirectory(prefix="offtake-") as folder:
            mended = _with_first_page(damaged, Path(folder), types)
            if mended is not None:
                found, from_history = _read(mended, types, steps)
    if not any(found.values()):
        raise OfftakeError(
            Text("Nothing can be read of “{name}” any more; open a backup of it",
                 name=damaged.name)
        )  # fmt: skip
    store = Store.create(to, types)
    try:
        with store:
            label = Text("Salvage of {file}", file=damaged.name)
            lost = _bring_over(found, store, label, steps)
            records = {name: len(store.dataset[name]) for name in types if store.dataset[name]}
    except BaseException:
        to.unlink(missing_ok=True)
        raise
    return Salvaged(to, records, from_history, lost)


def _with_first_page(damaged: Path, folder: Path, types: Mapping[str, RecordType]) -> Path | None:
    """Copy a file and give it the first page of a new workspace, which says where tables begin.

    Tables are made in one order in every new file, so they begin at the same pages; where the
    file ends too early, they are empty. None where the file has no whole page.
    """
    fresh = folder / f"fresh{workspace_file.SUFFIX}"
    Store.create(fresh, types).close()
    first = bytearray(fresh.read_bytes())
    size = int.from_bytes(first[16:18], "big")
    pages = damaged.stat().st_size // size
    if pages == 0:
        return None
    pages = max(pages, len(first) // size)
    # In the header: pages in all (valid for the present change counter), and no free pages.
    first[28:32] = pages.to_bytes(4, "big")
    first[92:96] = first[24:28]
    first[32:40] = bytes(8)
    mended = folder / f"mended{workspace_file.SUFFIX}"
    shutil.copyfile(damaged, mended)
    with mended.open("r+b") as file:
        file.write(first[:size])
        file.truncate(pages * size)
    return mended


def _read(
    path: Path, types: Mapping[str, RecordType], progress: Progress
) -> tuple[dict[str, dict[int, Values]], int]:
    """Give the stored values of every record that can be found, by type and id."""
    encoder = Encoder(types)
    found: dict[str, dict[int, Values]] = {name: {} for name in types}
    from_history = 0
    probes = min(_PROBES, path.stat().st_size // _LEAST)
    try:
        # Immutable: nothing is locked, rolled back or written, however the file looks.
        file = sqlite3.connect(f"{workspace_file.uri(path)}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        raise workspace_file.DamagedError(workspace_file.damaged(path)) from error
    with closing(file):
        file.row_factory = sqlite3.Row
        file.text_factory = lambda raw: raw.decode("utf-8", "replace")
        with suppress(sqlite3.Error):
            file.execute("PRAGMA cell_size_check = ON")
        last = dict(_last_known(file))
        for number, (name, type) in enumerate(types.items()):
            progress.step(number, len(types), Text("Reading what is left"))
            for id, values in _rows(file, name, probes):
                found[name][id] = values
            for (of, id), after in last.items():
                if of == name and after is not None and id not in found[name]:
                    found[name][id] = after
                    from_history += 1
            found[name] = {
                id: typed
                for id, values in found[name].items()
                if (typed := _typed(encoder, type, values)) is not None
            }
    return found, from_history


def _rows(file: sqlite3.Connection, table: str, probes: int) -> Iterator[tuple[int, Values]]:
    """Give the rows of a table that can be read."""
    name = '"' + table.replace('"', '""') + '"'
    seen: set[int] = set()
    complete = True
    edges = []
    for order in ("ASC", "DESC"):
        last = None
        try:
            for row in file.execute(f"SELECT * FROM {name} ORDER BY id {order}"):
                last = row["id"]
                if last not in seen:
                    seen.add(last)
                    yield last, _plain(row)
        except (sqlite3.Error, UnicodeError, OverflowError):
            complete = False
        edges.append(last)
        if complete:
            return
    low = edges[0] if isinstance(edges[0], int) else 0
    high = edges[1] if isinstance(edges[1], int) else low + probes
    failed = 0
    for id in range(low + 1, min(high, low + probes)):
        try:
            row = file.execute(f"SELECT * FROM {name} WHERE id = ?", (id,)).fetchone()
        except (sqlite3.Error, UnicodeError, OverflowError):
            failed += 1
            if failed > _HOPELESS and not seen:
                return
            continue
        failed = 0
        if row is not None and row["id"] == id and id not in seen:
            seen.add(id)
            yield id, _plain(row)


def _plain(row: sqlite3.Row) -> Values:
    return {key: row[key] for key in row.keys() if key != "id"}  # noqa: SIM118


def _last_known(file: sqlite3.Connection) -> Iterator[tuple[tuple[str, int], Values | None]]:
    """Give what the history says became of each record; None for one that was removed."""
    state: dict[tuple[str, int], Values | None] = {}
    with suppress(sqlite3.Error, UnicodeError):
        for row in file.execute(
            "SELECT type, record, before, after FROM change ORDER BY revision, position"
        ):
            key = (row["type"], row["record"])
            try:
                after = None if row["after"] is None else json.loads(row["after"])
            except (ValueError, TypeError):
                continue
            known = state.get(key)
            state[key] = None if after is None else {**(known or {}), **after}
    yield from state.items()


def _typed(encoder: Encoder, type: RecordType, stored: Values) -> Values | None:
    """Read stored values; what is no value of its field is blank, None for no record at all."""
    kept = {name: stored[name] for name in type.names if name in stored}
    typed: Values = {}
    for name, value in kept.items():
        with suppress(Exception):  # any garbage may stand there
            read = (encoder.typed(type, {name: value}) or {}).get(name)
            if read is None or type.by_name[name].check(read) is None:
                typed[name] = read
    return typed if any(value is not None for value in typed.values()) else None


def _bring_over(
    found: Mapping[str, dict[int, Values]], store: Store, label: Text, progress: Progress
) -> dict[str, list[int]]:
    """Add what fits together, and give the ids by type of what does not.

    References that point nowhere are cleared; a record that is then not valid goes, and with it
    what needs it, until all that is left is valid.
    """
    keys = ((name, id) for name, of in found.items() for id in of)
    new = {key: -number for number, key in enumerate(keys, start=1)}
    for name, type in store.dataset.types.items():
        if type.single:
            for old in found[name]:
                new[name, old] = next(iter(store.dataset[name].ids))
    lost: dict[str, list[int]] = {}
    while True:
        changes = [
            _change(store.dataset, name, id, _pointed(store.dataset.types[name], values, new))
            for (name, old), id in new.items()
            if (values := found[name][old])
        ]
        try:
            store.apply(ChangeSet(label, "import", changes), progress)
        except ProblemsError as error:
            faulty = {(problem.type, problem.id) for problem in error.problems}
            gone = [key for key, id in new.items() if (key[0], id) in faulty]
            if not gone:
                raise
            for name, old in gone:
                lost.setdefault(name, []).append(old)
                del new[name, old]
        else:
            return lost


def _pointed(type: RecordType, values: Values, new: Mapping[tuple[str, int], int]) -> Values:
    """Point references at the new ids; at nothing where the record is lost."""
    moved = {
        of.name: new.get((of.target, values[of.name]))
        for of in type.references
        if values.get(of.name) is not None
    }
    return {**values, **moved}


def _change(dataset: Dataset, type: str, id: int, values: Values) -> Change:
    known = dataset[type].get(id) if id > 0 else None
    if known is None:
        return Change(type, id, None, {n: v for n, v in values.items() if v is not None})
    return Change(type, id, {name: getattr(known, name) for name in values}, values)
