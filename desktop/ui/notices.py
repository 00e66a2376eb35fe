"""Notices: what the window tells, one sentence each, above the view and in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Revision
from desktop.core.i18n import Text
from desktop.ui import icons, theme
from desktop.ui.session import Notice, Session

MOST = 3
#: How long a piece of news stays; what went wrong stays until it is closed.
NEWS_SECONDS = 8


class _Bar(QFrame):
    """One notice with its sign and a button that closes it."""

    def __init__(self, notice: Notice, parent: NoticeBar) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setProperty("notice", notice.severity)
        tone = {"error": "error", "warning": "warning"}.get(notice.severity, "link")
        sign = icons.Sign(notice.severity, tone, 1.1)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.action_button = QPushButton()
        self.action_button.setProperty("look", "link")
        self.action_button.setVisible(notice.action is not None)
        if notice.action is not None:
            do = notice.action[1]
            self.action_button.clicked.connect(lambda *_: do())
        self.close_button = QToolButton()
        self.close_button.setIcon(icons.icon("close"))
        self.close_button.clicked.connect(lambda: parent.remove(self))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*(theme.space(x) for x in (0.8, 0.35, 0.5, 0.35)))
        layout.setSpacing(theme.space(0.6))
        layout.addWidget(sign)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.action_button)
        layout.addWidget(self.close_button)
        self.retranslate()

    def retranslate(self) -> None:
        self.label.setText(str(self.notice.text))
        self.label.setAccessibleName(str(self.notice.text))
        if self.notice.action is not None:
            self.action_button.setText(str(self.notice.action[0]))
        self.close_button.setToolTip(str(Text("Close this notice")))
        self.close_button.setAccessibleName(str(Text("Close this notice")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_button.click()
        else:
            super().keyPressEvent(event)


class NoticeBar(QWidget):
    """The notices that are shown now, the newest at the top."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._bars: list[_Bar] = []
        self._timer = QTimer(self, singleShot=True, interval=NEWS_SECONDS * 1000)
        self._timer.timeout.connect(self._drop_news)
        session.noticed.connect(self.show_notice)
        session.withdrawn.connect(self._withdraw)
        session.changed.connect(self._on_changed)
        self.hide()

    @property
    def bars(self) -> list[_Bar]:
        """The notices as they are shown now, the newest first."""
        return list(self._bars)

    @property
    def texts(self) -> list[str]:
        """What is told now, the newest first."""
        return [bar.label.text() for bar in self._bars]

    @property
    def notices(self) -> list[Notice]:
        """What is told now, the newest first."""
        return [bar.notice for bar in self._bars]

    def show_notice(self, notice: Notice) -> None:
        """Show a notice; one that is there already moves to the top."""
        for bar in [bar for bar in self._bars if bar.notice == notice]:
            self.remove(bar)
        bar = _Bar(notice, self)
        self._bars.insert(0, bar)
        self._layout.insertWidget(0, bar)
        for old in self._bars[MOST:]:
            self.remove(old)
        if notice.severity == "info":
            self._timer.start()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(bar.label, QAccessible.Event.Alert))

    def remove(self, bar: _Bar) -> None:
        """Take a notice away."""
        if bar in self._bars:
            self._bars.remove(bar)
            self._layout.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.setVisible(bool(self._bars))

    def clear(self) -> None:
        """Take all notices away."""
        for bar in list(self._bars):
            self.remove(bar)

    def _withdraw(self, text: Text) -> None:
        for bar in [bar for bar in self._bars if bar.notice.text == text]:
            self.remove(bar)

    def _on_changed(self, revision: Revision) -> None:
        """Take away what was told of a revision that is undone now."""
        if revision.cancels is not None:
            for bar in [bar for bar in self._bars if bar.notice.revision == revision.cancels]:
                self.remove(bar)

    def _drop_news(self) -> None:
        # What offers something to do stays until it was done or closed.
        for bar in [bar for bar in self._bars if bar.notice.severity == "info"]:
            if bar.notice.action is None:
                self.remove(bar)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        for bar in self._bars:
            bar.retranslate()
