"""PastBar: says that a past state of the workspace is looked at, and leads back to now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.core.changes import ChangeSet
from desktop.core.i18n import Text
from desktop.operations.restore import bring_back
from desktop.ui import icons, theme
from desktop.ui.session import Session
from desktop.ui.status import time_text


class WayBack(QObject):
    """Keeps the action that leads back to now enabled while the past is looked at."""

    def __init__(self, action: QAction, session: Session) -> None:
        super().__init__(action)
        self._action, self._session = action, session
        action.triggered.connect(lambda *_: session.look_at_now())
        session.past_changed.connect(self._allow)
        session.workspace_changed.connect(self._allow)
        self._allow()

    def _allow(self, *_: object) -> None:
        self._action.setEnabled(self._session.past is not None)


class PastBar(QWidget):
    """A bar over the views that is there only while the past is looked at.

    What was then can be brought back from here: the selected record, as it was.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        # A long sentence breaks before the window has to grow.
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.copy_button, self.now_button = QPushButton(self), QPushButton(self)
        self.now_button.setProperty("look", "primary")
        self.now_button.clicked.connect(session.look_at_now)
        self.copy_button.clicked.connect(self._bring_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (0.9, 0.35, 0.6, 0.4)))
        row.setSpacing(theme.space(0.6))
        row.addWidget(icons.Sign("history", "warning", 1.1))
        row.addWidget(self.label, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.now_button)
        for signal in (session.past_changed, session.changed, session.selected,
                       session.language_changed):  # fmt: skip
            signal.connect(self.show_past)
        self.show_past()

    def show_past(self, *_: object) -> None:
        """Show which revision is looked at; nothing for now."""
        past = self._session.past
        self.setVisible(past is not None)
        if past is None:
            return
        said = str(Text("You look at revision {n} of {time}; nothing can be changed here",
                        n=past.revision.number, time=time_text(past.revision)))  # fmt: skip
        self.label.setText(said)
        self.label.setToolTip(str(past.revision.label))
        self.setAccessibleName(said)
        self.now_button.setText(str(Text("Back to now")))
        changes = self._changes()
        self.copy_button.setVisible(changes is not None)
        if changes is not None:
            self.copy_button.setText(str(changes.label))
            self.copy_button.setToolTip(str(Text("Goes back to now and brings the record back "
                                                 "there as it was")))  # fmt: skip

    def _changes(self) -> ChangeSet | None:
        """Give what brings the selected record back as it was; None if that changes nothing."""
        past, selection = self._session.past, self._session.selection
        if past is None or selection is None or self._session.store.read_only:
            return None
        return bring_back(self._session.store.dataset, past.dataset, *selection)

    def _bring_back(self) -> None:
        changes = self._changes()
        if changes is not None:
            self._session.look_at_now()
            self._session.try_apply(changes)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint the ground, with a strong stripe at the left and a line below."""
        painter, colors = QPainter(self), theme.colors()
        painter.fillRect(self.rect(), QColor(colors.warning_soft))
        strong = QColor(colors.warning)
        painter.fillRect(QRectF(0, 0, theme.space(0.3), self.height()), strong)
        painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), strong)
