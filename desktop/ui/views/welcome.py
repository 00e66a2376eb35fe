"""Welcome: what the window shows while no workspace is open, or an open one is empty."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.ui import icons, theme

_SHOWN = 6


class BigButton(QPushButton):
    """A button with a drawing, a title and a line that says what it does."""

    def __init__(self, icon: str, title: Text, more: Text) -> None:
        super().__init__()
        # A button of Qt's never gets narrower than it would like.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setProperty("look", "big")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._texts = (title, more)
        sign = icons.Sign(icon, "link", 1.7)
        self._title, self._more = QLabel(), QLabel()
        self._title.setProperty("role", "strong")
        self._more.setProperty("role", "muted")
        self._more.setWordWrap(True)
        self._more.setMinimumWidth(theme.space(8))
        words = QVBoxLayout()
        words.setSpacing(theme.space(0.1))
        words.addWidget(self._title)
        words.addWidget(self._more)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (1.0, 0.7, 1.0, 0.7)))
        row.setSpacing(theme.space(0.9))
        row.addWidget(sign)
        row.addLayout(words, 1)
        for part in (self._title, self._more):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        title, more = (str(text) for text in self._texts)
        self._title.setText(title)
        self._more.setText(more)
        self.setAccessibleName(title)
        self.setAccessibleDescription(more)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that the texts need where they break into several lines."""
        super().resizeEvent(event)
        row = self.layout()
        wanted = row.totalMinimumHeightForWidth(self.width()) if row is not None else 0
        self.setMinimumHeight(max(wanted, self.minimumSizeHint().height()))

    def sizeHint(self) -> QSize:
        """Be as high as two lines of text and the space around them."""
        return QSize(theme.space(26), theme.space(3.7))

    def minimumSizeHint(self) -> QSize:
        """Never be lower than the texts."""
        return QSize(theme.space(14), theme.space(3.7))


class Welcome(QWidget):
    """The program's name, one sentence, the ways to begin, and the files used last."""

    #: The id of an action, or a path to open.
    action_asked = Signal(str)
    file_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._recent: list[Path] = []
        self._shown: list[QPushButton] = []
        self._empty = False
        self._sign = icons.Sign("offtake", share=4)
        self._title, self._sentence, self._heading = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._sentence.setProperty("role", "muted")
        self._sentence.setWordWrap(True)
        self._sentence.setMinimumWidth(theme.space(10))
        self._heading.setProperty("role", "strong")
        self.buttons = {
            "open_example": BigButton(
                "example", Text("Open the example"),
                Text("Germanium, gallium and indium, with cited sources")),
            "tour": BigButton(
                "info", Text("Take the tour"),
                Text("Five cards on the example: what it answers and how it is asked")),
            "new": BigButton("new", Text("New workspace…"), Text("An empty file of your own")),
            "import": BigButton(
                "import", Text("Import a workbook…"),
                Text("Start from what you keep in Excel; it is shown before it is taken over")),
            "view_material": BigButton(
                "material", Text("Start typing"),
                Text("Begin with the materials; then organizations, plants and capacity")),
        }  # fmt: skip
        for id, button in self.buttons.items():
            button.clicked.connect(lambda *_, id=id: self.action_asked.emit(id))
        self._files = QVBoxLayout()
        self._files.setSpacing(0)
        self._arrange()

    def _arrange(self) -> None:
        head = QGridLayout()
        head.setHorizontalSpacing(theme.space(1.2))
        head.setVerticalSpacing(theme.space(0.2))
        head.addWidget(self._sign, 0, 0, 2, 1)
        head.addWidget(self._title, 0, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self._sentence, 1, 1, Qt.AlignmentFlag.AlignTop)
        head.setColumnStretch(1, 1)
        column = QVBoxLayout()
        column.setSpacing(theme.space(0.6))
        column.addLayout(head)
        column.addSpacing(theme.space(1.2))
        for button in self.buttons.values():
            column.addWidget(button)
        column.addSpacing(theme.space(1.2))
        column.addWidget(self._heading)
        column.addLayout(self._files)
        page = QWidget()
        page.setLayout(column)
        page.setMaximumWidth(theme.space(36))
        column.setContentsMargins(0, 0, 0, 0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.space(1.5)] * 4)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(page, 30)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)

    def show_for(self, empty: str, recent: list[Path]) -> None:
        """Show how to begin; `empty` is the name of the open workspace that holds nothing yet."""
        self._empty = bool(empty)
        self._recent = [] if empty else recent[:_SHOWN]
        for id in ("new", "tour"):
            self.buttons[id].setVisible(not empty)
        self.buttons["view_material"].setVisible(bool(empty))
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._title.setText(str(Text("This workspace is empty")) if self._empty else "Offtake")
        self._sentence.setText(str(
            Text("Fill it from a workbook, or type the first records.") if self._empty else
            Text("How much metal can you count on, from whom, from when, and where is the first "
                 "shortage?")))  # fmt: skip
        for button in self.buttons.values():
            button.retranslate()
        self._heading.setText(str(Text("Opened last")))
        self._heading.setVisible(bool(self._recent))
        for old in self._shown:
            old.deleteLater()
        self._shown = [self._file(path) for path in self._recent]
        for file in self._shown:
            self._files.addWidget(file)

    def _file(self, path: Path) -> QPushButton:
        there = path.is_file()
        folder = str(path.parent).replace(str(Path.home()), "~", 1)
        more = folder if there else str(Text("not there any more"))
        text = self.fontMetrics().elidedText(
            f"{path.name}   –   {more}", Qt.TextElideMode.ElideMiddle, theme.space(30)
        )
        button = QPushButton(text.replace("&", "&&"))
        button.setAccessibleName(path.name)
        button.setMinimumWidth(theme.space(8))
        button.setIcon(icons.icon("file", "muted"))
        button.setProperty("look", "link")
        button.setToolTip(str(path))
        button.setEnabled(there)
        button.clicked.connect(lambda: self.file_asked.emit(path))
        return button
