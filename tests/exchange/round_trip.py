"""A workbook's way there and back, played at random and compared with a plain model.

A set is: a workspace, an export of it, edits in the workbook as people make them, edits of ours
meanwhile, an import, and its undo. What must come of it is worked out here from what was typed,
without the program's reading, matching or merging.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from desktop.core.changes import Change, ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.fields import Field, ReferenceField
from desktop.core.i18n import Text
from desktop.core.records import RecordType
from desktop.exchange import layout
from desktop.operations.export_choice import Choice
from desktop.operations.export_workbook import export
from desktop.operations.import_workbook import ImportResult, import_workbook
from desktop.operations.workspace import new
from desktop.storage.store import Store
from tests.exchange.examples import RECORDS
from tests.exchange.typed import FAULT, LACKING, Typed, draw

#: Fields that no rule about several fields looks at, by type: whatever is typed there stands.
FREE = {
    "material": ["code", "name", "local_name", "symbol", "host_metal", "target_cover", "note"],
    "form": ["code", "name", "note"],
    "organization": ["code", "name", "local_name", "roles", "country", "website", "contact",
                     "note"],
    "plant": ["code", "name", "owner", "country", "place", "latitude", "longitude",
              "host_process", "feed_country", "note"],
    "capacity": ["code", "name", "plant", "stage", "nameplate", "start", "end", "ramp_up",
                 "ramp_profile", "utilization", "probability", "capex", "currency", "note"],
    "agreement": ["code", "title", "kind", "firmness", "volume", "rank", "take_or_pay", "market",
                  "conditions", "signed", "start", "end", "status", "note"],
    "demand": ["code", "name", "organization", "application", "quantity", "start", "end",
               "growth", "priority", "note"],
    "stock": ["code", "organization", "location", "quantity", "as_of", "usable", "note"],
    "initiative": ["code", "title", "kind", "lead", "partners", "status", "progress", "note"],
    "source": ["code", "publisher", "title", "published", "url", "trust", "text", "note"],
    "claim": ["code", "basis", "said", "source", "quote", "status", "note"],
    "scenario": ["code", "name", "note"],
    "adjustment": ["code", "order", "enabled", "note"],
    "preferences": ["probability_operating", "probability_announced", "probability_concept"],
}  # fmt: skip
#: Types that nothing refers to: their records can go without asking anybody.
LEAVES = ("stock", "claim", "initiative")
#: What a new record has in the fields that rules do look at.
PLAIN: dict[str, dict[str, Any]] = {
    "capacity": {"material": 1, "unit": "t", "basis": "contained"},
    "demand": {"material": 1, "unit": "kg", "basis": "contained"},
    "stock": {"material": 1, "unit": "t", "basis": "contained"},
    "material": {}, "organization": {}, "plant": {}, "source": {}, "initiative": {},
    "scenario": {},
}  # fmt: skip
_RULELESS = ("material", "organization", "source", "scenario")
_QUANTITIES = ("nameplate", "volume", "quantity")

Key = Any  # the id of a record that was there, else its code
Values = dict[str, Any]
State = dict[str, dict[Key, Values]]


@dataclass
class Line:
    """A row of the workbook: whose it is, what its cells mean, and what stands in them.

    `key` is None where the program must find a code; `copied` of a row that only repeats another.
    """

    key: Key
    values: Values
    cells: dict[str, Typed] = field(default_factory=dict)
    token: Any = None
    is_new: bool = False
    repeats: bool = False


@dataclass
class Sheet:
    """A worksheet under somebody's hands: its lines, and its columns as they stand."""

    type: RecordType
    title: str
    fields: list[str]
    lines: list[Line]
    whole: bool
    #: Columns from left to right: a field's name, `ID`, or a text that is no field's.
    columns: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    gone: list[Key] = field(default_factory=list)


@dataclass
class Expected:
    """What must come of an import."""

    state: State
    conflicts: set[tuple[str, str, str]] = field(default_factory=set)
    faults: set[tuple[str, Key]] = field(default_factory=set)
    missing: dict[str, int] = field(default_factory=dict)
    stopped: bool = False


