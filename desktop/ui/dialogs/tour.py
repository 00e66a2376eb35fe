"""Tour: five cards that point at what the program is for, and are gone with Esc."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)
from PySide6.QtWidgets import QWidget as Widget

from desktop.core.i18n import Text
from desktop.ui import theme

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow
    from desktop.ui.views.balance import BalanceView

#: What the window remembers once somebody has taken the tour.
SEEN = "tour seen"


@dataclass(frozen=True)
class Step:
    """A card: what it says, and what shows its target and gives the widget and the part of it."""

    title: Text
    text: Text
    show: Callable[[MainWindow], tuple[Widget, QRect]]


def _timeline(window: MainWindow) -> tuple[Widget, QRect]:
    from desktop.ui.views.timeline import TimelineView

    view = window.navigate("timeline")
    target = view.sheet.stack if isinstance(view, TimelineView) and view.shown else view
    return target, target.rect()


def _balance_view(window: MainWindow) -> BalanceView:
    from desktop.ui.views.balance import BalanceView

    view = window.navigate("balance")
    assert isinstance(view, BalanceView)
    return view


def _balance(window: MainWindow) -> tuple[Widget, QRect]:
    view = _balance_view(window)
    view.close_reasons()
    target: Widget = view.summary.strip if view.shown is not None else view
    return target, target.rect()


def _why(window: MainWindow) -> tuple[Widget, QRect]:
    view = _balance_view(window)
    first = None if view.shown is None else view.shown.first_short(view.band)
    if first is not None:
        view.show_reasons(first)
    target: Widget = view if view.shown is None else view.below
    return target, target.rect()


def _scenario(window: MainWindow) -> tuple[Widget, QRect]:
    view = _balance_view(window)
    view.close_reasons()
    box = view.choices.what.boxes["scenario"]
    target: Widget = box if box.isVisible() else view
    return target, target.rect()


def _exchange(window: MainWindow) -> tuple[Widget, QRect]:
    window.navigate("capacity")
    bar = window.menuBar()
    if bar.isNativeMenuBar():
        return window, QRect(0, 0, window.width(), theme.space(0.3))
    return bar, bar.actionGeometry(window.actions_.menu("file").menuAction())


STEPS = (
    Step(Text("What can be made, and when"), Text(
        "The capacity timeline stacks what plants can make. Point at it for figures and their "
        "sources; drag the start of a bar below it to ask what happens when a project slips."),
        _timeline),
    Step(Text("Your first short month"), Text(
        "The balance sets stock and promises against your demand. Each box counts one kind of "
        "promise more, and says from which month on you are short."), _balance),
    Step(Text("Why it is short"), Text(
        "Here you read what is missing in that month, and why: a late start, a promise that is "
        "not binding, a contract that ends. Click a red period to ask for any other month."), _why),
    Step(Text("What if?"), Text(
        "Choose a scenario here, and every view shows what it would mean. The records stay as "
        "they are; choose “No scenario” to come back."), _scenario),
    Step(Text("In and out of Excel"), Text(
        "The File menu imports and exports workbooks: you see every change before it is written, "
        "and undo takes it back. It prints and writes briefings, too."), _exchange),
)  # fmt: skip


class _Ring(Widget):
    """A frame around what a card points at; the mouse goes through it."""

    def __init__(self, parent: Widget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = max(2, theme.space(0.14))
        painter.setPen(QPen(QColor(theme.colors().link), wide))
        half = wide // 2 + 1
        radius = theme.space(0.35)
        painter.drawRoundedRect(self.rect().adjusted(half, half, -half, -half), radius, radius)
        painter.end()


class Card(QFrame):
    """The words of a step, with Back, Next and End."""

    back = Signal()
    forth = Signal()
    ended = Signal()

    def __init__(self, parent: Widget) -> None:
        super().__init__(parent)
        self.setObjectName("tour card")
        self.setAutoFillBackground(True)
        self.setProperty("look", "card")
        self.count, self.title, self.text = QLabel(), QLabel(), QLabel()
        self.count.setProperty("role", "muted")
        self.title.setProperty("role", "heading")
        for label in (self.title, self.text):
            label.setWordWrap(True)
        self.back_button, self.next_button = QPushButton(), QPushButton()
        self.end_button = QPushButton()
        self.next_button.setProperty("look", "primary")
        row = QHBoxLayout()
        row.addWidget(self.end_button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        row.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space(0.9)] * 4)
        column.setSpacing(theme.space(0.4))
        for part in (self.count, self.title, self.text):
            column.addWidget(part)
        column.addLayout(row)
        self.setFixedWidth(theme.space(21))
        self.back_button.clicked.connect(self.back)
        self.next_button.clicked.connect(self.forth)
        self.end_button.clicked.connect(self.ended)

    def say(self, place: int) -> None:
        """Show the words of a step."""
        step, last = STEPS[place], place == len(STEPS) - 1
        self.count.setText(str(Text("Tour, {n} of {m}", n=place + 1, m=len(STEPS))))
        self.title.setText(str(step.title))
        self.text.setText(str(step.text))
        self.back_button.setText(str(Text("Back")))
        self.back_button.setEnabled(place > 0)
        self.next_button.setText(str(Text("Finish") if last else Text("Next")))
        self.end_button.setText(str(Text("End the tour")))
        self.setAccessibleName(f"{self.count.text()}: {step.title}")
        self.setAccessibleDescription(str(step.text))
        self.next_button.setAccessibleDescription(str(step.text))
        self.setFixedHeight(self.heightForWidth(self.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc ends the tour."""
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            button = focus if isinstance(focus, QPushButton) else self.next_button
            button.click()
        else:
            super().keyPressEvent(event)


