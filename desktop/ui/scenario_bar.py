"""ScenarioBar: tints the window while a scenario is active, and switches it off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.core.i18n import Text
from desktop.model.scenarios import Scenario
from desktop.ui import theme
from desktop.ui.charts.ink import mixed
from desktop.ui.session import Session

_TINT = 0.16


def scenario_color(scenario: Scenario | None) -> QColor:
    """Give the colour of a scenario; one without a readable colour has that of the program."""
    made = QColor((scenario.color if scenario is not None else None) or "")
    return made if made.isValid() else QColor(theme.colors().accent)


class ScenarioBar(QWidget):
    """A slim bar in the colour of the active scenario; not there while none is active."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.label, self.button = QLabel(self), QPushButton(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        # A long name gives way before the window has to grow.
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button.setProperty("look", "link")
        # A click leaves the keyboard where it was: the button is gone afterwards.
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(lambda: session.use_scenario(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(0.8), theme.space(0.1), theme.space(0.5), 0)
        row.setSpacing(theme.space(0.6))
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        session.scenario_changed.connect(self.show_scenario)
        session.changed.connect(self.show_scenario)
        session.workspace_changed.connect(self.show_scenario)
        session.language_changed.connect(self.show_scenario)
        self.show_scenario()

    def show_scenario(self, *_: object) -> None:
        """Show which scenario is active; nothing for none."""
        active = self._session.scenario
        self.setVisible(active is not None)
        if active is None:
            return
        said = str(Text("Scenario: {name}", name=active.name))
        self.label.setText(said)
        self.label.setToolTip(active.note or said)
        self.setAccessibleName(said)
        self.button.setText(str(Text("Switch off")))
        self.button.setAccessibleName(str(Text("Switch off {name}", name=active.name)))
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint the ground, with a strong stripe at the left and a fine one below."""
        painter, color = QPainter(self), scenario_color(self._session.scenario)
        window = QColor(theme.colors().window)
        painter.fillRect(self.rect(), mixed(window, color, _TINT))
        stripe = theme.space(0.3)
        painter.fillRect(QRectF(0, 0, stripe, self.height()), color)
        painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), color)