@dataclass
class Source:
    """Workspaces to start from, made once."""

    folder: Path

    def make(self) -> list[Path]:
        """Gives the example, a small workspace with all kinds of values, and a larger one."""
        paths = [self.folder / f"{name}.offtake" for name in ("rich", "example", "random")]
        with new(paths[0]) as store:
            store.apply(_first(RECORDS))
        new(paths[1], example=True).close()
        shutil.copy(paths[0], paths[2])
        with Store.open(paths[2]) as store:
            chance = random.Random(7)
            for _ in range(3):
                store.apply(_additions(store.dataset, chance, 12))
        return paths


def _first(records: Mapping[str, Sequence[Mapping[str, Any]]]) -> ChangeSet:
    """Gives the records of the examples as changes; their ids count from 1 by type."""
    numbers: dict[tuple[str, int], int] = {}
    for type, rows in records.items():
        for id in range(1, len(rows) + 1):
            numbers[type, id] = -len(numbers) - 1
    from desktop.model import TYPES

    changes = []
    for type, rows in records.items():
        references = {of.name: of.target for of in TYPES[type].references}
        for id, row in enumerate(rows, start=1):
            if TYPES[type].single:
                continue  # it is in every new workspace
            values = {
                name: numbers[references[name], value] if name in references else _clean(value)
                for name, value in row.items()
            }
            changes.append(Change(type, numbers[type, id], None, values))
    return ChangeSet(Text("Small plan"), "form", changes)


def _clean(value: Any) -> Any:
    """Gives a value as a person can enter it: a tab never gets into a field."""
    return value.replace("\t", " ") if isinstance(value, str) else value


class _Codes:
    """Gives codes that nobody has."""

    def __init__(self) -> None:
        self.number = 0

    def new(self, chance: random.Random) -> str:
        self.number += 1
        return chance.choice(["N-{}", "새-{}", "x {} y", "{}A", "=N{}"]).format(self.number)


def _record(
    type: RecordType, chance: random.Random, refs: dict[str, list[tuple[str, Any]]], code: str
) -> dict[str, Typed]:
    """Gives the cells of a new record that every rule is content with."""
    cells: dict[str, Typed] = {"code": Typed(code, code)}
    for name, value in PLAIN[type.name].items():
        of = type.by_name[name]
        if isinstance(of, ReferenceField):
            written = next(c for c, id in refs[of.target] if id == value)
            cells[name] = Typed(written, value)
        else:
            cells[name] = Typed(value, value)
    for name in FREE[type.name]:
        of = type.by_name[name]
        if name != "code" and name not in cells and (of.required or chance.random() < 0.5):
            typed = draw(chance, of, refs)
            while typed.meaning is FAULT:
                typed = draw(chance, of, refs)
            cells[name] = typed
    return cells


def _additions(dataset: Dataset, chance: random.Random, most: int) -> ChangeSet:
    codes, refs = _Codes(), _refs(dataset)
    codes.number = dataset.revision * 1000
    changes = []
    for number in range(1, most + 1):
        type = dataset.types[chance.choice(sorted(PLAIN))]
        cells = _record(type, chance, refs, codes.new(chance))
        values = {n: t.meaning for n, t in cells.items() if t.meaning is not None}
        defaults = {of.name: of.default for of in type.fields if of.default is not None}
        changes.append(Change(type.name, -number, None, defaults | values))
    return ChangeSet(Text("More"), "form", changes)


def _refs(dataset: Dataset) -> dict[str, list[tuple[str, Any]]]:
    return {name: [(r.code, r.id) for r in dataset[name]] for name in dataset.types}


def state_of(dataset: Dataset) -> State:
    """Gives all values by type and id."""
    return {
        name: {record.id: type.values(record) for record in dataset[name]}
        for name, type in dataset.types.items()
    }


