"""Records model: the records of any type as a Qt table, in its own order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError, Problem
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.core.query import Query, groups_of, run
from desktop.core.records import Record, RecordType
from desktop.core.validation import record_problems
from desktop.operations.edit import set_values
from desktop.operations.totals import Contained
from desktop.ui.form.options import detail
from desktop.ui.form.problems import by_field, sentences
from desktop.ui.grid.groups import Heads, HeadTexts
from desktop.ui.grid.places import Places
from desktop.ui.grid.rows import (
    Arrangement,
    Difference,
    arranged,
    difference,
    newcomers,
    places,
    renamed,
    shown_ids,
)
from desktop.ui.grid.tooltips import header_help, paragraphs
from desktop.ui.session import Session

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NONE = QModelIndex()
#: More single insertions or removals than this are shown as a new table.
_AT_ONCE = 200
# Put together once: Qt asks for every cell that it paints.
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RecordsModel(QAbstractTableModel):
    """Columns are the shown fields of the type, rows the ids that pass the query.

    An edited record stays in its row, even where sorting or a filter would now move or hide it,
    until the query is run again: a row must not jump away from under the hands. Where the query
    has groups, some rows are heads: their id is negative and they have no record.
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
        self.contained = Contained()
        self._ids: list[int] = []
        self._passing: list[int] = self._ids
        self._heads = Heads()
        self._texts: HeadTexts | None = None
        self._places = Places(self._ids)
        self._total = 0
        self._problems: dict[int, Mapping[str, list[Problem]]] = {}

    @property
    def dataset(self) -> Dataset:
        """The dataset that is shown."""
        return self._dataset

    @property
    def ids(self) -> Sequence[int]:
        """The ids of the rows, from the top; those of heads are negative."""
        return self._ids

    @property
    def passing(self) -> Sequence[int]:
        """The ids of the records that pass, also of those under closed heads."""
        return self._passing

    @property
    def total(self) -> int:
        """How many records there are without filters and search."""
        return self._total

    def preset_ids(self) -> list[int] | None:
        """Give the records that the preset leaves; None where it leaves all."""
        if not self._preset.narrows:
            return None
        return run(self._preset, self._dataset, self.type)

    def record_at(self, row: int) -> Record | None:
        """Give the record of a row."""
        found: Record | None = self._dataset.get(self.type.name, self._ids[row])
        return found

    def row_of(self, id: int) -> int | None:
        """Give the row of a record, None when it is not shown."""
        row = bisect_left(self._ids, id)  # mostly they stand in order
        if row < len(self._ids) and self._ids[row] == id:
            return row
        return self._places.row_of(id)

    def column_of(self, name: str) -> int:
        """Give the column of a field."""
        return next(i for i, field in enumerate(self.fields) if field.name == name)

    def set_query(self, query: Query) -> None:
        """Show what passes another query. Raises `FieldError`, and then shows what it did."""
        self.take(self.arrange(query))

    def arrange(self, query: Query, step: Callable[[], None] = lambda: None) -> Arrangement:
        """Find out what a query would show; may run beside the window. Raises `FieldError`."""
        return arranged(query, self._preset, self._dataset, self.type, step)

    def take(self, found: Arrangement) -> None:
        """Show what `arrange` found."""
        self.beginResetModel()
        same = found.query.group == self.query.group
        self.query = found.query
        self._set_ids(found.ids, Heads(found.groups, self._heads.closed if same else frozenset()))
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
        self._problems.clear()
        if self.query.group and (change.removed or coming):
            self._regroup(dataset, change.removed, coming)
        else:
            self._dataset = dataset
            self._remove(change.removed)
            self._insert(coming)
        self._total, self._texts = self._count(), None
        self._tell_changed(old, change, shown)

    def _regroup(self, dataset: Dataset, removed: set[int], coming: Sequence[int]) -> None:
        ids = [id for id in self._passing if id not in removed]
        for row, id in places(ids, coming, self.query, dataset, self.type):
            ids.insert(row, id)
        self.beginResetModel()
        self._dataset = dataset
        groups = groups_of(self.query, ids, dataset, self.type)
        self._set_ids(ids, Heads(groups, self._heads.closed))
        self.endResetModel()

    def _show_anew(self, dataset: Dataset, type: RecordType) -> None:
        query = self.query if type is self.type else self.query.within(type)
        found = arranged(query, self._preset, dataset, type)
        self.beginResetModel()
        self.type, self.fields, self._dataset = type, type.shown_fields, dataset
        self.query = query
        self._problems.clear()
        self._set_ids(found.ids, Heads(found.groups, self._heads.closed))
        self._total = self._count()
        self.endResetModel()

    def _set_ids(self, ids: list[int], heads: Heads) -> None:
        self._passing, self._heads, self._texts = ids, heads, None
        self._set_rows(heads.rows() if self.query.group else ids)

    def _set_rows(self, rows: list[int]) -> None:
        self._ids = rows
        self._find_places()

    def _find_places(self) -> None:
        self._places = Places(self._ids, not self.query.sort and not self.query.group)

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
            self._find_places()
            self.endRemoveRows()

    def _insert(self, coming: Sequence[int]) -> None:
        for row, id in places(self._ids, coming, self.query, self._dataset, self.type):
            self.beginInsertRows(_NONE, row, row)
            self._ids.insert(row, id)
            self._find_places()
            self.endInsertRows()

    def _tell_changed(self, old: Dataset, change: Difference, shown: Sequence[int]) -> None:
        """Tell which cells look different: the changed ones, or all where codes they show are.

        With groups it is all of them: a head tells what its records come to.
        """
        last = len(self.fields) - 1
        targets = {reference.target for reference in self.type.references}
        many = len(shown) > _AT_ONCE or (self.query.group and change.changed)
        if many or any(renamed(old[t], self._dataset[t]) for t in targets):
            if self._ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, last))
            return
        for id in shown:
            row = self.row_of(id)
            assert row is not None
            self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    # Heads of groups

    def is_head(self, row: int) -> bool:
        """Whether a row is the head of a group."""
        return 0 <= row < len(self._ids) and self._ids[row] < 0

    def is_open(self, row: int) -> bool:
        """Whether the records under a head are shown."""
        return self._heads.is_open(self._ids[row])

    def turn(self, row: int) -> None:
        """Close the group of a head that is open, or open one that is closed."""
        id = self._ids[row]
        inside = self._heads.at(id).ids
        heads = self._heads.turned(id)
        self._heads = heads
        if heads.is_open(id):
            self.beginInsertRows(_NONE, row + 1, row + len(inside))
            self._set_rows([*self._ids[: row + 1], *inside, *self._ids[row + 1 :]])
            self.endInsertRows()
        else:
            self.beginRemoveRows(_NONE, row + 1, row + len(inside))
            self._set_rows(self._ids[: row + 1] + self._ids[row + 1 + len(inside) :])
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.fields) - 1))

    def turn_all(self, open: bool) -> None:
        """Open or close every group."""
        self.beginResetModel()
        self._heads = self._heads.all_turned(open)
        self._set_rows(self._heads.rows())
        self.endResetModel()

    def reveal(self, id: int) -> None:
        """Open the group in which a record is hidden."""
        head = self._heads.head_of(id) if self.row_of(id) is None else None
        row = None if head is None else self.row_of(head)
        if row is not None and not self.is_open(row):
            self.turn(row)

    def head_parts(self, row: int) -> tuple[str, str, bool]:
        """Give what a head says: its value, what stands under it, and whether it is open."""
        id = self._ids[row]
        if self._texts is None:
            dataset, type = self._dataset, self.type
            self._texts = HeadTexts(
                type.by_name[self.query.group], dataset, type,
                lambda: self.contained.of(dataset, type),
            )  # fmt: skip
        group = self._heads.at(id)
        return self._texts.title(group), self._texts.notes(id, group), self.is_open(row)

    # Cells

    def problems_of(self, row: int) -> Mapping[str, list[Problem]]:
        """Give what is wrong or doubtful by field; found out when a row is first seen."""
        id = self._ids[row]
        found = self._problems.get(id)
        if found is None:
            record = self.record_at(row)
            problems = [] if record is None else record_problems(record, self._dataset)
            found = self._problems[id] = by_field(problems)
        return found

    def problems_at(self, row: int, column: int) -> list[Problem]:
        """Give what is wrong or doubtful with a cell."""
        return self.problems_of(row).get(self.fields[column].name, [])

    def value_at(self, row: int, column: int) -> Any:
        """Give the typed value of a cell."""
        return getattr(self.record_at(row), self.fields[column].name, None)

    def text_at(self, row: int, column: int) -> str:
        """Give a cell as it is shown."""
        value = self.value_at(row, column)
        return "" if value is None else self.fields[column].format(value, lookup=self._dataset)

    def enter(self, index: Index, raw: Any) -> Text | None:
        """Put what was typed into a cell; give the sentence why not, and then nothing changes."""
        if self.is_head(index.row()):
            return Text("The head of a group cannot be edited")
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
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        editable = self._ids[index.row()] > 0 and self.session.writable
        return _EDITABLE if editable else _READABLE

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Give text, alignment, tooltip and description of a cell."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if self._ids[row] < 0:
            return self._head_data(row, column, role)
        if role in (Role.DisplayRole, Role.EditRole):
            return self.text_at(row, column)
        if role == Role.TextAlignmentRole:
            return _RIGHT if self.fields[column].numeric else _LEFT
        if role == Role.ToolTipRole:
            return self._tooltip(row, column)
        if role == Role.AccessibleDescriptionRole:
            return sentences(self.problems_at(row, column)) or None
        return None

    def _head_data(self, row: int, column: int, role: int) -> Any:
        said = role == Role.AccessibleTextRole or (role == Role.DisplayRole and column == 0)
        if said or role == Role.ToolTipRole:
            title, notes, open = self.head_parts(row)
            shown = Text("open", context="group") if open else Text("closed", context="group")
            return f"{title}, {notes}, {shown}" if said else paragraphs([title, notes])
        return None

    def _tooltip(self, row: int, column: int) -> str | None:
        text = self.text_at(row, column)
        name = detail(self.fields[column], self.value_at(row, column), self._dataset)
        lines = [f"{text} — {name}" if name else text]
        lines += [str(problem.message) for problem in self.problems_at(row, column)]
        return paragraphs([line for line in lines if line])

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
