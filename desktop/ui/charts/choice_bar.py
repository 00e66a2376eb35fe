"""ChoiceBar: the row of choices above a chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.flow_layout import FlowLayout

#: What can be chosen: a key and its text.
Options = Sequence[tuple[str, Text | str]]


class ChoiceBox(QComboBox):
    """A drop-down that leaves the wheel to the page, so that scrolling changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class ChoiceBar(QWidget):
    """Drop-downs with their labels, in as many lines as they need; buttons at the right end."""

    #: Another choice was made: which one.
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, ChoiceBox] = {}
        self._labels: dict[str, tuple[QLabel, Text]] = {}
        self._options: dict[str, Options] = {}
        self.row = FlowLayout(theme.space(0.4))
        self.row.begin_tail()
        self.setLayout(self.row)

    def event(self, event: QEvent) -> bool:
        """Be as high as its lines are, in layouts too that do not ask for a height."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.setMinimumHeight(self.row.heightForWidth(self.width()))
        return super().event(event)

    def add_choice(self, key: str, label: Text, options: Options = ()) -> None:
        """Add a drop-down."""
        cell = QWidget(self)
        box, name = ChoiceBox(cell), QLabel(cell)
        name.setBuddy(box)
        name.setProperty("role", "muted")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        pair = QHBoxLayout(cell)
        pair.setContentsMargins(0, 0, theme.space(0.6), 0)
        pair.setSpacing(theme.space(0.4))
        pair.addWidget(name)
        pair.addWidget(box)
        self.row.add_to_head(cell)
        self.boxes[key], self._labels[key] = box, (name, label)
        self.set_options(key, options)
        box.activated.connect(lambda _: self.chosen.emit(key))

    def set_options(self, key: str, options: Options) -> None:
        """Set what can be chosen, keeping the choice if it is still there."""
        self._options[key] = options
        box, before = self.boxes[key], self.value(key)
        shown = [(box.itemData(i), box.itemText(i)) for i in range(box.count())]
        wanted = [(value, str(text)) for value, text in options]
        if shown != wanted:
            box.clear()
            for value, text in wanted:
                box.addItem(text, value)
            self.choose(key, before)

    def value(self, key: str) -> str:
        """Give the choice made."""
        return str(self.boxes[key].currentData() or "")

    def choose(self, key: str, value: str) -> bool:
        """Make a choice; False, and nothing changed, if there is no such thing."""
        place = self.boxes[key].findData(value)
        if place >= 0:
            self.boxes[key].setCurrentIndex(place)
        return place >= 0

    def retranslate(self) -> None:
        """Set the texts in the language in use."""
        for key, (name, label) in self._labels.items():
            name.setText(str(label))
            self.boxes[key].setAccessibleName(str(label))
            self.set_options(key, self._options[key])
