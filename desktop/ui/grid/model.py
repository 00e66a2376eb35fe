"""Records model: the records of any type as a Qt table, in its own order."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError, Problem
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.core.query import Query
from desktop.core.records import Record, RecordType
from desktop.core.validation import record_problems
from desktop.operations.edit import set_values
from desktop.ui.form.editors import hint
from desktop.ui.form.options import detail
from desktop.ui.form.problems import by_field, sentences
from desktop.ui.grid.rows import Difference, difference, newcomers, places, renamed, shown_ids
from desktop.ui.session import Session

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NONE = QModelIndex()
#: More single insertions or removals than this are shown as a new table.
_AT_ONCE = 200
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RecordsModel(QAbstractTableModel):
    """Columns are the shown fields of the type, rows the ids that pass the query.

    An edited record stays in its row, even where sorting or a filter would now move or hide it,
    until the query is run again: a row must not jump away from under the hands.
    """

    def __init__(
        self,
        session: Session,
        type: RecordType,
        preset: Query | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.type = type
        self.fields: Sequence[Field] = type.shown_fields
        self.query = Query()
        self._preset = preset or Query()
        self._dataset = Dataset({type.name: type})
        self._ids: list[int] = []
        self._row_of: dict[int, int] | None = None
        self._total = 0
        self._problems: dict[int, Mapping[str, list[Problem]]] = {}

    @property
    def dataset(self) -> Dataset:
        """The dataset that is shown."""
        return self._dataset

    @property
    def ids(self) -> Sequence[int]:
        """The ids of the rows, from the top."""
        return self._ids

    @property
    def total(self) -> int:
        """How many records there are without filters and search."""
        return self._total

    def record_at(self, row: int) -> Record | None:
        """Give the record of a row."""
        found: Record | None = self._dataset.get(self.type.name, self._ids[row])
        return found

    def row_of(self, id: int) -> int | None:
        """Give the row of a record, None when it is not shown."""
        if self._row_of is None:
            self._row_of = {id: row for row, id in enumerate(self._ids)}
        return self._row_of.get(id)

    def column_of(self, name: str) -> int:
        """Give the column of a field."""
        return next(i for i, field in enumerate(self.fields) if field.name == name)

    def set_query(self, query: Query) -> None:
        """Show what passes another query. Raises `FieldError`, and then shows what it did."""
        ids = shown_ids(query, self._preset, self._dataset, self.type)
        self.beginResetModel()
        self.query = query
        self._set_ids(ids)
        self.endResetModel()

    def show(self, dataset: Dataset) -> None:
        """Show another dataset; rows stay, come and go one by one where that is possible."""
        old, type = self._dataset, dataset.types[self.type.name]
        if type is not self.type or dataset.workspace != old.workspace or not self._total:
            self._show_anew(dataset, type)
            return
        change = difference(old[type.name], dataset[type.name])
        shown = [id for id in change.changed if self.row_of(id) is not None]
        hidden = [id for id in change.changed if self.row_of(id) is None]
        coming = newcomers(
            self._ids, [*change.added, *hidden], self.query, self._preset, dataset, type
        )
        if len(coming) > _AT_ONCE or len(change.removed) > _AT_ONCE:
            self._show_anew(dataset, type)
            return
        self._dataset = dataset
        self._problems.clear()
        self._remove(change.removed)
        self._insert(coming)
        self._total = self._count()
        self._tell_changed(old, change, shown)

    def _show_anew(self, dataset: Dataset, type: RecordType) -> None:
        self.beginResetModel()
        if type is not self.type:
            known = {field.name for field in type.shown_fields}
            kept = {k: v for k, v in self.query.filters.items() if k in known}
            sort = [key for key in self.query.sort if key[0] in known]
            self.query = Query(kept, self.query.search, sort)
        self.type, self.fields, self._dataset = type, type.shown_fields, dataset
        self._problems.clear()
        self._set_ids(shown_ids(self.query, self._preset, dataset, type))
        self._total = self._count()
        self.endResetModel()

    def _set_ids(self, ids: list[int]) -> None:
        self._ids, self._row_of = ids, None

    def _count(self) -> int:
        if not self._preset.narrows:
            return len(self._dataset[self.type.name])
        return len(shown_ids(Query(), self._preset, self._dataset, self.type))

    def _remove(self, removed: set[int]) -> None:
        rows = sorted((r for r in map(self.row_of, removed) if r is not None), reverse=True)
        while rows:
            last = first = rows.pop(0)
            while rows and rows[0] == first - 1:
                first = rows.pop(0)
            self.beginRemoveRows(_NONE, first, last)
            del self._ids[first : last + 1]
            self._row_of = None
            self.endRemoveRows()

    def _insert(self, coming: Sequence[int]) -> None:
        for row, id in places(self._ids, coming, self.query, self._dataset, self.type):
            self.beginInsertRows(_NONE, row, row)
            self._ids.insert(row, id)
            self._row_of = None
            self.endInsertRows()

    def _tell_changed(self, old: Dataset, change: Difference, shown: Sequence[int]) -> None:
        """Tell which cells look different: the changed ones, or all where codes they show are."""
        last = len(self.fields) - 1
        targets = {reference.target for reference in self.type.references}
        if len(shown) > _AT_ONCE or any(renamed(old[t], self._dataset[t]) for t in targets):
            if self._ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, last))
            return
        for id in shown:
            row = self.row_of(id)
            assert row is not None
            self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def problems_at(self, row: int, column: int) -> list[Problem]:
        """Give what is wrong or doubtful with a cell; found out when a row is first seen."""
        id = self._ids[row]
        found = self._problems.get(id)
        if found is None:
            record = self.record_at(row)
            problems = [] if record is None else record_problems(record, self._dataset)
            found = self._problems[id] = by_field(problems)
        return found.get(self.fields[column].name, [])

    def value_at(self, row: int, column: int) -> Any:
        """Give the typed value of a cell."""
        return getattr(self.record_at(row), self.fields[column].name, None)

    def text_at(self, row: int, column: int) -> str:
        """Give a cell as it is shown."""
        value = self.value_at(row, column)
        return "" if value is None else self.fields[column].format(value, lookup=self._dataset)

    def enter(self, index: Index, raw: Any) -> Text | None:
        """Put what was typed into a cell; give the sentence why not, and then nothing changes."""
        field = self.fields[index.column()]
        try:
            value = field.parse(raw, lookup=self._dataset)
            edit = {self._ids[index.row()]: {field.name: value}}
            self.session.apply(set_values(self._dataset, self.type, edit, "grid"))
        except OfftakeError as error:
            return error.message
        return None

    # What Qt asks for

    def rowCount(self, parent: Index = _NONE) -> int:
        """Give the number of records shown."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Give the number of fields shown."""
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell be edited, unless the file is read-only."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        read_only = self.session.is_open and self.session.store.read_only
        return flags if read_only else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Give text, alignment, tooltip and description of a cell."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role in (Role.DisplayRole, Role.EditRole):
            return self.text_at(row, column)
        if role == Role.TextAlignmentRole:
            return _RIGHT if self.fields[column].numeric else _LEFT
        if role == Role.ToolTipRole:
            return self._tooltip(row, column)
        if role == Role.AccessibleDescriptionRole:
            return sentences(self.problems_at(row, column)) or None
        return None

    def _tooltip(self, row: int, column: int) -> str | None:
        text = self.text_at(row, column)
        name = detail(self.fields[column], self.value_at(row, column), self._dataset)
        lines = [f"{text} — {name}" if name else text]
        lines += [str(problem.message) for problem in self.problems_at(row, column)]
        return _paragraphs([line for line in lines if line])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Give the field's label with unit and required mark, and its help as tooltip."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.fields):
            return section + 1 if role == Role.DisplayRole else None
        field = self.fields[section]
        if role == Role.DisplayRole:
            return field.shown_header + (" *" if field.required else "")
        if role == Role.ToolTipRole:
            return header_help(field)
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Put what was typed into a cell, and tell why when it cannot be."""
        if role != Role.EditRole or not index.isValid():
            return False
        fault = self.enter(index, value)
        if fault is not None:
            self.session.tell(fault, "error")
        return fault is None


def header_help(field: Field) -> str | None:
    """Give what a field means, whether it is required and how it is typed."""
    lines = [str(Text(field.help))] if field.help else []
    if field.required:
        lines.append(str(Text("Required")))
    forms = str(hint(field))
    if forms:
        lines.append(str(Text("Write: {forms}", forms=forms)))
    return _paragraphs(lines)


def _paragraphs(lines: Sequence[str]) -> str | None:
    """Give lines as rich text, which is what makes a tooltip break long lines."""
    if not lines:
        return None
    return "".join(
        f"<p style='margin:0 0 4px 0'>{html.escape(line).replace(chr(10), '<br>')}</p>"
        for line in lines
    )