class Game:
    """One set: everything drawn from one seed."""

    def __init__(self, seed: int, store: Store, path: Path, edits: bool = True) -> None:
        self.chance = random.Random(seed)
        self.store, self.path = store, path
        self.base = store.dataset
        self.codes = _Codes()
        self.edits = edits
        self.language = self.chance.choice(["en", "ko"])
        self.policy = self.chance.choice(["stop", "ours", "theirs", "theirs"])
        self.skips = self.chance.random() < 0.85
        self.removes = self.chance.random() < 0.3
        self.sheets: list[Sheet] = []

    # There

    def export(self) -> None:
        """Writes all of the workspace, or a choice of it."""
        chance, dataset = self.chance, self.base
        choice = Choice()
        if chance.random() < 0.6:
            types = chance.sample(sorted(dataset.types), chance.randint(1, 5))
            rows = {
                name: [id for id in dataset[name].ids if chance.random() < 0.6]
                for name in types
                if chance.random() < 0.4
            }
            columns = {
                name: [of.name for of in dataset.types[name].shown_fields if chance.random() < 0.7]
                for name in types
                if chance.random() < 0.3
            }
            choice = Choice(types, rows, columns)
        export(dataset, self.path, self.language, choice)
        for part in choice.parts(dataset):
            names = [of.name for of in part.fields]
            lines = [
                Line(r.id, {n: getattr(r, n) for n in names}, token=_KEEP) for r in part.records
            ]
            sheet = Sheet(part.type, layout.sheet_title(part.type, self.language), names, lines,
                          part.whole, ["ID", *names])  # fmt: skip
            sheet.headers = {of.name: layout.header(of, self.language) for of in part.fields}
            self.sheets.append(sheet)

    # What they do

    def edit_workbook(self) -> None:
        """Lets somebody work on the sheets."""
        refs = _refs(self.base)
        for sheet in self.sheets if self.edits else ():
            self._edit_cells(sheet, refs)
            if not sheet.type.single:
                self._edit_rows(sheet, refs)
        for sheet in self.sheets:
            self._arrange(sheet)

    def _edit_cells(self, sheet: Sheet, refs: dict[str, list[tuple[str, Any]]]) -> None:
        chance = self.chance
        free = [name for name in FREE[sheet.type.name] if name in sheet.fields]
        for line in sheet.lines:
            for name in free:
                if chance.random() < 0.06 and self.may_change(sheet.type, line.key, name):
                    self.type_in(line, sheet.type, name, self.drawn(sheet.type.by_name[name], refs))
            # Of a narrow sheet a whole row might go blank, which means that it is gone.
            if chance.random() < 0.02 and len(sheet.fields) > 4:
                required = [n for n in free if sheet.type.by_name[n].required]
                if required:
                    name = chance.choice(required)
                    self.type_in(line, sheet.type, name, Typed(None, LACKING))

    def drawn(self, of: Field, refs: dict[str, list[tuple[str, Any]]]) -> Typed:
        """Gives something to type; codes are always new ones."""
        if of.name == "code":
            code = self.codes.new(self.chance)
            return Typed(code, code)
        return draw(self.chance, of, refs)

    @staticmethod
    def type_in(line: Line, type: RecordType, name: str, typed: Typed) -> None:
        """Puts something into a cell."""
        line.cells[name] = typed
        line.values[name] = typed.meaning

    def may_change(self, type: RecordType, id: Key, name: str) -> bool:
        """Whether a field may take any value without a rule speaking up."""
        record = self.base.get(type.name, id)
        if record is None:
            return False
        if name in _QUANTITIES:
            return bool(record.basis == "contained" or record.form is not None)
        if name == "start":
            return record.end is None or record.end.year >= 2027
        return True

    def _edit_rows(self, sheet: Sheet, refs: dict[str, list[tuple[str, Any]]]) -> None:
        chance = self.chance
        if sheet.lines and chance.random() < 0.3:
            self._copy(sheet)
        if sheet.type.name in PLAIN and chance.random() < 0.35:
            for _ in range(chance.randint(1, 2)):
                self._insert(sheet, refs)
        harmless = not self.removes or sheet.type.name in LEAVES
        if sheet.lines and harmless and chance.random() < 0.25:
            line = chance.choice(sheet.lines)
            if not line.is_new and not self._is_copied(sheet, line.key):
                sheet.lines.remove(line)
                sheet.gone.append(line.key)
        for line in sheet.lines:
            known = "code" in sheet.fields and "code" not in line.cells and not line.is_new
            if known and chance.random() < 0.02 and not self._is_copied(sheet, line.key):
                line.token = chance.choice([None, "BCD-XXXX", "changed"])

    def _is_copied(self, sheet: Sheet, key: Key) -> bool:
        return any(line.token == ("copy", key) for line in sheet.lines)

    def _insert(self, sheet: Sheet, refs: dict[str, list[tuple[str, Any]]]) -> None:
        code = self.codes.new(self.chance)
        cells = _record(sheet.type, self.chance, refs, code)
        if self.chance.random() < 0.12:
            lost = self.chance.choice([n for n in cells if sheet.type.by_name[n].required])
            cells[lost] = Typed(None, LACKING)
        line = Line(code, {n: None for n in sheet.fields}, is_new=True)
        for of in sheet.type.fields:
            if of.name not in sheet.fields:
                line.values[of.name] = of.default
                if of.required and of.default is None:
                    line.values[of.name] = LACKING
        for name, typed in cells.items():
            if name in sheet.fields:
                self.type_in(line, sheet.type, name, typed)
        sheet.lines.insert(self.chance.randint(0, len(sheet.lines)), line)

    def _copy(self, sheet: Sheet) -> None:
        """Copies an untouched row, as it is or with a code of its own and another name."""
        untouched = [line for line in sheet.lines if not line.cells and not line.is_new]
        if not untouched or "code" not in sheet.fields:
            return
        line = self.chance.choice(untouched)
        copy = Line(line.key, dict(line.values), token=("copy", line.key), repeats=True)
        narrow = any(of.name not in sheet.fields for of in sheet.type.shown_fields)
        # Without all its columns, a copy may lack what a rule asks for.
        if self.chance.random() < 0.6 and not (narrow and sheet.type.name not in _RULELESS):
            code = self.codes.new(self.chance)
            copy.key, copy.repeats, copy.is_new = code, False, True
            copy.cells["code"] = Typed(code, code)
            copy.values["code"] = code
            for of in sheet.type.fields:
                if of.name not in sheet.fields:
                    copy.values[of.name] = of.default
                    if of.required and of.default is None:
                        copy.values[of.name] = LACKING
        sheet.lines.insert(self.chance.randint(0, len(sheet.lines)), copy)

    def _arrange(self, sheet: Sheet) -> None:
        """Sorts, moves, adds, drops and renames."""
        chance = self.chance
        if chance.random() < 0.4:
            chance.shuffle(sheet.lines)
        moved = chance.random() < 0.4
        if moved:
            for n in range(chance.randint(0, 2)):
                at = chance.randint(0, len(sheet.columns))
                sheet.columns.insert(at, f"Checked {n} by {sheet.title}")
            if chance.random() < 0.5:
                chance.shuffle(sheet.columns)
        if chance.random() < 0.15:
            self._drop_column(sheet)
        elif not moved and chance.random() < 0.3:
            self._rename_column(sheet)
        if chance.random() < 0.2:
            sheet.title = f"{chance.choice(['Mine', '내 것', 'a & b'])} {len(sheet.title)} " \
                          f"{self.sheets.index(sheet)}"  # fmt: skip

    def _drop_column(self, sheet: Sheet) -> None:
        names = [n for n in sheet.fields if n != "code"]
        if len(names) < 4 or any(line.is_new for line in sheet.lines):
            return
        lost = self.chance.choice(names)
        sheet.columns.remove(lost)
        for line in sheet.lines:
            line.values.pop(lost, None)
            line.cells.pop(lost, None)
        sheet.fields = [n for n in sheet.fields if n != lost]

    def _rename_column(self, sheet: Sheet) -> None:
        """Renames a column that has values enough to be known by them."""
        for name in self.chance.sample(sheet.fields, len(sheet.fields)):
            if name == "code" or any(name in line.cells or line.is_new for line in sheet.lines):
                continue
            if sum(line.values[name] is not None for line in sheet.lines) >= 2:
                sheet.headers[name] = f"My word for {name}"
                return

    def save(self) -> dict[tuple[str, Key], int]:
        """Writes the sheets into the file; gives the row of each line."""
        book = openpyxl.load_workbook(self.path)
        tokens: dict[Key, Any] = {}
        places: dict[tuple[str, Key], int] = {}
        for sheet in self.sheets:
            page: Any = book[layout.sheet_title(sheet.type, self.language)]
            old: dict[str, list[Any]] = {
                name: [page.cell(row, column).value for row in range(2, page.max_row + 1)]
                for column, name in enumerate([page.cell(1, c).value
                                               for c in range(1, page.max_column + 1)], start=1)
            }  # fmt: skip
            tokens = dict(zip(self._exported[sheet.type.name], old["ID"], strict=False))
            self._fill(page, sheet, old, tokens, places)
            page.title = sheet.title
            if self.chance.random() < 0.2:
                page.row_dimensions[2].hidden = True
                page.column_dimensions["C"].hidden = True
        self._lose(book)
        book.save(self.path)
        return places

    def _fill(self, page: Any, sheet: Sheet, old: Mapping[str, list[Any]],
              tokens: Mapping[Key, Any], places: dict[tuple[str, Key], int]) -> None:  # fmt: skip
        rows, known = page.max_row, {k: n for n, k in enumerate(self._exported[sheet.type.name])}
        first = {n: layout.header(sheet.type.by_name[n], self.language) for n in sheet.fields}
        page.delete_cols(1, page.max_column + 2)
        page.delete_rows(2, rows + 2)
        for column, name in enumerate(sheet.columns, start=1):
            page.cell(1, column).value = sheet.headers.get(name, name)
        for row, line in enumerate(sheet.lines, start=2):
            places[sheet.type.name, line.key] = row
            origin = line.token[1] if isinstance(line.token, tuple) else line.key
            for column, name in enumerate(sheet.columns, start=1):
                cell = page.cell(row, column)
                if name == "ID":
                    token = tokens.get(origin)
                    kept = line.token is _KEEP or isinstance(line.token, tuple)
                    cell.value = token if kept else line.token
                elif name in line.cells:
                    _put(cell, line.cells[name].raw, line.cells[name].format)
                elif name in first and origin in known:
                    _put(cell, old[first[name]][known[origin]])
                elif name not in first:
                    cell.value = f"remark {row}"

    @property
    def _exported(self) -> dict[str, list[Key]]:
        return self.keys

    def _lose(self, book: Any) -> None:
        """Loses what other programs drop."""
        for name, drop in (
            ("_link", lambda: book.__delitem__("_link")),
            ("props", book.custom_doc_props.props.clear),
            ("readme", lambda: book.__delitem__(book.sheetnames[0])),
        ):
            if self.chance.random() < 0.15 and name != self.chance.choice(["_link", "props"]):
                self.lost.add(name)
                if len(self.lost) < 3:
                    drop()

    def remember(self) -> None:
        """Takes down which rows went out, in their order."""
        self.keys = {s.type.name: [line.key for line in s.lines] for s in self.sheets}
        self.lost: set[str] = set()

    # What we do

    def edit_ours(self) -> None:
        """Edits records here meanwhile: the same cells, others, and takes some away."""
        chance, refs = self.chance, _refs(self.base)
        changes: dict[tuple[str, int], Change] = {}
        touched = [(s.type, line) for s in self.sheets for line in s.lines if line.cells]
        for type in self.base.types.values():
            for record in self.base[type.name]:
                if chance.random() < 0.05:
                    self._change(changes, type, record.id, chance.choice(FREE[type.name]), refs)
        for type, line in touched:
            if isinstance(line.key, int) and not line.is_new and chance.random() < 0.3:
                self._change(changes, type, line.key, chance.choice(sorted(line.cells)), refs, line)
        for name in LEAVES:
            for id in self.base[name].ids:
                if chance.random() < 0.04 and not self._copied(name, id):
                    type = self.base.types[name]
                    before = type.values(self.base[name][id])
                    changes[name, id] = Change(name, id, before, None)
        if changes:
            self.store.apply(ChangeSet(Text("Ours"), "grid", list(changes.values())))

    def _copied(self, name: str, id: int) -> bool:
        return any(s.type.name == name and self._is_copied(s, id) for s in self.sheets)

    def _change(
        self,
        changes: dict[tuple[str, int], Change],
        type: RecordType,
        id: int,
        name: str,
        refs: dict[str, list[tuple[str, Any]]],
        line: Line | None = None,
    ) -> None:
        if not self.may_change(type, id, name) or type.by_name[name].hidden:
            return
        if line is not None and self.chance.random() < 0.3:
            value = line.values.get(name)  # the same as theirs: no conflict
        else:
            value = self.drawn(type.by_name[name], refs).meaning
        now = getattr(self.base[type.name][id], name)
        if (
            value in (FAULT, LACKING)
            or (value is None and type.by_name[name].required)
            or value == now
        ):
            return
        if any(
            values.get(name) in (FAULT, LACKING)
            for sheet in self.sheets
            if sheet.type is type
            for values in (other.values for other in sheet.lines if other.key == id)
        ):
            return  # a fault and a conflict in one cell: either may be told
        known = changes.get((type.name, id), Change(type.name, id, {}, {}))
        changes[type.name, id] = Change(
            type.name, id, {**(known.before or {}), name: now}, {**(known.after or {}), name: value}
        )

    # What must come of it

    def expect(self) -> Expected:
        """Works out what the import must do."""
        base, ours = state_of(self.base), state_of(self.store.dataset)
        found = Expected({name: {k: dict(v) for k, v in rows.items()} for name, rows in
                          ours.items()})  # fmt: skip
        for sheet in self.sheets:
            name = sheet.type.name
            for line in sheet.lines:
                if not line.repeats:
                    _expect_line(found, sheet, line, base[name], ours[name], self.policy)
            if sheet.whole and not sheet.type.single:
                self._expect_gone(found, sheet, base[name], ours[name])
        waits = bool(found.conflicts) and self.policy == "stop"
        found.stopped = waits or (bool(found.faults) and not self.skips)
        if found.stopped:
            found.state = ours
        return found

    def _expect_gone(
        self, found: Expected, sheet: Sheet, base: dict[Key, Values], ours: dict[Key, Values]
    ) -> None:
        for key in sheet.gone:
            if key not in ours:
                continue
            name = sheet.type.name
            found.missing[name] = found.missing.get(name, 0) + 1
            if not self.removes:
                continue
            if not _alike(base[key], ours[key]):
                found.conflicts.add((name, ours[key]["code"], ""))
                if self.policy != "theirs":
                    continue
            found.state[name].pop(key)


