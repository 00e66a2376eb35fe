"""Replace dialog: what is found and what it would become, cell by cell, before it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import ChangeSet
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.operations.replace import Replacement, Replacements, Wanted, replaced
from desktop.ui import theme
from desktop.ui.dialogs.cell_list import CellList, Line
from desktop.ui.grid.cell_view import CellView
from desktop.ui.grid.columns import shown

#: More cells than this are searched beside the window.
_MANY = 4_000
_PAUSE = 200  # milliseconds
_AROUND = 14  # letters shown before what is replaced in a long text
_SHOWN = 5_000  # lines of the list; all are replaced
SCOPES = {
    "selection": Text("In the selection"),
    "column": Text("In this column"),
    "all": Text("In all cells shown"),
}


class ReplaceDialog(QDialog):
    """Finds text in the cells of a grid and replaces it in one step.

    It stays open beside the grid; what is found follows what is typed and selected.
    """

    #: A cell is to be shown: record id and field name.
    place_chosen = Signal(int, str)

    def __init__(
        self, view: CellView, write: Callable[[ChangeSet], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._view, self._write = view, write
        self._session = view.records.session
        self._found: Replacements | None = None
        self._search = 0
        # What was selected at first counts, however somebody moves about to look at cells.
        chosen = view.selected()
        self._cells = {
            "selection": chosen.cells(view.records),
            "column": _in_columns(view, chosen.columns),
            "all": _in_columns(view, shown(view.header)),
        }
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look)
        self._build(many=chosen.count > 1)
        self._session.changed.connect(self._on_changed)
        self._session.workspace_changed.connect(self.close)
        self._session.language_changed.connect(self.retranslate)

    def _build(self, many: bool) -> None:
        self.setObjectName("replace")
        self.find_line, self.put_line = QLineEdit(), QLineEdit()
        self.scope = QComboBox()
        for scope in SCOPES:
            self.scope.addItem("", scope)
        self.scope.setCurrentIndex(0 if many else 2)
        self.case_box, self.whole_box = QCheckBox(), QCheckBox()
        self.find_label, self.put_label = QLabel(), QLabel()
        form = QFormLayout()
        for label, line in ((self.find_label, self.find_line), (self.put_label, self.put_line)):
            label.setBuddy(line)
            form.addRow(label, line)
        row = QHBoxLayout()
        for widget in (self.scope, self.case_box, self.whole_box):
            row.addWidget(widget)
        row.addStretch(1)
        self.list = CellList(
            (Text("Record"), Text("Field"), Text("Before"), Text("After"), Text("What is wrong")),
            (7, 8, 11, 11, 12), self,
        )  # fmt: skip
        self.list.place_chosen.connect(self.place_chosen)
        self.count = QLabel()
        self.count.setWordWrap(True)
        self.buttons = QDialogButtonBox(self)
        self.replace_button = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.close_button = self.buttons.addButton("", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.replace)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addLayout(row)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.count)
        layout.addWidget(self.buttons)
        self.resize(theme.space(56), theme.space(28))
        for line in (self.find_line, self.put_line):
            line.textChanged.connect(self._on_asked)
        for box in (self.case_box, self.whole_box):
            box.toggled.connect(self._on_asked)
        self.scope.currentIndexChanged.connect(self._on_asked)
        self.find_line.setFocus()
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setWindowTitle(str(Text("Find and replace")))
        self.find_label.setText(str(Text("Fi&nd")))
        self.put_label.setText(str(Text("Replace &with")))
        self.scope.setAccessibleName(str(Text("Where")))
        for n, text in enumerate(SCOPES.values()):
            self.scope.setItemText(n, str(text))
        self.case_box.setText(str(Text("Match &case")))
        self.whole_box.setText(str(Text("&Whole cell only")))
        self.list.setAccessibleName(str(Text("Cells that were found")))
        self.replace_button.setText(str(Text("Replace")))
        self.close_button.setText(str(Text("Close")))
        self._show(self._found)

    @property
    def _chosen_cells(self) -> Mapping[int, Sequence[str]]:
        return self._cells[self.scope.currentData()]

    def _wanted(self) -> Wanted:
        return Wanted(
            self.find_line.text(),
            self.put_line.text(),
            self.case_box.isChecked(),
            self.whole_box.isChecked(),
        )

    def _on_asked(self, *_: object) -> None:
        self._show(None)
        if sum(map(len, self._chosen_cells.values())) > _MANY:
            self._pause.start()
        else:
            self._look()

    def _on_changed(self, *_: object) -> None:
        if self._view.records.dataset is not self._session.dataset:
            self._pause.start()  # the grid has not caught up with it yet
        else:
            self._look()

    def _look(self) -> None:
        if not self._session.is_open:
            return
        model, wanted = self._view.records, self._wanted()
        dataset, type = model.dataset, model.type
        cells = {id: names for id, names in self._chosen_cells.items() if id in dataset[type.name]}
        self._search += 1
        search = self._search

        def work(progress: Progress) -> Replacements:
            return replaced(dataset, type, cells, wanted, progress)

        if not wanted.find or sum(map(len, cells.values())) <= _MANY:
            self._show(work(Progress()) if wanted.find else None)
            return
        job = self._session.jobs.start(Text("Searching"), work)
        job.finished.connect(lambda found: self._arrived(search, found))

    def _arrived(self, search: int, found: Replacements) -> None:
        if search == self._search:
            self._show(found)

    def _show(self, found: Replacements | None) -> None:
        self._found = found
        cells = () if found is None else found.found
        self.list.show_lines([self._line(one) for one in cells[:_SHOWN]])
        good = 0 if found is None else found.good
        self.replace_button.setEnabled(good > 0)
        text = Text("")
        if found is not None and len(cells) > good:
            text = Text("{good} of {n} cells found can be replaced", good=good, n=len(cells))
        elif found is not None:
            text = Text.count(len(cells), "{n} cell found", "{n} cells found")
        self.count.setText(str(text))

    def _line(self, one: Replacement) -> Line:
        model = self._view.records
        code = model.dataset.code_of(model.type.name, one.id) or ""
        title = str(model.type.by_name[one.name].title)
        wrong = "" if one.fault is None else str(one.fault)
        before, after = _excerpts(one.before, one.after)
        return Line(one.id, one.name, (code, title, before, after, wrong), bool(wrong))

    def replace(self) -> None:
        """Write what can be replaced; the dialog stays for what is looked for next."""
        if self._found is not None and self._found.good:
            self._write(self._found.block.changes(self._view.records.dataset))


def _excerpts(before: str, after: str) -> tuple[str, str]:
    """Give two texts from shortly before the place where they begin to differ."""
    same = 0
    while before[same : same + 1] == after[same : same + 1] != "":
        same += 1
    if same <= _AROUND:
        return before, after
    start = same - _AROUND
    return f"…{before[start:]}", f"…{after[start:]}"


def _in_columns(view: CellView, columns: Sequence[int]) -> dict[int, list[str]]:
    names = [view.records.fields[column].name for column in columns]
    return {id: names for id in view.records.ids if id >= 0}
