"""Record context: what stands under the form: its part in the plan, its claims, who uses it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.records import Record
from desktop.ui.form.claims_panel import ClaimsPanel
from desktop.ui.form.usage_note import UsageNote
from desktop.ui.form.used_by import UsedBy
from desktop.ui.session import Session


class RecordContext(QWidget):
    """Follows the record in the inspector; each part looks after itself."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.usage = UsageNote(session)
        self.claims = ClaimsPanel(session)
        self.used_by = UsedBy(session)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.usage, self.claims, self.used_by):
            column.addWidget(part)

    def show_record(self, record: Record | None) -> None:
        """Show what belongs to a record."""
        self.setVisible(record is not None)
        for part in (self.usage, self.claims, self.used_by):
            part.show_record(record)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        for part in (self.usage, self.claims, self.used_by):
            part.retranslate()