def _expect_line(
    found: Expected,
    sheet: Sheet,
    line: Line,
    base: dict[Key, Values],
    ours: dict[Key, Values],
    policy: str,
) -> None:
    name, theirs = sheet.type.name, line.values
    faulty = FAULT in theirs.values()
    lacking = LACKING in theirs.values()
    if faulty or (lacking and (line.is_new or line.key in ours or policy == "theirs")):
        found.faults.add((name, line.key))
    if faulty or (lacking and (line.is_new or line.key in ours)):
        return
    if line.is_new:
        blank: Values = dict.fromkeys(sheet.type.names)
        found.state[name][line.key] = blank | theirs
        return
    then = base[line.key]
    if line.key not in ours:
        if not _alike({n: then[n] for n in theirs}, theirs):
            found.conflicts.add((name, then["code"], ""))
            if policy == "theirs" and not lacking:
                found.state[name][theirs.get("code", then["code"])] = then | theirs
        return
    now, after = ours[line.key], found.state[name][line.key]
    for field_name, value in theirs.items():
        if _equal(value, now[field_name]) or _equal(value, then[field_name]):
            continue
        if _equal(now[field_name], then[field_name]):
            after[field_name] = value
            continue
        found.conflicts.add((name, now["code"], field_name))
        if policy == "theirs":
            after[field_name] = value


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, (int, float)):
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
    return bool(one == other)


