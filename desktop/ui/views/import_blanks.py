"""Import blanks: the one question of a workbook that is not ours: what do blank cells mean?"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QRadioButton

from desktop.core.i18n import Text
from desktop.ui import icons, theme


class ImportBlanks(QFrame):
    """A bar with two answers; that they mean nothing is the answer until another is given."""

    #: Whether blank cells clear values.
    answered = Signal(bool)

    def __init__(self, cells: int) -> None:
        super().__init__()
        self._cells = cells
        self.setProperty("look", "card")
        self._question = QLabel()
        self._question.setWordWrap(True)
        self.nothing_button, self.clear_button = QRadioButton(), QRadioButton()
        self._answers = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(*(theme.space(x) for x in (0.8, 0.4, 0.8, 0.4)))
        line.setSpacing(theme.space(0.6))
        line.addWidget(icons.Sign("info", "muted", 1.1))
        line.addWidget(self._question, 1)
        for number, button in enumerate((self.nothing_button, self.clear_button)):
            self._answers.addButton(button, number)
            line.addWidget(button)
        self.nothing_button.setChecked(True)
        self._answers.idClicked.connect(lambda number: self.answered.emit(number == 1))
        self.setVisible(cells > 0)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        said = str(Text.count(
            self._cells,
            "{n} cell is blank in the workbook where there is a value here. What does that mean?",
            "{n} cells are blank in the workbook where there are values here. What does that "
            "mean?"))  # fmt: skip
        self._question.setText(said)
        self.setAccessibleName(said)
        for button, text in (
            (self.nothing_button, Text("Blank cells mean nothing")),
            (self.clear_button, Text("Blank cells clear values")),
        ):
            button.setText(str(text))
            button.setAccessibleDescription(said)
