"""DraftBar: offers to go on with a new record that was begun and not written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.core.i18n import Text
from desktop.ui import icons, theme
from desktop.ui.drafts import type_of
from desktop.ui.session import Session


class DraftBar(QFrame):
    """A bar over the views that is there only while a draft waits."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", "info")
        self._session = session
        self._key = ""
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.continue_button, self.discard_button = QPushButton(), QPushButton()
        self.continue_button.clicked.connect(lambda: session.draft_asked.emit(self._key))
        self.discard_button.clicked.connect(lambda: session.drafts.discard(self._key))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.3, 0.6, 0.3)))
        row.setSpacing(theme.space(0.6))
        row.addWidget(icons.Sign("new", "link", 1.1))
        row.addWidget(self.label, 1)
        row.addWidget(self.continue_button)
        row.addWidget(self.discard_button)
        for signal in (session.drafts.changed, session.workspace_changed, session.past_changed,
                       session.language_changed):  # fmt: skip
            signal.connect(self.show_draft)
        self.show_draft()

    def show_draft(self) -> None:
        """Offer a draft, if one waits and can be gone on with."""
        self._key = self._session.drafts.offered() if self._session.writable else ""
        type = self._session.types.get(type_of(self._key))
        self.setVisible(type is not None)
        if type is None:
            return
        said = str(Text("A draft of a new record was kept: {type}", type=type.singular))
        self.label.setText(said)
        self.setAccessibleName(said)
        texts = self._session.drafts.texts(self._key)
        self.label.setToolTip("\n".join(list(texts.values())[:8]))
        self.continue_button.setText(str(Text("Continue")))
        self.discard_button.setText(str(Text("Discard")))