def _alike(one: Values, other: Values) -> bool:
    return all(_equal(one[name], other[name]) for name in one)


_KEEP = object()


def _put(cell: Any, raw: Any, format: str | None = None) -> None:
    cell.value = raw
    if isinstance(raw, str):
        cell.data_type = "s"  # typed as text, whatever it looks like
    if format is not None:
        cell.number_format = format


def play(seed: int, source: Path, folder: Path, edits: bool = True) -> list[str]:
    """Plays one set and gives what went wrong, nothing if all is well."""
    file = folder / "workspace.offtake"
    shutil.copy(source, file)
    with Store.open(file) as store:
        game = Game(seed, store, folder / "plan.xlsx", edits)
        game.export()
        game.remember()
        game.edit_workbook()
        if edits:
            game.edit_ours()
        places = game.save()
        expected = game.expect()
        before = state_of(store.dataset)
        result = import_workbook(
            store,
            game.path,
            on_conflict=game.policy,
            skip_problems=game.skips,
            remove_missing=game.removes,
            take_doubtful=True,
        )
        found = list(_differences(game, expected, result, places))
        if result.revision is not None:
            store.undo("undo")
            if (rest := state_of(store.dataset)) != before:
                found.append(f"undo leaves something: {_first_difference(before, rest)}")
    return found


