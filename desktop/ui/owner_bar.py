"""OwnerBar: says that another window has the file, and lets this one edit when that is gone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.core.i18n import Text, locale
from desktop.core.partial_date import PartialDate
from desktop.ui import icons, theme
from desktop.ui.documents import Documents
from desktop.ui.session import Session


class OwnerBar(QFrame):
    """A bar over the views that is there only while the file is shown for another window."""

    def __init__(
        self, session: Session, documents: Documents, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("notice", "warning")
        self._ownership = documents.ownership
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.edit_button = QPushButton()
        self.edit_button.clicked.connect(documents.reopen)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.3, 0.6, 0.3)))
        row.setSpacing(theme.space(0.6))
        row.addWidget(icons.Sign("warning", "warning", 1.1))
        row.addWidget(self.label, 1)
        row.addWidget(self.edit_button)
        self._ownership.changed.connect(self.show_owner)
        session.language_changed.connect(self.show_owner)
        self.show_owner()

    def show_owner(self) -> None:
        """Say who has the file; nothing where this window has it."""
        owner, free = self._ownership.owner, self._ownership.can_take_over
        self.setVisible(owner is not None or free)
        self.edit_button.setVisible(free)
        self.edit_button.setText(str(Text("&Edit here")))
        if owner is not None:
            day = PartialDate.of_day(owner.since.date()).format(locale().language)
            since = f"{day} {owner.since:%H:%M}"
            said = (
                Text("The file is open on {where} since {time}; until it is closed there, it can "
                     "only be looked at here", where=owner.where, time=since)
                if owner.where
                else Text("The file is open in another window since {time}; until it is closed "
                          "there, it can only be looked at here", time=since)
            )  # fmt: skip
        else:
            said = Text("The other window has closed the file; it can be edited here now")
        self.label.setText(str(said))
        self.setAccessibleName(str(said))
