"""New record: what the form of a record not written yet has and needs besides its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.core.validation import record_problems
from desktop.ui import theme
from desktop.ui.form.record_form import RecordForm

NEW = -1  # the id of a record that is not written yet


class NewRecordButtons(QFrame):
    """The buttons below the form of a new record."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.create_button, self.cancel_button = QPushButton(), QPushButton()
        self.create_button.setProperty("look", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.5, 0.8, 0.5)))
        row.addWidget(self.create_button)
        row.addWidget(self.cancel_button)
        row.addStretch(1)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.create_button.setText(str(Text("Create")))
        self.create_button.setToolTip("Ctrl+Enter")
        self.cancel_button.setText(str(Text("Cancel")))
        self.cancel_button.setToolTip("Esc")


@dataclass(frozen=True)
class NewRecord:
    """What the form of a new record holds: values, what cannot be read, and all that is wrong."""

    values: Mapping[str, Any]
    faults: Mapping[str, Text]
    problems: list[Problem]

    @property
    def good(self) -> bool:
        """Whether it can be written."""
        return not self.faults and all(problem.severity != "error" for problem in self.problems)


def read_new(form: RecordForm, dataset: Dataset) -> NewRecord:
    """Read the form of a new record, and check what it says."""
    values, faults = form.typed(dataset)
    known = {name: value for name, value in values.items() if value is not None}
    for field in form.type.fields:
        if field.hidden and field.default is not None:
            known.setdefault(field.name, field.default)
    after = dataset.with_changes([Change(form.type.name, NEW, None, known)])
    return NewRecord(known, faults, record_problems(after[form.type.name][NEW], after))
