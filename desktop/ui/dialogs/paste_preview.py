"""Paste preview: what of a paste cannot be taken, cell by cell, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from desktop.core.dataset import Dataset
from desktop.core.fields import ChoiceField, Field
from desktop.core.i18n import Text, join
from desktop.operations.block import Block, Fault
from desktop.ui import theme
from desktop.ui.dialogs.cell_list import CellList, Line
from desktop.ui.form.editors import hint


class PastePreview(QDialog):
    """Lists the bad cells of a Block and what is to be known of it; writes nothing itself.

    It does not stand in the way of the window: a cell can be looked at while it is open.
    """

    #: The good cells are to be written.
    confirmed = Signal(object)
    #: A cell is to be shown: record id and field name.
    place_chosen = Signal(int, str)

    def __init__(self, block: Block, dataset: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._block = block
        self._dataset = dataset
        self.summary, self.notes = QLabel(), QLabel()
        self.summary.setWordWrap(True)
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setVisible(bool(block.notes))
        self.list = CellList(
            (Text("Record"), Text("Field"), Text("Value"), Text("What is wrong"),
             Text("What would be right")),
            (8, 7, 8, 25, 9), self,
        )  # fmt: skip
        self.list.setVisible(bool(block.faults))
        self.list.place_chosen.connect(self.place_chosen)
        self.buttons = QDialogButtonBox(self)
        self.good_button = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.good_button.setEnabled(block.cells > 0)
        self.cancel_button = self.buttons.addButton("", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.summary, self.notes, self.list, self.buttons):
            layout.addWidget(widget)
        self.resize(theme.space(60), theme.space(20) if block.faults else theme.space(8))
        (self.good_button if block.cells else self.cancel_button).setFocus()
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        block, pasting = self._block, self._block.origin == "paste"
        self.setWindowTitle(str(Text("Paste")) if pasting else str(Text("Fill")))
        self.summary.setText(_summary(block))
        self.notes.setText("\n".join(str(note) for note in block.notes))
        self.list.setAccessibleName(str(Text("Cells that cannot be taken")))
        self.list.show_lines([self._line(fault) for fault in block.faults])
        self.list.horizontalHeader().viewport().update()
        self.good_button.setText(self._good_text(pasting))
        self.cancel_button.setText(str(Text("Cancel")))

    def _good_text(self, pasting: bool) -> str:
        if not self._block.faults:
            return str(Text("Paste") if pasting else Text("Fill"))
        return str(Text("Paste the good cells") if pasting else Text("Fill the good cells"))

    def _line(self, fault: Fault) -> Line:
        field = self._block.type.by_name.get(fault.name)
        codes = self._block.codes or {}
        code = "" if fault.id is None else codes.get(fault.id, "")
        if fault.id is not None and fault.id < 0:
            code = str(Text("new: {code}", code=code)) if code else str(Text("new"))
        elif fault.id is not None:
            code = self._dataset.code_of(self._block.type.name, fault.id) or ""
        return Line(
            fault.id,
            fault.name,
            (code, "" if field is None else str(field.title), fault.raw, str(fault.message),
             _right(field)),
            wrong=True,
        )  # fmt: skip

    def accept(self) -> None:
        """Ask for the good cells to be written."""
        self.confirmed.emit(self._block)
        super().accept()


def _right(field: Field | None) -> str:
    """Give what a field takes."""
    if isinstance(field, ChoiceField):
        return field.shown_choices
    return "" if field is None else str(hint(field))


def _summary(block: Block) -> str:
    bad, good, new = len(block.faults), block.cells, block.new
    parts: list[Text | str] = []
    if bad:
        parts.append(Text.count(bad, "{n} cell cannot be taken as it is.",
                                "{n} cells cannot be taken as they are."))  # fmt: skip
    if new:
        parts.append(Text.count(new, "{n} new record can be made.",
                                "{n} new records can be made."))  # fmt: skip
    parts.append(
        Text.count(good, "{n} cell is good. Nothing has been written yet.",
                   "{n} cells are good. Nothing has been written yet.")
    )  # fmt: skip
    return join(parts, " ")
