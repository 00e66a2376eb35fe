"""Editing: what is done with the selected cells of a grid, each in one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.core.changes import ChangeSet, Revision
from desktop.core.errors import OfftakeError
from desktop.core.fields import ReferenceField
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange.clipboard import Copied, copied, read
from desktop.operations.block import Block, cleared, read_block
from desktop.operations.cells import Reader
from desktop.operations.edit import set_values
from desktop.operations.fill import filled_down, filled_right, filled_series, series_within
from desktop.operations.new_target import new_target, target_values
from desktop.operations.paste import Target, pasted
from desktop.ui.clipboard import clipboard_data
from desktop.ui.grid.cell_view import CellView
from desktop.ui.grid.columns import shown
from desktop.ui.grid.fill_handle import Reach
from desktop.ui.grid.selection import Selection

Index = QModelIndex | QPersistentModelIndex
#: More cells than this are worked on beside the window.
_MANY = 2_000
#: Records and fields.
_Place = tuple[Sequence[int], Sequence[str]]


class Editing(QObject):
    """Copies, pastes, fills, clears and replaces the selected cells of a view."""

    def __init__(self, view: CellView) -> None:
        super().__init__(view)
        self._view = view
        self._records = view.records
        self._session = view.records.session
        #: A reference that waits for its record to be made in the form: id, field, code.
        self._awaited: tuple[int, ReferenceField, str] | None = None
        self._session.changed.connect(self._on_changed)
        self._session.workspace_changed.connect(self._forget)
        #: Gives what new records begin with.
        self.starts_with: Callable[[], Mapping[str, Any]] = dict

    # Copy

    def copy(self, headers: bool = False, then: Callable[[], object] = lambda: None) -> bool:
        """Put the selected block on the clipboard; with `headers`, their labels above."""
        chosen, model = self._view.selected(), self._records
        if not chosen.is_block:
            self._session.tell(
                Text("Copy takes one block of cells, or blocks of the same columns; select less"),
                "error",
            )
            return False
        dataset, fields, ids = model.dataset, chosen.fields(model), chosen.ids(model)
        if not ids or not fields:
            return False
        name = model.type.name

        def work(progress: Progress) -> Copied:
            rows = [[getattr(dataset[name][id], of.name) for of in fields] for id in ids]
            return copied(fields, rows, dataset, headers)

        def take(found: Copied) -> None:
            data = QMimeData()
            data.setText(found.text)
            data.setHtml(found.html)
            QGuiApplication.clipboard().setMimeData(data)
            then()

        self._work(Text("Copying"), chosen.count, work, take)
        return True

    def cut(self) -> None:
        """Copy the selected cells, and then make them unknown."""
        if self._session.writable:
            self.copy(then=partial(self.clear, cut=True))

    # Paste

    def paste(self, new: bool = False) -> None:
        """Put what is on the clipboard over the cells, and below the last row as new records.

        With `new`, all of it becomes new records and no cell is written over.
        """
        if not self._session.writable:
            return
        data, chosen = clipboard_data(), self._view.selected()
        text, markup = data.text(), data.html()
        new = new or not self._view.currentIndex().isValid()
        if not text and not markup:
            self._session.tell(Text("There are no cells on the clipboard to paste"))
            return
        dataset, type = self._records.dataset, self._records.type
        target = self._behind(chosen) if new else self._target(chosen)
        size = max(text.count("\t") + text.count("\n"), markup.count("<td"), chosen.count)
        self._work(
            Text("Pasting"),
            size,
            lambda progress: pasted(dataset, type, read(text, markup), target, progress),
            self._take,
        )

    def _target(self, chosen: Selection) -> Target:
        model, order = self._records, shown(self._view.header)
        top = chosen.rows[0] if chosen.rows else self._view.currentIndex().row()
        left = order.index(chosen.columns[0]) if chosen.columns else 0
        block = chosen.is_block
        return Target(
            ids=[id for id in model.ids[top:] if id >= 0],
            fields=[model.fields[column] for column in order[left:]],
            height=len(chosen.rows) if block else 1,
            width=len(chosen.columns) if block else 1,
            cells=chosen.cells(model),
            starts_with=self.starts_with(),
            adds=not model.type.single,
        )

    def _behind(self, chosen: Selection) -> Target:
        """Give the place below the last record, from the selected column on."""
        order = shown(self._view.header)
        left = order.index(chosen.columns[0]) if chosen.columns else 0
        return Target(
            ids=[],
            fields=[self._records.fields[column] for column in order[left:]],
            starts_with=self.starts_with(),
            adds=not self._records.type.single,
        )

    # Fill, clear, type

    def fill_down(self) -> None:
        """Copy the first selected row into the others; of one row, the row above into it."""
        ids, names = self._lines()
        if len(ids) == 1:
            above = self._row_above()
            ids = [above, *ids] if above is not None else ids
        if len(ids) > 1 and self._whole():
            self._make(len(ids) * len(names), filled_down, ids, names)

    def _row_above(self) -> int | None:
        row = self._view.selected().rows[0] - 1
        return self._records.ids[row] if row >= 0 and not self._records.is_head(row) else None

    def fill_right(self) -> None:
        """Copy the first selected column into the others; of one column, the one before it."""
        ids, names = self._lines()
        order = [self._records.fields[column].name for column in shown(self._view.header)]
        if len(names) == 1 and order.index(names[0]):
            names = [order[order.index(names[0]) - 1], *names]
        if ids and len(names) > 1 and self._whole():
            self._make(len(ids) * len(names), filled_right, ids, names)

    def fill_series(self) -> None:
        """Let the filled cells at the top of each selected column go on below."""
        ids, names = self._lines()
        if len(ids) > 1 and self._whole():
            self._make(len(ids) * len(names), series_within, ids, names)

    def pull(self, reach: Reach, control: bool) -> None:
        """Fill what the handle was dragged over; Ctrl counts one number on, or repeats others."""
        model = self._records
        names = [model.fields[column].name for column in reach.columns]
        more = [model.fields[column].name for column in reach.more_columns]
        rows, ids = self._ids(reach.rows), self._ids(reach.more_rows)
        place = [*rows, *ids], [*names, *more]
        if more:
            self._make(len(rows) * len(more), filled_right, rows, [names[-1], *more], place=place)
        elif rows and ids:
            size = len(ids) * len(names)
            self._make(size, filled_series, rows, ids, names, control, place=place)

    def clear(self, cut: bool = False) -> None:
        """Make the selected cells unknown, in one step; never takes rows away."""
        model = self._records
        cells = self._view.selected().cells(model)
        if not cells or not self._session.writable:
            return
        try:
            self.write(cleared(model.dataset, model.type, cells, cut))
        except OfftakeError as error:
            self._session.tell_error(error)

    def enter_all(self, raw: Any) -> Text | None:
        """Put what was typed into all selected cells; give why not, and then nothing changes."""
        model = self._records
        cells = self._view.selected().cells(model)
        wanted = {id: dict.fromkeys(names, raw) for id, names in cells.items()}
        block = read_block(Reader(model.dataset), model.type, wanted, _entered, "grid")
        if block.faults:
            return block.faults[0].message
        try:
            self._session.apply(block.changes(model.dataset))
        except OfftakeError as error:
            return error.message
        return None

    def make_new(self, index: Index, typed: str) -> None:
        """Make the record that a reference names; where more must be known, in its form.

        Once the form has made it, the cell refers to it.
        """
        model, session = self._records, self._session
        id, of = model.ids[index.row()], model.fields[index.column()]
        assert isinstance(of, ReferenceField)
        made = new_target(model.dataset, model.type, id, of, typed)
        if made is not None:
            session.try_apply(made)
            return
        values = target_values(model.dataset, of, typed)
        self._awaited = (id, of, values["code"])
        session.tell(
            Text("Fill in what is required in the form; then the cell refers to the new {type}",
                 type=model.dataset.types[of.target].singular)
        )  # fmt: skip
        session.ask_new(of.target, values)

    def _on_changed(self, revision: Revision) -> None:
        """Refer to the record that was waited for, after everybody has seen that it is there."""
        if self._awaited is None:
            return
        id, of, code = self._awaited
        made = [
            change
            for change in revision.changes
            if change.type == of.target and change.before is None
        ]
        if revision.origin != "form" or len(made) != 1:
            return
        self._awaited = None
        if (made[0].after or {}).get("code") == code:
            QTimer.singleShot(0, self, lambda: self._refer(id, of, made[0].id))

    def _refer(self, id: int, of: ReferenceField, target: int) -> None:
        session, type = self._session, self._records.type
        if session.is_open and id in session.dataset[type.name]:
            edit = {id: {of.name: target}}
            session.try_apply(set_values(session.dataset, type, edit, "grid"))

    def _forget(self) -> None:
        self._awaited = None

    def select_all(self) -> None:
        """Select every cell that is shown."""
        self._view.selectAll()

    def replace(self) -> None:
        """Ask what is to be replaced, and show it before it is done."""
        from desktop.ui.dialogs.replace_dialog import ReplaceDialog

        if self._session.writable:
            dialog = ReplaceDialog(self._view, self.write, self._view.window())
            dialog.place_chosen.connect(self._show_cell)
            dialog.show()

    def _lines(self) -> tuple[list[int], list[str]]:
        chosen = self._view.selected()
        if not self._session.writable:
            return [], []
        return chosen.ids(self._records), [of.name for of in chosen.fields(self._records)]

    def _whole(self) -> bool:
        whole = self._view.selected().is_block
        if not whole:
            self._session.tell(Text("Filling takes one block of cells; select less"), "error")
        return whole

    def _ids(self, rows: Sequence[int]) -> list[int]:
        return [self._records.ids[row] for row in rows if not self._records.is_head(row)]

    # Work, look, write

    def _make(
        self, size: int, make: Callable[..., Block], *given: Any, place: _Place = ((), ())
    ) -> None:
        dataset, type = self._records.dataset, self._records.type

        def work(progress: Progress) -> Block:
            return replace(make(dataset, type, *given), place=place)

        self._work(Text("Filling"), size, work, self._take)

    def _work(
        self,
        label: Text,
        size: int,
        work: Callable[[Progress], Any],
        take: Callable[[Any], object],
    ) -> None:
        """Do a little at once, and much beside the window."""
        if size <= _MANY:
            try:
                found = work(Progress())
            except OfftakeError as error:
                self._session.tell_error(error)
            else:
                take(found)
            return
        session, workspace = self._session, self._records.dataset.workspace

        def arrived(found: Any) -> None:
            if session.is_open and session.dataset.workspace == workspace:
                take(found)

        job = session.jobs.start(label, work)
        job.finished.connect(arrived)
        job.failed.connect(self._session.tell_error)

    def _take(self, block: Block) -> None:
        """Write a block, or first show what is wrong with it."""
        if not block.doubtful:
            self.write_block(block)
            return
        from desktop.ui.dialogs.paste_preview import PastePreview

        preview = PastePreview(block, self._records.dataset, self._view.window())
        preview.confirmed.connect(self.write_block)
        preview.place_chosen.connect(self._show_cell)
        self._session.workspace_changed.connect(preview.close)
        self._session.language_changed.connect(preview.retranslate)
        preview.show()

    def _show_cell(self, id: int, name: str) -> None:
        row = self._records.row_of(id)
        if row is not None and name in self._records.type.by_name:
            self._view.stand_on(self._records.index(row, self._records.column_of(name)))

    def write_block(self, block: Block) -> None:
        """Write the good cells of a block."""
        if self._session.is_open:
            written = partial(self._show_written, block)
            self.write(block.changes(self._records.dataset), written)

    def _show_written(self, block: Block, revision: Revision | None) -> None:
        """Select the cells that were written, as a spreadsheet does."""
        ids, names = block.place
        made = (
            [change.id for change in revision.changes if change.before is None] if revision else []
        )
        self._view.select_cells([*ids, *made], names)

    def write(
        self, changes: ChangeSet, then: Callable[[Revision | None], object] = lambda _: None
    ) -> None:
        """Write a ChangeSet, a large one beside the window; `then` goes on when it is there."""
        session = self._session
        new = sum(change.before is None for change in changes.changes)
        if not changes.changes:
            session.tell(Text("Nothing is different, so nothing was changed"))
            then(None)
        elif len(changes.changes) * 4 <= _MANY:
            try:
                revision = session.apply(changes)
            except OfftakeError as error:
                session.tell_error(error)
            else:
                then(revision)
                self._tell_hidden(new)
        else:
            store = session.store
            job = session.jobs.start(changes.label, lambda progress: store.apply(changes, progress))
            job.failed.connect(session.tell_error)
            here = QPersistentModelIndex(self._view.currentIndex())

            def go_on(revision: Revision | None) -> None:
                # Who went on working elsewhere in the meantime is left there.
                if here == self._view.currentIndex():
                    then(revision)

            job.finished.connect(go_on)
            job.finished.connect(lambda _: self._tell_hidden(new))

    def _tell_hidden(self, new: int) -> None:
        if new and self._records.query.narrows:
            self._session.tell(Text("New records that do not pass the filters are not shown"))


def _entered(n: int) -> Text:
    return Text.count(n, "Enter into {n} cell", "Enter into {n} cells")
