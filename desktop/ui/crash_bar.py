"""CrashBar: after an unexpected end, offers to go on where one was, and shows the report."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.ui import icons, theme
from desktop.ui.documents import Documents
from desktop.ui.runs import Crash
from desktop.ui.session import Session


class CrashBar(QFrame):
    """A bar over the views that is there only after the program ended unexpectedly."""

    def __init__(
        self, session: Session, documents: Documents, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("notice", "warning")
        self._documents = documents
        self._crash: Crash | None = None
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reopen_button, self.report_button, self.close_button = (
            QPushButton(), QPushButton(), QPushButton(),
        )  # fmt: skip
        self.reopen_button.setProperty("look", "primary")
        self.reopen_button.clicked.connect(self._reopen)
        self.report_button.clicked.connect(self._show_report)
        self.close_button.clicked.connect(lambda: self.offer(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.3, 0.6, 0.3)))
        row.setSpacing(theme.space(0.6))
        row.addWidget(icons.Sign("warning", "warning", 1.1))
        row.addWidget(self.label, 1)
        for button in (self.reopen_button, self.report_button, self.close_button):
            row.addWidget(button)
        session.language_changed.connect(self._show)
        self._show()

    def offer(self, crash: Crash | None) -> None:
        """Tell of an unexpected end; None takes the bar away."""
        self._crash = crash
        self._show()
        if crash is not None:
            best = self.reopen_button if self.reopen_button.isVisible() else self.report_button
            best.setFocus()

    def _show(self) -> None:
        crash = self._crash
        self.setVisible(crash is not None)
        if crash is None:
            return
        there = crash.path is not None and crash.path.is_file()
        said = Text("Offtake ended unexpectedly; all edits up to then are saved.")
        if there and crash.path is not None:
            said = Text("Offtake ended unexpectedly; all edits up to then are saved. Reopen "
                        "“{file}”?", file=crash.path.name)  # fmt: skip
        whole = Text("{said} The report is saved at {path}", said=said, path=crash.report)
        self.label.setText(str(whole))
        self.setAccessibleName(str(whole))
        self.reopen_button.setVisible(there)
        self.reopen_button.setText(str(Text("Re&open")))
        self.report_button.setText(str(Text("Show the re&port")))
        self.close_button.setText(str(Text("&Close")))

    def _reopen(self) -> None:
        if self._crash is not None and self._crash.path is not None:
            path = self._crash.path
            self.offer(None)
            self._documents.open_path(path)

    def _show_report(self) -> None:
        if self._crash is not None:
            ReportDialog(self._crash.text(), self.window()).open()


class ReportDialog(QDialog):
    """The report as it was saved: all that it says, to be read before it is given to anybody."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(Text("Report")))
        said = QLabel(str(Text("This is the whole report. It is only on this computer, and nothing "
                               "sends it.")))  # fmt: skip
        said.setWordWrap(True)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(str(Text("Report")))
        buttons = QDialogButtonBox()
        copy = buttons.addButton(str(Text("&Copy")), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        close = buttons.addButton(str(Text("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (said, self.text, buttons):
            column.addWidget(part)
        self.resize(theme.space(40), theme.space(24))