class Tour(QObject):
    """Goes through the steps on a window; without a workspace it asks for the example first."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.place = 0
        self._target: tuple[Widget, QRect] | None = None
        self.card, self.ring = Card(window), _Ring(window)
        self.card.hide()
        self.ring.hide()
        self.card.back.connect(lambda: self.go(self.place - 1))
        self.card.forth.connect(self._on_forth)
        self.card.ended.connect(self.end)
        window.session.language_changed.connect(self._retranslate)

    @property
    def is_running(self) -> bool:
        """Whether a card is shown."""
        return self.card.isVisible()

    def begin(self) -> None:
        """Show the first card, as soon as there is something to show."""
        session = self._window.session
        if session.is_open:
            self._start()
        else:
            once = Qt.ConnectionType.SingleShotConnection
            session.workspace_changed.connect(self._start, once)
            self._window.documents.open_example()

    def _start(self) -> None:
        if self._window.session.is_open:
            self._window.installEventFilter(self)
            self._window.session.workspace_changed.connect(self.end)
            self.go(0)

    def go(self, place: int) -> None:
        """Show a step."""
        self.place = place
        self._target = STEPS[place].show(self._window)
        self.card.say(place)
        self._put()
        # What was shown just now has its place only when layouts have run.
        QTimer.singleShot(0, self, self._bring)
        self.card.show()
        self.card.raise_()
        self.card.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_forth(self) -> None:
        if self.place + 1 < len(STEPS):
            self.go(self.place + 1)
        else:
            self.end()

    def end(self) -> None:
        """Take the card away; the keyboard goes back to the view."""
        self._window.removeEventFilter(self)
        running = self.is_running
        self.card.hide()
        self.ring.hide()
        self._target = None
        if running:
            self._window.state.put(SEEN, True)
            view = self._window.stack.view
            if view is not None:
                view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _retranslate(self) -> None:
        if self.is_running:
            self.card.say(self.place)
            self._put()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the card at its place while the window changes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._put)
        return False

    def _bring(self) -> None:
        """Scroll to the target, and put the card there."""
        widget = None if self._target is None else self._target[0]
        above = None if widget is None else widget.parentWidget()
        while widget is not None and above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget, 0, 0)
            above = above.parentWidget()
        self._put()

    def _put(self) -> None:
        """Put the ring around the target, and the card beside it where there is room."""
        if self._target is None:
            return
        widget, part = self._target
        window, gap = self._window, theme.space(0.6)
        corner = QPoint(0, 0) if widget is window else widget.mapTo(window, QPoint(0, 0))
        seen = part.intersected(widget.visibleRegion().boundingRect())
        place = (part if seen.isEmpty() else seen).translated(corner)
        edge = theme.space(0.2)
        self.ring.setGeometry(place.adjusted(-edge, -edge, edge, edge).intersected(window.rect()))
        self.ring.show()
        self.ring.raise_()
        card, room = self.card.size(), window.rect().adjusted(gap, gap, -gap, -gap)
        x = min(max(place.center().x() - card.width() // 2, room.left()),
                room.right() - card.width())  # fmt: skip
        below, above = place.bottom() + gap, place.top() - gap - card.height()
        if below + card.height() <= room.bottom():
            y = below
        elif above >= room.top():
            y = above
        else:
            x, y = room.right() - card.width(), room.bottom() - card.height()
        self.card.move(x, y)
        self.card.raise_()