def _differences(
    game: Game, expected: Expected, result: ImportResult, places: Mapping[tuple[str, Key], int]
) -> Any:
    if result.stopped != expected.stopped:
        yield f"stopped: {result.stopped}, expected {expected.stopped}: {result.problems[:3]}"
    conflicts = {(c["type"], c["code"], c["field"]) for c in result.conflicts}
    faulty = {(name, key) for name, key in expected.faults}
    for conflict in conflicts ^ expected.conflicts:
        id = game.store.dataset.find(conflict[0], conflict[1])
        expected_one = conflict in expected.conflicts
        if expected_one or (conflict[0], id) not in faulty:
            yield f"conflict {conflict}: {'expected' if expected_one else 'not'}"
    titles = {sheet.type.name: sheet.title for sheet in game.sheets}
    wanted = {(titles[name], places[name, key]) for name, key in expected.faults}
    errors = [p for p in result.problems if p.severity == "error"]
    actual = {_row_of(problem.cell or "") for problem in errors}
    if wanted != actual:
        yield f"faulty rows {sorted(actual)}, expected {sorted(wanted)}: {errors[:3]}"
    if result.review.missing() != expected.missing and not game.lost >= {"_link", "props"}:
        yield f"missing {result.review.missing()}, expected {expected.missing}"
    known = {name: set(rows) for name, rows in state_of(game.base).items()}
    after = _named(state_of(game.store.dataset), known, game.base)
    wished = _named(expected.state, known, game.base)
    if after != wished:
        yield f"records: {_first_difference(wished, after)}"


