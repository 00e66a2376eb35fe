"""Record form: the editors of all fields of a record type, in the sections of its declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.core.dataset import Dataset
from desktop.core.errors import FieldError, Problem
from desktop.core.fields import Field, LongTextField
from desktop.core.i18n import Text, translate
from desktop.core.records import RecordType
from desktop.ui import theme
from desktop.ui.form.field_row import FieldRow

_WIDEST_LABEL = 8.0  # in heights of a line; a longer label breaks


class RecordForm(QWidget):
    """Shows values and problems, and tells which field is to be read; it writes nothing."""

    #: The text of a field was changed and is to be read.
    committed = Signal(str)
    #: The former text of a field was brought back.
    reverted = Signal(str)
    #: Somebody types into a field.
    edited = Signal(str)
    #: The history of a field is asked for.
    history_asked = Signal(str)

    def __init__(
        self, type: RecordType, source: Callable[[], Dataset], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.type = type
        self.rows: dict[str, FieldRow] = {}
        self._headings: list[tuple[QLabel, str]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(0.6))
        grid.setVerticalSpacing(theme.space(0.2))
        grid.setColumnStretch(1, 1)
        for section, fields in _sections(type):
            self._add_heading(grid, section)
            for field in fields:
                self._add_row(grid, field, source)
        self._grid = grid
        self.retranslate()

    def _add_heading(self, grid: QGridLayout, section: str) -> None:
        # The first section needs no heading: it is what the form is about.
        if not self.rows:
            return
        heading = QLabel(self)
        heading.setProperty("role", "strong")
        heading.setContentsMargins(0, theme.space(0.7), 0, theme.space(0.1))
        self._headings.append((heading, section))
        grid.addWidget(heading, grid.rowCount(), 0, 1, 2)

    def _add_row(self, grid: QGridLayout, field: Field, source: Callable[[], Dataset]) -> None:
        row = self.rows[field.name] = FieldRow(field, source, self)
        row.place(grid, grid.rowCount())
        row.committed.connect(self.committed)
        row.reverted.connect(self.reverted)
        row.edited.connect(self.edited)
        row.history_asked.connect(self.history_asked)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        for heading, section in self._headings:
            heading.setText(translate(section, "section") if section else "")
        for row in self.rows.values():
            row.retranslate()
        widest = max((row.label_width() for row in self.rows.values()), default=0)
        width = min(widest, theme.space(_WIDEST_LABEL))
        self._grid.setColumnMinimumWidth(0, width)
        for row in self.rows.values():
            row.limit_label(width)

    def changeEvent(self, event: QEvent) -> None:
        """Colour the labels anew when light turns dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.retranslate()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show typed values; an editor in which somebody is typing is left alone."""
        for name, row in self.rows.items():
            row.show_value(values.get(name))

    def texts(self) -> dict[str, str]:
        """Give what stands in all editors that hold something, as it was typed."""
        found = {name: row.editor.raw() for name, row in self.rows.items()}
        return {name: text for name, text in found.items() if text.strip()}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show texts as if they had just been typed; fields that are not named become blank."""
        for name, row in self.rows.items():
            row.editor.show_text(texts.get(name, ""))

    def allow(self, writable: bool) -> None:
        """Let values be changed, or only read and copied."""
        for row in self.rows.values():
            row.allow(writable)

    def show_edited(self, summaries: Mapping[str, str]) -> None:
        """Offer the history of these fields, each with a sentence on it."""
        for name, row in self.rows.items():
            row.show_edited(summaries.get(name, ""))

    def focused(self) -> str:
        """Give the field in which the cursor is, or the empty text."""
        inside = (name for name, row in self.rows.items() if row.editor.hasFocus())
        return next(inside, "")

    def forget_typing(self) -> None:
        """Let the next values replace whatever is being typed."""
        for row in self.rows.values():
            row.editor.setModified(False)

    def show_problems(
        self, problems: Mapping[str, Sequence[Problem]], faults: Mapping[str, Text]
    ) -> None:
        """Show problems at their fields; a fault of what was typed comes before them."""
        for name, row in self.rows.items():
            row.show_problems(problems.get(name, ()), faults.get(name))

    def typed(self, dataset: Dataset) -> tuple[dict[str, Any], dict[str, Text]]:
        """Give the values of all editors, and what is wrong with those that cannot be read."""
        values: dict[str, Any] = {}
        faults: dict[str, Text] = {}
        for name, row in self.rows.items():
            row.editor.settle()
            try:
                values[name] = row.field.parse(row.editor.raw(), lookup=dataset)
            except FieldError as fault:
                faults[name] = fault.message
        return values, faults

    def commit(self) -> None:
        """Let the editor that is being typed in say so, as if the focus had left it."""
        for row in self.rows.values():
            if row.editor.isModified():
                row.editor.settle()
                row.editor.commit()


def _sections(type: RecordType) -> Iterator[tuple[str, list[Field]]]:
    """Give sections in the order in which they first occur, with their fields in order."""
    found: dict[str, list[Field]] = {}
    for field in type.shown_fields:
        found.setdefault(field.section, []).append(field)
    first = next(iter(found), "")
    # Long text would push the figures out of sight, so that of the first section comes last.
    long: list[Field] = [f for f in found.get(first, ()) if isinstance(f, LongTextField)]
    found[first] = [field for field in found[first] if field not in long]
    yield from found.items()
    if long:
        yield "", long
