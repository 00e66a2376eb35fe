"""BalanceEmpty: the page that says what to do when there is no balance to show."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.i18n import Text
from desktop.ui import theme


def _said(lack: str, material: str, whom: str) -> tuple[Text, Text, Text]:
    """Give heading, sentence and what the button does."""
    if lack == "own":
        return (
            Text("Whose balance is it?"),
            Text("Choose your own organization in the preferences: its demand and stock are then "
                 "shown first. Or choose another organization above."),
            Text("Open Preferences"),
        )  # fmt: skip
    if lack == "nobody":
        return (
            Text("Nobody is chosen yet"),
            Text("Check the organizations that are to be added up."),
            Text("Choose organizations"),
        )
    if lack == "demand":
        return (
            Text("No demand on record"),
            Text("{whom}: nothing is needed of {material}. Record what is needed in a year, or "
                 "choose another material or organization above.", whom=whom, material=material),
            Text("Go to Demand"),
        )  # fmt: skip
    return (
        Text("No demand yet"),
        Text("Record who needs how much of a material in a year: the balance then tells how long "
             "stock and agreements cover it. Or open the example, or import a workbook, from the "
             "File menu."),
        Text("Go to Demand"),
    )  # fmt: skip


class BalanceEmpty(QWidget):
    """A heading, a sentence and a button."""

    #: The button was pressed: what is missing (`nothing`, `own`, `nobody` or `demand`).
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lack = ("nothing", "", "")
        self.heading, self.line, self.button = QLabel(self), QLabel(self), QPushButton(self)
        self.heading.setProperty("role", "title")
        self.line.setWordWrap(True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.line.setFixedWidth(round(30 * theme.em()))
        self.button.setProperty("look", "primary")
        self.button.clicked.connect(lambda: self.asked.emit(self._lack[0]))
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(0.6))
        column.addStretch(2)
        for widget in (self.heading, self.line, self.button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.retranslate()

    def show_lack(self, lack: str, material: str = "", whom: str = "") -> None:
        """Say what is missing."""
        self._lack = (lack, material, whom)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        heading, line, does = _said(*self._lack)
        self.heading.setText(str(heading))
        self.line.setText(str(line))
        # A layout that centres a label gives it one line only.
        self.line.setMinimumHeight(self.line.heightForWidth(self.line.width()))
        self.button.setText(str(does))