def _row_of(cell: str) -> tuple[str, int]:
    sheet, _, address = cell.rpartition("!")
    title = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return title, int("".join(filter(str.isdigit, address)) or 0)


def _named(state: State, known: Mapping[str, set[Key]], base: Dataset) -> State:
    """Gives records that came new by their codes instead of ids; rounds what floats do."""
    codes = {
        (name, key): values["code"]
        for name, rows in state.items()
        for key, values in rows.items()
        if key not in known[name]
    }
    found: State = {}
    for name, rows in state.items():
        targets = {of.name: of.target for of in base.types[name].references}
        found[name] = {}
        for key, values in rows.items():
            shown = {
                field: codes.get((targets[field], value), value)
                if field in targets
                else round(value, 9)
                if isinstance(value, float)
                else value
                for field, value in values.items()
            }
            found[name][codes.get((name, key), key)] = shown
    return found


def _first_difference(wanted: State, actual: State) -> str:
    for name in wanted:
        for key in wanted[name].keys() | actual[name].keys():
            one, other = wanted[name].get(key), actual[name].get(key)
            if one is None or other is None:
                return f"{name} {key}: {'not wanted' if one is None else 'lost'}"
            for field_name, value in one.items():
                if value != other[field_name]:
                    said = f"{other[field_name]!r:.80}, wanted {value!r:.80}"
                    return f"{name} {key} {field_name}: {said}"
    return "none"
